"""Which line each scanned unit goes to, and holding it there (SAL-78)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import clock
from everyunit.base.operation import LostRace, Work
from everyunit.catalog.models import Item
from everyunit.documents.committing import move_committed, recount
from everyunit.documents.drafts import keep_lines
from everyunit.documents.kind import OUT, Kind, Stage
from everyunit.documents.kinds import KINDS, leaves, row_for
from everyunit.documents.line_start import LineStart
from everyunit.documents.models import Document, Line
from everyunit.documents.own_prices import own_price
from everyunit.documents.pricing import price_again
from everyunit.documents.progress import passed_on
from everyunit.documents.scans import Outcome
from everyunit.documents.warranty import warranties
from everyunit.rules.scanning import Action, Capacity, fill
from everyunit.rules.warranty import warranty_words
from everyunit.stock.holds import hold, take_over
from everyunit.stock.runs import Run, of_runs

NOT_ON_DOCUMENT = ("not_on_document", "The paper has no line for this item. Add one?")


@dataclass(frozen=True, slots=True)
class Placing:
    """Where scans may go: the document with its lines, to which new ones are added; the line that is selected; whether
    a yes was said to go beyond what lines ask for; whether a line for another item waits for a yes.
    """

    document: Document
    kind: Kind
    lines: list[Line]
    selected: int | None
    exceed: bool
    asks_first: bool


@dataclass(slots=True)
class _Group:
    """Units of one item and sign that compete for the same lines; returns keep to the line on which they left."""

    item_id: int
    sign: int
    departure: Line | None
    outcomes: list[Outcome]

    @property
    def count(self) -> int:
        return sum(outcome.count for outcome in self.outcomes)


def place(work: Work, placing: Placing, outcomes: Sequence[Outcome]) -> tuple[list[Outcome], int]:
    """Hold the usable units for their lines: the outcomes, parted by line, and how many wait for a yes.

    Lines are added where the document has none for an item.
    """
    document, kind, lines = placing.document, placing.kind, placing.lines
    parted = [outcome for outcome in outcomes if not outcome.usable]
    groups = _groups([outcome for outcome in outcomes if outcome.usable], kind)
    if not groups:
        return parted, 0
    passed = passed_on(kind, lines)
    added = _add_lines(placing, groups)
    taken: Counter[int] = Counter(passed)
    filled = [outcome for group in groups for outcome in _fill(placing, group, taken)]
    placed = [outcome for outcome in filled if outcome.line is not None]
    _hold(work, placed)
    gained: Counter[int] = Counter()
    known = warranties({outcome.departure.pk for outcome in placed if outcome.departure is not None})
    for outcome, line in [(outcome, outcome.line) for outcome in placed if outcome.line is not None]:
        gained[line.pk] += outcome.count
        outcome.action = Action.ADDED if line.pk in added else Action.ASSIGNED
        outcome.action = Action.NEGATIVE if outcome.sign < 0 else outcome.action
        _name_departure(document, outcome, known)
    grown = [line for line in lines if line.pk in gained]
    for line in grown:
        _grow(line, gained[line.pk], passed.get(line.pk, 0))
    keep_lines(grown, "attached", "quantity", "amount_minor")
    _move(work, document, kind, placed)
    return parted + filled, sum(outcome.count for outcome in filled if outcome.line is None)


def _groups(usable: Sequence[Outcome], kind: Kind) -> list[_Group]:
    groups: dict[tuple[int, int, int | None], _Group] = {}
    for outcome in usable:
        assert outcome.run is not None
        row = row_for(kind, outcome.sign)
        departure = outcome.departure if row.route.source == OUT and not row.generates else None
        key = (outcome.run.item_id, outcome.sign, departure.pk if departure else None)
        groups.setdefault(key, _Group(outcome.run.item_id, outcome.sign, departure, [])).outcomes.append(outcome)
    return list(groups.values())


def _accepts(line: Line, group: _Group) -> bool:
    """A line that takes back what a line of another paper let go takes only that."""
    if line.item_id != group.item_id or line.negative != (group.sign < 0):
        return False
    left_on = _left_on(line)
    return left_on is None or (group.departure is not None and left_on.pk == group.departure.pk)


def _left_on(line: Line) -> Line | None:
    """The posted line whose goods this one takes back, also by way of an order that announced them."""
    source = line.source_line
    if source is None or KINDS[source.document.kind].stage is Stage.FINAL:
        return source if source and leaves(row_for(KINDS[source.document.kind], source.quantity)) else None
    return _left_on(source)


def _add_lines(placing: Placing, groups: Sequence[_Group]) -> set[int]:
    """A line that follows its units for each group that no line accepts, unless that waits for a yes; the new lines."""
    new: list[tuple[Line, _Group]] = []
    for group in groups if not placing.asks_first else ():
        if not any(_accepts(line, group) for line in placing.lines):
            line = _new_line(placing, group)
            placing.lines.append(line)
            new.append((line, group))
    if new:
        _begin(LineStart(placing.document, placing.kind), new)
        Line.objects.bulk_create([line for line, _ in new])
    return {line.pk for line, _ in new}


def _new_line(placing: Placing, group: _Group) -> Line:
    return Line(
        document=placing.document,
        position=max((line.position for line in placing.lines), default=0) + 1,
        item_id=group.item_id,
        quantity=min(0, group.sign),
        follows_units=True,
        source_line=group.departure,
    )


def _begin(start: LineStart, new: Sequence[tuple[Line, _Group]]) -> None:
    """Prices and taxes: what comes back has those of the line on which it left."""
    items = Item.objects.select_related("tax_code").in_bulk({line.item_id for line, _ in new})
    for line, group in new:
        line.item, source = items[line.item_id], group.departure
        line.tax_code = start.tax(line.item) if source is None else source.tax_code
        line.tax_rate = source.tax_rate if source is not None else line.tax_code.rate if line.tax_code else 0
        if source is None:
            line.price_minor = own_price(start.document, start.kind, line.item_id, group.sign * group.count)
        else:
            line.price_minor = price_again(source, start.document)


def _fill(placing: Placing, group: _Group, taken: Counter[int]) -> list[Outcome]:
    """Give the units of the group their lines; those that no line asks for wait for a yes.

    `taken`: how many units each line has got by this scan already, or passed on before.
    """
    fitting = [line for line in placing.lines if _accepts(line, group)]
    filling = fill(
        [
            Capacity(
                line.pk,
                line.position,
                None if line.follows_units else abs(line.quantity),
                line.attached + taken[line.pk],
            )
            for line in fitting
        ],
        placing.selected,
        group.count,
        placing.exceed,
    )
    by_id = {line.pk: line for line in fitting}
    filled: list[Outcome] = []
    waiting = group.outcomes
    for part in filling.placed:
        taken[part.line_id] += part.count
        chosen, waiting = _split(waiting, part.count)
        for outcome in chosen:
            outcome.line = by_id[part.line_id]
        filled += chosen
    for outcome in waiting:
        if not fitting:
            outcome.skip(*NOT_ON_DOCUMENT)
            continue
        outcome.skip("exceeds", f"The line asks for {abs(fitting[0].quantity)} only. Attach it all the same?")
    return filled + waiting


def _split(outcomes: Sequence[Outcome], count: int) -> tuple[list[Outcome], list[Outcome]]:
    """The first `count` of the scans, and the others."""
    first: list[Outcome] = []
    for nth, outcome in enumerate(outcomes):
        if outcome.count > count:
            cut = [outcome.part(0, count)] if count else []
            return first + cut, [outcome.part(count, outcome.count - count), *outcomes[nth + 1 :]]
        first.append(outcome)
        count -= outcome.count
    return first, []


def _hold(work: Work, placed: Sequence[Outcome]) -> None:
    """Hold each unit for its line, or take it over from the order that holds it.

    Where a rival was quicker, all is repeated, and then tells by which document it is held.
    """
    runs = _with_lines(placed)
    lent = [each for each in runs if each[0].holder is not None]
    free = [each for each in runs if each[0].holder is None]
    held = hold(free, work.at) if free else 0
    held += take_over(lent) if lent else 0
    if held < sum(outcome.count for outcome in placed):
        raise LostRace
    recount(list({run.holder for run, _ in lent if run.holder is not None}))


def _with_lines(placed: Sequence[Outcome]) -> list[tuple[Run, int]]:
    return [(each.run, each.line.pk) for each in placed if each.run is not None and each.line is not None]


def _move(work: Work, document: Document, kind: Kind, placed: Sequence[Outcome]) -> None:
    for sign in (1, -1):
        runs = _with_lines([outcome for outcome in placed if outcome.sign == sign])
        if runs:
            move_committed(work, document, kind, sign, of_runs(runs))


def _name_departure(document: Document, outcome: Outcome, known: dict[int, dt.date | None]) -> None:
    """Say on which document a unit that comes back went out, whether to another customer or vendor, and until when it
    is under warranty.
    """
    if outcome.departure is None or document.party_id is None:
        return
    sold = outcome.departure.document
    party = KINDS[sold.kind].party or ""
    went = "Sold" if party == "customer" else "Sent back"
    outcome.holder = f"{sold.kind} {sold.number}"
    outcome.message = f"{went} on {outcome.holder}, {sold.date}."
    if sold.party is not None and sold.party_id != document.party_id:
        outcome.code = f"other_{party}"
        outcome.message = f"{went} to another {party}: {sold.party.name}, {outcome.holder}, {sold.date}."
    if party == "customer" and (words := warranty_words(known.get(outcome.departure.pk), clock.today())):
        outcome.message = f"{outcome.message} {words}"


def _grow(line: Line, gained: int, passed: int) -> None:
    """Count the units that a line gained; its quantity follows, or is raised where they, and those that an order
    passed on before, exceed it.
    """
    line.attached += gained
    if line.follows_units or line.attached + passed > abs(line.quantity):
        line.quantity = line.sign * (line.attached + passed)
        line.amount_minor = None
