"""The journal: entries, and what stands on each account."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from everyunit.api.auth import needs
from everyunit.api.company import currency
from everyunit.api.document_shapes import FurtherDocument, JournalLine
from everyunit.api.fields import Code, Cursor, Day, Id, Limit
from everyunit.api.paging import Page, cut, number_key
from everyunit.api.problems import NotHere
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
    document: FurtherDocument | None = Field(description="What was posted; null for entries made by hand.")
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
) -> TrialBalance:
    """What stands on each account, now or at the end of a day. Needs the right to see costs."""
    needs(request, SEE_COST)
    found = trial_balance(until)
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
        document = FurtherDocument(document_id=row.document_id, kind=row.kind, number=row.number)
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
