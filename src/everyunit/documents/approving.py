"""Adjustments of stock that are worth so much that a second person must agree, and what such a draft is worth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work
from everyunit.documents.kind import Kind
from everyunit.documents.kinds import KINDS
from everyunit.documents.models import Approval, Document
from everyunit.documents.pricing import AMOUNT
from everyunit.preferences.queries import Preferences, preferences
from everyunit.preferences.table import APPROVE_ADJUSTMENTS
from everyunit.rules.money import issue_value
from everyunit.rules.refusals import Refused

ADJUSTING = ", ".join(f"'{kind.code}'" for kind in KINDS.values() if kind.adjusts)  # the kinds, for SQL


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRow:
    """A draft that needs a second person, and whether one has agreed to it already."""

    document_id: int
    kind: str
    number: str
    date: dt.date
    location: str
    reason: str
    created_by_id: int
    created_by: str
    lines: int
    worth_minor: int
    approved_by: str

    @property
    def name(self) -> str:
        return f"{self.kind} {self.number}"


def waiting(document_id: int | None = None) -> list[WaitingRow]:
    """The drafts that need a second person, the oldest first; or the one document, if it does."""
    holding = Preferences(None)
    if bound_of(holding) is None:
        return []
    narrowed = sql.Conditions()
    if document_id is not None:
        narrowed.add("d.id = %s", document_id)
    found = sql.rows(
        "SELECT d.id, d.kind, d.number, d.date, loc.code, coalesce(why.name, ''), d.created_by,"
        " coalesce(who.username, ''), coalesce(other.username, ''),"
        " (SELECT count(*) FROM documents_line l WHERE l.document_id = d.id)"
        " FROM documents_document d JOIN places_location loc ON loc.id = d.location_id"
        " LEFT JOIN documents_reason why ON why.id = d.reason_id"
        " LEFT JOIN documents_approval a ON a.document_id = d.id"
        " LEFT JOIN people_user who ON who.id = d.created_by LEFT JOIN people_user other ON other.id = a.approved_by"
        f" WHERE d.status = 'draft' AND d.kind IN ({ADJUSTING}) AND {narrowed.sql} ORDER BY d.id",
        narrowed.params,
    )
    worth = draft_worths([row[0] for row in found])
    return [
        WaitingRow(
            document_id=row[0],
            kind=row[1],
            number=row[2],
            date=sql.date(row[3]) or dt.date.min,
            location=row[4],
            reason=row[5],
            created_by_id=row[6],
            created_by=row[7],
            lines=int(row[9]),
            worth_minor=worth[row[0]],
            approved_by=row[8],
        )
        for row in found
        if is_beyond(holding, worth[row[0]])
    ]


def bound_of(holding: Preferences) -> int | None:
    """Up to what worth one person is enough; None without any bound."""
    chosen = holding.value(APPROVE_ADJUSTMENTS)
    return int(chosen) if chosen.isdecimal() else None


def is_beyond(holding: Preferences, worth_minor: int) -> bool:
    """Whether an adjustment of this worth needs a second person."""
    bound = bound_of(holding)
    return bound is not None and worth_minor > bound


def refuse_unapproved(work: Work, document: Document, kind: Kind) -> None:
    """Refused: `needs_approval`, `own_approval` (who agreed to it posts it, too), `worth_more` (than was agreed to)."""
    if not kind.adjusts or bound_of(preferences(work)) is None:
        return
    worth = draft_worths([document.pk])[document.pk]
    if not is_beyond(preferences(work), worth):
        return
    name = f"{kind.name} {document.number}"
    approval = Approval.objects.filter(document=document).first()
    if approval is None:
        raise Refused("needs_approval", f"{name} is worth so much that somebody else must approve it first.")
    if approval.approved_by == work.actor.user_id:
        raise Refused("own_approval", f"You have approved {name.lower()}. Somebody else must post it.")
    if worth > approval.worth_minor:
        raise Refused("worth_more", f"{name} is worth more by now than what was approved. Have it approved again.")


def forget_approval(document: Document, kind: Kind) -> None:
    """What was agreed to is not this any more."""
    if kind.adjusts:
        Approval.objects.filter(document=document).delete()


def draft_worths(document_ids: Sequence[int]) -> dict[int, int]:
    """What drafts move, each way without sign: units at what they cost, what is counted at the average, what is new at
    what was entered.
    """
    mine = sql.among("l.document_id", document_ids)
    worths = dict.fromkeys(document_ids, 0)
    for document_id, tracking, quantity, amount, held, cost, stock, value in sql.rows(
        f"SELECT l.document_id, i.tracking, l.quantity, {AMOUNT}, coalesce(h.units, 0), coalesce(h.cost_minor, 0),"
        " coalesce(v.quantity, 0), coalesce(v.value_minor, 0)"
        " FROM documents_line l JOIN catalog_item i ON i.id = l.item_id"
        " LEFT JOIN stock_valuation v ON v.item_id = l.item_id"
        " LEFT JOIN (SELECT h.line_id, count(*) AS units, sum(u.cost_minor) AS cost_minor FROM documents_line l"
        " JOIN stock_hold h ON h.line_id = l.id JOIN stock_unit u ON u.id = h.unit_id AND u.home = h.home"
        f" WHERE {mine.sql} GROUP BY h.line_id) h ON h.line_id = l.id WHERE {mine.sql}",
        [*mine.params, *mine.params],
    ):
        size = abs(quantity)
        if tracking == "quantity" and quantity < 0 and size <= stock:
            worths[document_id] += issue_value(int(stock), int(value), size)
        else:
            worths[document_id] += int(cost) + (int(amount) * max(0, size - int(held)) // size if size else 0)
    return worths
