"""From rows to lines: rows of one item and cost become one line, and lines become documents of a sane size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from everyunit.catalog.models import Item, Tracking
from everyunit.documents.new_lines import NewLine
from everyunit.exchange.receipt_rows import ReceiptRow
from everyunit.rules.sheets import Problem

UNITS_A_DOCUMENT = 10_000
LINES_A_DOCUMENT = 500
QUANTITY_A_LINE = 1_000_000
AMOUNT_LIMIT = 10**15  # minor units


@dataclass(slots=True)
class Lot:
    """Pieces of one item at one cost. `serials` are the makers' numbers of the first of them."""

    item: str
    has_units: bool
    cost_minor: int
    first_row: int
    count: int = 0
    serials: list[str] = field(default_factory=list)


def lots_of(rows: Sequence[ReceiptRow], items: Mapping[str, Item], problems: list[Problem]) -> list[Lot]:
    """The lots in the order of the file. Problem: `amount_too_large`."""
    lots: dict[tuple[int, int], Lot] = {}
    for row in rows:
        item = items.get(row.item)
        if item is None:
            continue
        cost = item.cost_minor if row.cost_minor is None else row.cost_minor
        lot = lots.get((item.pk, cost))
        if lot is None:
            has_units = item.tracking in (Tracking.SERIALIZED, Tracking.AUTO_SERIALIZED)
            lot = lots[item.pk, cost] = Lot(item.code, has_units, cost, row.row)
        lot.count += 1 if row.quantity is None else row.quantity
        if row.serial:
            lot.serials.append(row.serial)
    problems += [
        Problem(
            row=lot.first_row,
            code="amount_too_large",
            message=f"{lot.count:,} pieces of {lot.item} at this cost are worth too much to be true.",
        )
        for lot in lots.values()
        if lot.count * lot.cost_minor > AMOUNT_LIMIT
    ]
    return list(lots.values())


def papers_of(lots: Sequence[Lot]) -> Iterator[list[NewLine]]:
    """The lines of one document after the other."""
    lines: list[NewLine] = []
    room = UNITS_A_DOCUMENT
    for lot in lots:
        start = 0
        while start < lot.count:
            taken = min(lot.count - start, room if lot.has_units else QUANTITY_A_LINE)
            lines.append(
                NewLine(
                    item=lot.item,
                    quantity=taken,
                    price_minor=lot.cost_minor,
                    maker_numbers=tuple(lot.serials[start : start + taken]),
                )
            )
            start += taken
            room -= taken if lot.has_units else 0
            if room == 0 or len(lines) == LINES_A_DOCUMENT:
                yield lines
                lines, room = [], UNITS_A_DOCUMENT
    if lines:
        yield lines
