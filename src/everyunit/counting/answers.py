"""The answer to counting: what became of each scan, and how the bin stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.catalog.models import Item
from everyunit.counting.counts import BinState, states_of
from everyunit.counting.models import CountBin, StockCount
from everyunit.documents.scans import SHOWN_SINGLY, TEXT_SHOWN, Outcome, ScanEntry, choices_of, in_few_words
from everyunit.places.models import Bin
from everyunit.stock.queries import units_by_serial


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What became of each scan, and how the bin stands in which counting goes on.

    `asks`: how many units wait for a yes, because they are recorded elsewhere (repeat with include=True).
    """

    count_id: int
    number: str
    bin: BinState
    entries: tuple[ScanEntry, ...]
    counts: dict[str, int]
    asks: int


def answer(count: StockCount, here: CountBin, entries: Sequence[ScanEntry], asks: int = 0) -> Counted:
    counts: dict[str, int] = {}
    for entry in entries:
        counts[str(entry.action)] = counts.get(str(entry.action), 0) + entry.count
    return Counted(
        count_id=count.pk,
        number=count.number,
        bin=states_of(count.pk, here.pk)[0],
        entries=tuple(in_few_words(entries)),
        counts=counts,
        asks=asks,
    )


def entries_of(outcomes: Sequence[Outcome], bins: dict[int, Bin]) -> list[ScanEntry]:
    """One entry for each scan where they are few, else one for each run of scans that fared alike."""
    few = sum(outcome.count for outcome in outcomes) <= SHOWN_SINGLY
    shown = [one for outcome in outcomes for one in outcome.singly()] if few else outcomes
    units = units_by_serial([each.run.serials.first for each in shown if each.run is not None]) if few else {}
    items = Item.objects.in_bulk(
        {each.run.item_id for each in shown if each.run is not None}
        | {unit.item_id for each in shown for unit in each.choices}
    )
    entries = []
    for each in shown:
        item = each.item or (items[each.run.item_id] if each.run is not None else None)
        unit = units.get(each.run.serials.first) if each.run is not None else None
        entries.append(
            ScanEntry(
                action=each.action,
                text=str(each.texts)[:TEXT_SHOWN],
                count=each.count,
                unit_id=unit.unit_id if unit else None,
                serial=unit.serial if unit else "",
                maker_serial=unit.maker_serial if unit else "",
                item=item.code if item else "",
                item_name=item.name if item else "",
                lot=each.lot.number if each.lot is not None else "",
                bin=bins[each.run.bin_id].code if each.run is not None else "",
                code=each.code,
                message=each.message,
                holder=each.holder,
                choices=choices_of(each.choices, bins, items),
            )
        )
    return entries
