"""What a unit was built into and came out of, and the parts of it that were exchanged in service."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from everyunit.reports.listed_units import Paper
from everyunit.stock.days import late

WORDS = {
    "built_into": "built into",
    "taken_out_of": "taken out of",
    "part_in": "new part in it:",
    "part_out": "part taken out of it:",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartMoved:
    """By this document the unit went into `other` or came out of it, or the other into this one or out of it; `within`:
    the unit in this one in which that was, if not in itself.
    """

    date: dt.date
    at: dt.datetime
    user: str
    document: Paper
    way: Literal["built_into", "taken_out_of", "part_in", "part_out"]
    other: str
    undone: bool
    within: str = ""

    @property
    def late(self) -> bool:
        return late(self.date, self.at)

    @property
    def words(self) -> str:
        return WORDS[self.way]


# Where a unit itself moved by the posting, as when it was built or taken apart, that tells it of all its parts.
_WITHOUT_THE_WHOLE = (
    "NOT EXISTS (SELECT 1 FROM stock_movement m WHERE m.unit_id = l.whole_id AND m.home = l.whole_home"
    " AND m.posting_id = {posting})"
)
_ENDED = (
    "coalesce((SELECT min(e.posting_id) FROM stock_partlinkend e WHERE e.link_id = l.id AND NOT EXISTS"
    " (SELECT 1 FROM stock_posting r WHERE r.reverses_id = e.posting_id)), 9223372036854775807)"
)
_BEGAN = "NOT EXISTS (SELECT 1 FROM stock_posting r WHERE r.reverses_id = l.posting_id)"
# What is, or was, in the unit at any depth: from which posting on, and up to which.
_DEEP = (
    "WITH RECURSIVE deep(unit_id, home, since, until) AS ("
    f"SELECT l.unit_id, l.home, l.posting_id, {_ENDED} FROM stock_partlink l WHERE l.whole_id = %s AND {_BEGAN}"
    " UNION SELECT l.unit_id, l.home, CASE WHEN l.posting_id > i.since THEN l.posting_id ELSE i.since END,"
    f" CASE WHEN {_ENDED} < i.until THEN {_ENDED} ELSE i.until END FROM deep i"
    f" CROSS JOIN stock_partlink l WHERE l.whole_id = i.unit_id AND l.whole_home = i.home AND {_BEGAN})"
)
_MOVES = (
    f"{_DEEP} SELECT l.posting_id, 'built_into' AS way, l.whole_id AS other_id, l.whole_home AS other_home,"
    " CAST(NULL AS bigint) AS within_id, CAST(NULL AS smallint) AS within_home"
    " FROM stock_partlink l WHERE l.unit_id = %s UNION ALL"
    " SELECT e.posting_id, 'taken_out_of', l.whole_id, l.whole_home, NULL, NULL FROM stock_partlink l"
    " JOIN stock_partlinkend e ON e.link_id = l.id WHERE l.unit_id = %s UNION ALL"
    " SELECT l.posting_id, 'part_in', l.unit_id, l.home, NULL, NULL FROM stock_partlink l WHERE l.whole_id = %s"
    f" AND {_WITHOUT_THE_WHOLE.format(posting='l.posting_id')} UNION ALL"
    " SELECT e.posting_id, 'part_out', l.unit_id, l.home, NULL, NULL FROM stock_partlink l"
    " JOIN stock_partlinkend e ON e.link_id = l.id WHERE l.whole_id = %s"
    f" AND {_WITHOUT_THE_WHOLE.format(posting='e.posting_id')} UNION ALL"
    " SELECT l.posting_id, 'part_in', l.unit_id, l.home, i.unit_id, i.home FROM deep i CROSS JOIN stock_partlink l"
    " WHERE l.whole_id = i.unit_id AND l.whole_home = i.home AND l.posting_id > i.since AND l.posting_id < i.until"
    f" AND {_WITHOUT_THE_WHOLE.format(posting='l.posting_id')} UNION ALL"
    " SELECT e.posting_id, 'part_out', l.unit_id, l.home, i.unit_id, i.home FROM deep i CROSS JOIN stock_partlink l"
    " CROSS JOIN stock_partlinkend e WHERE l.whole_id = i.unit_id AND l.whole_home = i.home AND e.link_id = l.id"
    " AND e.posting_id > i.since AND e.posting_id < i.until"
    f" AND {_WITHOUT_THE_WHOLE.format(posting='e.posting_id')}"
)


# As one more of the asides of the unit page: the unit stands in it five times.
PART_MOVES = (
    "SELECT p.posted_at, w.username, x.way, coalesce(n.serial, ''), o.serial, d.kind, d.number, 0,"
    f" CASE WHEN undo.id IS NULL THEN 0 ELSE 1 END, p.date, p.id FROM ({_MOVES}) x"
    " JOIN stock_posting p ON p.id = x.posting_id LEFT JOIN stock_posting undo ON undo.reverses_id = p.id"
    " JOIN documents_document d ON d.id = p.document_id"
    " JOIN stock_unit o ON o.id = x.other_id AND o.home = x.other_home"
    " LEFT JOIN stock_unit n ON n.id = x.within_id AND n.home = x.within_home"
    " LEFT JOIN people_user w ON w.id = p.actor_id"
)


def last_whole(moves: Iterable[PartMoved]) -> PartMoved | None:
    """Of these moves, newest first, the last that counts by which the unit went into another, or came out of it."""
    own = (each for each in moves if each.way in ("built_into", "taken_out_of") and not each.undone)
    return next(own, None)
