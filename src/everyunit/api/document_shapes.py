"""What is answered of documents."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from everyunit.api.document_query import Delivered, DocumentStatus, Invoiced

MINOR = "in minor units of `currency`"

STATE_EXAMPLE: dict[str, Any] = {
    "line_id": 12,
    "position": 1,
    "item": "HD-3TB",
    "item_name": "Hard drive 3 TB",
    "tracking": "serialized",
    "quantity": 2,
    "attached": 2,
    "follows_units": False,
    "price_minor": 7450,
    "amount_minor": 14900,
    "discount": 0,
    "tax_code": "",
    "tax_rate": 0,
    "tax_minor": 0,
    "note": "",
}


class AmendAnswer(Schema):
    """The document, and which fields changed."""

    document_id: int
    kind: str
    number: str
    changed: list[str]


class DraftLine(Schema):
    """A line as it stands after a verb. Prices are null where they are costs that the reader may not see."""

    model_config = ConfigDict(json_schema_extra={"example": STATE_EXAMPLE})

    line_id: int
    position: int
    item: str
    item_name: str
    tracking: str
    quantity: int
    attached: int = Field(description="Units named so far; on a receipt, makers' numbers.")
    follows_units: bool = Field(description="Its quantity counts what is attached.")
    price_minor: int | None = Field(description=f"Price of one, {MINOR}.")
    amount_minor: int | None = Field(
        description=f"Total of the line after discount, signed as its quantity, {MINOR}; tax is in it only where"
        " prices hold the tax."
    )
    discount: int = Field(description="In hundredths of a percent.")
    tax_code: str
    tax_rate: int = Field(description="In thousandths of a percent.")
    tax_minor: int | None = Field(description=f"The tax on the line, or in it, {MINOR}.")
    note: str


class DraftAnswer(Schema):
    """A draft as it stands after a verb."""

    document_id: int
    kind: str
    number: str
    currency: str
    lines: list[DraftLine]
    total_minor: int | None = Field(description="With tax.")
    tax_minor: int | None = Field(description="The tax in the total.")
    doubles: list[str] = Field(
        [], description="Papers with the same number of the other party's, as the settings want to know."
    )
    left_out: list[str] = Field(
        [], description="Lines of several orders that stayed behind: serialized, and nothing is committed to them."
    )


class Choice(Schema):
    """One of several units that a number may mean: send its `unit_id`."""

    unit_id: int
    serial: str
    maker_serial: str
    item: str
    item_name: str
    bin: str


class ScanEntry(Schema):
    """What became of a scan, or above fifty of them of all that fared alike."""

    action: Literal["added", "assigned", "negative", "skipped", "detached"]
    text: str = Field(description="The number, or runs of numbers.")
    count: int
    unit_id: int | None
    serial: str
    maker_serial: str
    item: str
    item_name: str
    line_id: int | None
    line_position: int | None
    bin: str
    code: str = Field(description="Why it was skipped, for programs.")
    message: str = Field(description="Why it was skipped, for people.")
    holder: str = Field(description="The document that holds the unit, where one does.")
    choices: list[Choice]
    written: bool = Field(description="The number was written on the unit as its maker's number.")


class BinOffer(Schema):
    """A bin to choose, and how many units of what is wanted are free in it."""

    bin: str
    name: str
    free: int


class PickQuestion(Schema):
    """What picking must know to go on: pick again with the answer."""

    about: Literal["bin", "maker_numbers"]
    line_id: int | None = Field(description="Null: for all lines that wait.")
    item: str
    missing: int = Field(description="How many are wanted.")
    bins: list[BinOffer]
    units: list[tuple[str, str]] = Field(description="Serial and maker's number of the first that wait for a yes.")
    waiting: int = Field(description="How many wait for a yes.")


class ScanAnswer(Schema):
    """What became of each scan, newest last, and the lines as they stand. A scan that does not fit is no error."""

    document_id: int
    currency: str
    counts: dict[str, int] = Field(description="How many scans had which action.")
    asks: int = Field(description="How many units wait for a yes: send them again with `exceed`.")
    questions: list[PickQuestion] = Field(description="What picking asks first, where the settings say so.")
    entries: list[ScanEntry]
    lines: list[DraftLine]
    total_minor: int | None


class PostAnswer(Schema):
    """What posting did."""

    posting_id: int
    document_id: int
    kind: str
    number: str
    currency: str
    units: int = Field(description="Units that moved or were made.")
    quantity: int = Field(description="Pieces of counted items that moved.")
    total_minor: int | None
    value_minor: int | None = Field(
        description="Cost of the goods that changed hands; null for those who may not see it."
    )
    serials: dict[int, str] = Field(description="Serial numbers given to new units, as ranges by line position.")
    free: list[int] = Field(description="Positions of lines that charge a customer nothing.")


class ApproveAnswer(Schema):
    """The draft that was approved."""

    document_id: int
    kind: str
    number: str
    worth_minor: int | None = Field(description="What it is worth; null if that is not yours to see.")


class ReverseAnswer(Schema):
    """The posting that undid the document's."""

    posting_id: int
    reverses_id: int
    document_id: int
    kind: str
    number: str
    units: int


class DiscardAnswer(Schema):
    """The draft that is no more; its number is not used again."""

    kind: str
    number: str


class SerialRange(Schema):
    """A run of consecutive serial numbers."""

    first: str
    last: str
    count: int


class DocumentLine(DraftLine):
    """A line with how far it has got, and the units on it as ranges of their serial numbers."""

    done: int = Field(description="Delivered by posted documents: received, shipped, credited or debited.")
    invoiced: int = Field(description="Invoiced by vendors.")
    ordered: int = Field(description="Passed on to orders.")
    drafted: int = Field(description="On drafts made from this line, not posted yet.")
    outstanding: int | None = Field(description="Still to come; null on final papers.")
    committed: int = Field(description="Held by this line of an order.")
    lot: str = Field(description="The number of the lot that it names; empty: none in particular.")

    from_bin: str | None
    to_bin: str | None
    source_line_id: int | None
    worth_minor: int | None = Field(description="What the line is worth without tax, in the company's currency.")
    cost_minor: int | None = Field(
        description="What its goods cost when they changed hands; on an order what they are expected to cost."
        " null if that is not yours to see."
    )
    serials: list[SerialRange]
    serials_complete: bool = Field(description="False: there are more ranges; `GET …/units` lists every unit.")
    expected_numbers: list[str] = Field(description="Makers' numbers scanned into a draft receipt, the first of them.")


class Posting(Schema):
    """A posting of the document."""

    posting_id: int
    posted_at: dt.datetime
    posted_by: str
    reverses_id: int | None = Field(description="The posting that it undid.")
    reason: str


class DocumentChange(Schema):
    """Something that somebody changed of a document, with what it was before."""

    change_id: int
    at: dt.datetime
    user: str
    position: int | None = Field(description="The line that it is about; null: the document.")
    item: str
    field: str = Field(description="status, a field of the header, or a field of a line, such as quantity.")
    old: str | None = Field(description="Empty where there was nothing; null for costs that are not yours to see.")
    new: str | None = Field(description="Empty where there is nothing now, as where a line went.")


class DocumentHeader(Schema):
    """What the document says above its lines."""

    their_number: str
    contact: str
    bill_to: str
    ship_to: str
    terms: str
    due_on: dt.date | None
    deliver_on: dt.date | None
    expires_on: dt.date | None
    ship_via: str
    tracking_number: str
    representative: str
    currency: str = Field(description="Empty: the company's.")
    rate: int = Field(description="What one unit of the currency is worth, in billionths of the company's.")
    tax_included: bool = Field(description="Whether prices hold the tax.")
    reason: str = Field(description="Why stock is adjusted.")
    destination: str = Field(description="The location that the goods go to.")


class DocumentHead(Schema):
    """A document without its lines."""

    document_id: int
    kind: str
    number: str
    status: DocumentStatus = Field(
        description="Final papers are draft, posted or reversed; quotes and orders open, closed or cancelled."
    )
    location: str
    party: str | None
    party_name: str | None
    date: dt.date
    from_bin: str | None
    to_bin: str | None
    source_id: int | None
    reference: str
    notes: str
    created_by: str
    created_at: dt.datetime
    posted_at: dt.datetime | None
    line_count: int
    pieces: int = Field(description="How many pieces its lines ask for.")
    currency: str
    total_minor: int | None = Field(
        description=f"Sum of the lines with tax, {MINOR}; null where prices are costs not yours to see."
    )
    tax_minor: int | None = Field(description="The tax in the total.")
    delivered: Delivered | None = Field(
        description="How far an order is received, shipped, credited, debited or arrived; null on other papers."
    )
    invoiced: Invoiced | None = Field(
        description="How far vendors invoiced an order or a receipt; null on other papers."
    )
    header: DocumentHeader


class NamedDocument(Schema):
    """A document by name."""

    document_id: int
    kind: str
    number: str


class FurtherDocument(NamedDocument):
    """A document before or behind another one."""

    status: str


class Document(DocumentHead):
    """A document with its lines and postings."""

    source: FurtherDocument | None = Field(description="What it was made from.")
    follow_ups: list[FurtherDocument] = Field(description="What was made from it, oldest first.")

    lines: list[DocumentLine]
    postings: list[Posting]


class DocumentUnit(Schema):
    """A unit on a document; `bin` is where it is now."""

    line_id: int
    unit_id: int
    serial: str
    maker_serial: str
    item: str
    bin: str
    cost_minor: int | None


class JournalLine(Schema):
    """One side of an entry: debit positive, credit negative."""

    account: str
    account_name: str
    amount_minor: int


class JournalEntry(Schema):
    """What a posting meant in money; its lines sum to zero."""

    posting_id: int
    booked_at: dt.datetime
    memo: str
    currency: str
    lines: list[JournalLine]


class Journal(Schema):
    """The entries of a document's postings, in order."""

    results: list[JournalEntry]
