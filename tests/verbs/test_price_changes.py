"""Vendors' papers that charge other prices than agreed: beyond what the company lets everybody post, few post them."""

from dataclasses import replace

import pytest
from tests.papers import change, order, status_of, turn
from tests.trade import Trade, refused

from everyunit.documents.new_lines import NewLine
from everyunit.preferences.set_preference import SetPreference, set_preference
from everyunit.preferences.table import PRICE_CHANGES
from everyunit.rules.rights import ROLES


@pytest.fixture
def buyer(trade: Trade) -> Trade:
    return Trade(replace(trade.owner, rights=ROLES["buyer"]))


def allow(trade: Trade, most: str) -> None:
    set_preference(trade.owner, SetPreference(key=PRICE_CHANGES, value=most))


def test_until_somebody_chooses_any_price_posts(buyer: Trade):
    receipt = turn(buyer, order(buyer, "PO", "CABLE", 4, price_minor=200), "PR")
    assert buyer.post(change(buyer, receipt, price_minor=900)).total_minor == 3600


def test_beyond_the_chosen_percentage_a_line_is_refused_in_either_direction(trade: Trade, buyer: Trade):
    allow(trade, "10")
    cable, hour = (NewLine(item=item, quantity=4, price_minor=1000) for item in ("CABLE", "HOUR"))
    receipt = turn(buyer, buyer.draft("PO", cable, hour, NewLine(item="PHONE", quantity=1, price_minor=1000)), "PR")
    for line, price in enumerate((1101, 899, 1100)):
        change(buyer, receipt, line, price_minor=price)
    offenders = [("Line 1 (CABLE)", "price_changed"), ("Line 2 (HOUR)", "price_changed")]
    with refused("cannot_post", *offenders) as told:
        buyer.post(receipt)
    assert told.value.offenders[0].message.startswith("It charges 11.01 each, 10.00 was agreed. More than 10 %")
    trade.post(receipt)
    assert status_of(receipt) == "posted"


def test_the_discount_counts_and_what_was_not_agreed_may_charge_anything(trade: Trade, buyer: Trade):
    allow(trade, "0")
    receipt = buyer.post(turn(buyer, order(buyer, "PO", "CABLE", 4, price_minor=1000, discount=1000), "PR"))
    invoice = turn(buyer, receipt, "PI")
    change(buyer, invoice, discount=0)
    with refused("cannot_post"):
        buyer.post(invoice)
    change(buyer, invoice, price_minor=900)
    buyer.post(invoice)
    assert buyer.post(turn(buyer, order(buyer, "PO", "CABLE", price_minor=0), "PR")).total_minor == 0
    free = turn(buyer, order(buyer, "PO", "CABLE", price_minor=0), "PR")
    assert buyer.post(change(buyer, free, price_minor=700)).total_minor == 700
    assert buyer.post(buyer.draft("PI", NewLine(item="CABLE", quantity=1, price_minor=5))).total_minor == 5
