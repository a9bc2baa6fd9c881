"""What was measured, how it is shown, and whether it is good enough."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LARGE, SMALL = 100_000, 1_000
RATED_FROM = 10_000
RATIO_AT_MOST = 2.0
GROWTH_AT_MOST = 1.25
QUERIES_BELOW = 12
COMPARED = ("PR post", "SI post", "CM post", "ST post")  # at other sizes, and with more in stock
PAGE = "unit page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One operation on so many units, with so many on hand. Look-ups have no floor, or count their queries."""

    operation: str
    database: str
    units: int
    on_hand: int
    seconds: float
    floor_seconds: float | None = None
    ratio: float | None = None
    us_per_unit: float
    queries: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a target is met, and the figures."""

    met: bool
    text: str


HEADING = (
    f"{'operation':<22}{'units':>9}{'on hand':>11}{'seconds':>11}{'floor':>11}{'ratio':>8} {'µs/unit':>9}  queries"
)


def told(measured: Measurement) -> str:
    """One line of the table."""
    floor = "" if measured.floor_seconds is None else f"{measured.floor_seconds:.4f}"
    ratio = "" if measured.ratio is None else f"{measured.ratio:.2f}"
    ratio += " " if measured.ratio is None or measured.ratio <= RATIO_AT_MOST else "!"
    return (
        f"{measured.operation:<22}{measured.units:>9,}{measured.on_hand:>11,}{measured.seconds:>11.4f}{floor:>11}"
        f"{ratio:>9}{measured.us_per_unit:>9.1f}  {'' if measured.queries is None else measured.queries}"
    ).rstrip()


def verdicts(measured: Sequence[Measurement]) -> Iterator[Verdict]:
    """Each target that these measurements can judge."""
    by_case = {(each.operation, each.units, each.on_hand): each for each in measured}
    stocks = sorted({each.on_hand for each in measured})
    for each in measured:
        if each.ratio is not None and each.units >= RATED_FROM:
            yield Verdict(
                each.ratio <= RATIO_AT_MOST,
                f"{_case(each)}: {each.ratio:.2f} times the floor, at most {RATIO_AT_MOST}",
            )
        small = by_case.get((each.operation, SMALL, each.on_hand))
        if each.operation in COMPARED and each.units == LARGE and small is not None:
            yield Verdict(
                each.us_per_unit <= small.us_per_unit,
                f"{_case(each)}: {each.us_per_unit:.1f} µs a unit, at {SMALL:,} units {small.us_per_unit:.1f}",
            )
        empty = by_case.get((each.operation, each.units, stocks[0]))
        if each.operation in COMPARED and each.on_hand > stocks[0] and empty is not None and each.units >= SMALL:
            growth = each.seconds / empty.seconds
            floors = (each.floor_seconds or 0) / (empty.floor_seconds or 1)
            yield Verdict(
                growth <= GROWTH_AT_MOST,
                f"{_case(each)}: {growth:.2f} times what it takes with {empty.on_hand:,}, at most {GROWTH_AT_MOST}"
                f" (bare SQL: {floors:.2f} times)",
            )
        if each.operation == PAGE and each.queries is not None:
            yield Verdict(each.queries < QUERIES_BELOW, f"{_case(each)}: {each.queries} queries, below {QUERIES_BELOW}")


def _case(measured: Measurement) -> str:
    return f"{measured.operation} {measured.units:,} with {measured.on_hand:,} on hand"
