"""What requests on documents send."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from everyunit.api.fields import Body, Code, Day, DayOrNone, Name, Note, Reason, Text, Truth, Whole, WholeId
from everyunit.documents.attach import Attach
from everyunit.documents.detach import Detach
from everyunit.documents.draft import Draft
from everyunit.documents.header import AS_USUAL, Header
from everyunit.documents.meaning import SCANS_LIMIT
from everyunit.documents.new_lines import NewLine
from everyunit.documents.pick import Pick
from everyunit.documents.picking import FromBin
from everyunit.documents.revise import LineChange, Revise
from everyunit.rules.payment_terms import EXAMPLES

LINES_LIMIT = 10_000
Numbers = Annotated[list[Text], Field(max_length=SCANS_LIMIT, fail_fast=True)]
Reference = Annotated[Code, Field(max_length=100)]
PartyCode = Annotated[Code | None, Field(description="Code of the vendor or customer.")]

LINE_EXAMPLE: dict[str, Any] = {
    "item": "HD-3TB",
    "quantity": 2,
    "price_minor": 7450,
    "maker_numbers": ["W1F0A1", "W1F0A2"],
}


class HeaderBody(Body):
    """What a document says above its lines; what is left out stays, or is as the party usually has it.

    An empty text clears a text or a date.
    """

    model_config = ConfigDict(
        json_schema_extra={"example": {"their_number": "PO-7731", "terms": "30 days", "ship_via": "Courier"}}
    )

    their_number: Code | None = Field(None, description="The other party's own number: `theirs` of the kind says what.")
    contact: Code | None = None
    bill_to: Note | None = None
    ship_to: Note | None = None
    terms: Code | None = Field(None, description=f"When it is to be paid: {EXAMPLES}.")
    due_on: DayOrNone = Field(None, description="Default: as the terms say.")
    deliver_on: DayOrNone = None
    expires_on: DayOrNone = Field(None, description="Until when a quote or a return is good.")
    ship_via: Code | None = None
    tracking_number: Code | None = None
    representative: Code | None = Field(None, description="Name of a user.")
    currency: Code | None = Field(None, description="ISO 4217 code. Prices on the lines follow.")
    rate: Whole | None = Field(None, description="What one unit of it is worth, in billionths of the company's.")
    tax_included: Truth | None = Field(None, description="Whether prices hold the tax.")
    reason: Code | None = Field(None, description="Why stock is adjusted: a code of `GET /reasons`.")
    destination: Code | None = Field(None, description="The location that a transfer order goes to.")

    def command(self) -> Header:
        return Header(**dict(self))


class LineBody(Body):
    """A line to add."""

    model_config = ConfigDict(json_schema_extra={"example": LINE_EXAMPLE})

    item: Code = Field(description="Item code or barcode.")
    quantity: Whole | None = Field(
        None,
        description="null: the line counts the units attached to it. Negative: the opposite of the document's nature.",
    )
    price_minor: Whole | None = Field(None, description="Price of one, in minor units; null: the item's own.")
    amount_minor: Whole | None = Field(None, description="Total of the line where it does not divide evenly.")
    discount: Whole | None = Field(None, description="In hundredths of a percent: 1250 is 12.5 %.")
    tax_code: Code | None = Field(
        None, description="null: as the party, the item or the company usually has it. An empty text: no tax."
    )
    note: Name = ""
    from_bin: Code | None = Field(None, description="Where a quantity comes from, or units are picked from.")
    to_bin: Code | None = Field(None, description="Where the goods go, where that is not as the document says.")
    maker_numbers: Numbers = Field([], description="Where units are received: makers' numbers for the first of them.")
    source_line_id: WholeId | None = Field(None, description="The posted line that this one credits.")
    spread: Literal["value", "quantity", "weight"] | None = Field(
        None, description="A cost such as freight: the goods of the paper share it by this."
    )

    def command(self) -> NewLine:
        return NewLine(
            item=self.item,
            quantity=self.quantity,
            price_minor=self.price_minor,
            amount_minor=self.amount_minor,
            discount=self.discount,
            tax_code=self.tax_code,
            note=self.note,
            from_bin=self.from_bin,
            to_bin=self.to_bin,
            maker_numbers=tuple(self.maker_numbers),
            source_line_id=self.source_line_id,
            spread=self.spread,
        )


class DraftBody(Body):
    """A new document. Parties, bins, items and the location are named by code."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"kind": "PR", "party": "V-100", "reference": "Delivery note 4711", "lines": [LINE_EXAMPLE]}
        }
    )

    kind: Code = Field(description="Such as SO sales order, PR receipt or SI sales invoice: see `GET /kinds`.")
    party: PartyCode = None
    location: Code | None = Field(None, description="Default: the company's.")
    date: Day | None = Field(None, description="Default: today.")
    from_bin: Code | None = Field(None, description="Default: as the kind and location say.")
    to_bin: Code | None = Field(None, description="Default: as the kind and location say.")
    source_id: WholeId | None = Field(None, description="The posted document that this one follows.")
    reference: Reference = ""
    notes: Note = ""
    header: HeaderBody | None = None
    lines: list[LineBody] = Field([], max_length=LINES_LIMIT)

    def command(self) -> Draft:
        return Draft(
            kind=self.kind,
            party=self.party,
            location=self.location,
            date=self.date,
            from_bin=self.from_bin,
            to_bin=self.to_bin,
            source_id=self.source_id,
            reference=self.reference,
            notes=self.notes,
            header=self.header.command() if self.header else AS_USUAL,
            lines=tuple(line.command() for line in self.lines),
        )


class LineChangeBody(Body):
    """New values for a line; what is left out stays."""

    line_id: WholeId
    quantity: Whole | None = None
    price_minor: Whole | None = None
    own_price: Truth = Field(False, description="The price that the item has by itself at the line's quantity.")
    discount: Whole | None = Field(None, description="In hundredths of a percent.")
    tax_code: Code | None = Field(None, description="An empty text clears it; named again it brings today's rate.")
    note: Name | None = None
    from_bin: Code | None = Field(None, description="An empty text clears it.")
    to_bin: Code | None = Field(None, description="An empty text clears it.")

    def command(self) -> LineChange:
        return LineChange(**dict(self))


class RevisionBody(Body):
    """Changes to a draft; what is left out stays, an empty text clears a bin."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"reference": "PO 17", "change": [{"line_id": 12, "quantity": 3}], "remove": [13]}
        }
    )

    party: PartyCode = None
    date: Day | None = None
    from_bin: Code | None = None
    to_bin: Code | None = None
    reference: Reference | None = None
    notes: Note | None = None
    header: HeaderBody | None = None
    add: list[LineBody] = Field([], max_length=LINES_LIMIT)
    change: list[LineChangeBody] = Field([], max_length=LINES_LIMIT)
    remove: list[WholeId] = Field([], max_length=LINES_LIMIT, description="Ids of lines; their units are released.")

    def command(self, document_id: int) -> Revise:
        return Revise(
            document_id=document_id,
            party=self.party,
            date=self.date,
            from_bin=self.from_bin,
            to_bin=self.to_bin,
            reference=self.reference,
            notes=self.notes,
            header=self.header.command() if self.header else AS_USUAL,
            add=tuple(line.command() for line in self.add),
            change=tuple(each.command() for each in self.change),
            remove=tuple(self.remove),
        )


class AttachBody(Body):
    """What was scanned, typed or pasted."""

    model_config = ConfigDict(json_schema_extra={"example": {"scans": ["100000", "100010-100019", "W1F0A1"]}})

    scans: Numbers = Field(description="Serial numbers, makers' numbers, ranges, or barcodes of counted items.")
    by: Literal["anything", "serial", "maker", "range"] = Field("anything", description="What the scans are.")
    line_id: WholeId | None = Field(None, description="The line to fill first.")
    unit_id: WholeId | None = Field(None, description="The choice where one number means several units.")
    exceed: Truth = Field(
        False,
        description="Yes to what was asked: go beyond the lines, add one, send it to another vendor, take it back from"
        " another customer.",
    )

    def command(self, document_id: int) -> Attach:
        return Attach(
            document_id=document_id,
            scans=tuple(self.scans),
            by=self.by,
            line_id=self.line_id,
            unit_id=self.unit_id,
            exceed=self.exceed,
        )


class DetachBody(Body):
    """What to release: these numbers, or all units of a line."""

    model_config = ConfigDict(json_schema_extra={"example": {"scans": ["100000"]}})

    scans: Numbers = []
    line_id: WholeId | None = None
    undo: Truth = Field(False, description="Those scanned go back to where an order took them from.")

    def command(self, document_id: int) -> Detach:
        return Detach(document_id=document_id, scans=tuple(self.scans), line_id=self.line_id, undo=self.undo)


class PickBin(Body):
    """From which bin a line shall be picked; without a line, all that wait."""

    bin: Code
    line_id: WholeId | None = None


class PickBody(Body):
    """Which line to fill; without one, all that pick for themselves."""

    model_config = ConfigDict(json_schema_extra={"example": {"line_id": 12}})

    line_id: WholeId | None = None
    bins: list[PickBin] = Field([], max_length=10_000, description="Answers to which bin it shall be.")
    numbered: Literal["take", "skip"] | None = Field(
        None, description="Whether all units that have makers' numbers are taken, where that was asked."
    )
    take: list[Code] = Field([], max_length=100_000, description="Or these of them, by serial number.")
    leave: list[Code] = Field([], max_length=100_000, description="And these not.")

    def command(self, document_id: int) -> Pick:
        return Pick(
            document_id=document_id,
            line_id=self.line_id,
            bins=tuple(FromBin(bin=each.bin, line_id=each.line_id) for each in self.bins),
            numbered=self.numbered,
            take=tuple(self.take),
            leave=tuple(self.leave),
        )


class ReverseBody(Body):
    """Why."""

    model_config = ConfigDict(json_schema_extra={"example": {"reason": "Booked for the wrong customer"}})

    reason: Reason


class AmendBody(Body):
    """What may still be said otherwise of a posted document; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"example": {"tracking_number": "1Z 999"}})

    ship_via: Code | None = None
    tracking_number: Code | None = None
    notes: Note | None = None
