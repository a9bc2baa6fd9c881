"""Which unit is built into which, and what is in a unit: as it is, or as it was on any day.

A link begins with a posting and ends with one; where a posting was reversed, what it began or ended counts no more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql

# Of links l that stand now: their posting was not reversed, and no posting that stands has ended them.
STANDS = (
    "NOT EXISTS (SELECT 1 FROM stock_posting r WHERE r.reverses_id = l.posting_id)"
    " AND NOT EXISTS (SELECT 1 FROM stock_partlinkend e WHERE e.link_id = l.id"
    " AND NOT EXISTS (SELECT 1 FROM stock_posting r WHERE r.reverses_id = e.posting_id))"
)
# The same at the end of a day, which stands in it four times.
STOOD = (
    "EXISTS (SELECT 1 FROM stock_posting p WHERE p.id = l.posting_id AND p.date <= %s)"
    " AND NOT EXISTS (SELECT 1 FROM stock_posting r WHERE r.reverses_id = l.posting_id AND r.date <= %s)"
    " AND NOT EXISTS (SELECT 1 FROM stock_partlinkend e JOIN stock_posting p ON p.id = e.posting_id"
    " WHERE e.link_id = l.id AND p.date <= %s"
    " AND NOT EXISTS (SELECT 1 FROM stock_posting r WHERE r.reverses_id = e.posting_id AND r.date <= %s))"
)
DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Link:
    """A unit in another, and since which posting."""

    link_id: int
    posting_id: int
    unit_id: int
    home: int
    whole_id: int
    whole_home: int
    cost_minor: int


def links_of_wholes(unit_ids: Sequence[int], on: dt.date | None = None) -> list[Link]:
    """What is right in these units, in the order in which it was built in; `on`: as it was at the end of that day."""
    return _links("l.whole_id", unit_ids, on)


def links_of_parts(unit_ids: Sequence[int], on: dt.date | None = None) -> list[Link]:
    """What these units are built into; `on`: as it was at the end of that day."""
    return _links("l.unit_id", unit_ids, on)


def _links(
    column: str, unit_ids: Sequence[int], on: dt.date | None, further: str = "", params: Sequence[int] = ()
) -> list[Link]:
    chosen = sql.among(column, unit_ids)
    standing = STANDS if on is None else STOOD
    return [
        Link(*map(int, row))
        for row in sql.rows(
            "SELECT l.id, l.posting_id, l.unit_id, l.home, l.whole_id, l.whole_home, l.cost_minor"
            f" FROM stock_partlink l WHERE ({chosen.sql}{further}) AND {standing} ORDER BY l.id",
            [*chosen.params, *params, *([] if on is None else [on] * 4)],
        )
    ]


def links_around(unit_id: int, on: dt.date | None = None) -> tuple[list[Link], list[Link]]:
    """What a unit is built into, up to the outermost, and all that is in it, to any depth: level by level. One
    statement where it is neither.
    """
    around = _links("l.whole_id", [unit_id], on, " OR l.unit_id = %s", [unit_id])
    up = [link for link in around if link.unit_id == unit_id]
    down = [link for link in around if link.whole_id == unit_id]
    return (up + way_up(up[0].whole_id, on) if up else []), down + _below(down, on)


def _below(links: list[Link], on: dt.date | None) -> list[Link]:
    found: list[Link] = []
    for _ in range(DEEPEST):
        if not links:
            break
        links = links_of_wholes([link.unit_id for link in links], on)
        found += links
    return found


def all_within(unit_id: int, on: dt.date | None = None) -> list[Link]:
    """All that is in a unit, to any depth: level by level."""
    first = links_of_wholes([unit_id], on)
    return first + _below(first, on)


def way_up(unit_id: int, on: dt.date | None = None) -> list[Link]:
    """What a unit is built into, and what that is built into, up to the outermost."""
    found: list[Link] = []
    while len(found) < DEEPEST and (links := links_of_parts([unit_id], on)):
        found.append(links[0])
        unit_id = links[0].whole_id
    return found


def begin_links(posting_id: int, chosen: sql.Fragment) -> int:
    """By this posting units are built into others: `chosen` selects unit_id, home, whole_id, whole_home, cost_minor."""
    return sql.execute(
        "INSERT INTO stock_partlink (posting_id, unit_id, home, whole_id, whole_home, cost_minor)"
        f" SELECT %s, unit_id, home, whole_id, whole_home, cost_minor FROM ({chosen.sql}) chosen",
        [posting_id, *chosen.params],
    )


def end_links(posting_id: int, link_ids: Sequence[int]) -> None:
    """By this posting what these links say is over."""
    sql.insert("stock_partlinkend", {"link_id": ("bigint", list(link_ids))}, {"posting_id": posting_id})
