"""Lots in the program under test: how its commands are built from the oracle's, and its answers read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from everyunit.base import clock
from everyunit.catalog.save_lot import LotSaved, SaveLot, save_lot
from everyunit.documents.name_lot import NameLot, name_lot
from everyunit.proving.oracle.asked import Ask, Summary

if TYPE_CHECKING:
    from everyunit.proving.program import Program


def summary_of(answer: Any) -> Summary:
    """The answer as the oracle gives it; nothing for other answers."""
    match answer:
        case LotSaved():
            return "lot", answer.item, answer.number, answer.created
    return ()


def _in(days: int | None) -> date | None:
    return None if days is None else clock.today() + timedelta(days=days)


BUILDERS: dict[str, Callable[[Program, Ask], tuple[Any, Any]]] = {
    "name_lot": lambda program, ask: (
        name_lot,
        NameLot(document_id=program.paper(ask.doc), line_id=program.line(ask.line), lot=ask.get("lot")),
    ),
    "save_lot": lambda _, ask: (
        save_lot,
        SaveLot(
            item=ask.get("item"),
            number=ask.get("lot"),
            made_on=_in(ask.get("made")),
            expires_on=_in(ask.get("expires")),
        ),
    ),
}
