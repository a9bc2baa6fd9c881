"""Building in the program under test: how its commands are built from the oracle's, and its answers read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from everyunit.assembly.build import Build, Built, Used, build
from everyunit.assembly.link_parts import LinkParts, PartsLinked, link_parts
from everyunit.assembly.number_built import BuiltNumbered, NumberBuilt, number_built
from everyunit.assembly.order_work import OrderWork, order_work
from everyunit.assembly.spread_parts import PartsSpread, SpreadParts, spread_parts
from everyunit.assembly.start_work import StartWork, WorkStarted, start_work
from everyunit.assembly.substitute import SubstitutePart, substitute
from everyunit.assembly.supply_work import Supplied, SupplyWork, supply_work
from everyunit.assembly.swap import Exchange, Swap, Swapped, swap
from everyunit.assembly.take_apart import TakeApart, TakenApart, take_apart
from everyunit.base import sql
from everyunit.catalog.save_bill import BillSaved, save_bill
from everyunit.proving.oracle.asked import Ask, Summary
from everyunit.proving.trade import bill_command
from everyunit.rules.serials import read_range

if TYPE_CHECKING:
    from everyunit.proving.program import Program


def summary_of(answer: Any) -> tuple[Summary, int | None]:
    """The answer as the oracle gives it, and the document that was made by it; nothing for other answers."""
    match answer:
        case BillSaved():
            return ("bill", answer.item, answer.components), None
        case WorkStarted():
            return ("started", answer.number, answer.in_process), None
        case Supplied():
            missing = tuple(
                (
                    each.item,
                    each.missing,
                    *(tuple((one.bin, one.free) for one in found) for found in (each.where, each.instead)),
                )
                for each in answer.missing
            )
            return ("supplied", answer.number, answer.committed, missing), None
        case BuiltNumbered():
            return ("numbered", answer.numbered, tuple(_numbers(answer.serials))), None
        case PartsLinked():
            entries = tuple((each.action, each.text, each.serial, each.code, each.holder) for each in answer.entries)
            return ("linked", entries, answer.whole, answer.linked, answer.lacks), None
        case PartsSpread():
            return ("spread", answer.linked), None
        case Built():
            counts = (answer.good, answer.defective, _came_in(answer.posting_id), answer.value_minor, answer.left)
            return ("built", answer.number, *counts), answer.report_id
        case TakenApart():
            came = _came_in(answer.posting_id)
            return ("apart", answer.number, answer.units, came, answer.pieces, answer.value_minor), answer.document_id
        case Swapped():
            return ("swapped", answer.number, answer.wholes), answer.document_id
    return (), None


def _numbers(text: str) -> list[str]:
    """Serial numbers that are told as runs."""
    runs = [run for run in text.split(", ") if run]
    return [serial for run in runs for serial in (read_range(run).texts() if "–" in run else (run,))]


def _came_in(posting_id: int) -> tuple[str, ...]:
    """The units that came into stock by a posting."""
    rows = sql.rows(
        "SELECT u.serial FROM stock_movement m JOIN stock_unit u ON u.id = m.unit_id AND u.home = m.home"
        " JOIN places_bin b ON b.id = m.to_bin_id WHERE b.bin_type = 'stock' AND m.posting_id = %s",
        [posting_id],
    )
    return tuple(sorted(str(serial) for (serial,) in rows))


def _build(program: Program, ask: Ask) -> tuple[Any, Any]:
    return build, Build(
        document_id=program.paper(ask.doc),
        good=ask.get("good"),
        defective=ask.get("defective"),
        units=ask.get("units", ()),
        used=tuple(Used(line_id=program.line(row_id), quantity=count) for row_id, count in ask.get("used", ())),
        spread=ask.get("spread", False),
        to_bin=ask.get("to_bin"),
        defective_bin=ask.get("defective_bin"),
    )


def _link(program: Program, ask: Ask) -> tuple[Any, Any]:
    return link_parts, LinkParts(
        document_id=program.paper(ask.doc),
        scans=ask.scans,
        whole=ask.get("whole", ""),
        undo=ask.get("undo", False),
    )


def _substitute(program: Program, ask: Ask) -> tuple[Any, Any]:
    return substitute, SubstitutePart(
        document_id=program.paper(ask.doc),
        line_id=program.line(ask.line),
        item=ask.get("item"),
        quantity=ask.get("quantity"),
    )


def _swap(_: Program, ask: Ask) -> tuple[Any, Any]:
    pairs = tuple(Exchange(old=old, new=new) for old, new in ask.get("pairs"))
    return swap, Swap(parts=pairs, to_bin=ask.get("to_bin"))


BUILDERS: dict[str, Callable[[Program, Ask], tuple[Any, Any]]] = {
    "bill": lambda _, ask: (save_bill, bill_command(ask.get("item"), ask.get("parts"))),
    "order_work": lambda _, ask: (
        order_work,
        OrderWork(item=ask.get("item"), quantity=ask.get("quantity"), location=ask.get("place")),
    ),
    "start": lambda program, ask: (
        start_work,
        StartWork(document_id=program.paper(ask.doc), back=ask.get("back", False)),
    ),
    "supply": lambda program, ask: (supply_work, SupplyWork(document_id=program.paper(ask.doc))),
    "number": lambda program, ask: (
        number_built,
        NumberBuilt(document_id=program.paper(ask.doc), quantity=ask.get("quantity")),
    ),
    "substitute": _substitute,
    "link": _link,
    "spread": lambda program, ask: (spread_parts, SpreadParts(document_id=program.paper(ask.doc))),
    "build": _build,
    "take_apart": lambda _, ask: (take_apart, TakeApart(serials=ask.scans, to_bin=ask.get("to_bin"))),
    "swap": _swap,
}
