"""Parcels in the program under test: how its commands are built from the oracle's, and its answers read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from everyunit.base import sql
from everyunit.proving.oracle.asked import UNKNOWN_ID, Ask, Summary
from everyunit.selling.discard_parcel import DiscardParcel, ParcelDiscarded, discard_parcel
from everyunit.selling.pack import Pack, pack
from everyunit.selling.parcels import Counted, ParcelPacked
from everyunit.selling.save_parcel import ParcelSaved, SaveParcel, save_parcel
from everyunit.selling.unpack import Unpack, unpack

if TYPE_CHECKING:
    from everyunit.proving.program import Program


def summary_of(program: Program, ask: Ask, answer: Any) -> Summary:
    """The answer as the oracle gives it; nothing for other answers."""
    match answer:
        case ParcelSaved():
            if ask.get("parcel") is None:
                program.parcels[ask.new] = answer.parcel_id
            paper = _paper(answer.document_id)
            return "parcel", answer.number, paper, answer.ship_via, answer.tracking_number, answer.weight_g
        case ParcelPacked():
            entries = tuple(
                (str(each.action), each.text, each.count, each.serial, each.code) for each in answer.entries
            )
            pieces = tuple(each.quantity for each in answer.undo_counted)
            lines = tuple((line.item, line.expected, line.packed) for line in answer.lines)
            return "packed", answer.number, entries, answer.undo_scans, pieces, lines
        case ParcelDiscarded():
            return "unboxed", answer.number, _paper(answer.document_id)
    return ()


def _paper(document_id: int) -> str:
    return str(sql.scalar("SELECT kind || ' ' || number FROM documents_document WHERE id = %s", [document_id]))


def _parcel(program: Program, ask: Ask) -> int:
    return program.parcels.get(ask.get("parcel"), UNKNOWN_ID)


def _counted(program: Program, ask: Ask) -> tuple[Counted, ...]:
    return tuple(Counted(line_id=program.line(row_id), quantity=count) for row_id, count in ask.get("counted", ()))


def _save(program: Program, ask: Ask) -> tuple[Any, Any]:
    new = ask.get("parcel") is None
    return save_parcel, SaveParcel(
        document_id=program.paper(ask.doc) if new else None,
        parcel_id=None if new else _parcel(program, ask),
        ship_via=ask.get("ship_via"),
        tracking_number=ask.get("tracking_number"),
        weight_g=ask.get("weight"),
    )


BUILDERS: dict[str, Callable[[Program, Ask], tuple[Any, Any]]] = {
    "save_parcel": _save,
    "pack": lambda program, ask: (
        pack,
        Pack(parcel_id=_parcel(program, ask), scans=ask.scans, counted=_counted(program, ask)),
    ),
    "unpack": lambda program, ask: (
        unpack,
        Unpack(parcel_id=_parcel(program, ask), scans=ask.scans, counted=_counted(program, ask)),
    ),
    "discard_parcel": lambda program, ask: (discard_parcel, DiscardParcel(parcel_id=_parcel(program, ask))),
}
