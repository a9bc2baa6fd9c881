"""Enter a journal entry by hand: what happens to money without goods, such as a payment.

It stands here and not beside the journal, because the seal of a posting covers the documents' tables, too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import clock
from everyunit.base.operation import Work, operation
from everyunit.documents.sealing import contents_of
from everyunit.money import journal
from everyunit.money.purposes import INVENTORY
from everyunit.money.queries import AccountRow, accounts
from everyunit.places.queries import company_facts
from everyunit.rules.money import format_amount
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import KEEP_BOOKS
from everyunit.stock import chain, ledger

MONEY_LIMIT = 10**13
LINES_LIMIT = 500
TEXT_LIMIT = 200
DAYS = (dt.date(1900, 1, 1), dt.date(2999, 12, 31))
STOCKED = INVENTORY


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualLine:
    """An amount for an account, named by code: debit positive, credit negative."""

    account: str
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterManually:
    """Book these amounts. `date`: the day they belong to; None: today. `text`: what happened."""

    text: str
    lines: tuple[ManualLine, ...]
    date: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """The entry as it was booked; `total_minor` is the sum of its debits."""

    posting_id: int
    date: dt.date
    total_minor: int


@operation(right=KEEP_BOOKS)
def enter(work: Work, command: EnterManually) -> Entered:
    """Book a balanced entry without a document, sealed like every other posting. It is corrected by the opposite entry.

    Inventory is booked by documents alone, so that it is always worth what is in the stock bins (WHS-223 asks for a
    warning only). Amounts for one account are summed (WHS-221).

    Refused: `bad_entry` (with `text_missing`, `too_long`, `bad_date`, `too_many_lines`, `unknown_account`,
    `account_discontinued`, `bad_amount`), `inventory_is_booked_by_documents`, `empty_entry`, `unbalanced`,
    `period_closed`.
    """
    text, day = " ".join(command.text.split()), command.date or clock.today()
    chart = {account.code: account for account in accounts()}
    refuse_if_any(_problems(command, text, day, chart), "bad_entry", "This entry cannot be booked.")
    _spare_inventory(command.lines, chart)
    amounts: dict[str, int] = {}
    for line in command.lines:
        amounts[line.account] = amounts.get(line.account, 0) + line.amount_minor
    if not any(amounts.values()):
        raise Refused("empty_entry", "This entry books nothing. Write amounts for at least two accounts.")
    _balanced(command.lines)
    posting_id = ledger.open_posting(work, ledger.NO_DOCUMENT, date=day)
    journal.book_by_code(posting_id, text, day, amounts)
    chain.seal(posting_id, contents_of([posting_id])[posting_id])
    return Entered(
        posting_id=posting_id,
        date=day,
        total_minor=sum(amount for amount in amounts.values() if amount > 0),
    )


def _problems(command: EnterManually, text: str, day: dt.date, chart: dict[str, AccountRow]) -> list[Offender]:
    problems = []
    if not text:
        problems.append(Offender("text", "text_missing", "Say what happened."))
    if len(text) > TEXT_LIMIT:
        problems.append(Offender("text", "too_long", f"At most {TEXT_LIMIT} characters."))
    if not DAYS[0] <= day <= DAYS[1]:
        problems.append(Offender("date", "bad_date", f"Between {DAYS[0]} and {DAYS[1]}."))
    if len(command.lines) > LINES_LIMIT:
        problems.append(Offender("lines", "too_many_lines", f"At most {LINES_LIMIT} lines."))
    for number, line in enumerate(command.lines, start=1):
        if line.account not in chart:
            problems.append(
                Offender(f"Line {number}", "unknown_account", f"There is no account “{line.account}”.", row=number)
            )
        elif chart[line.account].discontinued:
            message = f"Account {line.account} is discontinued. Choose another."
            problems.append(Offender(f"Line {number}", "account_discontinued", message, row=number))
        if abs(line.amount_minor) > MONEY_LIMIT:
            problems.append(Offender(f"Line {number}", "bad_amount", "The amount is too large.", row=number))
    return problems


def _spare_inventory(lines: Sequence[ManualLine], chart: dict[str, AccountRow]) -> None:
    refuse_if_any(
        [
            Offender(
                f"Line {number}",
                "inventory_is_booked_by_documents",
                f"{chart[line.account].name} is booked by documents alone: it is worth what is in the stock bins.",
                row=number,
            )
            for number, line in enumerate(lines, start=1)
            if chart[line.account].purpose == STOCKED
        ],
        "inventory_is_booked_by_documents",
        "Inventory is booked by documents alone. Receive, sell, return or move the goods instead.",
    )


def _balanced(lines: Sequence[ManualLine]) -> None:
    debits = sum(line.amount_minor for line in lines if line.amount_minor > 0)
    credit_sum = -sum(line.amount_minor for line in lines if line.amount_minor < 0)
    if debits == credit_sum:
        return
    company = company_facts()
    digits = company.currency_digits if company else 2
    missing = "credited" if debits > credit_sum else "debited"
    raise Refused(
        "unbalanced",
        f"Debits are {format_amount(debits, digits)}, credits {format_amount(credit_sum, digits)}:"
        f" {format_amount(abs(debits - credit_sum), digits)} is still to be {missing}.",
    )
