"""What was measured, how it is shown, and whether it is good enough."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from everyunit.proving.clocks import Spent

LARGE, SMALL = 100_000, 1_000
RATED_FROM = 10_000
RATIO_AT_MOST = 2.0
GROWTH_AT_MOST = 1.25
QUERIES_BELOW = 12
COMPARED = ("PR post", "SI post", "CM post", "ST post")  # at other sizes, and with more in stock
PAGE = "unit page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One operation on so many units, with so many on hand. Look-ups have no floor, but count their queries.

    Everything by the clock and in CPU time, where that can be read. `judged_by`: which of the two `ratio`,
    `us_per_unit` and `one_unit_ms` are of; the last is what the same takes with a single unit.
    """

    operation: str
    database: str
    units: int
    on_hand: int
    clock_s: float
    cpu_s: float | None
    floor_clock_s: float | None = None
    floor_cpu_s: float | None = None
    judged_by: str
    ratio: float | None = None
    clock_ratio: float | None = None
    one_unit_ms: float | None = None
    us_per_unit: float
    queries: int | None = None

    @property
    def judged_s(self) -> float:
        return self.clock_s if self.cpu_s is None else self.cpu_s

    @property
    def floor_judged_s(self) -> float:
        return (self.floor_clock_s if self.floor_cpu_s is None else self.floor_cpu_s) or 0.0


def compared(
    operation: str,
    database: str,
    units: int,
    on_hand: int,
    spent: Spent,
    floor: Spent | None = None,
    one: Spent | None = None,
    queries: int | None = None,
) -> Measurement:
    """What was spent beside what the floor takes, and what a single unit takes."""
    return Measurement(
        operation=operation,
        database=database,
        units=units,
        on_hand=on_hand,
        clock_s=round(spent.clock_s, 6),
        cpu_s=None if spent.cpu_s is None else round(spent.cpu_s, 6),
        floor_clock_s=None if floor is None else round(floor.clock_s, 6),
        floor_cpu_s=None if floor is None or floor.cpu_s is None else round(floor.cpu_s, 6),
        judged_by="clock" if spent.cpu_s is None else "cpu",
        ratio=None if floor is None else round(spent.judged_s / floor.judged_s, 3),
        clock_ratio=None if floor is None else round(spent.clock_s / floor.clock_s, 3),
        one_unit_ms=None if one is None else round(one.judged_s * 1e3, 2),
        us_per_unit=round(spent.judged_s / units * 1e6, 2),
        queries=queries,
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a target is met, and the figures."""

    met: bool
    text: str


HEADING = (
    f"{'operation':<26}{'units':>8}{'on hand':>10}{'clock s':>9}{'floor':>9}{'ratio':>7}"
    f"{'CPU s':>9}{'floor':>9}{'ratio':>7}  {'1 unit ms':>9}{'µs/unit':>9}  queries"
)


def told(measured: Measurement) -> str:
    """One line of the table; the ratio that is judged has a mark where it is too high."""
    by_cpu = measured.judged_by == "cpu"
    return (
        f"{measured.operation:<26}{measured.units:>8,}{measured.on_hand:>10,}"
        f"{_figure(measured.clock_s, 4):>9}{_figure(measured.floor_clock_s, 4):>9}{_figure(measured.clock_ratio, 2):>7}"
        f"{_figure(measured.cpu_s, 4):>9}{_figure(measured.floor_cpu_s, 4):>9}"
        f"{_figure(measured.ratio if by_cpu else None, 2):>7}{'!' if (measured.ratio or 0) > RATIO_AT_MOST else ' '} "
        f"{_figure(measured.one_unit_ms, 2):>9}{measured.us_per_unit:>9.1f}"
        f"  {'' if measured.queries is None else measured.queries}"
    ).rstrip()


def _figure(value: float | None, places: int) -> str:
    return "" if value is None else f"{value:.{places}f}"


def verdicts(measured: Sequence[Measurement]) -> Iterator[Verdict]:
    """Each target that these measurements can judge."""
    by_case = {(each.operation, each.units, each.on_hand): each for each in measured}
    stocks = sorted({each.on_hand for each in measured})
    for each in measured:
        if each.ratio is not None and each.units >= RATED_FROM:
            yield Verdict(
                each.ratio <= RATIO_AT_MOST,
                f"{_case(each)}: {each.ratio:.2f} times the floor, at most {RATIO_AT_MOST} ({each.judged_by})",
            )
        small = by_case.get((each.operation, SMALL, each.on_hand))
        if each.operation in COMPARED and each.units == LARGE and small is not None:
            yield Verdict(
                each.us_per_unit <= small.us_per_unit,
                f"{_case(each)}: {each.us_per_unit:.1f} µs a unit, at {SMALL:,} units {small.us_per_unit:.1f}",
            )
        empty = by_case.get((each.operation, each.units, stocks[0]))
        if each.operation in COMPARED and each.on_hand > stocks[0] and empty is not None and each.units >= SMALL:
            growth = each.judged_s / empty.judged_s
            floors = each.floor_judged_s / (empty.floor_judged_s or 1)
            yield Verdict(
                growth <= GROWTH_AT_MOST,
                f"{_case(each)}: {growth:.2f} times what it takes with {empty.on_hand:,}, at most {GROWTH_AT_MOST}"
                f" (bare SQL: {floors:.2f} times)",
            )
        if each.operation == PAGE and each.queries is not None:
            yield Verdict(each.queries < QUERIES_BELOW, f"{_case(each)}: {each.queries} queries, below {QUERIES_BELOW}")


def _case(measured: Measurement) -> str:
    return f"{measured.operation} {measured.units:,} with {measured.on_hand:,} on hand"
