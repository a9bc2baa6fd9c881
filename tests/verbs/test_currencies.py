"""Documents in a foreign currency: the journal is in the company's."""

import datetime as dt

import pytest
from tests.papers import account, turn, undo
from tests.trade import Trade, assert_nothing_changed

from everyunit.base import clock, sql
from everyunit.documents.credit import Credit, credit
from everyunit.documents.header import Header
from everyunit.documents.new_lines import NewLine
from everyunit.documents.page import document_page
from everyunit.documents.revise import Revise, revise
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.reports.verify import verify
from everyunit.rules.currencies import parse_rate
from everyunit.rules.refusals import Refused
from everyunit.terms.save_rate import SaveRate, save_rate


@pytest.fixture(autouse=True)
def books_stay_sound(trade: Trade):
    yield
    assert [truth.name for truth in verify().truths if truth.broken] == []


USD = Header(currency="usd")


@pytest.fixture
def abroad(trade: Trade) -> Trade:
    save_rate(trade.owner, SaveRate(currency="USD", rate=parse_rate("0.9"), since=dt.date(2020, 1, 1)))
    save_rate(trade.owner, SaveRate(currency="JPY", rate=parse_rate("0.0061"), since=dt.date(2020, 1, 1)))
    return trade


def test_units_bought_abroad_cost_what_they_are_worth_at_home(abroad: Trade) -> None:
    posted = abroad.post(abroad.draft("PI", NewLine(item="DRIVE", quantity=3, price_minor=1111), header=USD))
    assert (posted.total_minor, posted.currency) == (3333, "USD")
    assert [cost for (cost,) in sql.rows("SELECT cost_minor FROM stock_unit ORDER BY id")] == [1000, 1000, 1000]
    assert (account("payables"), account("inventory"), account("accrued_purchases")) == (-3000, 3000, 0)


def test_yen_have_no_decimals(abroad: Trade) -> None:
    abroad.post(
        abroad.draft("PR", NewLine(item="DRIVE", price_minor=10_000, quantity=1), header=Header(currency="JPY"))
    )
    assert account("inventory") == 6100


def test_what_an_item_goes_for_is_told_in_the_currency_of_the_paper(abroad: Trade) -> None:
    paper = abroad.draft("SI", NewLine(item="HOUR", quantity=1), header=USD)
    assert (paper.lines[0].price_minor, paper.currency) == (8889, "USD")


def test_profit_is_told_in_the_companys_currency(abroad: Trade) -> None:
    serials = abroad.receive("DRIVE", 1, price_minor=6000)
    paper = abroad.draft("SI", header=USD)
    abroad.scan(paper, *serials)
    abroad.post(paper)
    page = document_page(paper.document_id, costs=True)
    assert page is not None
    assert (page.document.total_minor, page.worth_minor, page.margin_minor) == (11_111, 10_000, 4000)


def test_a_currency_without_a_rate_is_refused(abroad: Trade) -> None:
    for header in (Header(currency="CHF"), Header(currency="dollars"), Header(currency="USD", rate=0), Header(rate=5)):
        with assert_nothing_changed(), pytest.raises(Refused) as refused:
            abroad.draft("SI", header=header)
        assert refused.value.code == "bad_header"
    with pytest.raises(Refused) as refused:
        abroad.draft("SI", date=dt.date(2019, 12, 31), header=USD)
    assert [each.code for each in refused.value.offenders] == ["no_rate"]


def test_the_rate_of_the_documents_day_holds_and_stays(abroad: Trade) -> None:
    paper = abroad.draft("SI", NewLine(item="HOUR", quantity=1, price_minor=1000), header=USD)
    save_rate(abroad.owner, SaveRate(currency="USD", rate=parse_rate("2"), since=clock.today()))
    abroad.post(paper)
    assert account("receivables") == 900
    abroad.post(abroad.draft("SI", NewLine(item="HOUR", quantity=1, price_minor=1000), header=USD))
    assert account("receivables") == 2900


def test_prices_follow_when_the_currency_of_a_draft_changes(abroad: Trade) -> None:
    paper = abroad.draft("SI", NewLine(item="HOUR", quantity=1, price_minor=9000))
    there = revise(abroad.owner, Revise(document_id=paper.document_id, header=USD))
    assert (there.lines[0].price_minor, there.currency) == (10_000, "USD")
    back = revise(abroad.owner, Revise(document_id=paper.document_id, header=Header(currency="")))
    assert (back.lines[0].price_minor, back.currency) == (9000, "")


def test_an_invoice_has_its_orders_currency_and_orders_of_two_do_not_go_onto_one_paper(abroad: Trade) -> None:
    one = abroad.draft("SO", NewLine(item="HOUR", quantity=1, price_minor=1000), header=USD)
    other = abroad.draft("SO", NewLine(item="HOUR", quantity=1, price_minor=1000))
    with assert_nothing_changed(), pytest.raises(Refused) as refused:
        turn(abroad, one, "SI", other)
    assert refused.value.code == "other_terms"
    invoice = turn(abroad, one, "SI")
    assert (invoice.currency, invoice.total_minor) == ("USD", 1000)


def test_a_credit_has_the_currency_of_the_sale_and_takes_just_that_back(abroad: Trade) -> None:
    paper = abroad.draft("SI", NewLine(item="HOUR", quantity=3, price_minor=1001, discount=1000), header=USD)
    abroad.post(paper)
    memo = credit(abroad.owner, Credit(document_id=paper.document_id))
    assert (memo.currency, memo.total_minor) == ("USD", 2703)
    abroad.post(memo)
    assert account("receivables") == 0


def test_a_unit_sold_abroad_comes_back_on_a_paper_at_home_for_what_it_was_worth(abroad: Trade) -> None:
    serials = abroad.receive("DRIVE", 1)
    paper = abroad.draft("SI", header=USD)
    abroad.scan(paper, *serials)
    abroad.post(paper)
    memo = abroad.draft("CM")
    assert abroad.scan(memo, *serials).lines[0].price_minor == 10_000


def test_a_customer_abroad_has_papers_in_his_currency(abroad: Trade) -> None:
    save_party(abroad.owner, SaveParty(code="C9", name="Abroad", role="customer", currency="USD"))
    assert abroad.draft("SI", NewLine(item="HOUR", quantity=1), party="C9").currency == "USD"
    assert abroad.draft("SI", party="C9", header=Header(currency="EUR")).currency == ""


def test_reversing_takes_back_what_was_booked(abroad: Trade) -> None:
    undo(abroad, abroad.post(abroad.draft("PI", NewLine(item="DRIVE", quantity=3, price_minor=1111), header=USD)))
    assert (account("payables"), account("inventory")) == (0, 0)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"currency": "US"}, "bad_currency"),
        ({"currency": "XYZ"}, "bad_currency"),
        ({"currency": "EUR"}, "home_currency"),
        ({"rate": 0}, "bad_rate"),
        ({"rate": 10**15 + 1}, "bad_rate"),
    ],
)
def test_a_rate_that_cannot_be_is_refused(trade: Trade, values: dict[str, object], code: str) -> None:
    with assert_nothing_changed(), pytest.raises(Refused) as refused:
        save_rate(trade.owner, SaveRate(**({"currency": "USD", "rate": 1} | values)))  # type: ignore[arg-type]
    assert [each.code for each in refused.value.offenders] == [code]
