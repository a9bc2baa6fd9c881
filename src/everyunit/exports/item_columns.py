"""What a row of the lists of items, vendors and customers holds."""

from __future__ import annotations

from everyunit.exports.columns import Column, Holds, amounts, counts, texts
from everyunit.parties.queries import PartyRow
from everyunit.reports.items import ItemStock
from everyunit.rules.words import word


def item_columns(costs: bool, digits: int) -> list[Column[ItemStock]]:
    columns: list[Column[ItemStock]] = [
        Column(name="code", label="Code", holds=Holds.CODE, read=lambda item: item.code, fixed=True),
        texts("name", "Name", lambda item: item.name),
        texts("maker", "Maker", lambda item: item.maker, usual=False),
        texts("tracking", "Tracking", lambda item: word(item.tracking)),
        texts("category", "Category", lambda item: item.category, usual=False),
        counts("in_stock", "In stock", lambda item: None if item.tracking == "none" else item.in_stock),
        amounts("price", "Price", lambda item: item.price_minor, digits),
    ]
    if costs:
        columns += [
            amounts("average", "Average cost", lambda item: item.average_minor, digits),
            amounts("value", "Value", lambda item: item.value_minor if item.in_stock else None, digits),
        ]
    return columns


def party_columns() -> list[Column[PartyRow]]:
    return [
        Column(name="code", label="Code", holds=Holds.CODE, read=lambda party: party.code, fixed=True),
        texts("name", "Name", lambda party: party.name),
        texts("email", "E-mail", lambda party: party.email),
        texts("phone", "Phone", lambda party: party.phone),
        texts("address", "Address", lambda party: ", ".join(party.address.split("\n")), usual=False),
        texts("note", "Note", lambda party: party.note, usual=False),
    ]
