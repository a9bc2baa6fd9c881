"""What scanned texts mean: units by our number, else by the maker's, else an item, else a range of our numbers.

Runs of numbers stay runs. Only texts that none of our units has are looked at one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from everyunit.documents.kind import STOCK
from everyunit.documents.scans import Outcome, items_scanned
from everyunit.places.models import Bin
from everyunit.rules.serials import NotARange, Range, looks_like_range, looks_mangled, read_range
from everyunit.stock import queries as ledger
from everyunit.stock.queries import UnitRow
from everyunit.stock.runs import Run, runs_in

SCANS_LIMIT = 1_000_000


def meaning_of(scanned: Sequence[Range], by: str = "anything", vendor_id: int | None = None) -> list[Outcome]:
    """What these texts mean. `by` narrows it to "serial" (or "range") or "maker"; a vendor's part numbers name items.

    A number that means several units has its `choices` filled; what nobody knows is skipped with the reason.
    """
    outcomes = known_meaning_of(scanned, by, vendor_id)
    return _explained(_with_ranges(outcomes) if by == "anything" else outcomes)


def known_meaning_of(scanned: Sequence[Range], by: str = "anything", vendor_id: int | None = None) -> list[Outcome]:
    """The same, but no text is a range, and what nobody knows stays open."""
    outcomes = _scanned(scanned)
    if by != "maker":
        outcomes = _by_serial(outcomes)
    if by in ("anything", "maker"):
        outcomes = _open_singly(outcomes)
        _by_maker([outcome for outcome in outcomes if outcome.is_open])
    if by == "anything":
        _by_item([outcome for outcome in outcomes if outcome.is_open], vendor_id)
    return outcomes


def meaning_of_arrivals(
    scanned: Sequence[Range], by: str, line_ids: Collection[int], bins: dict[int, Bin]
) -> list[Outcome]:
    """On a paper that brings new units in, our own numbers mean the units that carry them, and makers' numbers may mean
    units that we have or await for these lines, the `choices`; all others are of units to come. `by` "serial" or
    "range": makers' numbers are of units to come; "maker": all are.
    """
    outcomes = _scanned(scanned)
    if by != "maker":
        outcomes = _by_serial(outcomes)
    outcomes = _open_singly(outcomes)
    open_ones = [outcome for outcome in outcomes if outcome.is_open]
    if not open_ones or by != "anything":
        return outcomes
    known = ledger.units_by_maker_serial(list({outcome.texts.first for outcome in open_ones}))
    held = ledger.holding_lines([unit for units in known.values() for unit in units]) if known else {}
    for outcome in open_ones:
        outcome.choices = [
            unit
            for unit in known.get(outcome.texts.first, [])
            if bins[unit.bin_id].bin_type == STOCK or held.get(unit.unit_id) in line_ids
        ]
    return outcomes


def meaning_of_strays(scanned: Sequence[Range], by: str) -> list[Outcome]:
    """On a paper that takes units wherever they are, and makes those that nobody knows: as `meaning_of`, but unknown
    numbers stay open. `by` "maker": all are makers' numbers of units to come.
    """
    if by == "maker":
        return _open_singly(_scanned(scanned))
    outcomes = known_meaning_of(scanned, by)
    return _open_singly(_with_ranges(outcomes) if by == "anything" else outcomes)


def meaning_of_unit(unit_id: int, text: str) -> Outcome:
    """The unit that was chosen among several, whatever was scanned."""
    unit = ledger.unit_by_id(unit_id)
    shown = text or (unit.serial if unit else "")
    outcome = Outcome(Range(shown, shown, 1))
    if unit is not None:
        name_units([(outcome, unit)])
    return _explained([outcome])[0]


def name_units(named: Sequence[tuple[Outcome, UnitRow]]) -> None:
    """Let each outcome mean the unit beside it."""
    runs = _runs([Range(unit.serial, unit.serial, 1) for _, unit in named])
    for nth, (outcome, _) in enumerate(named):
        outcome.run, outcome.choices = runs[nth][0], []


def _scanned(ranges: Sequence[Range], place: tuple[int, ...] = ()) -> list[Outcome]:
    outcomes, start = [], 0
    for texts in (part for whole in ranges for part in whole.even()):
        outcomes.append(Outcome(texts, (*place, start), texts.count))
        start += texts.count
    return outcomes


def _open_singly(outcomes: list[Outcome]) -> list[Outcome]:
    return [one for outcome in outcomes for one in (outcome.singly() if outcome.is_open else [outcome])]


def _runs(ranges: Sequence[Range]) -> dict[int, list[Run]]:
    """The runs of units in each of the ranges, in order."""
    runs: dict[int, list[Run]] = {}
    for nth, run in sorted(runs_in(ranges), key=lambda each: each[1].serials.first):
        runs.setdefault(nth, []).append(run)
    return runs


def _by_serial(outcomes: list[Outcome]) -> list[Outcome]:
    """The outcomes in parts: the units that have these serial numbers, and the numbers that none has."""
    runs = _runs([outcome.texts for outcome in outcomes])
    return [part for nth, outcome in enumerate(outcomes) for part in _parted(outcome, runs.get(nth, []))]


def _parted(outcome: Outcome, runs: list[Run]) -> list[Outcome]:
    parts: list[Outcome] = []
    reached = 0
    for run in runs:
        start = outcome.texts.offset(run.serials.first)
        if start > reached:
            parts.append(outcome.part(reached, start - reached))
        parts.append(outcome.part(start, run.serials.count))
        parts[-1].run = run
        reached = start + run.serials.count
    if reached < outcome.count:
        parts.append(outcome.part(reached, outcome.count - reached))
    return parts


def _by_maker(outcomes: list[Outcome]) -> None:
    if not outcomes:
        return
    candidates = ledger.units_by_maker_serial(list({outcome.texts.first for outcome in outcomes}))
    named = []
    for outcome in outcomes:
        found = candidates.get(outcome.texts.first, [])
        if len(found) == 1:
            named.append((outcome, found[0]))
        elif found:
            outcome.choices = found
    name_units(named)


def _by_item(outcomes: list[Outcome], vendor_id: int | None) -> None:
    if not outcomes:
        return
    items = items_scanned([outcome.texts.first for outcome in outcomes], vendor_id)
    for outcome in outcomes:
        outcome.item = items.get(outcome.texts.first)


def _with_ranges(outcomes: list[Outcome]) -> list[Outcome]:
    """Texts that mean nothing else but have the form of a range stand for its serial numbers, if it has any of ours."""
    left = SCANS_LIMIT - len(outcomes)
    widened: list[Outcome] = []
    for outcome in outcomes:
        members = _members(outcome, left) if outcome.is_open and looks_like_range(outcome.texts.first) else []
        left -= sum(member.count for member in members)
        widened += members or [outcome]
    return widened


def _members(outcome: Outcome, limit: int) -> list[Outcome]:
    try:
        numbers = read_range(outcome.texts.first, limit)
    except NotARange as error:
        if error.code != "not_a_range":
            outcome.skip(error.code, str(error))
        return []
    members = _by_serial(_scanned([numbers], outcome.place))
    return members if any(member.run for member in members) else []


def _explained(outcomes: list[Outcome]) -> list[Outcome]:
    for outcome in outcomes:
        if outcome.is_open and looks_mangled(outcome.texts.first):
            outcome.skip("mangled", "A spreadsheet has cut this number short. Take it from the box instead.")
        elif outcome.is_open:
            outcome.skip("unknown", "No unit has this number.")
    return outcomes
