"""Returns that are announced first, refused, or of units that we never sold."""

import pytest
from tests.trade import Trade

from everyunit.base import sql
from everyunit.documents.convert import Convert, convert
from everyunit.documents.detach import Detach, detach
from everyunit.documents.generate import Generate, generate
from everyunit.documents.new_lines import NewLine
from everyunit.reports.verify import verify
from everyunit.rules.refusals import Refused


@pytest.fixture(autouse=True)
def books_stay_sound(trade: Trade):
    yield
    assert [truth.name for truth in verify().truths if truth.broken] == []


def bin_of(serial: str) -> str:
    return sql.scalar(
        "SELECT b.code FROM stock_unit u JOIN places_bin b ON b.id = u.bin_id WHERE serial = %s", [serial]
    )


def test_an_announced_return_waits_outside_and_comes_in_with_the_memo(trade: Trade) -> None:
    (serial,) = trade.receive()
    sale = trade.sell(serial)
    rma = convert(trade.owner, Convert(document_id=sale.document_id, to="CO"))
    assert trade.scan(rma, serial).counts == {"assigned": 1}
    assert bin_of(serial) == "EXPECTED"
    memo = convert(trade.owner, Convert(document_id=rma.document_id, to="CM"))
    posted = trade.post(memo)
    assert (posted.units, posted.value_minor, posted.total_minor) == (1, 6000, 10000)
    assert bin_of(serial) == "RETURNS"


def test_a_refused_return_goes_to_its_own_bin(trade: Trade) -> None:
    (serial,) = trade.receive()
    trade.sell(serial)
    rma = trade.draft("CO", NewLine(item="DRIVE", quantity=1), party="C1")
    trade.scan(rma, serial)
    detach(trade.owner, Detach(document_id=rma.document_id, scans=(serial,)))
    assert bin_of(serial) == "REFUSED"


def test_a_unit_from_before_the_start_is_generated_and_taken_back(trade: Trade) -> None:
    trade.receive(quantity=2, amount_minor=11000)
    memo = trade.draft("CM", NewLine(item="DRIVE", quantity=1))
    generate(trade.owner, Generate(document_id=memo.document_id, line_id=memo.lines[0].line_id, count=1))
    posted = trade.post(memo)
    assert (posted.units, posted.value_minor) == (1, 5500)
    assert (
        sql.scalar(
            "SELECT origin.code FROM stock_unit u JOIN places_bin origin ON origin.id = u.origin_bin_id"
            " WHERE u.serial = '100002'"
        )
        == "SOLD"
    )


def test_a_generated_unit_of_an_order_is_held_and_credited_at_the_cost_given(trade: Trade) -> None:
    rma = trade.draft("CO", NewLine(item="DRIVE", quantity=2), party="C1")
    saved = generate(
        trade.owner, Generate(document_id=rma.document_id, line_id=rma.lines[0].line_id, count=2, cost_minor=700)
    )
    assert saved.lines[0].attached == 2
    assert bin_of("100000") == "EXPECTED"
    memo = convert(trade.owner, Convert(document_id=rma.document_id, to="CM"))
    assert trade.post(memo).value_minor == 1400


def test_a_negative_invoice_line_may_generate_too(trade: Trade) -> None:
    trade.receive(quantity=1)
    exchange = trade.draft("SI", NewLine(item="DRIVE", quantity=-1), NewLine(item="DRIVE", quantity=1))
    trade.scan(exchange, "100000")
    generate(trade.owner, Generate(document_id=exchange.document_id, line_id=exchange.lines[0].line_id, count=1))
    assert trade.post(exchange).units == 2


@pytest.mark.parametrize(
    ("kind", "quantity", "count", "code"),
    [
        ("CM", 1, 2, "too_many"),
        ("SI", 1, 1, "cannot_generate"),
        ("CM", 1, -1, "too_many"),
    ],
)
def test_what_cannot_be_generated_is_refused(trade: Trade, kind: str, quantity: int, count: int, code: str) -> None:
    paper = trade.draft(kind, NewLine(item="DRIVE", quantity=quantity))
    with pytest.raises(Refused) as refused:
        generate(trade.owner, Generate(document_id=paper.document_id, line_id=paper.lines[0].line_id, count=count))
    assert refused.value.code == code


def test_a_return_without_serials_never_makes_units(trade: Trade) -> None:
    memo = trade.draft("CM", NewLine(item="DRIVE", quantity=1))
    with pytest.raises(Refused) as refused:
        trade.post(memo)
    assert refused.value.offenders[0].code == "too_few_units"
    assert sql.scalar("SELECT count(*) FROM stock_unit") == 0
