"""What a row of the reports holds: stock as of a day, profit, and who has something of a lot."""

from __future__ import annotations

from everyunit.exports.columns import Column, amounts, codes, counts, days, texts
from everyunit.reports.as_of import StockRow
from everyunit.reports.lot_holders import Holder, HolderPaper
from everyunit.reports.profit import ProfitRow
from everyunit.rules.serials import describe

RUNS_IN_A_CELL = 500  # more do not fit into a cell of Excel's
HOLDERS: list[Column[tuple[Holder, HolderPaper]]] = [
    codes("customer", "customer", lambda row: row[0].customer),
    texts("name", "name", lambda row: row[0].name),
    texts("contact", "contact", lambda row: row[0].contact),
    texts("email", "email", lambda row: row[0].email),
    texts("phone", "phone", lambda row: row[0].phone),
    texts("address", "address", lambda row: row[0].address),
    codes("document", "document", lambda row: f"{row[1].kind} {row[1].number}"),
    days("date", "date", lambda row: row[1].date),
    codes("item", "item", lambda row: row[1].item),
    counts("pieces", "pieces", lambda row: row[1].pieces),
    texts("units", "units", lambda row: describe(row[1].units, RUNS_IN_A_CELL)),
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
