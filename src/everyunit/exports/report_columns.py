"""What a row of the reports holds: stock as of a day, profit, and who has something of a lot."""

from __future__ import annotations

from everyunit.exports.columns import Column, amounts, codes, counts, days, texts
from everyunit.reports.as_of import StockRow
from everyunit.reports.lots import Holder
from everyunit.reports.profit import ProfitRow

HOLDERS: list[Column[Holder]] = [
    codes("customer", "customer", lambda row: row.customer),
    texts("name", "name", lambda row: row.name),
    texts("email", "email", lambda row: row.email),
    texts("phone", "phone", lambda row: row.phone),
    counts("pieces", "pieces", lambda row: row.pieces),
    days("since", "since", lambda row: row.since),
]


def stock_columns(costs: bool, digits: int) -> list[Column[StockRow]]:
    return [
        codes("item", "item", lambda row: row.item),
        texts("name", "name", lambda row: row.item_name),
        codes("location", "location", lambda row: row.location),
        codes("bin", "bin", lambda row: row.bin),
        counts("pieces", "pieces", lambda row: row.quantity),
        *([amounts("value", "value", lambda row: row.value_minor, digits)] if costs else []),
    ]


def profit_columns(digits: int) -> list[Column[ProfitRow]]:
    return [
        codes("code", "code", lambda row: row.code),
        texts("name", "name", lambda row: row.name),
        counts("pieces", "pieces", lambda row: row.pieces),
        amounts("sales", "sales", lambda row: row.sales_minor, digits),
        amounts("cost", "cost", lambda row: row.cost_minor, digits),
        amounts("profit", "profit", lambda row: row.profit_minor, digits),
    ]
