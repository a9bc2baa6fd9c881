"""What the verbs that scan share: how a scan fares, and the answer to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from everyunit.base import sql
from everyunit.catalog.models import Item, Lot
from everyunit.documents.drafts import LineState, lines_of, state_of
from everyunit.documents.models import Document, Line
from everyunit.documents.pricing import totals_of
from everyunit.places.models import Bin
from everyunit.prices.part_numbers import items_by_part_number
from everyunit.rules.scanning import Action
from everyunit.rules.serials import Range, compress, describe, joined
from everyunit.stock.queries import UnitRow, units_by_serial
from everyunit.stock.runs import Run, alike, in_ranges

SHOWN_SINGLY = 50
TEXT_SHOWN = 120
CHOICES_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of several units that a scanned number may mean."""

    unit_id: int
    serial: str
    maker_serial: str
    item: str
    item_name: str
    bin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanEntry:
    """What became of a scan, or of a run of scans that fared alike.

    `text` is the number, or the runs of numbers; `code` and `message` say why a scan was skipped, `holder` names the
    document that holds or last moved the unit, `choices` are the units that an ambiguous number may mean. `written`:
    the number was written on the unit as its maker's. `lot`: of which lot counted goods are that a stock count found.
    """

    action: Action
    text: str
    count: int = 1
    unit_id: int | None = None
    serial: str = ""
    maker_serial: str = ""
    item: str = ""
    item_name: str = ""
    line_id: int | None = None
    line_position: int | None = None
    bin: str = ""
    code: str = ""
    message: str = ""
    holder: str = ""
    choices: tuple[Choice, ...] = ()
    written: bool = False
    lot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BinOffer:
    """A bin to choose, and how many units of what is wanted are free in it."""

    bin: str
    name: str
    free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What picking must know to go on: from which of the `bins`, or whether units with makers' numbers are taken.

    For a line, or for all that wait (`line_id` None). `missing`: how many it wants. `units`: the serial and maker's
    numbers of the first that wait for a yes, `waiting` how many there are.
    """

    about: Literal["bin", "maker_numbers"]
    line_id: int | None
    item: str
    missing: int
    bins: tuple[BinOffer, ...] = ()
    units: tuple[tuple[str, str], ...] = ()
    waiting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """The answer of attach, pick and detach: the log of the scan, newest last, and the lines as they stand.

    `asks`: how many units wait for a yes: to exceed what their line asks for, to a line for another item, to another
    vendor's units (repeat with exceed=True); or for an answer to the `questions` of picking (pick again with it).
    """

    document_id: int
    kind: str
    entries: tuple[ScanEntry, ...]
    counts: dict[str, int]
    asks: int
    lines: tuple[LineState, ...]
    total_minor: int
    currency: str = ""
    questions: tuple[Question, ...] = ()


@dataclass(slots=True)
class Outcome:
    """One scan while it is worked on, or a run of scans that fare alike: `count` texts, from the one at `place`.

    `run`: the units that it means. `departure`: the line on which they last left our stock. `used_up`: the paper of
    building that they left it by. `stranger`: the document on which another vendor delivered them. `refused_on`: that
    by which their return was refused.
    `sign`: which way the document takes them, +1 or -1; else 0. `lot`: of the item, where one was scanned.
    """

    texts: Range
    place: tuple[int, ...] = (0,)
    count: int = 1
    run: Run | None = None
    item: Item | None = None
    lot: Lot | None = None
    line: Line | None = None
    departure: Line | None = None
    used_up: Document | None = None
    stranger: Document | None = None
    refused_on: Document | None = None
    sign: int = 0
    action: Action = Action.SKIPPED
    code: str = ""
    message: str = ""
    holder: str = ""
    choices: list[UnitRow] = field(default_factory=list)
    written: bool = False

    @property
    def is_open(self) -> bool:
        """Nobody knows yet what it means."""
        return self.run is None and self.item is None and not self.choices and not self.code

    @property
    def usable(self) -> bool:
        """Its units may go on the document."""
        return self.sign != 0 and not self.code

    def ask_which(self) -> None:
        self.skip("ambiguous", f"{len(self.choices)} units have this maker's number. Choose one.")

    def skip(self, code: str, message: str, holder: str = "") -> None:
        self.action, self.code, self.message, self.holder = Action.SKIPPED, code, message, holder

    def singly(self) -> list[Outcome]:
        """Each scan alone."""
        return [self.part(start, 1) for start in range(self.count)]

    def part(self, start: int, count: int) -> Outcome:
        """`count` of the scans, from the one at `start`."""
        if count == self.count:
            return self
        return replace(
            self,
            texts=self.texts.part(start, count),
            place=(*self.place[:-1], self.place[-1] + start),
            count=count,
            run=self.run.part(start, count) if self.run is not None else None,
        )


def by_fact(outcomes: Sequence[Outcome], fact: str, **columns: Sequence[int]) -> list[tuple[Outcome, Any]]:
    """The outcomes, all of which mean units, parted by an expression in which not all their units agree.

    `columns`: numbers beside the outcomes, which the expression finds in `r`.
    """
    ranges = [outcome.run.serials for outcome in outcomes if outcome.run is not None]
    found = alike(in_ranges(ranges, **columns), ("r.nth", fact)) if ranges else []
    return [
        (outcomes[nth].part(ranges[nth].offset(each.serials.first), each.serials.count), value)
        for each in found
        for nth, value in [each.facts]
    ]


def items_scanned(texts: Sequence[str], vendor_id: int | None = None) -> dict[str, Item]:
    """Items by the code or barcode scanned, or by the vendor's part number; unknown texts are left out."""
    condition = sql.among("code", list(set(texts)), "text")
    items = {
        item.code: item
        for item in Item.objects.raw(f"SELECT * FROM catalog_item WHERE {condition.sql}", condition.params)
    }
    aliases = sql.rows(f"SELECT code, item_id FROM catalog_alias WHERE {condition.sql}", condition.params)
    owners = Item.objects.in_bulk([item_id for _, item_id in aliases])
    known = {code: owners[item_id] for code, item_id in aliases} | items
    return items_by_part_number(vendor_id, [text for text in texts if text not in known]) | known


def bins_by_id() -> dict[int, Bin]:
    """All bins. A company has hundreds, not millions."""
    return Bin.objects.in_bulk()


def holders(line_ids: Iterable[int]) -> dict[int, str]:
    """The names of the documents of these lines, such as “SI 100002”."""
    chosen = set(line_ids)
    if not chosen:
        return {}
    return {
        line.pk: f"{line.document.kind} {line.document.number}"
        for line in Line.objects.filter(pk__in=chosen).select_related("document")
    }


def answer(
    document: Document,
    outcomes: Iterable[Outcome],
    bins: dict[int, Bin],
    asks: int = 0,
    questions: tuple[Question, ...] = (),
) -> Scanned:
    """The log of the scan, in the order scanned, and the lines as they stand."""
    outcomes = sorted(outcomes, key=lambda outcome: outcome.place)
    counts: dict[str, int] = {}
    for outcome in outcomes:
        counts[outcome.action] = counts.get(outcome.action, 0) + outcome.count
    lines = lines_of(document)
    entries = _singly(outcomes, bins) if sum(counts.values()) <= SHOWN_SINGLY else _grouped(outcomes)
    return Scanned(
        document_id=document.pk,
        kind=document.kind,
        entries=tuple(entries),
        counts=counts,
        asks=asks,
        lines=tuple(state_of(line) for line in lines),
        total_minor=totals_of(document, lines).total_minor,
        currency=document.currency,
        questions=questions,
    )


def _singly(outcomes: Sequence[Outcome], bins: dict[int, Bin]) -> list[ScanEntry]:
    units = units_by_serial(
        [serial for each in outcomes if each.run is not None for serial in each.run.serials.texts()]
    )
    shown = [*units.values(), *(unit for each in outcomes for unit in each.choices[:CHOICES_SHOWN])]
    items = Item.objects.in_bulk({unit.item_id for unit in shown})
    entries = []
    for outcome in outcomes:
        texts = outcome.texts.texts() * (outcome.count // outcome.texts.count)
        serials = outcome.run.serials.texts() if outcome.run is not None else [""] * len(texts)
        entries += [
            _entry(outcome, text, units.get(serial), bins, items) for text, serial in zip(texts, serials, strict=True)
        ]
    return entries


def choices_of(units: Sequence[UnitRow], bins: dict[int, Bin], items: dict[int, Item]) -> tuple[Choice, ...]:
    """The units that a number may mean, as a clerk is shown them."""
    return tuple(
        Choice(
            unit_id=each.unit_id,
            serial=each.serial,
            maker_serial=each.maker_serial,
            item=items[each.item_id].code,
            item_name=items[each.item_id].name,
            bin=bins[each.bin_id].code,
        )
        for each in units[:CHOICES_SHOWN]
    )


def _entry(
    outcome: Outcome, text: str, unit: UnitRow | None, bins: dict[int, Bin], items: dict[int, Item]
) -> ScanEntry:
    item = outcome.item or (items.get(unit.item_id) if unit else None)
    return ScanEntry(
        action=outcome.action,
        text=text if len(text) <= TEXT_SHOWN else text[:TEXT_SHOWN] + "…",
        unit_id=unit.unit_id if unit else None,
        serial=unit.serial if unit else "",
        maker_serial=unit.maker_serial if unit else "",
        item=item.code if item else "",
        item_name=item.name if item else "",
        line_id=outcome.line.pk if outcome.line else None,
        line_position=outcome.line.position if outcome.line else None,
        bin=bins[unit.bin_id].code if unit else "",
        code=outcome.code,
        message=outcome.message,
        holder=outcome.holder,
        choices=choices_of(outcome.choices, bins, items),
        written=outcome.written,
    )


def _grouped(outcomes: Sequence[Outcome]) -> list[ScanEntry]:
    """Thousands of scans as a few entries: one for each way they fared."""
    groups: dict[tuple[Action, int | None, str, str, str], list[Outcome]] = {}
    for outcome in outcomes:
        line_id = outcome.line.id if outcome.line else None
        message = outcome.message if outcome.code else ""
        groups.setdefault((outcome.action, line_id, outcome.code, outcome.holder, message), []).append(outcome)
    items = Item.objects.in_bulk({members[0].run.item_id for members in groups.values() if members[0].run is not None})
    entries = []
    for (action, line_id, code, holder, message), members in groups.items():
        first = members[0]
        item = items[first.run.item_id] if first.run is not None else first.item
        entries.append(
            ScanEntry(
                action=action,
                text=describe(joined(member.texts for member in members), at_most=20),
                count=sum(member.count for member in members),
                item=item.code if item else "",
                item_name=item.name if item else "",
                line_id=line_id,
                line_position=first.line.position if first.line else None,
                code=code,
                message=message,
                holder=holder,
            )
        )
    return entries


def in_few_words(entries: Sequence[ScanEntry]) -> Sequence[ScanEntry]:
    """Thousands of scans as a few entries: one for each way they fared."""
    if len(entries) <= SHOWN_SINGLY:
        return entries
    groups: dict[tuple[object, ...], list[ScanEntry]] = {}
    for entry in entries:
        fared = (entry.action, entry.code, entry.message, entry.holder, entry.line_id, entry.item)
        groups.setdefault(fared, []).append(entry)
    return [
        replace(
            members[0],
            text=describe(compress(each.text for each in members), at_most=20),
            count=sum(each.count for each in members),
            unit_id=None,
            serial="",
            maker_serial="",
            bin=members[0].bin if len({each.bin for each in members}) == 1 else "",
            choices=(),
        )
        for members in groups.values()
    ]
