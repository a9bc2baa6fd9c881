"""The columns of the Serial Numbers list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.urls import reverse
from django.utils.html import format_html

from everyunit.fields.queries import FieldRow
from everyunit.reports.listed_units import ListedUnit, Trader
from everyunit.rules.warranty import NO_WARRANTY
from everyunit.web.column_sorts import ALWAYS, NOTHING, SELDOM, amounts, codes, days, figures, moments, texts
from everyunit.web.columns import Column
from everyunit.web.templatetags.shown import document, state, word

TICK = '<input class="form-check-input eu-tick" type="checkbox" form="many" name="unit" value="{1}" aria-label="{1}">'


def unit_columns(costs: bool, digits: int, own: Sequence[FieldRow] = ()) -> list[Column[ListedUnit]]:
    return [
        Column(
            name="serial", label="Serial number", cell=_serial, text=lambda unit: unit.serial, fixed=True, sort="serial"
        ),
        codes("maker_serial", "Maker’s number", lambda unit: unit.maker_serial),
        Column(name="item", label="Item", cell=_item, text=lambda unit: unit.item, narrow=True),
        texts("item_name", "Item name", lambda unit: unit.item_name, SELDOM),
        codes("category", "Category", lambda unit: unit.category, SELDOM),
        texts("maker", "Maker", lambda unit: unit.maker, SELDOM),
        texts("model", "Model", lambda unit: unit.model, SELDOM),
        texts("tracking", "Tracking", lambda unit: word(unit.tracking), SELDOM),
        Column(name="state", label="State", cell=_state, text=lambda unit: unit.state, narrow=True),
        Column(name="where", label="Where", cell=_where, text=lambda unit: unit.bin, narrow=True),
        codes("bin", "Bin", lambda unit: unit.bin, SELDOM),
        texts("bin_type", "Bin type", lambda unit: unit.bin_type, SELDOM),
        texts("stock_type", "Stock type", lambda unit: word(unit.stock_type), SELDOM),
        codes("area", "Stock area", lambda unit: unit.area, SELDOM),
        codes("location", "Location", lambda unit: unit.location, SELDOM),
        Column(name="held_by", label="Held by", cell=_holder, text=lambda unit: str(unit.held_by or ""), usual=False),
        texts("vendor", "From vendor", lambda unit: _name(unit.vendor)),
        texts("customer", "Sold to", lambda unit: _name(unit.customer), SELDOM),
        Column(
            name="sold_with", label="Sold with", cell=_sale, text=lambda unit: str(unit.sold_with or ""), usual=False
        ),
        days("sold_on", "Sold on", lambda unit: unit.sold_at.date() if unit.sold_at else None, SELDOM),
        amounts("price", "Price", lambda unit: unit.price_minor, digits, SELDOM),
        texts("first_customer", "First customer", lambda unit: _name(unit.first_customer), SELDOM),
        texts("last_customer", "Last customer", lambda unit: _name(unit.last_customer), SELDOM),
        _warranty("warranty", "Warranty", lambda unit: unit.warranty),
        days("warranty_until", "Warranty until", lambda unit: unit.warranty_until, SELDOM),
        _warranty("vendor_warranty", "Vendor’s warranty", lambda unit: unit.vendor_warranty),
        days("vendor_warranty_until", "Vendor’s warranty until", lambda unit: unit.vendor_warranty_until, SELDOM),
        Column(name="generated_in", label="Generated in", cell=_origin, text=lambda unit: str(unit.generated_in)),
        days("generated_on", "Generated on", lambda unit: unit.generated_on, SELDOM),
        codes("lot", "Lot", lambda unit: unit.lot, SELDOM),
        days("entered", "Entered", lambda unit: unit.entered_at.date(), {"sort": "entered"}),
        moments("entered_at", "Entered at", lambda unit: unit.entered_at, SELDOM),
        figures("days", "Days", lambda unit: unit.days, summed=False),
        texts("note", "Note", lambda unit: unit.note, SELDOM),
        *(_own(row) for row in own),
        *([amounts("cost", "Cost", lambda unit: unit.cost_minor, digits, ALWAYS)] if costs else []),
    ]


def _serial(unit: ListedUnit) -> str:
    cell = TICK + '<a class="eu-serial" href="{0}">{1}</a>'
    return format_html(cell, reverse("unit", args=[unit.serial]), unit.serial)


def _item(unit: ListedUnit) -> str:
    name = format_html('<span class="eu-quiet eu-drop">{}</span>', unit.item_name)
    cell = '<div class="eu-cut" title="{}"><span class="eu-code">{}</span> {}</div>'
    return format_html(cell, unit.item_name, unit.item, name)


def _state(unit: ListedUnit) -> str:
    shape = "note" if unit.held_by else "good" if unit.bin_type == "stock" else "out"
    return state(shape, unit.state.capitalize())


def _where(unit: ListedUnit) -> str:
    """Who has it, or the bin it is in and the paper that holds it."""
    if unit.customer and unit.bin_type == "out":
        return format_html('<div class="eu-cut" title="{0}">{0}</div>', unit.customer.name)
    if unit.held_by:
        return format_html('<span title="{}">{}</span> {}', unit.bin_name, unit.bin, document(*unit.held_by))
    return format_html('<span title="{}">{}</span>', unit.bin_name, unit.bin)


def _origin(unit: ListedUnit) -> str:
    return document(*unit.generated_in)


def _holder(unit: ListedUnit) -> str:
    return document(*unit.held_by) if unit.held_by else NOTHING


def _sale(unit: ListedUnit) -> str:
    return document(*unit.sold_with) if unit.sold_with else NOTHING


def _name(trader: Trader | None) -> str:
    return trader.name if trader else ""


def _warranty(name: str, label: str, read: Callable[[ListedUnit], str]) -> Column[ListedUnit]:
    return Column(
        name=name,
        label=label,
        cell=lambda unit: NOTHING if read(unit) == NO_WARRANTY else state(read(unit)),
        text=lambda unit: word(read(unit)),
        usual=False,
    )


def _own(row: FieldRow) -> Column[ListedUnit]:
    label = row.label if row.of == "unit" else f"{row.label} (item)"
    return texts(row.name, label, lambda unit: unit.own.get(row.name, ""), SELDOM)
