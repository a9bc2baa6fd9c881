"""Where several accounts share a purpose, the reports still tell the same truth: profit, trial balance, files."""

import csv
import io

import pytest
from tests.books import standing
from tests.trade import Trade

from everyunit.base import sql
from everyunit.books.save_account_rules import SaveAccountRules, Served, save_account_rules
from everyunit.exchange.journal_export import Tally, journal_text
from everyunit.money.queries import JournalFilter, journal_page, trial_balance
from everyunit.money.save_account import SaveAccount, save_account
from everyunit.reports.profit import ProfitFilter, total_profit


@pytest.fixture(autouse=True)
def two_of_each(trade: Trade) -> None:
    """Drives have inventory, sales and cost accounts of their own; a drive and a phone are received, and sold."""
    for code, purpose in (("1310", "inventory"), ("4010", "sales"), ("5010", "cost_of_goods_sold")):
        save_account(trade.owner, SaveAccount(code=code, name=f"Drives {code}", purpose=purpose))
    before = trade.receive(quantity=2, amount_minor=3000)
    served = tuple(
        Served(purpose=purpose, account=account)
        for purpose, account in (("inventory", "1310"), ("sales", "4010"), ("cost_of_goods_sold", "5010"))
    )
    save_account_rules(trade.owner, SaveAccountRules(scope="item", target="DRIVE", accounts=served))
    trade.sell(before[0], *trade.receive("PHONE", 1, amount_minor=700))


def test_profit_is_what_all_accounts_of_a_purpose_say() -> None:
    assert standing("4000", "4010", "5000", "5010") == [-20000, -10000, 700, 1500]
    told = total_profit(ProfitFilter(by="item"))
    assert (told.sales_minor, told.cost_minor) == (30000, 2200)


def test_the_trial_balance_tells_each_account_and_balances() -> None:
    balance = trial_balance()
    assert balance.balances
    assert {each.code: each.balance_minor for each in balance.accounts if each.balance_minor} == {
        "1100": 30000,
        "1310": 1500,
        "2100": -3700,
        "4000": -20000,
        "4010": -10000,
        "5000": 700,
        "5010": 1500,
    }


def test_files_name_each_account_under_its_type() -> None:
    beancount = "".join(journal_text("beancount", JournalFilter(), Tally()))
    for name in ("Assets:1310-Drives-1310", "Income:4010-Drives-4010", "Expenses:5010-Drives-5010"):
        assert f" open {name} EUR" in beancount
    assert 'booked-by: "owner"\n  Assets:1300-Inventory' in beancount
    rows = list(csv.DictReader(io.StringIO("".join(journal_text("csv", JournalFilter(), Tally())))))
    assert [(row["debit"], row["credit"]) for row in rows if row["account"] == "1310"] == [("30.00", ""), ("", "15.00")]


def test_the_journal_tells_entries_by_hand_from_goods_booked_over(trade: Trade) -> None:
    (entry,) = [each for each in journal_page(JournalFilter(account="1300")) if not each.kind]
    assert (entry.books_over, entry.by_hand) == (True, False)
    assert sql.scalar("SELECT document_id FROM stock_posting WHERE id = %s", [entry.posting_id]) == 0
