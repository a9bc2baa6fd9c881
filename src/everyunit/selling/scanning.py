"""What is scanned for a pull sheet or a parcel: what each text means, and the answer to what was not used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from everyunit.catalog.models import Item
from everyunit.documents.meaning import SCANS_LIMIT, meaning_of
from everyunit.documents.scans import ScanEntry, bins_by_id, choices_of
from everyunit.places.models import Bin
from everyunit.rules.refusals import Refused
from everyunit.rules.scanning import Action
from everyunit.rules.serials import compress, split_scans
from everyunit.stock.queries import UnitRow, unit_by_id, units_by_serial

CHOICES_SHOWN = 20


@dataclass(slots=True)
class Scan:
    """One scan while it is worked on: what was scanned, and the unit, the item or the choice of units that it means."""

    text: str
    unit: UnitRow | None = None
    item: Item | None = None
    choices: list[UnitRow] = field(default_factory=list)
    action: Action = Action.SKIPPED
    code: str = ""
    message: str = ""
    holder: str = ""

    def skip(self, code: str, message: str, holder: str = "") -> None:
        self.action, self.code, self.message, self.holder = Action.SKIPPED, code, message, holder


def meanings(scans: Sequence[str], unit_id: int | None = None) -> list[Scan]:
    """What each scan means; a text that means nothing else may be a range. `unit_id`: the unit that was chosen.

    Refused: `too_many_scans`, `nothing_scanned`.
    """
    if len(scans) > SCANS_LIMIT:
        raise Refused("too_many_scans", f"At most {SCANS_LIMIT:,} scans at once.")
    texts = [text for scan in scans for text in split_scans(scan)]
    if unit_id is not None:
        return [Scan(texts[0] if texts else "", unit_by_id(unit_id))]
    if not texts:
        raise Refused("nothing_scanned", "Nothing was scanned. Scan or type a serial number.")
    return scans_of(texts)


def scans_of(texts: Sequence[str]) -> list[Scan]:
    """What each of the texts means, one by one."""
    outcomes = [one for outcome in meaning_of(compress(texts)) for one in outcome.singly()]
    units = units_by_serial([outcome.run.serials.first for outcome in outcomes if outcome.run is not None])
    return [
        Scan(
            outcome.texts.first,
            units[outcome.run.serials.first] if outcome.run is not None else None,
            outcome.item,
            outcome.choices,
            code=outcome.code,
            message=outcome.message,
        )
        for outcome in outcomes
    ]


def skipped_of(outcomes: Sequence[Scan]) -> list[ScanEntry]:
    """The scans that were not used."""
    bins = bins_by_id() if any(outcome.choices for outcome in outcomes) else {}
    items = Item.objects.in_bulk(
        {unit.item_id for outcome in outcomes for unit in [outcome.unit, *outcome.choices] if unit is not None}
    )
    return [_entry(outcome, items, bins) for outcome in outcomes if outcome.action == Action.SKIPPED]


def in_order(entries: list[ScanEntry], outcomes: Sequence[Scan]) -> list[ScanEntry]:
    """In the order of scanning, as far as an entry is one scan."""
    place = {outcome.text: nth for nth, outcome in enumerate(outcomes)}
    return sorted(entries, key=lambda entry: place.get(entry.text, len(place)))


def _entry(outcome: Scan, items: dict[int, Item], bins: dict[int, Bin]) -> ScanEntry:
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
        choices=choices_of(outcome.choices, bins, items),
    )
