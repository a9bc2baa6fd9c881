"""The columns of the lists of items, vendors and customers."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html

from everyunit.parties.queries import PartyRow
from everyunit.reports.items import ItemStock
from everyunit.web.column_sorts import ALWAYS, SELDOM, amounts, explained, figures, texts
from everyunit.web.columns import Column
from everyunit.web.templatetags.shown import state, why
from everyunit.web.words import word


def item_columns(costs: bool, digits: int) -> list[Column[ItemStock]]:
    columns: list[Column[ItemStock]] = [
        Column(name="code", label="Code", cell=_item_code, text=lambda item: item.code, fixed=True),
        Column(name="name", label="Name", cell=_named, text=lambda item: item.name, narrow=True),
        texts("maker", "Maker", lambda item: item.maker, SELDOM),
        texts("tracking", "Tracking", lambda item: word(item.tracking)),
        texts("category", "Category", lambda item: item.category, SELDOM),
        explained(
            figures("in_stock", "In stock", lambda item: None if item.tracking == "none" else item.in_stock, ALWAYS),
            _in_stock,
        ),
        amounts("price", "Price", lambda item: item.price_minor, digits, summed=False),
    ]
    if costs:
        columns += [
            explained(
                amounts("average", "Average cost", lambda item: item.average_minor, digits, summed=False), _in_stock
            ),
            explained(
                amounts("value", "Value", lambda item: item.value_minor if item.in_stock else None, digits), _in_stock
            ),
        ]
    return columns


def _in_stock(item: ItemStock) -> str:
    return why("stock", item=item.code)


def party_columns() -> list[Column[PartyRow]]:
    return [
        Column(name="code", label="Code", cell=_party_code, text=lambda party: party.code, fixed=True),
        Column(name="name", label="Name", cell=_named, text=lambda party: party.name, narrow=True),
        texts("email", "E-mail", lambda party: party.email),
        texts("phone", "Phone", lambda party: party.phone),
        texts("address", "Address", lambda party: ", ".join(party.address.split("\n")), SELDOM),
        texts("note", "Note", lambda party: party.note, SELDOM),
    ]


def _item_code(item: ItemStock) -> str:
    return format_html('<a class="eu-code" href="{}">{}</a>', reverse("item", args=[item.code]), item.code)


def _party_code(party: PartyRow) -> str:
    address = reverse("party", args=[party.role, party.code])
    return format_html('<a class="eu-code" href="{}">{}</a>', address, party.code)


def _named(row: ItemStock | PartyRow) -> str:
    gone = format_html(" {}", state("discontinued")) if row.discontinued else ""
    return format_html('<div class="eu-cut" title="{0}">{0}{1}</div>', row.name, gone)
