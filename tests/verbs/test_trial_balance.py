"""The trial balance: every account, now or at the end of a day, debits and credits the same."""

import datetime as dt

import pytest
from tests.trade import Trade

from everyunit.base import clock, sql
from everyunit.documents.new_lines import NewLine
from everyunit.documents.reverse import Reverse, reverse
from everyunit.money.queries import JournalFilter, journal_page, journal_stream, trial_balance

MONDAY = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def days(trade: Trade) -> Trade:
    """Received on Monday, sold on Tuesday, partly taken back on Wednesday, one sale undone on Thursday."""
    with clock.at(MONDAY):
        drives = trade.receive(quantity=4)
        trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=7, amount_minor=999)))
    with clock.at(MONDAY + dt.timedelta(days=1)):
        trade.sell(*drives[:2])
    with clock.at(MONDAY + dt.timedelta(days=2)):
        trade.take_back(drives[0])
    with clock.at(MONDAY + dt.timedelta(days=3)):
        undone = trade.sell(drives[3])
        reverse(trade.owner, Reverse(document_id=undone.document_id, reason="mistake"))
    return trade


def standing(until: dt.date | None = None) -> dict[str, int]:
    return {each.purpose: each.balance_minor for each in trial_balance(until).accounts if each.balance_minor}


def test_it_lists_every_account_also_those_without_entries(trade: Trade) -> None:
    found = trial_balance()
    assert [each.code for each in found.accounts] == [
        code for (code,) in sql.rows("SELECT code FROM money_account ORDER BY code")
    ]
    assert (found.debit_minor, found.credit_minor, found.balances) == (0, 0, True)


def test_now_it_is_all_that_was_booked(days: Trade) -> None:
    assert standing() == {
        "inventory": 3 * 6000 + 999,
        "accrued_purchases": -(4 * 6000 + 999),
        "receivables": 10000,
        "sales": -20000,
        "sales_returns": 10000,
        "cost_of_goods_sold": 6000,
    }
    found = trial_balance()
    assert found.balances
    assert found.debit_minor == found.credit_minor == 24999 + 20000
    undone = next(each for each in found.accounts if each.purpose == "receivables")
    assert (undone.debits_minor, undone.credits_minor) == (30000, 20000)


def test_a_day_counts_to_its_end(days: Trade) -> None:
    monday = MONDAY.date()
    assert standing(monday - dt.timedelta(days=1)) == {}
    assert standing(monday) == {"inventory": 24999, "accrued_purchases": -24999}
    assert standing(monday + dt.timedelta(days=1))["inventory"] == 24999 - 12000
    assert standing(monday + dt.timedelta(days=2)) == standing(monday + dt.timedelta(days=9)) == standing()
    assert all(trial_balance(monday + dt.timedelta(days=n)).balances for n in range(-1, 5))


def test_midnight_belongs_to_the_day_that_begins(trade: Trade) -> None:
    with clock.at(dt.datetime(2026, 3, 3, tzinfo=dt.UTC)):
        trade.receive()
    assert standing(dt.date(2026, 3, 2)) == {}
    assert standing(dt.date(2026, 3, 3))["inventory"] == 6000


def test_the_last_day_there_is_can_be_asked_for(days: Trade) -> None:
    assert standing(dt.date.max) == standing()


def test_entries_are_found_by_account_document_and_days(days: Trade) -> None:
    def found(**wanted: object) -> list[str]:
        return [each.document for each in journal_page(JournalFilter(**wanted))]  # type: ignore[arg-type]

    everything = ["SI 100001", "SI 100001", "CM 100000", "SI 100000", "PR 100001", "PR 100000"]
    assert found() == everything
    assert found(account="2100") == ["PR 100001", "PR 100000"]
    assert found(account="none") == []
    assert found(document="si  100001") == ["SI 100001", "SI 100001"]
    assert found(document="nonsense") == []
    assert found(date_from=dt.date(2026, 3, 3), date_to=dt.date(2026, 3, 4)) == ["CM 100000", "SI 100000"]
    assert found(account="1300", date_to=dt.date(2026, 3, 2)) == ["PR 100001", "PR 100000"]


def test_pages_by_key_leave_nothing_out(days: Trade) -> None:
    everything = [each.posting_id for each in journal_page(JournalFilter())]
    paged: list[int] = []
    while page := journal_page(JournalFilter(), before=paged[-1] if paged else 1 << 62, limit=2):
        paged += [each.posting_id for each in page]
    assert paged == everything
    assert [each.posting_id for each in journal_stream(JournalFilter())] == everything[::-1]
    newer = journal_page(JournalFilter(), newer_than=everything[-1], limit=2)
    assert [each.posting_id for each in newer] == everything[-3:-1]


def test_an_entry_tells_where_it_came_from(days: Trade) -> None:
    undoing, undone = journal_page(JournalFilter(), limit=2)
    assert undoing.reverses_id == undone.posting_id
    assert (undone.document, undone.booked_by, undone.date) == ("SI 100001", "owner", dt.date(2026, 3, 5))
    assert {line.account: line.amount_minor for line in undone.lines} == {
        line.account: -line.amount_minor for line in undoing.lines
    }


def test_the_stream_reads_in_batches(days: Trade, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        assert len(list(journal_stream(JournalFilter()))) == 6
