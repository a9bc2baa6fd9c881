"""When scanned units last came into our stock, or left it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.scans import Outcome, by_fact
from everyunit.places.models import Bin

EVER = 2**62  # a posting that is later than any


@dataclass(frozen=True, slots=True)
class Crossing:
    """The posting by which units went from bins of one type to bins of the other, and its line."""

    posting_id: int
    line_id: int


def last_crossings(
    outcomes: Sequence[Outcome],
    bins: dict[int, Bin],
    source: str,
    target: str,
    counting: Callable[[Collection[int]], Collection[int]],
) -> list[tuple[Outcome, Crossing | None]]:
    """The outcomes, parted by how their units last went from bins of type `source` to bins of type `target`.

    `counting` says which of some postings count; units are followed back past the others. It is asked for the few
    postings that moved many units alike, so that nothing is looked up for each unit but its movements. As a rule all
    units of an outcome went together each time; only where it is otherwise they are looked at singly.
    """
    crosses = f"m.from_bin_id IN ({_ids(bins, source)}) AND m.to_bin_id IN ({_ids(bins, target)})"
    done: list[tuple[Outcome, Crossing | None]] = []
    together = _together(outcomes, crosses)
    counts = counting({each.posting_id for ways in together.values() for each in ways}) if together else ()
    for nth, ways in together.items():
        done.append((outcomes[nth], next((each for each in ways if each.posting_id in counts), None)))
    apart = [outcome for nth, outcome in enumerate(outcomes) if nth not in together]
    return done + _one_by_one(apart, crosses, counting)


def _together(outcomes: Sequence[Outcome], crosses: str) -> dict[int, list[Crossing]]:
    """All crossings, the last first, of the outcomes whose units went together each time."""
    spans = [
        (nth, *outcome.run.ids)
        for nth, outcome in enumerate(outcomes)
        if outcome.run is not None and outcome.run.ids is not None
    ]
    if not spans:
        return {}
    columns = dict(zip(("nth", "low", "high"), zip(*spans, strict=True), strict=True))
    listed = sql.listing("r", {name: ("bigint", values) for name, values in columns.items()})
    ways: dict[int, list[tuple[Crossing, int]]] = {nth: [] for nth, *_ in spans}
    for nth, posting_id, line_id, count in sql.rows(
        f"SELECT r.nth, m.posting_id, m.line_id, count(*) FROM {listed.sql} CROSS JOIN stock_movement m"
        f" WHERE m.unit_id >= r.low AND m.unit_id <= r.high AND {crosses}"
        " GROUP BY r.nth, m.posting_id, m.line_id ORDER BY m.posting_id DESC",
        listed.params,
    ):
        ways[nth].append((Crossing(posting_id, line_id), count))
    return {
        nth: [crossing for crossing, _ in went]
        for nth, went in ways.items()
        if all(count == outcomes[nth].count for _, count in went)
    }


def _one_by_one(
    outcomes: Sequence[Outcome], crosses: str, counting: Callable[[Collection[int]], Collection[int]]
) -> list[tuple[Outcome, Crossing | None]]:
    """The same of units each of which went its own way."""
    fact = (
        "(SELECT m.posting_id || ' ' || m.line_id FROM stock_movement m WHERE m.unit_id = u.id AND m.home = u.home"
        f" AND m.posting_id < r.before AND {crosses} ORDER BY m.step DESC LIMIT 1)"
    )
    done: list[tuple[Outcome, Crossing | None]] = []
    waiting = [(outcome, EVER) for outcome in outcomes]
    while waiting:  # as often as units came and went by postings that do not count
        found = by_fact([outcome for outcome, _ in waiting], fact, before=[before for _, before in waiting])
        crossed = [(part, Crossing(*map(int, told.split()))) for part, told in found if told is not None]
        counts = counting({crossing.posting_id for _, crossing in crossed}) if crossed else ()
        done += [(part, None) for part, told in found if told is None]
        done += [(part, crossing) for part, crossing in crossed if crossing.posting_id in counts]
        waiting = [(part, crossing.posting_id) for part, crossing in crossed if crossing.posting_id not in counts]
    return done


def _ids(bins: dict[int, Bin], bin_type: str) -> str:
    return ", ".join(str(bin_id) for bin_id, bin_ in bins.items() if bin_.bin_type == bin_type) or "NULL"
