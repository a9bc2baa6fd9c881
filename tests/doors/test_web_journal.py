"""The journal's pages: from document to entry and back, the trial balance, and entries by hand."""

import pytest
from django.test import Client

from everyunit.documents.enter import EnterManually, ManualLine, enter
from everyunit.money.queries import JournalFilter, journal_page
from tests.doors.browsing import inline_code, signed_in
from tests.trade import Trade

FORM = {
    "text": "Paid in cash",
    "date": "2026-02-28",
    "account-1": "1000",
    "debit-1": "200,00",
    "account-2": "1100",
    "credit-2": "200.00",
}


@pytest.fixture
def sold(trade: Trade) -> Trade:
    trade.sell(*trade.receive(quantity=2))
    return trade


def html(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    text = answer.content.decode()
    assert inline_code(text) == []
    return text


def test_the_document_leads_to_its_entry_and_the_entry_back(sold: Trade) -> None:
    client = signed_in()
    (sale, _) = journal_page(JournalFilter())
    paper = html(client, "/documents/SI/100000")
    assert f'href="/journal/{sale.posting_id}"' in paper
    assert 'href="/journal?document=SI%20100000"' in paper
    entry = html(client, f"/journal/{sale.posting_id}")
    assert 'href="/documents/SI/100000"' in entry
    assert 'href="/journal?account=1300"' in entry
    assert "120.00" in entry


def test_the_list_is_filtered_by_account_and_document(sold: Trade) -> None:
    client = signed_in()
    both = html(client, "/journal")
    assert "/documents/SI/100000" in both
    assert "/documents/PR/100000" in both
    accrued = html(client, "/journal?account=2100")
    assert "/documents/PR/100000" in accrued
    assert "/documents/SI/100000" not in accrued
    assert "2100 Accrued purchases</strong>" in accrued
    assert "/documents/PR/100000" not in html(client, "/journal?document=SI+100000")


def test_a_long_journal_goes_on_in_both_directions(trade: Trade) -> None:
    for amount in range(1, 104):
        lines = (ManualLine(account="1000", amount_minor=amount), ManualLine(account="4000", amount_minor=-amount))
        enter(trade.owner, EnterManually(text=f"Entry {amount}", lines=lines))
    client = signed_in()
    first = client.get("/journal")
    assert first.context["list"].previous == ""
    second = client.get(first.context["list"].next)
    third = client.get(second.context["list"].next)
    shown = [row.posting_id for answer in (first, second, third) for row in answer.context["list"].rows]
    assert shown == sorted(shown, reverse=True)
    assert len(set(shown)) == 103
    back = client.get(third.context["list"].previous)
    assert [row.posting_id for row in back.context["list"].rows] == [
        row.posting_id for row in second.context["list"].rows
    ]


def test_the_trial_balance_is_the_same_on_both_sides(sold: Trade) -> None:
    now = signed_in().get("/trial-balance")
    assert now.content.decode().count("<strong>320.00</strong>") == 2
    assert "Debits and credits differ" not in now.content.decode()
    assert signed_in().get("/trial-balance?until=2000-01-01").content.decode().count("<strong>0.00</strong>") == 2


@pytest.mark.parametrize("address", ["/journal", "/journal/1", "/trial-balance", "/new/journal-entry"])
def test_those_who_may_not_see_it_are_refused_and_not_led_there(sold: Trade, address: str) -> None:
    client = signed_in("till", "counter")
    html(client, address, 403)
    assert 'href="/journal"' not in html(client, "/")
    assert 'href="/journal' not in html(client, "/documents/SI/100000")


def test_who_sees_the_journal_but_does_not_keep_it_is_not_led_to_entering(sold: Trade) -> None:
    client = signed_in("buyer", "buyer")
    assert "/new/journal-entry" not in html(client, "/journal")
    html(client, "/new/journal-entry", 403)


def test_what_is_not_there_is_not_found(trade: Trade) -> None:
    html(signed_in(), "/journal/4711", 404)


def test_an_entry_is_made_by_hand(sold: Trade) -> None:
    client = signed_in()
    assert "1300 Inventory" not in html(client, "/new/journal-entry")
    answer = client.post("/new/journal-entry", FORM)
    assert answer.status_code == 302
    page = html(client, answer["Location"])
    assert "Paid in cash" in page
    assert "2026-02-28" in page
    opposite = html(client, f"/new/journal-entry?opposite={answer['Location'].rsplit('/', 1)[1]}")
    assert 'name="credit-1" value="200.00"' in opposite
    assert 'name="debit-2" value="200.00"' in opposite


def test_a_second_click_books_nothing_twice(sold: Trade) -> None:
    client = signed_in()
    first, second = (client.post("/new/journal-entry", FORM | {"key": "once"}) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert len(journal_page(JournalFilter())) == 3


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"credit-2": "190"}, "10.00 is still to be credited"),
        ({"text": ""}, "Say what happened."),
        ({"date": "2026-02-30"}, "Write a date."),
        ({"account-2": ""}, "Choose an account."),
        ({"account-2": "9999"}, "There is no account “9999”."),
        ({"account-2": "1300"}, "Inventory is booked by documents alone: it is worth"),
        ({"debit-1": "much"}, "Write an amount"),
        ({"debit-1": "-200"}, "on the other side"),
        ({name: "" for name in FORM if name != "text"}, "books nothing"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_written_is_kept(sold: Trade, changes: dict[str, str], told: str) -> None:
    answer = signed_in().post("/new/journal-entry", FORM | changes)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert told in page
    if "text" not in changes:
        assert "Paid in cash" in page
    assert len(journal_page(JournalFilter())) == 2


def test_a_problem_stands_beside_its_row_also_below_empty_rows(sold: Trade) -> None:
    form = {"text": "x", "account-2": "1000", "debit-2": "1", "account-6": "nowhere", "credit-6": "1"}
    answer = signed_in().post("/new/journal-entry", form)
    rows = {row.number: row.wrong for row in answer.context["rows"]}
    assert {number for number, wrong in rows.items() if wrong} == {6}


def test_texts_are_text_whatever_is_in_them(trade: Trade) -> None:
    client = signed_in()
    client.post("/new/journal-entry", FORM | {"text": "<script>alert(1)</script>"})
    assert "<script>alert(1)" not in html(client, "/journal")
