"""Units that are to go back to a vendor who never delivered them: somebody must say yes (PUR-148)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.kinds import STOCK, Kind, row_for
from everyunit.documents.models import Document
from everyunit.documents.scans import Outcome
from everyunit.stock.queries import UnitRow


@dataclass(frozen=True, slots=True)
class _Purchase:
    """From whom a unit last came into our stock, and on which document."""

    vendor_id: int
    vendor: str
    document: str


def ask_for_strangers(document: Document, kind: Kind, usable: Sequence[tuple[Outcome, int]], confirmed: bool) -> int:
    """Units that were bought from another vendor wait for a yes (PUR-148); how many."""
    strangers = [] if confirmed else _strangers(document, kind, usable)
    for outcome, bought in strangers:
        to = document.party.name if document.party else "this vendor"
        message = f"Bought from {bought.vendor}, {bought.document}. Send it back to {to} all the same?"
        outcome.skip("other_vendor", message, bought.document)
    return len(strangers)


def name_vendors(document: Document, kind: Kind, usable: Sequence[tuple[Outcome, int]]) -> None:
    """Where that was confirmed, the answer still says it."""
    placed = [(outcome, sign) for outcome, sign in usable if outcome.line is not None]
    for outcome, bought in _strangers(document, kind, placed):
        outcome.code, outcome.holder = "other_vendor", bought.document
        outcome.message = f"Bought from another vendor: {bought.vendor}, {bought.document}."


def _strangers(
    document: Document, kind: Kind, usable: Sequence[tuple[Outcome, int]]
) -> list[tuple[Outcome, _Purchase]]:
    """Of what is to go to a vendor: the units that were bought from another."""
    going = [
        outcome for outcome, sign in usable if kind.party == "vendor" and row_for(kind, sign).route.source == STOCK
    ]
    units = [outcome.unit for outcome in going if outcome.unit is not None]
    if not units:
        return []
    bought = _purchases_of(units)
    found = [(outcome, bought.get(outcome.unit.unit_id)) for outcome in going if outcome.unit is not None]
    return [(outcome, from_) for outcome, from_ in found if from_ and from_.vendor_id != document.party_id]


def _purchases_of(units: Sequence[UnitRow]) -> dict[int, _Purchase]:
    """The purchase of each of the units, for those that a vendor delivered."""
    listed = sql.listing(
        "s",
        {
            "unit_id": ("bigint", [unit.unit_id for unit in units]),
            "home": ("smallint", [unit.home for unit in units]),
        },
    )
    return {
        int(unit_id): _Purchase(int(vendor_id), vendor, document)
        for unit_id, vendor_id, vendor, document in sql.rows(
            "SELECT m.unit_id, y.id, y.name, d.kind || ' ' || d.number"
            f" FROM {listed.sql} CROSS JOIN stock_movement m"
            " JOIN places_bin f ON f.id = m.from_bin_id AND f.bin_type = 'out'"
            " JOIN places_bin t ON t.id = m.to_bin_id AND t.bin_type = 'stock'"
            " JOIN stock_posting p ON p.id = m.posting_id AND p.reverses_id IS NULL"
            " JOIN documents_document d ON d.id = p.document_id"
            " JOIN parties_party y ON y.id = d.party_id AND y.role = 'vendor'"
            " WHERE m.unit_id = s.unit_id AND m.home = s.home ORDER BY m.unit_id, m.step",
            listed.params,
        )
    }
