"""The stock that sales of the past took for granted: for who brings them in and has no record of what was there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from everyunit.catalog.models import Tracking
from everyunit.documents.scans import items_scanned
from everyunit.exchange.past_sales import PastInvoice, SalesOptions, read_papers
from everyunit.exchange.receipt_import import NotImported
from everyunit.places.models import Company
from everyunit.rules.money import divide_half_up, format_amount
from everyunit.rules.refusals import Refused
from everyunit.rules.sheets import read_sheet

HEADER = ("item", "description", "quantity", "cost")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningDerived:
    """A file for the import of opening stock, and how many items and pieces it has."""

    text: str
    items: int
    pieces: int


def opening_for_sales(content: bytes, options: SalesOptions, cost_percent: int | None = None) -> OpeningDerived:
    """The opening stock that covers all sales of the file, as a CSV file: of each item as many pieces as were sold.

    `cost_percent`: what a piece cost, in percent of what it was sold for on average; without it the item's own cost.
    Pieces that came back are not counted on: they may have come too late, or broken. What the catalog does not keep in
    stock is left out. Refused: `no_company`, and `NotImported` with every problem of the file.
    """
    company = Company.objects.first()
    if company is None:
        raise Refused("no_company", "There is no company yet. Found one first: everyunit found, or everyunit demo.")
    sheet = read_sheet(content, options.encoding)
    papers, names, _ = read_papers(sheet, options, company.currency_digits) if sheet.header else ([], {}, ())
    if sheet.problems:
        raise NotImported(sheet.problems)
    known = items_scanned(list(names))
    kept = {code: name for code, name in names.items() if code not in known or known[code].tracking != Tracking.NONE}
    sold = {code: figures for code, figures in _sold(papers).items() if code in kept}
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEADER)
    for code, (quantity, amount_minor) in sold.items():
        cost = ""
        if cost_percent is not None:
            cost = format_amount(divide_half_up(amount_minor * cost_percent, quantity * 100), company.currency_digits)
        writer.writerow((code, kept[code], quantity, cost))
    return OpeningDerived(text=file.getvalue(), items=len(sold), pieces=sum(quantity for quantity, _ in sold.values()))


def _sold(papers: Iterable[PastInvoice]) -> dict[str, tuple[int, int]]:
    """How many pieces of each item were sold, and for how much."""
    sold: dict[str, tuple[int, int]] = {}
    for line in (line for paper in papers for line in paper.lines if line.quantity > 0):
        quantity, amount_minor = sold.get(line.item, (0, 0))
        sold[line.item] = (quantity + line.quantity, amount_minor + line.amount_minor)
    return sold
