"""Units that are to go back to a vendor who never delivered them: somebody must say yes (PUR-148). And such as come
back from a customer who never bought them: where the company wants to be asked, somebody must, too (SAL-146).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from everyunit.base import sql
from everyunit.documents.crossings import last_crossings
from everyunit.documents.kind import OUT, STOCK, Kind
from everyunit.documents.kinds import row_for
from everyunit.documents.models import Document
from everyunit.documents.scans import Outcome
from everyunit.places.models import Bin


def with_strangers(outcomes: Sequence[Outcome], document: Document, kind: Kind, bins: dict[int, Bin]) -> list[Outcome]:
    """The outcomes, in order; those that are to go to a vendor parted by who delivered the units, if that was another
    one.
    """
    going: list[Outcome] = []
    others: list[Outcome] = []
    for outcome in outcomes:
        leaves = outcome.usable and kind.party == "vendor" and row_for(kind, outcome.sign).route.source == STOCK
        (going if leaves else others).append(outcome)
    if not going:
        return others
    parts = last_crossings(going, bins, OUT, STOCK, _by_vendors)
    purchases = _documents_of({crossing.posting_id for _, crossing in parts if crossing is not None})
    for outcome, crossing in parts:
        purchase = purchases.get(crossing.posting_id) if crossing is not None else None
        outcome.stranger = purchase if purchase is not None and purchase.party_id != document.party_id else None
    return sorted([*others, *(outcome for outcome, _ in parts)], key=lambda outcome: outcome.place)


def _by_vendors(posting_ids: Collection[int]) -> Collection[int]:
    """Those of the postings by which vendors delivered something."""
    chosen = sql.among("p.id", list(posting_ids))
    return {
        posting_id
        for (posting_id,) in sql.rows(
            "SELECT p.id FROM stock_posting p JOIN documents_document d ON d.id = p.document_id"
            f" JOIN parties_party y ON y.id = d.party_id WHERE {chosen.sql}"
            " AND p.reverses_id IS NULL AND y.role = 'vendor'",
            chosen.params,
        )
    }


def _documents_of(posting_ids: Collection[int]) -> dict[int, Document]:
    chosen = sql.among("id", list(posting_ids))
    posted: dict[int, int] = dict(
        sql.rows(f"SELECT id, document_id FROM stock_posting WHERE {chosen.sql}", chosen.params)
    )
    documents = Document.objects.select_related("party").in_bulk(set(posted.values()))
    return {posting_id: documents[document_id] for posting_id, document_id in posted.items()}


def ask_for_strangers(outcomes: Sequence[Outcome], document: Document) -> int:
    """Units that were bought from another vendor wait for a yes; how many."""
    strangers = [outcome for outcome in outcomes if outcome.stranger is not None]
    for outcome in strangers:
        to = document.party.name if document.party else "this vendor"
        vendor, name = _bought(outcome)
        message = f"Bought from {vendor}, {name}. Send it back to {to} all the same?"
        outcome.skip("other_vendor", message, name)
    return sum(outcome.count for outcome in strangers)


def ask_whose(outcomes: Sequence[Outcome], document: Document, kind: Kind) -> int:
    """Units that another customer bought wait for a yes; how many."""
    asked = 0
    for outcome in outcomes:
        sold = outcome.departure.document if outcome.departure is not None else None
        announced = outcome.run is not None and outcome.run.holder is not None  # its order has asked
        comes_back = outcome.usable and not announced and row_for(kind, outcome.sign).route.source == OUT
        if not comes_back or sold is None or sold.party is None or sold.party_id == document.party_id:
            continue
        name, from_ = f"{sold.kind} {sold.number}", document.party.name if document.party else "this customer"
        message = f"Sold to {sold.party.name}, {name}, {sold.date}. Take it back from {from_} all the same?"
        outcome.skip("other_customer", message, name)
        asked += outcome.count
    return asked


def name_strangers(outcomes: Sequence[Outcome]) -> None:
    """Where that was confirmed, the answer still says it."""
    for outcome in outcomes:
        if outcome.stranger is not None and outcome.line is not None:
            vendor, name = _bought(outcome)
            outcome.code, outcome.holder = "other_vendor", name
            outcome.message = f"Bought from another vendor: {vendor}, {name}."


def _bought(outcome: Outcome) -> tuple[str, str]:
    bought = outcome.stranger
    assert bought is not None
    assert bought.party is not None
    return bought.party.name, f"{bought.kind} {bought.number}"
