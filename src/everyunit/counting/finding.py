"""What a scan in a bin means for the count: the unit is counted, or there is a question, or a reason why not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.counting.departed import departures, told
from everyunit.counting.models import CountBin, StockCount
from everyunit.documents.kind import OUT
from everyunit.documents.kinds import KINDS
from everyunit.documents.meaning import name_units
from everyunit.documents.on_orders import TRAVELLING
from everyunit.documents.scans import Outcome, by_fact, holders
from everyunit.places.models import Bin
from everyunit.places.reserved import reserved_bins, what_for
from everyunit.rules.scanning import Action
from everyunit.stock.queries import UnitRow

# Questions: the unit is counted here once the clerk says yes, or scans it again (WHS-169).
ASKS = ("misplaced", "outside", "counted_elsewhere")
NOBODY = 0
# The transfer order by which a unit u is on its way, also where a paper of arrival has borrowed it.
TRAVELS_ON = (
    "(SELECT d.kind || ' ' || d.number FROM stock_hold h"
    " JOIN documents_line l ON l.id = coalesce(h.from_line_id, h.line_id)"
    f" JOIN documents_document d ON d.id = l.document_id AND d.kind IN ({TRAVELLING})"
    " WHERE h.unit_id = u.id AND h.home = u.home)"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where is counted: the bin on its count, all bins by id, and the bins on the count by their own id."""

    count: StockCount
    here: CountBin
    bins: dict[int, Bin]
    mine: dict[int, CountBin]
    names: dict[int, str]  # users


def settle_choices(place: Place, outcomes: Sequence[Outcome]) -> None:
    """A number that several units have means the oldest of those recorded here that were not found yet (WHS-170);
    where none is recorded here, or they are of several items, the clerk is asked which.
    """
    waiting = [outcome for outcome in outcomes if outcome.choices]
    if not waiting:
        return
    taken = _found(place.count, {unit.unit_id for outcome in waiting for unit in outcome.choices})
    named = []
    for outcome in waiting:
        free = [unit for unit in outcome.choices if unit.unit_id not in taken]
        here = [unit for unit in free if unit.bin_id == place.here.bin_id]
        unit = _the_one(here or free, only=not here) or (outcome.choices[0] if not free else None)
        if unit is None:
            outcome.ask_which()
            continue
        taken.add(unit.unit_id)
        named.append((outcome, unit))
    name_units(named)


def _the_one(units: Sequence[UnitRow], only: bool) -> UnitRow | None:
    if not units or (only and len(units) > 1) or len({unit.item_id for unit in units}) > 1:
        return None
    return units[0]


def _found(count: StockCount, unit_ids: Iterable[int]) -> set[int]:
    chosen = sql.among("unit_id", sorted(unit_ids))
    return {
        int(unit_id)
        for (unit_id,) in sql.rows(
            f"SELECT unit_id FROM counting_found WHERE count_id = %s AND current AND {chosen.sql}",
            [count.pk, *chosen.params],
        )
    }


def with_bins(place: Place, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes; a number that no unit has is no riddle where it is the code of a bin: that is not counted here."""
    codes = {each.code.upper() for each in place.bins.values()}
    parted: list[Outcome] = []
    for outcome in outcomes:
        is_riddle = outcome.code == "unknown" and any(text.upper() in codes for text in outcome.texts.texts())
        parted += outcome.singly() if is_riddle else [outcome]
    for outcome in parted:
        code = outcome.texts.first.upper()
        if outcome.code == "unknown" and outcome.count == 1 and code in codes:
            outcome.skip("not_on_count", _not_counted(place, code))
    return parted


def _not_counted(place: Place, code: str) -> str:
    here = place.here.bin.code
    if code in {each.bin.code.upper() for each in place.mine.values()}:
        return f"It is the code of a bin, and nothing that lies in {here}."
    return (
        f"Bin {code} is not part of this count: begin another count for it. Counting goes on in {here};"
        " what lies elsewhere is not scanned here."
    )


def judge(place: Place, outcomes: Sequence[Outcome], include: bool) -> list[Outcome]:
    """The outcomes, those that mean units parted by how each fares. `include`: yes to whatever is asked."""
    others = [outcome for outcome in outcomes if outcome.run is None or outcome.code]
    named = _with_finder([outcome for outcome in outcomes if outcome.run is not None and not outcome.code], place)
    judged = [_judged(place, outcome, finder) for outcome, finder in named]
    judged = _with_departures(place, _with_travelling(judged))
    _refuse_reserved(place, judged)
    _name_holders(judged)
    for outcome in judged:
        asks = outcome.code in ASKS
        if not outcome.code or (include and asks):
            outcome.action = Action.ASSIGNED
        elif asks:
            outcome.message += " Is it here?"
    return sorted([*others, *judged], key=lambda outcome: outcome.place)


def _with_finder(outcomes: Sequence[Outcome], place: Place) -> list[tuple[Outcome, tuple[int, int]]]:
    """The outcomes, parted by the bin on this count in which their units were found before, and by whom."""
    fact = (
        "(SELECT f.count_bin_id || ' ' || f.actor_id FROM counting_found f"
        f" WHERE f.count_id = {place.count.pk} AND f.current AND f.unit_id = u.id AND f.home = u.home)"
    )
    return [(outcome, _numbers(finder)) for outcome, finder in by_fact(outcomes, fact)]


def _numbers(finder: str | None) -> tuple[int, int]:
    if finder is None:
        return NOBODY, NOBODY
    count_bin_id, actor_id = map(int, finder.split())
    return count_bin_id, actor_id


def _judged(place: Place, outcome: Outcome, finder: tuple[int, int]) -> Outcome:
    assert outcome.run is not None
    recorded, (count_bin_id, actor_id) = place.bins[outcome.run.bin_id], finder
    by = place.names.get(actor_id, "somebody")
    if count_bin_id == place.here.pk:
        outcome.skip("already_counted", f"Counted here already, by {by}.")
    elif count_bin_id:
        there = place.mine[count_bin_id].bin.code
        outcome.skip("counted_elsewhere", f"{by} counted it in {there}.", there)
    elif recorded.bin_type == OUT:
        outcome.skip("outside", f"It is recorded in {recorded.code}, out of our stock.")
    elif recorded.location_id != place.count.location_id:
        outcome.skip(
            "other_location", f"It is recorded in {recorded.code} of another location. Transfer it here first."
        )
    elif recorded.pk != place.here.bin_id:
        outcome.skip("misplaced", f"It is recorded in {recorded.code}.")
    return outcome


def _with_departures(place: Place, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Say of the units that are out of our stock by which paper they left."""
    outside = [outcome for outcome in outcomes if outcome.code == "outside"]
    if not outside:
        return list(outcomes)
    others = [outcome for outcome in outcomes if outcome.code != "outside"]
    gone = departures(outside, place.bins)
    for outcome, line in gone:
        if line is not None:
            outcome.holder = f"{line.document.kind} {line.document.number}"
            outcome.message = told(line)
            if KINDS[line.document.kind].uses_up:
                outcome.code = "used_up"  # nothing brings it back but what undoes that
    return others + [outcome for outcome, _ in gone]


def _refuse_reserved(place: Place, outcomes: Sequence[Outcome]) -> None:
    """What is recorded elsewhere cannot be found in a bin that serves something else alone: it is to be laid back."""
    kept_for = reserved_bins([place.here.bin_id]).get(place.here.bin_id)
    if not kept_for:
        return
    for outcome in outcomes:
        if outcome.code in ASKS and outcome.run is not None and outcome.run.bin_id != place.here.bin_id:
            words = f"{place.here.bin.code} is for {what_for(kept_for)} alone: lay it where it belongs."
            outcome.skip("reserved_bin", f"{outcome.message} {words}")


def _with_travelling(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """What is recorded as on its way to another location is for its transfer order to let go of first."""
    away = [outcome for outcome in outcomes if outcome.code == "misplaced"]
    if not away:
        return list(outcomes)
    others = [outcome for outcome in outcomes if outcome.code != "misplaced"]
    parted = by_fact(away, TRAVELS_ON)
    for outcome, order in parted:
        if order is not None:
            outcome.skip(
                "on_the_way", f"It is recorded as on its way, on {order}. Let it arrive, or detach it there.", order
            )
    return others + [outcome for outcome, _ in parted]


def _name_holders(outcomes: Sequence[Outcome]) -> None:
    """A unit that is found where it is recorded may be promised to somebody all the same: that is said."""
    holding = [(outcome, outcome.run.holder) for outcome in outcomes if outcome.run is not None]
    names = holders(holder for _, holder in holding if holder is not None)
    for outcome, holder in holding:
        if holder is None:
            continue
        outcome.holder = outcome.holder or names.get(holder, "")
        held = f"Held by {outcome.holder}."
        if outcome.code == "misplaced":
            outcome.message += f" {held} Detach it there before this count is finalized."
        outcome.message = outcome.message or held
