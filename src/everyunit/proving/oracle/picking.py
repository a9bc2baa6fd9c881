"""Picking as the oracle expects it: which units auto-serialized lines take by themselves, and what is asked first."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from everyunit.proving.oracle.asked import Ask, No, Summary
from everyunit.proving.oracle.choices import chosen
from everyunit.proving.oracle.days import moved_since
from everyunit.proving.oracle.drafts import its_row, no_quote, to_change
from everyunit.proving.oracle.goods import Bin, Unit
from everyunit.proving.oracle.kinds import OUT, STOCK
from everyunit.proving.oracle.papers import Paper, Row
from everyunit.proving.oracle.progress import passed_on
from everyunit.proving.oracle.releasing import gather
from everyunit.proving.oracle.scan import Scan, answered
from everyunit.proving.oracle.state import State

SEARCHES = {"SO": "search_bins_for_orders", "SI": "search_bins_for_invoices"}


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody answers when asked: bins by line (None: for all), and which units with numbers are taken."""

    bins: tuple[tuple[int | None, str], ...] = ()
    numbered: Literal["take", "skip"] | None = None
    take: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """About a bin: how many are free where. About makers' numbers: which units wait."""

    about: str
    item: str
    missing: int
    bins: tuple[tuple[str, int], ...] = ()
    units: tuple[str, ...] = ()

    @property
    def summary(self) -> Summary:
        return self.about, self.item, self.missing, self.bins, self.units


@dataclass(slots=True)
class Picked:
    scans: list[Scan] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def short(self) -> list[Scan]:
        return [scan for scan in self.scans if scan.action == "skipped"]


def pick(state: State, ask: Ask) -> Summary:
    paper = to_change(state, ask)
    if ask.line is not None:
        its_row(state, paper, ask.line)
    no_quote(paper)
    rows = [row for row in paper.rows if ask.line in (None, row.id)]
    found = picked(state, paper, rows, said=ask.get("said", Said()))
    places = {row.position: row for row in paper.rows}
    gather(state, paper, [(scan.unit, places[scan.place or 0]) for scan in found.scans if scan.unit])
    asks = sum(question.missing for question in found.questions)
    return answered(state, paper, found.scans, asks, tuple(question.summary for question in found.questions))


def picked(state: State, paper: Paper, rows: Sequence[Row], wanted: int | None = None, said: Said = Said()) -> Picked:
    """Auto-serialized lines take free units up to their quantity, or to so many in all, the first received first; a
    paper with a day in the past those that were there then.
    """
    found = Picked()
    picking = [row for row in sorted(rows, key=lambda row: row.position) if picks_itself(state, paper, row)]
    bins = {row_id: _stock_bin(state, code) for row_id, code in said.bins} if picking else {}
    asking = paper.rule.party == "customer"
    prompt = chosen(state, "pick_bin") if asking else "none"
    numbered = said.numbered or (chosen(state, "pick_maker_numbers") if asking else "take")
    waiting: list[tuple[Row, int]] = []
    for row in picking:
        goal = row.quantity - passed_on(state, row) if wanted is None else wanted
        missing = goal - state.attached(row)
        if missing <= 0:
            continue
        answer = bins.get(row.id) or bins.get(None)
        searched = [answer] if answer is not None else _own_bins(state, paper, row)
        if searched is None and prompt != "none":
            waiting.append((row, missing))
            continue
        bins_there = _usual_bins(state, paper) if searched is None else searched
        if any(elsewhere(state, paper, code) for code in bins_there):
            found.scans.append(_skipped(row, "other_location"))
            continue
        units = _there(state, paper, row.item, bins_there)
        units = [unit for unit in units if unit.serial not in said.leave and not (numbered == "skip" and unit.maker)]
        open_ones = [
            unit for unit in units[:missing] if numbered == "ask" and unit.maker and unit.serial not in said.take
        ]
        for unit in units[:missing]:
            if unit not in open_ones:
                state.holds[unit.serial] = row.id
                found.scans.append(Scan(unit.serial, unit, action="assigned", place=row.position))
                missing -= 1
        if open_ones:
            found.scans.append(_skipped(row, "asks_maker_numbers"))
            serials = tuple(unit.serial for unit in open_ones)
            found.questions.append(Question("maker_numbers", row.item, missing, units=serials))
        elif missing and answer is not None and prompt != "none":
            waiting.append((row, missing))
        elif missing:
            found.scans.append(_skipped(row, "short"))
    _ask_for_bins(state, paper, waiting, prompt, numbered, found)
    return found


def picks_itself(state: State, paper: Paper, row: Row) -> bool:
    """Only what leaves our stock for customers, moves, or gets a new cost; a return is scanned (PUR-6)."""
    rule = paper.rule
    leaves = not rule.makes_units and rule.source != OUT and (rule.party != "vendor" or rule.revalues)
    return leaves and state.items[row.item].tracking == "auto_serialized" and row.quantity > 0 and not row.follows


def _ask_for_bins(
    state: State, paper: Paper, waiting: list[tuple[Row, int]], prompt: str, numbered: str, found: Picked
) -> None:
    """From which bin each line is to be picked, or all of them; where no bin has any, the line is short."""
    asked = []
    for row, missing in waiting:
        there = _offers(state, paper, [row.item], numbered)
        found.scans.append(_skipped(row, "asks_bin" if there else "short"))
        asked += [(row, missing)] if there else []
    for group in [asked] if prompt == "once" and len(asked) > 1 else [[each] for each in asked]:
        items = list(dict.fromkeys(row.item for row, _ in group))
        missing = sum(missing for _, missing in group)
        offers = _offers(state, paper, items, numbered)
        found.questions.append(Question("bin", items[0] if len(items) == 1 else "", missing, offers))


def _offers(state: State, paper: Paper, items: list[str], numbered: str) -> tuple[tuple[str, int], ...]:
    """How many are free in which bin."""
    bins = [code for code in _stocked(state, paper) if code != paper.to_bin]
    there = [unit for item in items for unit in _there(state, paper, item, bins)]
    free = [unit for unit in there if not (numbered == "skip" and unit.maker)]
    counts = Counter(unit.bin for unit in free)
    return tuple((code, counts[code]) for code in bins if counts[code])


def _skipped(row: Row, code: str) -> Scan:
    return Scan(row.item, item=row.item, code=code, place=row.position)


def _stock_bin(state: State, code: str) -> str:
    if code not in state.bins:
        raise No("unknown_bin", [(code, "unknown_bin")])
    if state.bins[code].discontinued:
        raise No("bin_discontinued")
    if not state.owned(code):
        raise No("wrong_bin")
    return code


def _own_bins(state: State, paper: Paper, row: Row) -> list[str] | None:
    """The bin that the line or the paper names, if it can be picked from."""
    own = row.from_bin or paper.from_bin
    return None if own is None else [own] if state.owned(own) else []


def in_order(state: State, paper: Paper, kind: str, first: str) -> list[str]:
    """The usual bin of the kind, then, if they are searched, the other stock bins."""
    search = SEARCHES.get(kind)
    further = _searched(state, paper) if search is None or chosen(state, search) == "yes" else []
    return [code for code in dict.fromkeys((first, *further)) if state.owned(code)]


def _usual_bins(state: State, paper: Paper) -> list[str]:
    bins = in_order(state, paper, paper.kind, state.need(paper.rule.picks_from or paper.rule.takes_from, paper.place))
    return [code for code in bins if code != paper.to_bin]


def elsewhere(state: State, paper: Paper, bin_code: str) -> bool:
    """What goes to another place leaves from stock of its own (WHS-137)."""
    return paper.rule.travels and state.owned(bin_code) and state.bins[bin_code].place != paper.place


def _searched(state: State, paper: Paper) -> list[str]:
    """Normal stock bins: those that somebody said, in their order, else those of the place by their position."""
    said = [state.bins[code] for code in state.searched.get(paper.place, ())]
    here = [bin_ for bin_ in state.bins.values() if bin_.place == paper.place]
    bins = [bin_ for bin_ in said or _walked(here) if not elsewhere(state, paper, bin_.code)]
    return [bin_.code for bin_ in bins if (bin_.type, bin_.sort) == (STOCK, "normal") and not bin_.discontinued]


def _stocked(state: State, paper: Paper) -> list[str]:
    """Those of the place first."""
    bins = sorted(_walked(list(state.bins.values())), key=lambda bin_: bin_.place != paper.place)
    bins = [bin_ for bin_ in bins if not elsewhere(state, paper, bin_.code)]
    return [bin_.code for bin_ in bins if bin_.type == STOCK and not bin_.discontinued]


def _walked(bins: list[Bin]) -> list[Bin]:
    return sorted(bins, key=lambda bin_: bin_.position)


def _there(state: State, paper: Paper, item: str, bins: Sequence[str]) -> list[Unit]:
    """What nobody holds, bin by bin, the first received first, if it was there on the day of the paper and since."""
    free = [unit for code in bins for unit in free_units(state, item, code)]
    return [unit for unit in free if paper.rule.stage != "final" or not moved_since(state, unit, paper.day)]


def free_units(state: State, item: str, bin_code: str) -> list[Unit]:
    """The units of the item in the bin that nobody holds, in the order in which they were received."""
    there = [unit for unit in state.units.values() if (unit.item, unit.bin) == (item, bin_code)]
    free = [unit for unit in there if unit.serial not in state.holds]
    return sorted(free, key=lambda unit: received_on(state, unit))


def received_on(state: State, unit: Unit) -> dt.date:
    """The last day on which something that was not undone brought it from outside into stock."""
    came = [step for step in unit.steps if state.owned(step.target) and not state.owned(step.source)]
    postings = [state.postings[step.posting] for step in came]
    return max((posting.day for posting in postings if posting.stands), default=dt.date.min)
