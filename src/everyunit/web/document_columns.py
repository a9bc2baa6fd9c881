"""How the columns of the lists of documents are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.html import format_html

from everyunit.documents.kind import Kind
from everyunit.documents.queries import DocumentRow
from everyunit.documents.standing import said
from everyunit.exports.document_columns import amount_seen, delivered_said
from everyunit.exports.document_columns import document_columns as exported
from everyunit.rules.currencies import digits_of
from everyunit.web.column_sorts import NOTHING, drawn
from everyunit.web.columns import Column
from everyunit.web.templatetags.shown import day, document, grouped, state

NARROW = {"status", "party", "pieces"}  # on a phone, too


def document_columns(costs: bool, digits: int, kinds: Sequence[Kind]) -> list[Column[DocumentRow]]:
    """Only one kind has numbers in one order."""
    sorts = {"date": "date", "entered": "entered", "document": "number" if len(kinds) == 1 else ""}
    cells = {
        "document": _name,
        "status": lambda row: state(row.status),
        "delivered": lambda row: _state(row.delivered, delivered_said(row)),
        "invoiced": lambda row: _state(row.invoiced, said(row.invoiced, "invoiced")),
    }
    columns = [
        drawn(
            column,
            digits,
            cell=cells.get(column.name),
            narrow=column.name in NARROW,
            sort=sorts.get(column.name, ""),
        )
        for column in exported(costs, digits, kinds)
    ]
    return [_in_its_currency(column, costs, digits) if column.name == "amount" else column for column in columns]


def _state(name: str | None, text: str) -> str:
    return state(name, text) if name else NOTHING


def _in_its_currency(column: Column[DocumentRow], costs: bool, digits: int) -> Column[DocumentRow]:
    """A currency is named where it is another than the company's; an amount in it adds to no sum."""

    def cell(row: DocumentRow) -> str:
        minor, currency = amount_seen(row, costs), row.header.currency
        if minor is None:
            return NOTHING
        return f"{currency} {grouped(minor, digits_of(currency) if currency else digits)}".strip()

    def total(row: DocumentRow) -> int | None:
        return None if row.header.currency else amount_seen(row, costs)

    return replace(column, cell=cell, total=total)


def _name(row: DocumentRow) -> str:
    """With its date below, where there is no room for a column of dates."""
    return format_html(
        '{}<span class="eu-under eu-only-phone">{}</span>', document(row.kind, row.number), day(row.date)
    )
