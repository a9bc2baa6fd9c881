"""How auto-serialized lines find their own units: which bins are searched, which units are taken, and what somebody is
asked first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from everyunit.base import sql
from everyunit.base.operation import Work
from everyunit.documents.committing import move_committed
from everyunit.documents.dates import was_there_then
from everyunit.documents.drafts import keep_lines
from everyunit.documents.kind import OUT, STOCK, Kind
from everyunit.documents.models import Document, Line
from everyunit.documents.naming import bin_named
from everyunit.documents.progress import passed_on
from everyunit.documents.reach import reach_for
from everyunit.documents.scans import CHOICES_SHOWN, BinOffer, Outcome, Question
from everyunit.documents.searching import further_bins
from everyunit.places.default_bins import default_bins
from everyunit.places.models import Bin
from everyunit.preferences.queries import preferences
from everyunit.preferences.table import MAKER_NUMBERS, PICK_BIN
from everyunit.rules.refusals import Refused
from everyunit.rules.scanning import Action
from everyunit.rules.serials import Range
from everyunit.stock.holds import hold
from everyunit.stock.queries import units_by_serial
from everyunit.stock.runs import Run, free_runs, held_of, of_runs

TRIES = 5
AUTOMATIC = ("auto_serialized",)


@dataclass(frozen=True, slots=True, kw_only=True)
class FromBin:
    """From which bin a line shall be picked, or all lines."""

    bin: str
    line_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What somebody said when asked: the bins, and of units with makers' numbers whether all are taken or none, or
    which (by serial number) are taken and which are left.
    """

    bins: tuple[FromBin, ...] = ()
    numbered: Literal["take", "skip"] | None = None
    take: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()


@dataclass(slots=True)
class Picked:
    """What became of it: units that are held, lines that are short, and what has to be answered to go on."""

    outcomes: list[Outcome] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def short(self) -> list[Outcome]:
        return [each for each in self.outcomes if each.action == Action.SKIPPED]


def pick_lines(
    work: Work,
    document: Document,
    kind: Kind,
    lines: list[Line],
    wanted: int | None = None,
    tracking: tuple[str, ...] = AUTOMATIC,
    answers: Answers | None = None,
    past: bool = False,
) -> Picked:
    """Hold units for those of the lines that pick their own and want more: up to their quantity, or `wanted` in all.

    Those that were received first go first; for a paper with a day in the past, of those that were there then.
    `tracking`: what is picked; papers of the past that name no units pick serialized ones, too, and ask nothing.
    `past`: what we had when the books began may leave before that.
    Refused: `unknown_bin`, `bin_discontinued`, `wrong_bin` in the answers; `no_default_bin`.
    """
    picked = Picked()
    picking = [line for line in lines if picks_itself(kind, line, tracking)]
    if not picking:
        return picked
    passed = passed_on(kind, picking)
    hand = _Hand(work, document, kind, answers or Answers(), asks=tracking == AUTOMATIC, past=past)
    waiting: list[tuple[Line, int]] = []
    for line in picking:
        goal = line.quantity - passed[line.pk] if wanted is None else wanted
        if line.attached < goal and not hand.pick(line, goal, picked):
            waiting.append((line, goal - line.attached))
    hand.ask_for_bins(waiting, picked)
    keep_lines(picking, "attached")
    return picked


def move_picked(work: Work, document: Document, kind: Kind, picked: Picked) -> None:
    """What an order picked moves into its commit bin."""
    runs = [(each.run, each.line.pk) for each in picked.outcomes if each.run is not None and each.line is not None]
    if runs:
        move_committed(work, document, kind, 1, of_runs(runs))


def picks_itself(kind: Kind, line: Line, tracking: tuple[str, ...] = AUTOMATIC) -> bool:
    return picks_itself_as(kind, line.item.tracking, line.quantity, line.follows_units, tracking)


def picks_itself_as(
    kind: Kind, tracking: str, quantity: int, follows_units: bool, picked: tuple[str, ...] = AUTOMATIC
) -> bool:
    """Only what leaves our stock, and not to a vendor (PUR-6): it matters who sold us which."""
    if kind.generates or kind.route.source == OUT or (kind.party == "vendor" and not kind.revalues):
        return False
    return tracking in picked and quantity > 0 and not follows_units


class _Hand:
    """What picks for one document, as the preferences and the answers say. Only customers' papers ask."""

    def __init__(self, work: Work, document: Document, kind: Kind, answers: Answers, *, asks: bool, past: bool) -> None:
        self.work, self.document, self.kind = work, document, kind
        asks = asks and kind.party == "customer"
        self.prompt = preferences(work).value(PICK_BIN) if asks else "none"
        self.numbered = answers.numbered or (preferences(work).value(MAKER_NUMBERS) if asks else "take")
        self.take, self.leave = answers.take, answers.leave
        self.chosen = {each.line_id: _stock_bin(each.bin) for each in answers.bins}
        self.reach = reach_for(work, document)
        self.there_then = was_there_then(document, past=past)
        self.in_order: list[Bin] | None = None

    def pick(self, line: Line, goal: int, picked: Picked) -> bool:
        """Hold units for the line and say what is short; False where somebody must choose a bin first."""
        answered = self.chosen.get(line.pk) or self.chosen.get(None)
        own = _chosen(line.from_bin) if line.from_bin else _chosen(self.document.from_bin)
        if answered is not None:
            bins = [answered]
        elif own is not None:
            bins = own
        elif self.prompt != "none":
            return False
        else:
            bins = self._bins_in_order()
        far = next((far for each in bins if (far := self.reach.why_not(each))), "")
        if far:
            picked.outcomes.append(_skipped(line, "other_location", far))
            return True
        waiting = self._fill(line, goal, bins, picked)
        missing = goal - line.attached
        if not missing:
            return True
        if waiting:
            count = sum(run.serials.count for run in waiting)
            picked.outcomes.append(_skipped(line, "asks_maker_numbers", _numbered_words(count)))
            picked.questions.append(_about_numbers(line, missing, waiting))
            return True
        if answered is not None and self.prompt != "none":
            return False
        picked.outcomes.append(_skipped(line, "short", self._short_words(line, missing, bins)))
        return True

    def ask_for_bins(self, waiting: Sequence[tuple[Line, int]], picked: Picked) -> None:
        """Ask for the bin of each line that waits, or once for all; where no bin has any, the line is short."""
        free = self._free_by_bin([line.item_id for line, _ in waiting]) if waiting else {}
        asked = []
        for line, missing in waiting:
            if any(item_id == line.item_id for item_id, _ in free):
                picked.outcomes.append(_skipped(line, "asks_bin", f"{missing} to be picked. From which bin?"))
                asked.append((line, missing))
            else:
                picked.outcomes.append(_skipped(line, "short", f"{missing} more wanted, but no bin has free ones."))
        groups = [asked] if self.prompt == "once" and len(asked) > 1 else [[each] for each in asked]
        picked.questions += [_about_bins(group, free) for group in groups if group]

    def _fill(self, line: Line, goal: int, bins: list[Bin], picked: Picked) -> list[Run]:
        """Hold what may be taken; the units that wait for a yes."""
        waiting: list[Run] = []
        for _ in range(TRIES):
            found = self._free(line, bins, goal - line.attached)
            waiting = [run for run, waits in found if waits]
            runs = [run for run, waits in found if not waits]
            if not runs:
                break
            held = hold([(run, line.pk) for run in runs], self.work.at)
            if held < sum(run.serials.count for run in runs):  # rivals took some: keep ours, look again for the rest
                runs = held_of(runs, line.pk)
            line.attached += held
            picked.outcomes += [
                Outcome(run.serials, count=run.serials.count, run=run, line=line, action=Action.ASSIGNED)
                for run in runs
            ]
            if waiting:
                break
        return waiting

    def _free(self, line: Line, bins: list[Bin], missing: int) -> list[tuple[Run, bool]]:
        return free_runs(
            line.item_id,
            [each.pk for each in bins],
            missing,
            plain_only=self.numbered == "skip",
            leave=self.leave,
            asks_but_for=self.take if self.numbered == "ask" else None,
            only=self.there_then,
        )

    def _short_words(self, line: Line, missing: int, bins: list[Bin]) -> str:
        places = ", ".join(each.code for each in bins) or "any stock bin"
        there, then = [each.pk for each in bins], self.there_then
        if then is not None and free_runs(line.item_id, there, 1):
            day = self.document.date
            return f"{missing} more wanted, but none in {places} that were there on {day} and since. Check the date."
        if self.numbered != "skip" or not free_runs(line.item_id, there, 1):
            return f"{missing} more wanted, but no free ones in {places}."
        return f"{missing} more wanted, but what is free in {places} has makers' numbers. Scan what you take."

    def _bins_in_order(self) -> list[Bin]:
        """The picking bin, then, unless the company wants no search, the location's other normal stock bins."""
        if self.in_order is None:
            route = self.kind.route
            first = default_bins(self.work, self.document.location).need(route.pick_default or route.source_default)
            further = further_bins(self.work, self.document, self.kind)
            found = (first, *(each for each in further if each.pk != first.pk))
            self.in_order = [each for each in found if each.bin_type == STOCK and each.pk != self.document.to_bin_id]
        return self.in_order

    def _free_by_bin(self, item_ids: Sequence[int]) -> dict[tuple[int, int], tuple[Bin, int]]:
        """How many units of each item may be picked from which bin, the location's own bins first."""
        chosen = sql.among("f.item_id", sorted(set(item_ids)))
        plain = " AND f.maker_serial = ''" if self.numbered == "skip" else ""
        then = self.there_then
        counts = {
            (int(item_id), int(bin_id)): int(count)
            for item_id, bin_id, count in sql.rows(
                "SELECT f.item_id, f.bin_id, count(*) FROM stock_unit f"
                " JOIN places_bin b ON b.id = f.bin_id AND b.bin_type = 'stock' AND NOT b.discontinued"
                f" WHERE {chosen.sql}{plain}{f' AND {then.sql}' if then else ''}"
                " AND NOT EXISTS (SELECT 1 FROM stock_hold h WHERE h.unit_id = f.id AND h.home = f.home)"
                " GROUP BY f.item_id, f.bin_id",
                [*chosen.params, *(then.params if then else ())],
            )
            if bin_id != self.document.to_bin_id
        }
        bins = Bin.objects.in_bulk({bin_id for _, bin_id in counts})
        counts = {key: count for key, count in counts.items() if not self.reach.why_not(bins[key[1]])}
        own = self.document.location_id
        in_order = sorted(counts, key=lambda key: (bins[key[1]].location_id != own, bins[key[1]].position, key[1]))
        return {key: (bins[key[1]], counts[key]) for key in in_order}


def _about_bins(group: Sequence[tuple[Line, int]], free: dict[tuple[int, int], tuple[Bin, int]]) -> Question:
    items = {line.item_id for line, _ in group}
    offers: dict[int, BinOffer] = {}
    for (item_id, bin_id), (bin_, count) in free.items():
        if item_id in items:
            known = offers.get(bin_id)
            offers[bin_id] = BinOffer(bin=bin_.code, name=bin_.name, free=count + (known.free if known else 0))
    first = group[0][0]
    return Question(
        about="bin",
        line_id=first.pk if len(group) == 1 else None,
        item=first.item.code if len(items) == 1 else "",
        missing=sum(missing for _, missing in group),
        bins=tuple(offers.values()),
    )


def _about_numbers(line: Line, missing: int, waiting: Sequence[Run]) -> Question:
    serials = [serial for run in waiting for serial in run.serials.texts()]
    units = units_by_serial(serials[:CHOICES_SHOWN])
    shown = tuple((serial, units[serial].maker_serial) for serial in serials[:CHOICES_SHOWN])
    return Question(
        about="maker_numbers", line_id=line.pk, item=line.item.code, missing=missing, units=shown, waiting=len(serials)
    )


def _numbered_words(count: int) -> str:
    return "1 unit has a maker's number. Take it?" if count == 1 else f"{count} units have makers' numbers. Take them?"


def _skipped(line: Line, code: str, message: str) -> Outcome:
    outcome = Outcome(Range(line.item.code, line.item.code, 1), item=line.item, line=line)
    outcome.skip(code, message)
    return outcome


def _stock_bin(code: str) -> Bin:
    found = bin_named(code)
    if found.bin_type != STOCK:
        raise Refused("wrong_bin", f"{found.code} is a bin of type {found.bin_type}; units are picked from stock.")
    return found


def _chosen(bin_: Bin | None) -> list[Bin] | None:
    """The one bin that was chosen, if it can be picked from; None where none was chosen."""
    if bin_ is None:
        return None
    return [bin_] if bin_.bin_type == STOCK else []
