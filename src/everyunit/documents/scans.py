"""What the verbs that scan share: what a scanned text means, which units may be used, and the answer to each scan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from everyunit.base import sql
from everyunit.catalog.models import Item
from everyunit.documents.drafts import LineState, lines_of, state_of
from everyunit.documents.kinds import KINDS, Kind
from everyunit.documents.models import Document, Line
from everyunit.documents.pricing import totals_of
from everyunit.places.models import Bin, DefaultBin
from everyunit.prices.part_numbers import items_by_part_number
from everyunit.rules.scanning import Action
from everyunit.rules.serials import compress, describe
from everyunit.stock import queries as ledger
from everyunit.stock.queries import UnitRow

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
    document that holds or last moved the unit, `choices` are the units that an ambiguous number may mean.
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
    """One scan while it is worked on."""

    text: str
    unit: UnitRow | None = None
    item: Item | None = None
    line: Line | None = None
    sale: Line | None = None
    lender: int | None = None  # the order line that holds the unit and lends it to this draft
    action: Action = Action.SKIPPED
    code: str = ""
    message: str = ""
    holder: str = ""
    choices: list[UnitRow] = field(default_factory=list)

    @property
    def known(self) -> list[UnitRow]:
        """The units that the text may mean."""
        return [self.unit] if self.unit is not None else self.choices

    def ask_which(self) -> None:
        self.skip("ambiguous", f"{len(self.choices)} units have this maker's number. Choose one.")

    def skip(self, code: str, message: str, holder: str = "") -> None:
        self.action, self.code, self.message, self.holder = Action.SKIPPED, code, message, holder


def meaning_of(texts: Sequence[str], by: str, vendor_id: int | None = None) -> list[Outcome]:
    """What each text means: a unit by serial number, else by maker's number, else an item by code, barcode or the
    vendor's part number.

    `by` narrows it: "serial", "maker", "unit" (either) or "anything". A number that means several units has its
    `choices` filled.
    """
    outcomes = [Outcome(text) for text in texts]
    open_ones = outcomes
    if by in ("anything", "unit", "serial"):
        units = ledger.units_by_serial(list(dict.fromkeys(texts)))
        for outcome in outcomes:
            outcome.unit = units.get(outcome.text)
        open_ones = [outcome for outcome in outcomes if outcome.unit is None]
    if by in ("anything", "unit", "maker") and open_ones:
        candidates = ledger.units_by_maker_serial(list({outcome.text for outcome in open_ones}))
        for outcome in open_ones:
            found = candidates.get(outcome.text, [])
            if len(found) == 1:
                outcome.unit = found[0]
            outcome.choices = found if len(found) > 1 else []
        open_ones = [outcome for outcome in open_ones if outcome.unit is None and not outcome.choices]
    if by == "anything" and open_ones:
        items = items_scanned([outcome.text for outcome in open_ones], vendor_id)
        for outcome in open_ones:
            outcome.item = items.get(outcome.text)
    return outcomes


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


def settle_choices(outcomes: Iterable[Outcome], kind: Kind, bins: dict[int, Bin]) -> None:
    """Where a number means several units but only one can be used on this kind of document, take that one."""
    waiting = [outcome for outcome in outcomes if outcome.choices]
    if not waiting:
        return
    held = ledger.holding_lines([unit for outcome in waiting for unit in outcome.choices])
    for outcome in waiting:
        usable = [
            unit
            for unit in outcome.choices
            if unit.unit_id not in held and kind.route.source in (None, bins[unit.bin_id].bin_type)
        ]
        if len(usable) == 1:
            outcome.unit, outcome.choices = usable[0], []


def bins_by_id() -> dict[int, Bin]:
    """All bins. A company has hundreds, not millions."""
    return Bin.objects.in_bulk()


def departures_of(units: Sequence[UnitRow], kind: Kind) -> dict[int, Line]:
    """The line on which each of the units last left our stock, for those that went to the sort of party of the kind."""
    sold_on = ledger.lines_sold_on(units) if units else {}
    lines = Line.objects.select_related("document__party").in_bulk(set(sold_on.values()))
    return {
        unit_id: lines[line_id]
        for unit_id, line_id in sold_on.items()
        if KINDS[lines[line_id].document.kind].party == kind.party
    }


# Out bins by whom they stand for: what customers bought, announced to return, or had refused; what vendors got back.
BINS_WITH = {"customer": ("sold", "return_expected", "return_refused"), "vendor": ("returned_to_vendor",)}


def bins_with(kind: Kind) -> set[int]:
    """The out bins that stand for the sort of party of the kind; for a kind without, those for customers."""
    purposes = BINS_WITH[kind.party or "customer"]
    return set(DefaultBin.objects.filter(purpose__in=purposes).values_list("bin_id", flat=True))


def holders(line_ids: Iterable[int]) -> dict[int, str]:
    """The names of the documents of these lines, such as “SI 100002”."""
    return {
        line.pk: f"{line.document.kind} {line.document.number}"
        for line in Line.objects.filter(pk__in=set(line_ids)).select_related("document")
    }


def answer(
    document: Document,
    outcomes: Sequence[Outcome],
    bins: dict[int, Bin],
    asks: int = 0,
    questions: tuple[Question, ...] = (),
) -> Scanned:
    """The log of the scan and the lines as they stand."""
    counts: dict[str, int] = {}
    for outcome in outcomes:
        counts[outcome.action] = counts.get(outcome.action, 0) + 1
    lines = lines_of(document)
    items = Item.objects.in_bulk(
        {
            unit.item_id
            for outcome in outcomes
            for unit in [outcome.unit, *outcome.choices[:CHOICES_SHOWN]]
            if unit is not None
        }
    )
    singly = len(outcomes) <= SHOWN_SINGLY
    entries = [_entry(outcome, bins, items) for outcome in outcomes] if singly else _grouped(outcomes, items)
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


def _entry(outcome: Outcome, bins: dict[int, Bin], items: dict[int, Item]) -> ScanEntry:
    unit = outcome.unit
    item = outcome.item or (items.get(unit.item_id) if unit else None)
    return ScanEntry(
        action=outcome.action,
        text=outcome.text if len(outcome.text) <= TEXT_SHOWN else outcome.text[:TEXT_SHOWN] + "…",
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
        choices=tuple(
            Choice(
                unit_id=each.unit_id,
                serial=each.serial,
                maker_serial=each.maker_serial,
                item=items[each.item_id].code,
                item_name=items[each.item_id].name,
                bin=bins[each.bin_id].code,
            )
            for each in outcome.choices[:CHOICES_SHOWN]
        ),
    )


def _grouped(outcomes: Sequence[Outcome], items: dict[int, Item]) -> list[ScanEntry]:
    """Thousands of scans as a few entries: one for each way they fared."""
    groups: dict[tuple[Action, int | None, str, str, str], list[Outcome]] = {}
    for outcome in outcomes:
        line_id = outcome.line.id if outcome.line else None
        key = (
            outcome.action,
            line_id,
            outcome.code,
            outcome.holder,
            outcome.message if outcome.code else "",
        )
        groups.setdefault(key, []).append(outcome)
    entries = []
    for (action, line_id, code, holder, message), members in groups.items():
        first = members[0]
        item = items.get(first.unit.item_id) if first.unit else first.item
        entries.append(
            ScanEntry(
                action=action,
                text=describe(compress(member.text for member in members), at_most=20),
                count=len(members),
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
