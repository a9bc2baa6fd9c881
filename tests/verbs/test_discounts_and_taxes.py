"""Discounts and taxes on lines: what others owe, what we owe, and what goods cost."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.papers import account, change, freight, turn, undo
from tests.trade import Trade, assert_nothing_changed

from everyunit.base import sql
from everyunit.documents.credit import Credit, credit
from everyunit.documents.header import Header
from everyunit.documents.new_lines import NewLine
from everyunit.documents.pricing import AMOUNT, TAX
from everyunit.documents.queries import document_by_id, document_lines
from everyunit.reports.verify import verify
from everyunit.rules.pricing import amount_and_tax
from everyunit.rules.refusals import Refused
from everyunit.terms.save_tax_code import SaveTaxCode, save_tax_code


@pytest.fixture(autouse=True)
def books_stay_sound(trade: Trade):
    yield
    assert [truth.name for truth in verify().truths if truth.broken] == []


@pytest.fixture
def taxed(trade: Trade) -> Trade:
    for code, rate, extra in (
        ("STD", 20_000, {"for_sales": True, "for_purchases": True}),
        ("LOW", 5_000, {}),
        ("LOST", 10_000, {"recoverable": False}),
    ):
        save_tax_code(trade.owner, SaveTaxCode(code=code, name=code, rate=rate, **extra))
    return trade


def line(**values: object) -> NewLine:
    return NewLine(**({"item": "HOUR", "quantity": 1} | values))  # type: ignore[arg-type]


def test_a_discount_lowers_what_the_customer_owes_and_what_we_earn(trade: Trade) -> None:
    posted = trade.post(trade.draft("SI", line(quantity=3, price_minor=999, discount=1000)))
    assert posted.total_minor == 2697
    assert (account("receivables"), account("sales")) == (2697, -2697)


def test_a_discount_on_a_purchase_lowers_the_cost_of_the_units(trade: Trade) -> None:
    trade.post(trade.draft("PR", line(item="DRIVE", quantity=3, price_minor=1000, discount=2500)))
    assert [cost for (cost,) in sql.rows("SELECT cost_minor FROM stock_unit ORDER BY id")] == [750, 750, 750]


@pytest.mark.parametrize("discount", [-1, 10_001])
def test_a_discount_above_a_hundred_percent_or_below_none_is_refused(trade: Trade, discount: int) -> None:
    with assert_nothing_changed(), pytest.raises(Refused) as refused:
        trade.draft("SI", line(discount=discount))
    assert [each.code for each in refused.value.offenders] == ["bad_discount"]
    paper = trade.draft("SI", line())
    with assert_nothing_changed(), pytest.raises(Refused) as refused:
        change(trade, paper, discount=discount)
    assert [each.code for each in refused.value.offenders] == ["bad_discount"]


def test_the_usual_tax_is_owed_beside_the_sale(taxed: Trade) -> None:
    paper = taxed.draft("SI", line(price_minor=10_000))
    assert (paper.total_minor, paper.tax_minor, paper.lines[0].tax_code) == (12_000, 2000, "STD")
    taxed.post(paper)
    assert (account("receivables"), account("sales"), account("sales_tax")) == (12_000, -10_000, -2000)
    taxed.post(credit(taxed.owner, Credit(document_id=paper.document_id)))
    assert (account("receivables"), account("sales_tax")) == (0, 0)


def test_prices_that_hold_the_tax_are_told_apart_from_it(taxed: Trade) -> None:
    paper = taxed.draft("SI", line(quantity=3, price_minor=999), header=Header(tax_included=True))
    assert (paper.total_minor, paper.tax_minor) == (2997, 500)
    taxed.post(paper)
    assert (account("receivables"), account("sales"), account("sales_tax")) == (2997, -2497, -500)
    row = document_by_id(paper.document_id)
    assert row is not None
    assert (row.total_minor, row.tax_minor) == (2997, 500)
    assert document_lines(paper.document_id)[0].worth_minor == 2497


def test_tax_that_comes_back_is_no_cost_and_tax_that_does_not_is(taxed: Trade) -> None:
    taxed.post(taxed.draft("PI", line(item="DRIVE", price_minor=10_000)))
    taxed.post(taxed.draft("PI", line(item="DRIVE", price_minor=10_000, tax_code="LOST")))
    assert [cost for (cost,) in sql.rows("SELECT cost_minor FROM stock_unit ORDER BY id")] == [10_000, 11_000]
    assert (account("payables"), account("input_tax"), account("inventory")) == (-23_000, 2000, 21_000)
    assert account("accrued_purchases") == 0


def test_tax_that_is_lost_is_accrued_at_receipt_and_cleared_by_the_invoice(taxed: Trade) -> None:
    receipt = taxed.post(taxed.draft("PR", line(item="DRIVE", quantity=2, price_minor=10_000, tax_code="LOST")))
    taxed.post(turn(taxed, receipt, "PI"))
    assert (account("payables"), account("accrued_purchases"), account("inventory")) == (-22_000, 0, 22_000)


def test_freight_is_spread_without_the_tax_that_comes_back(taxed: Trade) -> None:
    taxed.post(taxed.draft("PI", line(item="DRIVE", quantity=2, price_minor=5000), freight(taxed, 1001)))
    assert [cost for (cost,) in sql.rows("SELECT cost_minor FROM stock_unit ORDER BY id")] == [5501, 5500]
    assert (account("payables"), account("input_tax")) == (-13_201, 2200)


def test_a_vendor_who_takes_goods_back_gives_the_tax_back(taxed: Trade) -> None:
    taxed.post(taxed.draft("PI", line(item="DRIVE", price_minor=10_000)))
    paper = taxed.draft("DM", party="V1")
    taxed.scan(paper, "100000", exceed=True)
    taxed.post(paper)
    assert (account("payables"), account("input_tax"), account("inventory")) == (0, 0, 0)


def test_reversing_an_invoice_takes_its_tax_back(taxed: Trade) -> None:
    posted = taxed.post(taxed.draft("SI", line(price_minor=10_000)))
    undo(taxed, posted)
    assert (account("receivables"), account("sales_tax")) == (0, 0)


def test_an_order_passes_discount_tax_and_note_on_to_its_invoice(taxed: Trade) -> None:
    order = taxed.draft("SO", line(quantity=2, price_minor=1000, discount=1000, tax_code="LOW", note="As agreed"))
    invoice = turn(taxed, order, "SI", wanted=1)
    state = invoice.lines[0]
    assert (state.discount, state.tax_code, state.tax_rate, state.note) == (1000, "LOW", 5000, "As agreed")
    assert (state.amount_minor, state.tax_minor, invoice.total_minor) == (900, 45, 945)


def test_a_line_keeps_the_rate_that_it_was_written_with_until_the_code_is_named_again(taxed: Trade) -> None:
    paper = taxed.draft("SI", line(price_minor=10_000))
    save_tax_code(taxed.owner, SaveTaxCode(code="STD", name="STD", rate=21_000, for_sales=True, for_purchases=True))
    assert change(taxed, paper, quantity=1).lines[0].tax_rate == 20_000
    assert change(taxed, paper, tax_code="STD").lines[0].tax_rate == 21_000
    assert change(taxed, paper, tax_code="").total_minor == 10_000


def test_an_unknown_tax_code_is_refused_with_all_that_are(taxed: Trade) -> None:
    with assert_nothing_changed(), pytest.raises(Refused) as refused:
        taxed.draft("SI", line(tax_code="NONE1"), line(tax_code="NONE2"))
    assert refused.value.code == "unknown_tax_code"
    assert [each.subject for each in refused.value.offenders] == ["NONE1", "NONE2"]


def test_transfers_and_adjustments_have_no_tax(taxed: Trade) -> None:
    taxed.receive("CABLE", 5)
    assert taxed.draft("ST", line(item="CABLE"), to_bin="RETURNS").lines[0].tax_code == ""
    assert taxed.draft("CA", line(item="CABLE")).lines[0].tax_code == ""


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"code": ""}, "bad_code"),
        ({"name": " "}, "bad_name"),
        ({"rate": -1}, "bad_rate"),
        ({"rate": 100_001}, "bad_rate"),
        ({"code": "STD", "recoverable": False}, "recoverable_fixed"),
        ({"discontinued": True, "for_sales": True}, "still_usual"),
    ],
)
def test_a_tax_code_that_cannot_be_is_refused(taxed: Trade, values: dict[str, object], code: str) -> None:
    with assert_nothing_changed(), pytest.raises(Refused) as refused:
        save_tax_code(taxed.owner, SaveTaxCode(**({"code": "X", "name": "X", "rate": 1} | values)))  # type: ignore[arg-type]
    assert [each.code for each in refused.value.offenders] == [code]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.integers(0, 10**7),
    st.integers(1, 10**6),
    st.none() | st.integers(0, 10**13),
    st.integers(0, 10_000),
    st.integers(0, 100_000),
    st.booleans(),
)
def test_sql_works_out_amount_and_tax_as_python_does(db, price, size, given_minor, discount, rate, included) -> None:  # type: ignore[no-untyped-def]
    asked = [price, size, given_minor, discount, rate, included]
    found = sql.row(
        f"SELECT {AMOUNT}, {TAX} FROM (SELECT CAST(%s AS bigint) AS price_minor, CAST(%s AS bigint) AS quantity,"
        " CAST(%s AS bigint) AS amount_minor, CAST(%s AS integer) AS discount, CAST(%s AS integer) AS tax_rate) l"
        " CROSS JOIN (SELECT CAST(%s AS boolean) AS tax_included) d",
        asked,
    )
    assert found == amount_and_tax(price, size, given_minor, discount, rate, included)
