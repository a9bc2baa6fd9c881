"""What finalizing some bins of a count is about: the units of them that are not where they are recorded, read once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from everyunit.base import sql
from everyunit.counting.differences import IN_EFFECT, Sort, listed, units_of
from everyunit.counting.models import Decision
from everyunit.rules.serials import Range
from everyunit.stock.runs import HOLDS, Units, alike

SETTLED = (Sort.MISPLACED, Sort.OUTSIDE, Sort.MISSING, Sort.HELD)


@dataclass(frozen=True, slots=True)
class HeldUnits:
    """Units that cannot be put right, because a line of a paper holds them; where they are recorded."""

    serials: Range
    sort: Sort
    bin_id: int
    line_id: int


@dataclass(slots=True)
class Settling:
    """The units as runs of their numbers, by bin on the count, sort and decision; and those that papers hold."""

    units: dict[tuple[int, str, str], list[Range]] = field(default_factory=dict)
    held: list[HeldUnits] = field(default_factory=list)

    def serials(self, bins: Collection[int], sort: Sort, decision: Decision = Decision.PUT_RIGHT) -> list[Range]:
        """The serial numbers of a sort in these bins, of which this was decided."""
        return [serials for each in bins for serials in self.units.get((each, sort.value, decision.value), ())]


def settling(bins: Collection[int]) -> Settling:
    """What is to be settled in these bins, as it was kept just now; what is left as it is recorded is not."""
    chosen = listed(bins)
    kept = (
        f"(SELECT f.count_bin_id, f.settled AS sort, f.decision AS decision, {_UNIT}"
        " FROM counting_found f JOIN stock_unit u"
        f" ON u.id = f.unit_id AND u.home = f.home {HOLDS} WHERE f.count_bin_id IN ({chosen}) AND {IN_EFFECT}"
        f" AND f.settled IN ('{Sort.MISPLACED}', '{Sort.OUTSIDE}') AND f.decision <> '{Decision.LEAVE}'"
        f" UNION ALL SELECT r.count_bin_id, r.settled, '', {_UNIT} FROM counting_recorded r JOIN stock_unit u"
        f" ON u.id = r.unit_id AND u.home = r.home {HOLDS} WHERE r.count_bin_id IN ({chosen})"
        f" AND r.settled IN ('{Sort.MISSING}', '{Sort.HELD}') AND NOT r.leave) u"
    )
    facts = ("u.count_bin_id", "u.sort", "u.decision", "u.bin_id", "u.holder")
    runs = alike(Units(kept, "1 = 1", []), facts)
    found = Settling()
    for each in runs:
        count_bin_id, sort, decision, bin_id, holder = each.facts
        found.units.setdefault((count_bin_id, sort, decision), []).append(each.serials)
        if holder is not None and sort != Sort.OUTSIDE:
            found.held.append(HeldUnits(each.serials, Sort(sort), bin_id, holder))
    return found


_UNIT = "u.id AS id, u.home AS home, u.serial AS serial, u.step AS step, u.bin_id AS bin_id, h.line_id AS holder"


def units_worth(count_id: int, bins: Collection[int]) -> int:
    """What the units cost that settling these bins writes off or brings back."""
    return int(
        sql.scalar(
            f"SELECT sum(d.cost_minor) FROM {units_of(count_id, bins)} d"
            f" WHERE {_SETTLED} AND (d.sort = '{Sort.MISSING}' OR d.decision <> '')"
        )
        or 0
    )


_SETTLED = f"d.sort IN ({', '.join(repr(sort.value) for sort in SETTLED)}) AND d.decision <> 'leave'"
