"""The oldest goes out first, by the day on which it was received; a late paper takes what was there on its day."""

import datetime as dt

from tests.papers import undo
from tests.sheets import ordered, sheet_of, take
from tests.trade import Trade, bin_of, fates, refused

from everyunit.base import clock, sql
from everyunit.documents.new_lines import NewLine
from everyunit.documents.pick import Pick, pick
from everyunit.documents.post import Posted
from everyunit.preferences.set_preference import SetPreference, set_preference
from everyunit.stock.rebuild import Rebuild, rebuild

TODAY = clock.today()


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def received(trade: Trade, days: int, quantity: int = 1, item: str = "PHONE") -> list[str]:
    posted = trade.post(trade.draft("PR", NewLine(item=item, quantity=quantity), date=ago(days)))
    made = sql.rows("SELECT serial FROM stock_unit WHERE generated_in_id = %s ORDER BY id", [posted.posting_id])
    return [serial for (serial,) in made]


def sale(trade: Trade, days: int, quantity: int = 1) -> Posted:
    return trade.post(trade.draft("SI", NewLine(item="PHONE", quantity=quantity), date=ago(days)))


def sold(*serials: str) -> list[bool]:
    return [bin_of(serial) == "SOLD" for serial in serials]


def day_of(serial: str) -> dt.date | None:
    return sql.date(sql.scalar("SELECT received_on FROM stock_unit WHERE serial = %s", [serial]))


def test_what_was_received_first_goes_first_though_it_was_entered_last(trade: Trade) -> None:
    entered_first, entered_last = received(trade, 2), received(trade, 9)
    sale(trade, 0)
    assert sold(*entered_first, *entered_last) == [False, True]


def test_a_pull_sheet_takes_the_newest_by_day_of_receipt_where_it_wants_them(trade: Trade) -> None:
    newest, older = received(trade, 2), received(trade, 9)
    take(trade, sheet_of(trade, ordered(trade, item="PHONE"), newest_first=True), "PHONE", 1)
    assert [bin_of(serial) for serial in (*newest, *older)] == ["PACKING", "MAIN"]


def test_what_came_back_is_as_new_as_its_return_but_a_reversal_leaves_its_age(trade: Trade) -> None:
    (first,), (second,) = received(trade, 9), received(trade, 5)
    undo(trade, sale(trade, 4))
    assert day_of(first) == ago(9)
    trade.sell(first)
    back = trade.take_back(first)
    assert (day_of(first), day_of(second)) == (TODAY, ago(5))
    sale(trade, 0)
    assert sold(first, second) == [False, True]
    undo(trade, back)
    assert day_of(first) == ago(9)


def test_a_back_dated_entry_offers_what_was_there_on_that_day_not_what_is_there_today(trade: Trade) -> None:
    """Peers offer today's batches for a paper of last week."""
    moved, late, there = received(trade, 9), received(trade, 1), received(trade, 8)
    away, back = (trade.draft("ST", date=ago(days), to_bin=to) for days, to in ((3, "RETURNS"), (2, "MAIN")))
    trade.scan(away, *moved)
    trade.post(away)
    trade.scan(back, *moved)
    trade.post(back)
    sale(trade, 4)
    assert sold(*moved, *late, *there) == [False, False, True]
    again = trade.draft("SI", NewLine(item="PHONE", quantity=1), date=ago(4))
    with refused("cannot_post", ("Line 1 (PHONE)", "short")):
        trade.post(again)
    sale(trade, 1, 2)
    assert sold(*moved, *late) == [True, True]


def test_a_wrong_sale_that_was_reversed_is_entered_again_for_its_day(trade: Trade) -> None:
    (serial,) = received(trade, 9)
    undo(trade, sale(trade, 2))
    sale(trade, 5)
    assert sold(serial) == [True]


def test_who_is_asked_for_a_bin_or_told_what_is_short_hears_of_that_day(trade: Trade) -> None:
    received(trade, 1, 3)
    received(trade, 9)
    paper = trade.draft("SI", NewLine(item="PHONE", quantity=2), date=ago(5))
    short = pick(trade.owner, Pick(document_id=paper.document_id))
    assert fates(short)[1:] == [("PHONE", "skipped", "short")]
    assert f"were there on {ago(5)} and since" in short.entries[1].message
    set_preference(trade.owner, SetPreference(key="pick_bin", value="each"))
    other = trade.draft("SI", NewLine(item="PHONE", quantity=2), date=ago(0))
    (question,) = pick(trade.owner, Pick(document_id=other.document_id)).questions
    assert [(offer.bin, offer.free) for offer in question.bins] == [("MAIN", 3)]
    third = trade.draft("SI", NewLine(item="PHONE", quantity=1), date=ago(5))
    assert pick(trade.owner, Pick(document_id=third.document_id)).questions == ()


def test_an_order_commits_on_the_day_on_which_it_does_whatever_its_own_day(trade: Trade) -> None:
    (serial,) = received(trade, 1)
    order = trade.draft("SO", NewLine(item="PHONE", quantity=1), date=ago(5))
    assert fates(pick(trade.owner, Pick(document_id=order.document_id))) == [(serial, "assigned", "")]
    assert bin_of(serial) == "PACKING"


def test_days_of_receipt_are_rebuilt_from_the_movements(trade: Trade) -> None:
    received(trade, 9, 2)
    sql.execute("UPDATE stock_unit SET received_on = NULL")
    assert (rebuild(trade.owner, Rebuild()).received, day_of("100001")) == (2, ago(9))
