"""What a new line of a document begins with: the price and the tax that its item has by itself."""

from __future__ import annotations

from everyunit.catalog.models import Item
from everyunit.documents.kind import Kind
from everyunit.documents.models import Document, Line
from everyunit.documents.own_prices import own_price
from everyunit.terms.models import TaxCode


class LineStart:
    """For one document; what is the same for all its lines is read once."""

    def __init__(self, document: Document, kind: Kind) -> None:
        self.document, self.kind = document, kind
        self.usual = _usual_tax(kind) if kind.taxed else None

    def tax(self, item: Item) -> TaxCode | None:
        """The party's tax code, else the item's, else the usual one."""
        if not self.kind.taxed:
            return None
        party = self.document.party
        return (party.tax_code if party is not None else None) or item.tax_code or self.usual

    def line(self, item: Item, position: int) -> Line:
        """A new line of the item that nothing is on yet; it is not saved."""
        tax = self.tax(item)
        return Line(
            document=self.document,
            position=position,
            item=item,
            quantity=0,
            price_minor=own_price(self.document, self.kind, item.pk, 1),
            tax_code=tax,
            tax_rate=tax.rate if tax is not None else 0,
        )


def _usual_tax(kind: Kind) -> TaxCode | None:
    usual = {"for_sales": True} if kind.party == "customer" else {"for_purchases": True}
    return TaxCode.objects.filter(discontinued=False, **usual).first()
