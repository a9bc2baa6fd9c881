"""What is not taken back stays the customer's, and a credit order that credits nothing tells why."""

import datetime as dt

import pytest
from tests.papers import account, order, status_of, turn
from tests.trade import Trade, bin_of, fates, holds, refused

from everyunit.base import clock
from everyunit.documents.detach import Detach, detach
from everyunit.documents.header import Header
from everyunit.documents.models import Document
from everyunit.documents.new_lines import NewLine
from everyunit.documents.refuse_return import RefuseReturn, ReturnRefused, refuse_return
from everyunit.reports.unit_page import unit_page

AGO = dt.timedelta(days=40)


def refuse(trade: Trade, serial: str, reason: str = "Broken.") -> ReturnRefused:
    return refuse_return(trade.owner, RefuseReturn(serial=serial, reason=reason))


def sold(trade: Trade, party: str = "C1") -> str:
    (serial,) = trade.receive()
    trade.sell(serial, party=party)
    return serial


def test_a_unit_that_a_customer_brings_is_refused(trade: Trade) -> None:
    serial = sold(trade, "C2")
    told = refuse(trade, serial, "Broken by the customer.")
    assert (told.kind, told.bin, bin_of(serial)) == ("CO", "REFUSED", "REFUSED")
    paper = Document.objects.get(pk=told.document_id)
    assert (paper.status, paper.notes) == ("closed", f"{serial} was refused. Broken by the customer.")
    assert paper.party is not None
    assert paper.party.code == "C2"
    assert (holds(), account("inventory")) == ({}, 0)
    page = unit_page(serial, costs=False)
    assert page is not None
    assert "now in REFUSED, refused returns" in page.state


def test_an_announced_unit_is_refused_on_its_own_order(trade: Trade) -> None:
    first, second = trade.receive(quantity=2)
    trade.sell(first, second)
    rma = trade.draft("CO")
    trade.scan(rma, first, second)
    assert refuse(trade, first).number == rma.number
    assert (bin_of(first), bin_of(second), status_of(rma)) == ("REFUSED", "EXPECTED", "open")
    refuse(trade, second)
    assert status_of(rma) == "closed"


def test_an_order_that_still_asks_for_units_stays_open(trade: Trade) -> None:
    serial = sold(trade)
    rma = order(trade, "CO")
    trade.scan(rma, serial)
    refuse(trade, serial)
    assert status_of(rma) == "open"


def test_a_refused_unit_is_not_refused_again(trade: Trade) -> None:
    serial = sold(trade)
    refuse(trade, serial)
    with refused("already_refused", (serial, "already_refused")):
        refuse(trade, serial)


def test_announced_once_more_it_may_be_refused_once_more(trade: Trade) -> None:
    serial = sold(trade)
    refuse(trade, serial)
    trade.scan(trade.draft("CO"), serial)
    refuse(trade, serial)
    assert bin_of(serial) == "REFUSED"


@pytest.mark.parametrize("kind", ["CM", "CO", "SI"])
def test_whoever_takes_a_refused_unit_back_is_told(trade: Trade, kind: str) -> None:
    serial = sold(trade)
    told = refuse(trade, serial)
    entry = trade.scan(trade.draft(kind), serial).entries[0]
    assert (entry.line_id is not None, entry.code) == (True, "was_refused")
    assert entry.message.startswith(f"Its return was refused with CO {told.number}, ")


def test_what_is_told_of_another_customer_is_told_as_well(trade: Trade) -> None:
    serial = sold(trade)
    refuse(trade, serial)
    entry = trade.scan(trade.draft("CM", party="C2"), serial).entries[0]
    assert entry.code == "other_customer"
    assert entry.message.startswith("Its return was refused with CO ")


def test_a_refused_unit_is_taken_back_like_any_other(trade: Trade) -> None:
    serial = sold(trade)
    refuse(trade, serial)
    assert trade.take_back(serial).units == 1


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_refusal_has_a_reason(trade: Trade, reason: str) -> None:
    serial = sold(trade)
    with refused("no_reason"):
        refuse(trade, serial, reason)


def test_only_what_a_customer_has_is_refused(trade: Trade) -> None:
    (mine,) = trade.receive()
    held, promised = sold(trade), sold(trade)
    for kind, serial in (("CM", held), ("SI", promised)):
        trade.scan(trade.draft(kind), serial)
    for serial, code in ((mine, "not_sold"), (held, "held"), (promised, "held"), ("nope", "unknown_unit")):
        with refused(code):
            refuse(trade, serial)


def test_a_reason_is_no_letter(trade: Trade) -> None:
    serial = sold(trade)
    with refused("too_long"):
        refuse(trade, serial, "x" * 501)


def test_detaching_says_where_the_unit_goes(trade: Trade) -> None:
    serial = sold(trade)
    rma = trade.draft("CO")
    trade.scan(rma, serial)
    answer = detach(trade.owner, Detach(document_id=rma.document_id, scans=(serial,)))
    assert answer.entries[0].message == "Goes to REFUSED, refused returns."


# --- until when it may come back (SAL-20) ---


@pytest.mark.parametrize("kind", ["CO", "CM"])
def test_a_late_return_is_taken_and_said(trade: Trade, kind: str) -> None:
    with clock.at(clock.now() - AGO):
        serial = sold(trade)
        good_until = clock.today() + dt.timedelta(days=14)
        rma = trade.draft("CO", NewLine(item="DRIVE", quantity=1), header=Header(expires_on=good_until))
    paper = rma if kind == "CO" else turn(trade, rma, "CM")
    entry = trade.scan(paper, serial).entries[0]
    assert (str(entry.action), entry.code) == ("assigned", "expired")
    assert entry.message.startswith(f"CO {rma.number} was good until {good_until}.")
    if kind == "CM":
        assert trade.post(paper).units == 1


def test_on_its_last_day_nothing_is_said(trade: Trade) -> None:
    serial = sold(trade)
    rma = trade.draft("CO", header=Header(expires_on=clock.today()))
    assert fates(trade.scan(rma, serial)) == [(serial, "added", "")]


def test_a_unit_that_came_back_and_went_on_to_a_vendor_is_no_customers_any_more(trade: Trade) -> None:
    serial = sold(trade)
    trade.take_back(serial)
    memo = trade.draft("DM")
    trade.scan(memo, serial)
    trade.post(memo)
    with refused("not_sold"):
        refuse(trade, serial)
