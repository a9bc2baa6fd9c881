"""What is scanned for a pull sheet or a parcel: what each text means, and the answer to what was not used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from everyunit.catalog.models import Item
from everyunit.documents.attach import SCANS_LIMIT
from everyunit.documents.scans import Choice, Outcome, ScanEntry, bins_by_id, meaning_of
from everyunit.places.models import Bin
from everyunit.rules.refusals import Refused
from everyunit.rules.scanning import Action
from everyunit.rules.serials import NotARange, compress, describe, expand_range, looks_like_range, split_scans
from everyunit.stock import queries as ledger

CHOICES_SHOWN = 20
SHOWN_SINGLY = 50


def meanings(scans: Sequence[str], unit_id: int | None = None) -> list[Outcome]:
    """What each scan means; a text that means nothing else may be a range. `unit_id`: the unit that was chosen.

    Refused: `too_many_scans`, `nothing_scanned`.
    """
    if len(scans) > SCANS_LIMIT:
        raise Refused("too_many_scans", f"At most {SCANS_LIMIT:,} scans at once.")
    texts = [text for scan in scans for text in split_scans(scan)]
    if unit_id is not None:
        unit = ledger.unit_by_id(unit_id)
        return [Outcome(texts[0] if texts else "", unit=unit)]
    if not texts:
        raise Refused("nothing_scanned", "Nothing was scanned. Scan or type a serial number.")
    outcomes = []
    for outcome in meaning_of(texts, "anything"):
        outcomes += [outcome] if _means_something(outcome) else _widened(outcome)
    return outcomes


def _means_something(outcome: Outcome) -> bool:
    return outcome.unit is not None or outcome.item is not None or bool(outcome.choices)


def _widened(outcome: Outcome) -> list[Outcome]:
    if not looks_like_range(outcome.text):
        return [outcome]
    try:
        within = meaning_of(expand_range(outcome.text, SCANS_LIMIT), "serial")
    except NotARange as error:
        outcome.skip(error.code, str(error))
        return [outcome]
    return within if any(each.unit for each in within) else [outcome]


def skipped_of(outcomes: Sequence[Outcome]) -> list[ScanEntry]:
    """The scans that were not used."""
    bins = bins_by_id() if any(outcome.choices for outcome in outcomes) else {}
    items = Item.objects.in_bulk(
        {unit.item_id for outcome in outcomes for unit in [outcome.unit, *outcome.choices] if unit is not None}
    )
    return [_entry(outcome, items, bins) for outcome in outcomes if outcome.action == Action.SKIPPED]


def in_order(entries: list[ScanEntry], outcomes: Sequence[Outcome]) -> list[ScanEntry]:
    """In the order of scanning, as far as an entry is one scan."""
    place = {outcome.text: nth for nth, outcome in enumerate(outcomes)}
    return sorted(entries, key=lambda entry: place.get(entry.text, len(place)))


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
            bin="",
            choices=(),
        )
        for members in groups.values()
    ]


def _entry(outcome: Outcome, items: dict[int, Item], bins: dict[int, Bin]) -> ScanEntry:
    unit = outcome.unit
    item = outcome.item or (items[unit.item_id] if unit is not None else None)
    return ScanEntry(
        action=outcome.action,
        text=outcome.text,
        unit_id=unit.unit_id if unit else None,
        serial=unit.serial if unit else "",
        maker_serial=unit.maker_serial if unit else "",
        item=item.code if item else "",
        item_name=item.name if item else "",
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
