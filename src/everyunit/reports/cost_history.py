"""What a unit came to cost: each change since its birth, with its reason, the document that made it, and who."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.reports.listed_units import Paper
from everyunit.stock.days import late

STEPS_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CostChange:
    """The unit's cost was set. `step`: behind which movement of the unit; `undoes`: by reversing the document."""

    step: int
    date: dt.date
    at: dt.datetime
    user: str
    document: Paper
    old_minor: int
    new_minor: int
    reason: str
    undoes: bool

    @property
    def late(self) -> bool:
        return late(self.date, self.at)


def cost_history(unit_id: int) -> list[CostChange]:
    """The newest changes of the unit's cost, newest first. Papers make them, so there are few."""
    changes = []
    for step, at, user, kind, number, old, new, reason, reverses, date in sql.rows(
        "SELECT c.step, p.posted_at, w.username, d.kind, d.number, c.old_minor, c.new_minor, c.reason, p.reverses_id,"
        " p.date"
        " FROM stock_costchange c JOIN stock_posting p ON p.id = c.posting_id"
        " JOIN documents_document d ON d.id = p.document_id LEFT JOIN people_user w ON w.id = p.actor_id"
        " WHERE c.unit_id = %s ORDER BY c.id DESC LIMIT %s",
        [unit_id, STEPS_SHOWN],
    ):
        moment, day = sql.moment(at), sql.date(date)
        assert moment is not None
        assert day is not None
        changes.append(
            CostChange(
                step=step,
                date=day,
                at=moment,
                user=user or "",
                document=Paper(kind, number),
                old_minor=int(old),
                new_minor=int(new),
                reason=reason,
                undoes=reverses is not None,
            )
        )
    return changes
