"""How the columns of the Serial Numbers list are drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.urls import reverse
from django.utils.html import format_html

from everyunit.exports.unit_columns import unit_columns as exported
from everyunit.fields.queries import FieldRow
from everyunit.reports.listed_units import ListedUnit
from everyunit.rules.warranty import NO_WARRANTY
from everyunit.web.column_sorts import NOTHING, drawn
from everyunit.web.columns import Column
from everyunit.web.templatetags.shown import document, state

TICK = '<input class="form-check-input eu-tick" type="checkbox" form="many" name="unit" value="{1}" aria-label="{1}">'
NARROW = {"state", "item", "where", "cost"}  # on a phone, too
SORTS = {"serial": "serial", "entered": "entered"}


def unit_columns(costs: bool, digits: int, own: Sequence[FieldRow] = ()) -> list[Column[ListedUnit]]:
    return [
        drawn(
            column,
            digits,
            cell=CELLS.get(column.name),
            narrow=column.name in NARROW,
            sort=SORTS.get(column.name, ""),
            summed=column.name != "days",
        )
        for column in exported(costs, digits, own)
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


def _warranty(read: Callable[[ListedUnit], str]) -> Callable[[ListedUnit], str]:
    return lambda unit: NOTHING if read(unit) == NO_WARRANTY else state(read(unit))


CELLS = {
    "serial": _serial,
    "item": _item,
    "state": _state,
    "where": _where,
    "held_by": _holder,
    "sold_with": _sale,
    "warranty": _warranty(lambda unit: unit.warranty),
    "vendor_warranty": _warranty(lambda unit: unit.vendor_warranty),
    "generated_in": _origin,
}
