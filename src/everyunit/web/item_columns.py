"""How the columns of the lists of items, vendors and customers are drawn."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html

from everyunit.exports import item_columns as exported
from everyunit.parties.queries import PartyRow
from everyunit.reports.items import ItemStock
from everyunit.web.column_sorts import drawn, explained
from everyunit.web.columns import Column
from everyunit.web.templatetags.shown import state, why

SUMMED = {"in_stock", "value"}
EXPLAINED = {"in_stock", "average", "value"}


def item_columns(costs: bool, digits: int) -> list[Column[ItemStock]]:
    columns = [
        drawn(
            column,
            digits,
            cell={"code": _item_code, "name": _named}.get(column.name),
            narrow=column.name in ("name", "in_stock"),
            summed=column.name in SUMMED,
        )
        for column in exported.item_columns(costs, digits)
    ]
    return [explained(column, _in_stock) if column.name in EXPLAINED else column for column in columns]


def _in_stock(item: ItemStock) -> str:
    return why("stock", item=item.code)


def party_columns() -> list[Column[PartyRow]]:
    cells = {"code": _party_code, "name": _named}
    return [
        drawn(column, cell=cells.get(column.name), narrow=column.name == "name") for column in exported.party_columns()
    ]


def _item_code(item: ItemStock) -> str:
    return format_html('<a class="eu-code" href="{}">{}</a>', reverse("item", args=[item.code]), item.code)


def _party_code(party: PartyRow) -> str:
    address = reverse("party", args=[party.role, party.code])
    return format_html('<a class="eu-code" href="{}">{}</a>', address, party.code)


def _named(row: ItemStock | PartyRow) -> str:
    gone = format_html(" {}", state("discontinued")) if row.discontinued else ""
    return format_html('<div class="eu-cut" title="{0}">{0}{1}</div>', row.name, gone)
