"""The journal as a file: as a table, and in the syntax of Beancount, read back by a small parser of our own."""

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from tests.trade import Trade

from everyunit.base import clock, sql
from everyunit.documents.new_lines import NewLine
from everyunit.documents.reverse import Reverse, reverse
from everyunit.exchange.beancount import account_names
from everyunit.exchange.journal_export import Tally, journal_text
from everyunit.money import queries
from everyunit.money.queries import AccountRow, JournalFilter, trial_balance
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.rules.money import format_amount
from everyunit.rules.refusals import Refused

ACCOUNT = r"(?:Assets|Liabilities|Equity|Income|Expenses)(?::[A-Z0-9][A-Za-z0-9-]*)+"
STRING = r'"(?:[^"\\\n]|\\["\\])*"'
DATE = r"\d{4}-\d{2}-\d{2}"
AMOUNT = r"(-?\d+(?:\.\d+)?) ([A-Z]{3})"
GRAMMAR = {
    "option": re.compile(rf"option ({STRING}) ({STRING})"),
    "open": re.compile(rf"({DATE}) open ({ACCOUNT}) ([A-Z]{{3}})"),
    "balance": re.compile(rf"({DATE}) balance ({ACCOUNT})  +{AMOUNT}"),
    "transaction": re.compile(rf"({DATE}) \* ({STRING})( \^[A-Za-z0-9_./-]+)?"),
    "metadata": re.compile(rf"  ([a-z][a-z0-9-]*): ({STRING})"),
    "posting": re.compile(rf"  ({ACCOUNT})  +{AMOUNT}"),
}


@dataclass
class Transaction:
    date: dt.date
    narration: str
    metadata: dict[str, str] = field(default_factory=dict)
    postings: list[tuple[str, Decimal]] = field(default_factory=list)


@dataclass
class Ledger:
    options: dict[str, str] = field(default_factory=dict)
    opened: dict[str, dt.date] = field(default_factory=dict)
    balances: dict[str, tuple[dt.date, Decimal]] = field(default_factory=dict)
    transactions: list[Transaction] = field(default_factory=list)

    def total(self, account: str) -> Decimal:
        return sum(
            (amount for each in self.transactions for name, amount in each.postings if name == account), Decimal()
        )


def text_of(quoted: str) -> str:
    return re.sub(r'\\(["\\])', r"\1", quoted[1:-1])


def parsed(text: str) -> Ledger:
    """Every line must be one of the grammar's; what belongs to a transaction is indented and follows it."""
    ledger, inside = Ledger(), False
    for line in text.splitlines():
        if not line:
            inside = False
            continue
        found = {name: match for name, rule in GRAMMAR.items() if (match := rule.fullmatch(line))}
        assert len(found) == 1, f"not one line of the grammar: {line!r}"
        ((name, match),) = found.items()
        assert (name in ("metadata", "posting")) == line.startswith("  ")
        if name == "option":
            ledger.options[text_of(match[1])] = text_of(match[2])
        elif name == "open":
            assert match[2] not in ledger.opened
            ledger.opened[match[2]] = dt.date.fromisoformat(match[1])
        elif name == "balance":
            ledger.balances[match[2]] = (dt.date.fromisoformat(match[1]), Decimal(match[3]))
        elif name == "transaction":
            ledger.transactions.append(Transaction(dt.date.fromisoformat(match[1]), text_of(match[2])))
            inside = True
        else:
            assert inside, f"belongs to no transaction: {line!r}"
            if name == "metadata":
                ledger.transactions[-1].metadata[match[1]] = text_of(match[2])
            else:
                assert match[3] == ledger.options["operating_currency"]
                ledger.transactions[-1].postings.append((match[1], Decimal(match[2])))
    return ledger


def exported(form: str = "beancount", **wanted: object) -> str:
    return "".join(journal_text(form, JournalFilter(**wanted)))  # type: ignore[arg-type]


@pytest.fixture
def busy(trade: Trade) -> Trade:
    save_party(trade.owner, SaveParty(code="C9", name='The "Odd"\\ Test  Café', role="customer"))
    with clock.at(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)):
        drives = trade.receive(quantity=7, amount_minor=10001)
        trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=7, amount_minor=999)))
    with clock.at(dt.datetime(2026, 3, 9, 9, tzinfo=dt.UTC)):
        trade.sell(*drives[:3], party="C9")
        trade.take_back(drives[1])
        trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=2)))
        undone = trade.sell(drives[4])
        reverse(trade.owner, Reverse(document_id=undone.document_id, reason="mistake"))
    return trade


def test_every_transaction_balances_and_the_totals_are_the_trial_balance(busy: Trade) -> None:
    ledger = parsed(exported())
    assert ledger.options["operating_currency"] == "EUR"
    assert len(ledger.transactions) == 7
    assert all(sum(amount for _, amount in each.postings) == 0 for each in ledger.transactions)
    names = account_names(queries.accounts())
    assert set(ledger.opened) == set(names.values())
    assert {names[each.code]: Decimal(each.balance_minor) / 100 for each in trial_balance().accounts} == {
        name: ledger.total(name) for name in names.values()
    }


def test_accounts_are_opened_before_the_first_transaction_and_named_by_their_sort(busy: Trade) -> None:
    ledger = parsed(exported())
    assert max(ledger.opened.values()) < min(each.date for each in ledger.transactions)
    assert "Assets:1300-Inventory" in ledger.opened
    assert "Expenses:5200-Gain-and-loss-on-purchase-returns" in ledger.opened
    assert {name for each in ledger.transactions for name, _ in each.postings} <= set(ledger.opened)


def test_the_whole_journal_ends_with_what_stands_on_each_account(busy: Trade) -> None:
    ledger = parsed(exported())
    assert set(ledger.balances) == set(ledger.opened)
    for name, (day, amount) in ledger.balances.items():
        assert day == dt.date(2026, 3, 10)
        assert amount == ledger.total(name)


def test_a_transaction_names_document_posting_and_user(busy: Trade) -> None:
    ledger = parsed(exported())
    undone, undoing = ledger.transactions[-2:]
    assert undone.metadata["document"] == undoing.metadata["document"] == "SI 100002"
    assert undoing.metadata["reverses"] == undone.metadata["posting"]
    assert undone.metadata["booked-by"] == "owner"
    assert undone.date == dt.date(2026, 3, 9)


def test_names_with_quotes_and_backslashes_come_back_as_they_were(busy: Trade) -> None:
    told = [each.narration for each in parsed(exported()).transactions]
    assert 'SI 100000 The "Odd"\\ Test Café' in told


def test_days_narrow_it(busy: Trade) -> None:
    later = parsed(exported(date_from=dt.date(2026, 3, 3)))
    assert len(later.transactions) == 5
    assert later.balances == {}, "a part cannot know what stood there before"
    earlier = parsed(exported(date_to=dt.date(2026, 3, 8)))
    assert len(earlier.transactions) == 2
    names = account_names(queries.accounts())
    assert {
        names[each.code]: Decimal(each.balance_minor) / 100 for each in trial_balance(dt.date(2026, 3, 8)).accounts
    } == {name: amount for name, (_, amount) in earlier.balances.items()}


def test_nothing_booked_is_a_file_of_accounts(trade: Trade) -> None:
    ledger = parsed(exported())
    assert (ledger.transactions, ledger.balances) == ([], {})
    assert len(ledger.opened) == len(queries.accounts())
    assert exported("csv").count("\r\n") == 1


@pytest.mark.parametrize(("currency", "digits", "written"), [("JPY", 0, "10001"), ("KWD", 3, "10.001")])
def test_amounts_have_the_digits_of_the_currency(busy: Trade, currency: str, digits: int, written: str) -> None:
    sql.execute("UPDATE places_company SET currency = %s, currency_digits = %s", [currency, digits])
    first = next(line for line in exported().splitlines() if line.startswith("  Assets:1300-Inventory"))
    assert first.split()[1:] == [written, currency]
    assert all(sum(amount for _, amount in each.postings) == 0 for each in parsed(exported()).transactions)


def test_accounts_whose_names_would_be_the_same_are_kept_apart() -> None:
    names = account_names(
        [
            AccountRow(code=code, name=name, purpose="", type=type_, discontinued=False)
            for code, name, type_ in (
                ("1.0", "Kasse", "asset"),
                ("1-0", "Kasse", "asset"),
                ("ü", "größe & co", "expense"),
                ("现", "金", "asset"),
                ("4", "", "income"),
            )
        ]
    )
    assert list(names.values()) == [
        "Assets:1-0-Kasse",
        "Assets:1-0-Kasse-2",
        "Expenses:U-groe-co",
        "Assets:X",
        "Income:4",
    ]
    assert all(re.fullmatch(ACCOUNT, name) for name in names.values())


def test_the_table_has_a_row_for_each_line_and_sums_to_the_trial_balance(busy: Trade) -> None:
    tally = Tally()
    text = "".join(journal_text("csv", JournalFilter(), tally))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == tally.lines == sql.scalar("SELECT count(*) FROM money_entryline")
    assert (tally.entries, tally.first, tally.last) == (7, dt.date(2026, 3, 2), dt.date(2026, 3, 9))
    for each in trial_balance().accounts:
        mine = [row for row in rows if row["account"] == each.code]
        assert sum(Decimal(row["debit"] or 0) for row in mine) == Decimal(format_amount(each.debits_minor))
        assert sum(Decimal(row["credit"] or 0) for row in mine) == Decimal(format_amount(each.credits_minor))
    assert {row["currency"] for row in rows} == {"EUR"}
    assert rows[0]["date"] == "2026-03-02"


def test_no_cell_is_taken_for_a_formula(trade: Trade) -> None:
    sql.execute("UPDATE money_account SET name = '=SUM(A1)' WHERE code = '1300'")
    trade.receive()
    rows = list(csv.DictReader(io.StringIO(exported("csv"))))
    assert "'=SUM(A1)" in {row["account_name"] for row in rows}


def test_what_is_booked_meanwhile_stays_out(busy: Trade, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "AT_ONCE", 2)
    pieces = journal_text("beancount", JournalFilter())
    begun = "".join(next(pieces) for _ in range(2))
    busy.receive()
    ledger = parsed(begun + "".join(pieces))
    assert len(ledger.transactions) == 7
    assert all(amount == ledger.total(name) for name, (_, amount) in ledger.balances.items())


def test_an_unknown_form_is_refused(trade: Trade) -> None:
    with pytest.raises(Refused) as refused:
        journal_text("ledger", JournalFilter())
    assert refused.value.code == "unknown_format"


def test_without_a_company_there_is_no_journal(db: None) -> None:
    with pytest.raises(Refused) as refused:
        journal_text("csv", JournalFilter())
    assert refused.value.code == "no_company"
