"""What the rows of a receipt file meet in the company: the items they name, and units that are there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from everyunit.base.operation import Work
from everyunit.catalog.models import Item, Tracking
from everyunit.catalog.save_item import create_items
from everyunit.documents.scans import bins_by_id, items_scanned
from everyunit.exchange.new_items import categories_of
from everyunit.exchange.receipt_rows import ReceiptRow
from everyunit.rules.refusals import Refused
from everyunit.rules.sheets import Problem
from everyunit.stock.queries import units_by_maker_serial


def items_of(
    work: Work, rows: Sequence[ReceiptRow], create: bool, problems: list[Problem]
) -> tuple[dict[str, Item], int]:
    """The items by the codes or barcodes in the rows, and how many were created (as serialized).

    Problems: `unknown_item`, `unknown_category`, and that the actor may not create items.
    """
    codes = list(dict.fromkeys(row.item for row in rows))
    items = items_scanned(codes)
    unknown = {code: code for code in codes if code not in items}
    created = 0
    if unknown and create:
        sorts = categories_of(((row.row, row.item, row.category) for row in rows if row.item in unknown), problems)
        try:
            created = create_items(work, unknown, Tracking.SERIALIZED, sorts)
        except Refused as refused:
            problems.append(Problem(row=None, code=refused.code, message=refused.message))
            return items, 0
        items |= items_scanned(list(unknown))
    problems += [
        Problem(
            row=row.row,
            code="unknown_item",
            message=f"There is no item “{row.item}”. Check the code, or create new items with --create-items.",
        )
        for row in rows
        if row.item not in items
    ]
    return items, created


def stock_problems(
    rows: Sequence[ReceiptRow], items: Mapping[str, Item], allow_known: bool, problems: list[Problem]
) -> None:
    """Problems: `item_discontinued`, `not_inventoried`, `item_has_no_units`, `repeated_serial`,
    `known_maker_number`."""
    known = {} if allow_known else _numbers_in_stock([row.serial for row in rows if row.serial])
    first_seen: dict[tuple[int, str], int] = {}
    for row in rows:
        item = items.get(row.item)
        if item is None:
            continue
        where = known.get((item.pk, row.serial)) if row.serial else None
        seen = first_seen.setdefault((item.pk, row.serial), row.row) if row.serial else row.row
        for wrong, code, message in (
            (item.discontinued, "item_discontinued", f"{item.code} is discontinued."),
            (
                item.tracking == Tracking.NONE,
                "not_inventoried",
                f"{item.code} is not kept in stock, so it cannot be received.",
            ),
            (
                item.tracking == Tracking.QUANTITY and row.serial,
                "item_has_no_units",
                f"{item.code} is only counted: give a quantity, not a serial number.",
            ),
            (
                seen != row.row,
                "repeated_serial",
                f"Serial number {row.serial} of {item.code} was in row {seen} already.",
            ),
            (
                where is not None,
                "known_maker_number",
                f"{row.serial} of {item.code} is in stock already, {where}. Take the row out, or say --allow-known"
                " if there are really two with this number.",
            ),
        ):
            if wrong:
                problems.append(Problem(row=row.row, code=code, message=message))


def _numbers_in_stock(serials: Sequence[str]) -> dict[tuple[int, str], str]:
    """Where units with these makers' numbers are in stock, by item and number."""
    bins = bins_by_id()
    return {
        (unit.item_id, unit.maker_serial): f"as unit {unit.serial} in {bins[unit.bin_id].code}"
        for units in units_by_maker_serial(list(dict.fromkeys(serials))).values()
        for unit in units
        if bins[unit.bin_id].bin_type == "stock"
    }
