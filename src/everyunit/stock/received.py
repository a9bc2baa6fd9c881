"""The day on which a unit came to be ours, by which picking takes the oldest first.

It is the last day on which a posting that stands brought the unit from an out bin into a stock bin: what was reversed,
and the reversal, do not count. The ledger keeps it on the unit; `rebuild` makes it again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from everyunit.base import sql

OUTSIDE = "(SELECT id FROM places_bin WHERE bin_type = 'out')"
INSIDE = "(SELECT id FROM places_bin WHERE bin_type = 'stock')"
# Of a movement `m` that somebody just wrote, of posting `m.posting_id`: its unit's day from now on.
ARRIVED = "(SELECT p.date FROM stock_posting p WHERE p.id = m.posting_id)"
NOW_RECEIVED = (
    f"CASE WHEN m.from_bin_id IN {OUTSIDE} AND m.to_bin_id IN {INSIDE}"
    f" AND (stock_unit.received_on IS NULL OR stock_unit.received_on < {ARRIVED})"
    f" THEN {ARRIVED} ELSE stock_unit.received_on END"
)
# Of a movement a and its posting p: it brought its unit in, and stands.
BROUGHT_IN = (
    f"a.from_bin_id IN {OUTSIDE} AND a.to_bin_id IN {INSIDE} AND p.id = a.posting_id AND p.reverses_id IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM stock_posting undo WHERE undo.reverses_id = p.id)"
)
# The same where the movement undoes another: only where that had brought the unit in, another day holds, that of the
# arrival before it. A unit that it bore has none; the others are looked up, each by its own few movements.
STILL_RECEIVED = (
    f"CASE WHEN NOT (m.from_bin_id IN {INSIDE} AND m.to_bin_id IN {OUTSIDE}) THEN stock_unit.received_on"
    " WHEN m.step = 2 THEN NULL ELSE (SELECT max(p.date) FROM stock_movement a CROSS JOIN stock_posting p"
    f" WHERE a.unit_id = stock_unit.id AND a.home = stock_unit.home AND {BROUGHT_IN}) END"
)
# All units with the days that they say they have and that their movements say, where these differ.
WRONG = (
    "SELECT u.id, u.home, u.serial, r.day FROM stock_unit u LEFT JOIN (SELECT a.unit_id, a.home, max(p.date) AS day"
    f" FROM stock_movement a JOIN stock_posting p ON {BROUGHT_IN} GROUP BY a.unit_id, a.home) r"
    " ON r.unit_id = u.id AND r.home = u.home"
    " WHERE u.received_on <> r.day OR (u.received_on IS NULL) <> (r.day IS NULL)"
)


def days_of_birth(posting_id: int, bin_ids: Iterable[int]) -> dict[int, dt.date | None]:
    """On which day units are received that the posting bears into these bins."""
    day = sql.date(sql.scalar("SELECT date FROM stock_posting WHERE id = %s", [posting_id]))
    chosen = sql.among("id", sorted(set(bin_ids)))
    owned = {int(each) for (each,) in sql.rows(f"{INSIDE[1:-1]} AND {chosen.sql}", chosen.params)}
    return {bin_id: day if bin_id in owned else None for bin_id in bin_ids}


def rebuild_received() -> int:
    """Bring the days back to what the movements say; how many were wrong."""
    return sql.execute(
        f"UPDATE stock_unit SET received_on = w.day FROM ({WRONG}) w"
        " WHERE stock_unit.id = w.id AND stock_unit.home = w.home"
    )
