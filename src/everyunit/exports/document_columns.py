"""What a row of the lists of documents holds."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.documents.kind import Kind
from everyunit.documents.queries import DocumentRow, kind_of
from everyunit.documents.standing import is_delivered, is_invoiced, said
from everyunit.exports.columns import Column, Holds, codes, counts, days, moments, texts
from everyunit.rules.currencies import digits_of
from everyunit.rules.words import word


def document_columns(costs: bool, digits: int, kinds: Sequence[Kind]) -> list[Column[DocumentRow]]:
    """The columns that make sense for these kinds."""
    traded, priced = any(kind.party for kind in kinds), any(kind.priced for kind in kinds)
    columns: list[Column[DocumentRow]] = [
        Column(name="document", label="Document", holds=Holds.CODE, read=lambda row: row.name, fixed=True),
        texts("kind", "Kind", lambda row: kind_of(row).name, usual=False),
        days("date", "Date", lambda row: row.date),
        texts("status", "Status", lambda row: word(row.status)),
        *_standing(kinds),
    ]
    if traded:
        party = party_word(kinds)
        columns.append(texts("party", party, lambda row: row.party_name))
        columns.append(codes("party_code", f"{party} code", lambda row: row.party, usual=False))
    columns += [
        texts("reference", "Reference", lambda row: row.reference),
        texts("their_number", "Their number", lambda row: row.header.their_number, usual=False),
        texts("notes", "Notes", lambda row: row.notes, usual=False),
        days("due", "Due", lambda row: row.header.due_on, usual=False),
        days("deliver", "Deliver by", lambda row: row.header.deliver_on, usual=False),
        days("expires", "Expires", lambda row: row.header.expires_on, usual=False),
        texts("ship_via", "Ship via", lambda row: row.header.ship_via, usual=False),
        texts("tracking_number", "Tracking number", lambda row: row.header.tracking_number, usual=False),
        texts("representative", "Representative", lambda row: row.header.representative, usual=False),
        codes("destination", "To location", lambda row: row.header.destination, usual=False),
        codes("location", "Location", lambda row: row.location, usual=False),
        codes("from_bin", "From bin", lambda row: row.from_bin, usual=False),
        codes("to_bin", "To bin", lambda row: row.to_bin, usual=False),
        texts("by", "By", lambda row: row.created_by),
        moments("entered", "Entered", lambda row: row.created_at, usual=False),
        moments("posted", "Posted", lambda row: row.posted_at, usual=False),
        codes("currency", "Currency", lambda row: row.header.currency, usual=False),
        counts("lines", "Lines", lambda row: row.lines),
        counts("pieces", "Pieces", lambda row: row.pieces),
    ]
    if priced:
        columns.append(_amount(costs, digits))
    return columns


def delivered_word(kinds: Sequence[Kind]) -> str:
    """What it is called when orders of these kinds are delivered."""
    words = {kind.done for kind in kinds if is_delivered(kind)}
    return words.pop() if len(words) == 1 else "delivered"


def _standing(kinds: Sequence[Kind]) -> list[Column[DocumentRow]]:
    """How far they have come, where that is a question."""
    columns = []
    if any(is_delivered(kind) for kind in kinds):
        columns.append(texts("delivered", delivered_word(kinds).capitalize(), delivered_said))
    if any(is_invoiced(kind) for kind in kinds):
        columns.append(texts("invoiced", "Invoiced", lambda row: said(row.invoiced, "invoiced")))
    return columns


def delivered_said(row: DocumentRow) -> str:
    """How far an order is delivered, as its own kind says it."""
    kind = kind_of(row)
    return said(row.delivered, kind.done, kind.travels)


def party_word(kinds: Sequence[Kind]) -> str:
    """What the other party of papers of these kinds is called."""
    roles = {kind.party for kind in kinds if kind.party}
    return roles.pop().capitalize() if len(roles) == 1 else "Vendor or customer"


def amount_seen(row: DocumentRow, costs: bool) -> int | None:
    """A document's total; at cost it is for those who may see costs, and a kind without prices has none."""
    kind = kind_of(row)
    return row.total_minor if kind.priced and (kind.price_from == "price" or costs) else None


def _amount(costs: bool, digits: int) -> Column[DocumentRow]:
    """In the document's own currency."""
    return Column(
        name="amount",
        label="Amount",
        holds=Holds.AMOUNT,
        read=lambda row: amount_seen(row, costs),
        digits=lambda row: digits_of(row.header.currency) if row.header.currency else digits,
        decimals=digits,
    )
