"""A small trade to test with, in the words of the trade."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Actor
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.company.found import Founding, found
from everyunit.documents.attach import Attach, attach
from everyunit.documents.draft import Draft, draft
from everyunit.documents.drafts import DraftSaved, NewLine
from everyunit.documents.post import Post, Posted, post
from everyunit.documents.scans import Scanned
from everyunit.parties.save_party import SaveParty, save_party


@dataclass(frozen=True)
class Trade:
    """A founded company: items DRIVE (serialized, price 100.00, cost 60.00), PHONE (auto-serialized, 200.00, 150.00),
    CABLE (quantity, 5.00, 2.00), HOUR (not inventoried, 80.00); vendor V1, customers C1 and C2.
    """

    owner: Actor

    def draft(self, kind: str, *lines: NewLine, party: str | None = None, **header: object) -> DraftSaved:
        """A draft; the party defaults to V1 for receipts and C1 for sales."""
        party = party or {"PR": "V1", "SI": "C1", "CM": "C1"}.get(kind)
        return draft(self.owner, Draft(kind=kind, party=party, lines=lines, **header))  # type: ignore[arg-type]

    def scan(self, document: DraftSaved, *texts: str, **options: object) -> Scanned:
        return attach(
            self.owner,
            Attach(document_id=document.document_id, scans=texts, **options),  # type: ignore[arg-type]
        )

    def post(self, document: DraftSaved) -> Posted:
        return post(self.owner, Post(document_id=document.document_id))

    def receive(self, item: str = "DRIVE", quantity: int = 1, **line: object) -> list[str]:
        """Receive units; their serial numbers."""
        posted = self.post(self.draft("PR", NewLine(item=item, quantity=quantity, **line)))  # type: ignore[arg-type]
        return [
            serial
            for (serial,) in sql.rows(
                "SELECT serial FROM stock_unit WHERE generated_in_id = %s ORDER BY id", [posted.posting_id]
            )
        ]

    def sell(self, *serials: str, party: str = "C1") -> Posted:
        paper = self.draft("SI", party=party)
        self.scan(paper, *serials)
        return self.post(paper)

    def take_back(self, *serials: str, party: str = "C1") -> Posted:
        paper = self.draft("CM", party=party)
        self.scan(paper, *serials)
        return self.post(paper)


def begin() -> Trade:
    """Found the company."""
    owner = found(Founding(name="Test Trading", password="test-only-password"))
    for item in (
        SaveItem(code="DRIVE", name="Hard drive", price_minor=10000, cost_minor=6000),
        SaveItem(code="PHONE", name="Phone", tracking="auto_serialized", price_minor=20000, cost_minor=15000),
        SaveItem(code="CABLE", name="Cable", tracking="quantity", price_minor=500, cost_minor=200),
        SaveItem(code="HOUR", name="Hour of work", tracking="none", price_minor=8000),
    ):
        save_item(owner, item)
    for code, role in (("V1", "vendor"), ("V2", "vendor"), ("C1", "customer"), ("C2", "customer")):
        save_party(owner, SaveParty(code=code, name=f"Test {role} {code}", role=role))
    return Trade(owner)
