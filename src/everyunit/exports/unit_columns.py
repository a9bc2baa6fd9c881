"""What a row of the Serial Numbers list holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from everyunit.exports.columns import Column, Holds, amounts, codes, counts, days, moments, texts
from everyunit.fields.queries import FieldRow
from everyunit.reports.listed_units import ListedUnit, Trader
from everyunit.rules.words import word


def unit_columns(costs: bool, digits: int, own: Sequence[FieldRow] = ()) -> list[Column[ListedUnit]]:
    """All columns of the list; what units cost only for those who may see it."""
    return [
        Column(name="serial", label="Serial number", holds=Holds.CODE, read=lambda unit: unit.serial, fixed=True),
        codes("maker_serial", "Maker’s number", lambda unit: unit.maker_serial),
        codes("item", "Item", lambda unit: unit.item),
        texts("item_name", "Item name", lambda unit: unit.item_name, usual=False),
        codes("category", "Category", lambda unit: unit.category, usual=False),
        texts("maker", "Maker", lambda unit: unit.maker, usual=False),
        texts("model", "Model", lambda unit: unit.model, usual=False),
        texts("tracking", "Tracking", lambda unit: word(unit.tracking), usual=False),
        texts("state", "State", lambda unit: unit.state),
        codes("where", "Where", lambda unit: unit.bin),
        codes("bin", "Bin", lambda unit: unit.bin, usual=False),
        texts("bin_type", "Bin type", lambda unit: unit.bin_type, usual=False),
        texts("stock_type", "Stock type", lambda unit: word(unit.stock_type), usual=False),
        codes("area", "Stock area", lambda unit: unit.area, usual=False),
        codes("location", "Location", lambda unit: unit.location, usual=False),
        texts("held_by", "Held by", lambda unit: str(unit.held_by or ""), usual=False),
        texts("vendor", "From vendor", lambda unit: _name(unit.vendor)),
        texts("customer", "Sold to", lambda unit: _name(unit.customer), usual=False),
        texts("sold_with", "Sold with", lambda unit: str(unit.sold_with or ""), usual=False),
        days("sold_on", "Sold on", lambda unit: unit.sold_on, usual=False),
        amounts("price", "Price", lambda unit: unit.price_minor, digits, usual=False),
        texts("first_customer", "First customer", lambda unit: _name(unit.first_customer), usual=False),
        texts("last_customer", "Last customer", lambda unit: _name(unit.last_customer), usual=False),
        texts("warranty", "Warranty", lambda unit: word(unit.warranty), usual=False),
        days("warranty_until", "Warranty until", lambda unit: unit.warranty_until, usual=False),
        texts("vendor_warranty", "Vendor’s warranty", lambda unit: word(unit.vendor_warranty), usual=False),
        days("vendor_warranty_until", "Vendor’s warranty until", lambda unit: unit.vendor_warranty_until, usual=False),
        texts("generated_in", "Generated in", lambda unit: str(unit.generated_in)),
        days("generated_on", "Generated on", lambda unit: unit.generated_on, usual=False),
        codes("lot", "Lot", lambda unit: unit.lot, usual=False),
        days("entered", "Entered", lambda unit: unit.entered_at.date()),
        moments("entered_at", "Entered at", lambda unit: unit.entered_at, usual=False),
        counts("days", "Days", lambda unit: unit.days),
        texts("note", "Note", lambda unit: unit.note, usual=False),
        *(_own(row) for row in own),
        *([amounts("cost", "Cost", lambda unit: unit.cost_minor, digits)] if costs else []),
    ]


def whole_columns(costs: bool, digits: int, own: Sequence[FieldRow] = ()) -> list[Column[ListedUnit]]:
    """All that is known of each unit, where nobody has chosen columns."""
    return [
        codes("serial", "serial number", lambda unit: unit.serial),
        codes("maker_serial", "maker's number", lambda unit: unit.maker_serial),
        codes("item", "item", lambda unit: unit.item),
        texts("item_name", "item name", lambda unit: unit.item_name),
        codes("bin", "bin", lambda unit: unit.bin),
        texts("bin_type", "bin type", lambda unit: unit.bin_type),
        texts("state", "state", lambda unit: unit.state),
        texts("held_by", "held by", lambda unit: str(unit.held_by or "")),
        texts("generated_in", "generated in", lambda unit: str(unit.generated_in)),
        codes("vendor", "vendor", lambda unit: unit.vendor.code if unit.vendor else ""),
        texts("vendor_name", "vendor name", lambda unit: _name(unit.vendor)),
        codes("customer", "customer", lambda unit: unit.customer.code if unit.customer else ""),
        texts("customer_name", "customer name", lambda unit: _name(unit.customer)),
        moments("entered", "entered", lambda unit: unit.entered_at),
        counts("days", "days in inventory", lambda unit: unit.days),
        texts("note", "note", lambda unit: unit.note),
        texts("model", "model", lambda unit: unit.model),
        codes("lot", "lot", lambda unit: unit.lot),
        texts("stock_type", "stock type", lambda unit: word(unit.stock_type)),
        codes("area", "stock area", lambda unit: unit.area),
        codes("location", "location", lambda unit: unit.location),
        days("generated_on", "generated on", lambda unit: unit.generated_on),
        texts("first_customer", "first customer", lambda unit: _name(unit.first_customer)),
        texts("last_customer", "last customer", lambda unit: _name(unit.last_customer)),
        texts("warranty", "warranty", lambda unit: word(unit.warranty)),
        days("warranty_until", "warranty until", lambda unit: unit.warranty_until),
        texts("vendor_warranty", "vendor's warranty", lambda unit: word(unit.vendor_warranty)),
        days("vendor_warranty_until", "vendor's warranty until", lambda unit: unit.vendor_warranty_until),
        *([amounts("cost", "cost", lambda unit: unit.cost_minor, digits)] if costs else []),
        *(texts(row.name, row.name, _held(row.name)) for row in own),
    ]


def _name(trader: Trader | None) -> str:
    return trader.name if trader else ""


def _own(row: FieldRow) -> Column[ListedUnit]:
    label = row.label if row.of == "unit" else f"{row.label} (item)"
    return texts(row.name, label, _held(row.name), usual=False)


def _held(name: str) -> Callable[[ListedUnit], str]:
    return lambda unit: unit.own.get(name, "")
