"""What the list of documents may be asked over HTTP: the filters and orders of the page."""

from __future__ import annotations

from typing import Literal

from ninja import Schema
from pydantic import Field

from everyunit.api.fields import Code, Day, Name
from everyunit.api.paging import bad_cursor, decode
from everyunit.base.operation import Actor
from everyunit.documents.lists import ORDERS, DocumentFilter, Key, Order
from everyunit.documents.naming import kind_named

DocumentStatus = Literal["draft", "open", "posted", "closed", "cancelled", "reversed"]
Delivered = Literal["not", "in_transit", "partly", "wholly"]
Invoiced = Literal["not", "partly", "wholly"]
DocumentOrder = Literal["-entered", "entered", "-date", "date", "-number", "number"]


class DocumentQuery(Schema):
    """Which documents, and in which order; what is left out does not narrow."""

    kind: Code | None = Field(default=None, description="Such as PR or SI, or several: PR,PI. See `GET /kinds`.")
    status: DocumentStatus | None = None
    party: Code | None = Field(default=None, description="Code of a vendor or customer.")
    location: Code | None = Field(default=None, description="Code of a location.")
    number: Code | None = Field(default=None, description="The whole number, such as 100001.")
    reference: Name | None = Field(default=None, description="A part of the reference or of their number.")
    date_from: Day | None = None
    date_to: Day | None = None
    outstanding: bool = Field(
        default=False, description="Only open orders of which something is still to be delivered."
    )
    delivered: Delivered | None = Field(
        default=None, description="How far orders are received, shipped, credited, debited or arrived."
    )
    invoiced: Invoiced | None = Field(default=None, description="How far vendors invoiced orders and receipts.")
    representative: Name | None = Field(default=None, description="Name of the user who represents us.")
    mine: bool = Field(default=False, description="Only what the user of the token began.")
    sort: DocumentOrder = Field(default="-entered", description="With a minus sign in front, the largest come first.")

    @property
    def order(self) -> Order:
        return Order(by=self.sort.removeprefix("-"), falling=self.sort.startswith("-"))

    def wanted(self, actor: Actor) -> DocumentFilter:
        """Refused: `unknown_kind`."""
        kinds = [code.strip() for code in (self.kind or "").split(",") if code.strip()]
        return DocumentFilter(
            kinds=tuple(kind_named(code).code for code in kinds),
            status=self.status or "",
            party=self.party or "",
            location=self.location or "",
            number=self.number or "",
            reference=self.reference or "",
            date_from=self.date_from,
            date_to=self.date_to,
            outstanding=self.outstanding,
            delivered=self.delivered or "",
            invoiced=self.invoiced or "",
            representative=self.representative or "",
            created_by=actor.user_id if self.mine else None,
        )

    def after(self, cursor: str | None) -> Key | None:
        """The key in the cursor. Refused: `bad_cursor`, also where it was made for another order."""
        if cursor is None:
            return None
        parts = decode(cursor, *[str] * len(ORDERS[self.order.by]))
        key = self.order.read([str(part) for part in parts or ()])
        if key is None:
            raise bad_cursor()
        return key
