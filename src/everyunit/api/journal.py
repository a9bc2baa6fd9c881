"""The journal: entries, and what stands on each account."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from everyunit.api.auth import needs
from everyunit.api.company import currency
from everyunit.api.document_shapes import JournalLine, NamedDocument
from everyunit.api.fields import KNOWN, Body, Code, Cursor, Day, Id, Key, Limit, Moment, Whole
from everyunit.api.paging import Page, cut, number_key
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.documents.enter import LINES_LIMIT, Entered, EnterManually, ManualLine, enter
from everyunit.money.queries import FIRST, JournalFilter, entry_by_id, journal_page, trial_balance
from everyunit.money.queries import JournalEntry as Entry
from everyunit.rules.rights import SEE_COST

router = Router(tags=["books"])


class BookedEntry(Schema):
    """An entry of the journal; its lines sum to zero."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "posting_id": 12,
                "date": "2026-01-05",
                "booked_at": "2026-01-05T09:12:44Z",
                "booked_by": "owner",
                "document": {"document_id": 57, "kind": "PR", "number": "100000"},
                "memo": "PR 100000 Example Components",
                "reverses_id": None,
                "currency": "EUR",
                "lines": [
                    {"account": "1300", "account_name": "Inventory", "amount_minor": 14900},
                    {"account": "2100", "account_name": "Accrued purchases", "amount_minor": -14900},
                ],
            }
        }
    )

    posting_id: int
    date: dt.date = Field(description="The day that it belongs to.")
    booked_at: dt.datetime
    booked_by: str
    document: NamedDocument | None = Field(
        description="What was posted; null for entries made by hand, and where goods in stock changed their account."
    )
    memo: str
    reverses_id: int | None = Field(description="The posting that it undid.")
    currency: str
    lines: list[JournalLine]


class JournalPage(Page):
    """A page of the journal, newest first."""

    results: list[BookedEntry]


class AccountBalance(Schema):
    """What was booked to an account."""

    code: str
    name: str
    debits_minor: int
    credits_minor: int = Field(description="Without sign.")
    balance_minor: int = Field(description="Debit positive, credit negative.")


class TrialBalance(Schema):
    """Every account, and that debits and credits are the same."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "until": None,
                "currency": "EUR",
                "accounts": [
                    {
                        "code": "1300",
                        "name": "Inventory",
                        "debits_minor": 14900,
                        "credits_minor": 0,
                        "balance_minor": 14900,
                    },
                    {
                        "code": "2100",
                        "name": "Accrued purchases",
                        "debits_minor": 0,
                        "credits_minor": 14900,
                        "balance_minor": -14900,
                    },
                ],
                "debit_minor": 14900,
                "credit_minor": 14900,
                "balances": True,
            }
        }
    )

    until: dt.date | None
    currency: str
    accounts: list[AccountBalance]
    debit_minor: int = Field(description="Sum of the balances that are debits.")
    credit_minor: int = Field(description="Sum of the balances that are credits, without sign.")
    balances: bool = Field(description="Whether both are the same.")


class ManualLineBody(Body):
    """An amount for an account."""

    account: Code = Field(description="Code of an account: see `GET /trial-balance`. Not inventory.")
    amount_minor: Whole = Field(description="Debit positive, credit negative.")


class ManualEntryBody(Body):
    """An entry made by hand: what happens to money without goods."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "text": "Payment of SI 100000",
                "lines": [{"account": "1000", "amount_minor": 14900}, {"account": "1100", "amount_minor": -14900}],
            }
        }
    )

    text: Code = Field(description="What happened; up to 200 characters.")
    date: Day | None = Field(None, description="The day that it belongs to; default: today.")
    lines: list[ManualLineBody] = Field(max_length=LINES_LIMIT, description="Their amounts sum to zero.")

    def command(self) -> EnterManually:
        return EnterManually(
            text=self.text,
            date=self.date,
            lines=tuple(ManualLine(account=each.account, amount_minor=each.amount_minor) for each in self.lines),
        )


class EntryMade(Schema):
    """The entry as it was booked."""

    posting_id: int
    date: dt.date
    currency: str
    total_minor: int = Field(description="Sum of its debits.")


@router.get("/journal", response=JournalPage, summary="List journal entries", operation_id="listJournal")
def list_journal(
    request: HttpRequest,
    account: Annotated[Code | None, Query(description="Code of an account that it touches.")] = None,
    document: Annotated[Code | None, Query(description="Kind and number: SI 100000.")] = None,
    date_from: Day | None = None,
    date_to: Day | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> JournalPage:
    """Entries in the order of booking, newest first; both dates are included. Needs the right to see costs."""
    needs(request, SEE_COST)
    wanted = JournalFilter(account=account or "", document=document or "", date_from=date_from, date_to=date_to)
    rows = journal_page(wanted, before=number_key(cursor) or FIRST, limit=limit + 1)
    page = cut(request, rows, limit, lambda row: [row.posting_id])
    money = currency()
    return JournalPage(results=[_entry(row, money) for row in page.rows], next_cursor=page.next_cursor, next=page.next)


@router.post(
    "/journal", response={201: EntryMade}, summary="Enter a journal entry by hand", operation_id="createJournalEntry"
)
def create_journal_entry(
    request: HttpRequest, response: HttpResponse, body: ManualEntryBody, key: Key = None
) -> Status[EntryMade]:
    """Booked at once and for good: it is corrected by the opposite entry.

    Refused: `bad_entry`, `inventory_is_booked_by_documents`, `empty_entry`, `unbalanced` (with the difference).
    """
    made: Entered = run(request, response, enter, body.command(), key)
    response["Location"] = f"{request.path_info}/{made.posting_id}"
    return Status(
        201,
        EntryMade(posting_id=made.posting_id, date=made.date, currency=currency(), total_minor=made.total_minor),
    )


@router.get("/journal/{posting_id}", response=BookedEntry, summary="One journal entry", operation_id="getJournalEntry")
def get_journal_entry(request: HttpRequest, posting_id: Id) -> BookedEntry:
    """The entry of this posting. Needs the right to see costs."""
    needs(request, SEE_COST)
    found = entry_by_id(posting_id)
    if found is None:
        raise NotHere("unknown_entry", f"There is no journal entry of posting {posting_id}.")
    return _entry(found, currency())


@router.get("/trial-balance", response=TrialBalance, summary="The trial balance", operation_id="getTrialBalance")
def get_trial_balance(
    request: HttpRequest,
    until: Annotated[Day | None, Query(description="Up to and including this day; default: all.")] = None,
    known: Annotated[Moment | None, Query(description=KNOWN)] = None,
) -> TrialBalance:
    """What stands on each account, now or at the end of a day. Needs the right to see costs."""
    needs(request, SEE_COST)
    found = trial_balance(until, known)
    return TrialBalance(
        until=until,
        currency=currency(),
        accounts=[
            AccountBalance(
                code=each.code,
                name=each.name,
                debits_minor=each.debits_minor,
                credits_minor=each.credits_minor,
                balance_minor=each.balance_minor,
            )
            for each in found.accounts
        ],
        debit_minor=found.debit_minor,
        credit_minor=found.credit_minor,
        balances=found.balances,
    )


def _entry(row: Entry, money: str) -> BookedEntry:
    document = None
    if row.document_id is not None:
        document = NamedDocument(document_id=row.document_id, kind=row.kind, number=row.number)
    return BookedEntry(
        posting_id=row.posting_id,
        date=row.date,
        booked_at=row.booked_at,
        booked_by=row.booked_by,
        document=document,
        memo=row.memo,
        reverses_id=row.reverses_id,
        currency=money,
        lines=[
            JournalLine(account=line.account, account_name=line.account_name, amount_minor=line.amount_minor)
            for line in row.lines
        ],
    )
