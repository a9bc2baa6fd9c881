"""Units that are to go back to a vendor who never delivered them: somebody must say yes (PUR-148)."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.documents.kinds import STOCK, Kind, row_for
from everyunit.documents.models import Document
from everyunit.documents.scans import Outcome, by_fact

# The document by which a unit last came into our stock from a vendor.
PURCHASE = (
    "(SELECT p.document_id FROM stock_movement m"
    " JOIN places_bin f ON f.id = m.from_bin_id AND f.bin_type = 'out'"
    " JOIN places_bin t ON t.id = m.to_bin_id AND t.bin_type = 'stock'"
    " JOIN stock_posting p ON p.id = m.posting_id AND p.reverses_id IS NULL"
    " JOIN documents_document d ON d.id = p.document_id"
    " JOIN parties_party y ON y.id = d.party_id AND y.role = 'vendor'"
    " WHERE m.unit_id = u.id AND m.home = u.home ORDER BY m.step DESC LIMIT 1)"
)


def with_strangers(outcomes: Sequence[Outcome], document: Document, kind: Kind) -> list[Outcome]:
    """The outcomes, in order; those that are to go to a vendor parted by who delivered the units, if that was another
    one.
    """
    going: list[Outcome] = []
    others: list[Outcome] = []
    for outcome in outcomes:
        leaves = outcome.usable and kind.party == "vendor" and row_for(kind, outcome.sign).route.source == STOCK
        (going if leaves else others).append(outcome)
    parts = by_fact(going, PURCHASE)
    purchases = Document.objects.select_related("party").in_bulk({bought for _, bought in parts if bought})
    for outcome, bought in parts:
        purchase = purchases.get(bought)
        outcome.stranger = purchase if purchase is not None and purchase.party_id != document.party_id else None
    return sorted([*others, *(outcome for outcome, _ in parts)], key=lambda outcome: outcome.place)


def ask_for_strangers(outcomes: Sequence[Outcome], document: Document) -> int:
    """Units that were bought from another vendor wait for a yes; how many."""
    to = document.party.name if document.party else "this vendor"
    strangers = [outcome for outcome in outcomes if outcome.stranger is not None]
    for outcome in strangers:
        vendor, name = _bought(outcome)
        message = f"Bought from {vendor}, {name}. Send it back to {to} all the same?"
        outcome.skip("other_vendor", message, name)
    return sum(outcome.count for outcome in strangers)


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
