"""Pull sheets in the program under test: how its commands are built from the oracle's, and its answers read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from everyunit.proving.oracle.asked import Ask, Summary
from everyunit.selling.close_pull_sheet import ClosePullSheet, close_pull_sheet
from everyunit.selling.invoice_pull_sheet import InvoicePullSheet, InvoicesMade, invoice_pull_sheet
from everyunit.selling.make_pull_sheet import MakePullSheet, make_pull_sheet
from everyunit.selling.pick_by_scan import PickByScan, pick_by_scan
from everyunit.selling.pick_from_bin import PickFromBin, pick_from_bin
from everyunit.selling.put_back import PutBack, put_back
from everyunit.selling.sheets import Picked, SheetLineState, SheetSaved, Taken
from everyunit.selling.take_off import TakeOff, take_off

if TYPE_CHECKING:
    from everyunit.proving.program import Program


def summary_of(program: Program, ask: Ask, answer: Any) -> Summary:
    """The answer as the oracle gives it; nothing for other answers."""
    match answer:
        case SheetSaved():
            if ask.verb == "make_sheet":
                program.sheets[ask.new] = answer.sheet_id
            return "sheet", answer.number, answer.status, _sheet_lines(answer.lines)
        case Picked():
            entries = tuple(
                (str(each.action), each.text, each.count, each.serial, each.code, each.holder)
                for each in answer.entries
            )
            return "picked", answer.number, answer.status, entries, _sheet_lines(answer.lines)
        case InvoicesMade():
            for new, made in zip(ask.get("news"), answer.invoices, strict=False):
                program.papers[new] = made.document_id
            invoices = tuple((f"{made.kind} {made.number}", made.order) for made in answer.invoices)
            return "invoices", invoices, answer.left_out
    return ()


def _make_sheet(program: Program, ask: Ask) -> tuple[Any, Any]:
    return make_pull_sheet, MakePullSheet(
        order_ids=tuple(program.paper(each) for each in ask.get("orders", ())),
        pickable=ask.get("pickable", True),
        bins=ask.get("bins", ()),
        newest_first=ask.get("newest", False),
        location=ask.get("place"),
    )


def _pick_by_scan(program: Program, ask: Ask) -> tuple[Any, Any]:
    order_id = program.paper(ask.doc) if ask.get("one") else None
    return pick_by_scan, PickByScan(
        sheet_id=program.sheet(ask), scans=ask.scans, order_id=order_id, from_bin=ask.get("from_bin")
    )


def _pick_from_bin(program: Program, ask: Ask) -> tuple[Any, Any]:
    return pick_from_bin, PickFromBin(
        sheet_id=program.sheet(ask),
        item=ask.get("item"),
        quantity=ask.get("quantity"),
        from_bin=ask.get("from_bin"),
        order_id=program.paper(ask.doc) if ask.get("one") else None,
    )


def _put_back(program: Program, ask: Ask) -> tuple[Any, Any]:
    counted = tuple(
        Taken(line_id=program.line(row_id), quantity=count, bin=code) for row_id, count, code in ask.get("counted", ())
    )
    return put_back, PutBack(sheet_id=program.sheet(ask), scans=ask.scans, counted=counted)


def _invoice_sheet(program: Program, ask: Ask) -> tuple[Any, Any]:
    order_id = program.paper(ask.doc) if ask.get("one") else None
    return invoice_pull_sheet, InvoicePullSheet(sheet_id=program.sheet(ask), order_id=order_id)


def _sheet_lines(lines: tuple[SheetLineState, ...]) -> Summary:
    return tuple((line.order, line.position, line.item, line.quantity, line.picked, line.left) for line in lines)


BUILDERS: dict[str, Callable[[Program, Ask], tuple[Any, Any]]] = {
    "make_sheet": _make_sheet,
    "pick_by_scan": _pick_by_scan,
    "pick_from_bin": _pick_from_bin,
    "put_back": _put_back,
    "take_off": lambda program, ask: (
        take_off,
        TakeOff(sheet_id=program.sheet(ask), order_id=program.paper(ask.doc)),
    ),
    "close_sheet": lambda program, ask: (close_pull_sheet, ClosePullSheet(sheet_id=program.sheet(ask))),
    "invoice_sheet": _invoice_sheet,
}
