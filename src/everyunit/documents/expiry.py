"""Orders that were good until a day that is over, such as an announced return. It forbids nothing; it is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from everyunit.base import clock, sql
from everyunit.documents.kind import Stage
from everyunit.documents.kinds import KINDS
from everyunit.documents.scans import Outcome

ORDERS = ", ".join(f"'{kind.code}'" for kind in KINDS.values() if kind.stage is Stage.ORDER)


class Expired(NamedTuple):
    """An order by name, and its last day."""

    name: str
    date: dt.date


def expired_orders(document_id: int) -> list[Expired]:
    """The document, if it is an order that has run out, and those of the orders it delivers that have."""
    return [
        Expired(name, date if isinstance(date, dt.date) else dt.date.fromisoformat(date))
        for name, date in sql.rows(
            "SELECT o.kind || ' ' || o.number, o.expires_on FROM documents_document o WHERE o.expires_on < %s"
            f" AND o.kind IN ({ORDERS}) AND (o.id = %s OR o.id IN (SELECT s.document_id FROM documents_line l"
            " JOIN documents_line s ON s.id = l.source_line_id WHERE l.document_id = %s)) ORDER BY o.id",
            [clock.today(), document_id, document_id],
        )
    ]


def name_expired(document_id: int, outcomes: Sequence[Outcome]) -> None:
    """Say of units that were attached that it is late, where nothing else has to be said of them (SAL-20)."""
    placed = [outcome for outcome in outcomes if outcome.line is not None and outcome.sign and not outcome.code]
    expired = expired_orders(document_id) if placed else []
    for outcome in placed if expired else []:
        name, date = expired[0]
        outcome.code, outcome.holder = "expired", outcome.holder or name
        outcome.message = f"{name} was good until {date}. {outcome.message}".strip()
