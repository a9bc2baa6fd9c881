"""The columns of the lists of documents."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html

from everyunit.documents.kinds import Kind
from everyunit.documents.queries import DocumentRow, kind_of
from everyunit.rules.currencies import digits_of
from everyunit.web.column_sorts import ALWAYS, NOTHING, SELDOM, codes, days, figures, moments, texts
from everyunit.web.columns import Column
from everyunit.web.files import plain_amount
from everyunit.web.templatetags.shown import amount_seen, day, document, grouped, state
from everyunit.web.words import word


def document_columns(costs: bool, digits: int, kinds: Sequence[Kind], party_word: str) -> list[Column[DocumentRow]]:
    """The columns that make sense for these kinds. Only one kind has numbers in one order."""
    traded, priced = any(kind.party for kind in kinds), any(kind.priced for kind in kinds)
    columns: list[Column[DocumentRow]] = [
        Column(
            name="document",
            label="Document",
            cell=_name,
            text=lambda row: row.name,
            fixed=True,
            sort="number" if len(kinds) == 1 else "",
        ),
        texts("kind", "Kind", lambda row: kind_of(row).name, SELDOM),
        days("date", "Date", lambda row: row.date, {"sort": "date"}),
        Column(
            name="status",
            label="Status",
            cell=lambda row: state(row.status),
            text=lambda row: word(row.status),
            narrow=True,
        ),
    ]
    if traded:
        columns.append(texts("party", party_word, lambda row: row.party_name, ALWAYS))
        columns.append(codes("party_code", f"{party_word} code", lambda row: row.party, SELDOM))
    columns += [
        texts("reference", "Reference", lambda row: row.reference),
        texts("their_number", "Their number", lambda row: row.header.their_number, SELDOM),
        texts("notes", "Notes", lambda row: row.notes, SELDOM),
        days("due", "Due", lambda row: row.header.due_on, SELDOM),
        days("deliver", "Deliver by", lambda row: row.header.deliver_on, SELDOM),
        days("expires", "Expires", lambda row: row.header.expires_on, SELDOM),
        texts("ship_via", "Ship via", lambda row: row.header.ship_via, SELDOM),
        texts("tracking_number", "Tracking number", lambda row: row.header.tracking_number, SELDOM),
        texts("representative", "Representative", lambda row: row.header.representative, SELDOM),
        codes("destination", "To location", lambda row: row.header.destination, SELDOM),
        codes("location", "Location", lambda row: row.location, SELDOM),
        codes("from_bin", "From bin", lambda row: row.from_bin, SELDOM),
        codes("to_bin", "To bin", lambda row: row.to_bin, SELDOM),
        texts("by", "By", lambda row: row.created_by),
        moments("entered", "Entered", lambda row: row.created_at, {"usual": False, "sort": "entered"}),
        moments("posted", "Posted", lambda row: row.posted_at, SELDOM),
        codes("currency", "Currency", lambda row: row.header.currency, SELDOM),
        figures("lines", "Lines", lambda row: row.lines),
        figures("pieces", "Pieces", lambda row: row.pieces, ALWAYS),
    ]
    if priced:
        columns.append(_amount(costs, digits))
    return columns


def _amount(costs: bool, digits: int) -> Column[DocumentRow]:
    """In the document's own currency, named where that is another than the company's; such a one adds to no sum."""

    def read(row: DocumentRow) -> int | None:
        return amount_seen(row, costs)

    def own(row: DocumentRow) -> int:
        return digits_of(row.header.currency) if row.header.currency else digits

    def cell(row: DocumentRow) -> str:
        minor = read(row)
        return NOTHING if minor is None else f"{row.header.currency} {grouped(minor, own(row))}".strip()

    return Column(
        name="amount",
        label="Amount",
        cell=cell,
        text=lambda row: plain_amount(read(row), own(row)),
        number=True,
        total=lambda row: None if row.header.currency else read(row),
        shown=lambda minor: grouped(minor, digits),
    )


def _name(row: DocumentRow) -> str:
    """With its date below, where there is no room for a column of dates."""
    return format_html(
        '{}<span class="eu-under eu-only-phone">{}</span>', document(row.kind, row.number), day(row.date)
    )
