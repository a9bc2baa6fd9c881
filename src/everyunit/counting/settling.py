"""What finalizing some bins of a count is about: every unit of them that is not where it is recorded, read once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from everyunit.base import sql
from everyunit.counting.differences import Sort, units_of
from everyunit.counting.models import Decision

SETTLED = (Sort.MISPLACED, Sort.OUTSIDE, Sort.MISSING, Sort.HELD)


@dataclass(frozen=True, slots=True)
class HeldUnit:
    """A unit that cannot be put right, because a line of a paper holds it; where it is recorded."""

    serial: str
    sort: Sort
    bin_id: int
    line_id: int


@dataclass(slots=True)
class Settling:
    """The units, by bin on the count, sort and decision; those that papers hold; what goes and comes back is worth."""

    units: dict[tuple[int, str, str], list[str]] = field(default_factory=dict)
    held: list[HeldUnit] = field(default_factory=list)
    worth_minor: int = 0

    def serials(self, bins: Collection[int], sort: Sort, decision: Decision = Decision.PUT_RIGHT) -> list[str]:
        """The serial numbers of a sort in these bins, of which this was decided."""
        return [serial for each in bins for serial in self.units.get((each, sort.value, decision.value), ())]


def settling(count_id: int, bins: Collection[int]) -> Settling:
    """What is to be settled in these bins; what is left as it is recorded is not."""
    wanted = sql.among("d.sort", [sort.value for sort in SETTLED], "text")
    found = Settling()
    for count_bin_id, sort, decision, serial, bin_id, cost, holder in sql.rows(
        "SELECT d.count_bin_id, d.sort, d.decision, d.serial, d.bin_id, d.cost_minor, d.holder"
        f" FROM {units_of(count_id, bins)} d WHERE {wanted.sql} AND d.decision <> 'leave' ORDER BY d.unit_id",
        wanted.params,
    ):
        found.units.setdefault((count_bin_id, sort, decision), []).append(serial)
        if holder is not None and sort != Sort.OUTSIDE:
            found.held.append(HeldUnit(serial, Sort(sort), bin_id, holder))
        if sort == Sort.MISSING or decision:
            found.worth_minor += cost
    return found
