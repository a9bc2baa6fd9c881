"""A document is dated neither in the future nor before what happened to its units; what was undone did not happen."""

import datetime as dt

import pytest
from tests.papers import order, turn, undo
from tests.trade import Trade, refused

from everyunit.base import clock
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Post, Posted, post
from everyunit.documents.revise import Revise, revise
from everyunit.exchange.opening_import import OpeningOptions, import_opening_file
from everyunit.exchange.past_sales import SalesOptions
from everyunit.exchange.sales_import import import_sales_file
from everyunit.rules.refusals import Refused

DAY = dt.date(2026, 3, 10)
DAYS = [DAY + dt.timedelta(days=n) for n in range(6)]


def received(trade: Trade, day: dt.date, quantity: int = 1, kind: str = "PR") -> Posted:
    return trade.post(trade.draft(kind, NewLine(item="DRIVE", quantity=quantity), date=day))


def sold(trade: Trade, day: dt.date, *serials: str) -> Posted:
    paper = trade.draft("SI", date=day)
    trade.scan(paper, *serials)
    return trade.post(paper)


@pytest.mark.parametrize(("kind", "party"), [("SI", "C1"), ("DM", "V1"), ("ST", None), ("CA", None), ("PP", "V1")])
def test_a_paper_before_its_unit_came_in_is_refused(trade: Trade, kind: str, party: str | None) -> None:
    receipt = received(trade, DAYS[2])
    paper = trade.draft(kind, party=party, date=DAYS[1], **({"to_bin": "RETURNS"} if kind == "ST" else {}))
    trade.scan(paper, "100000")
    with refused("dated_too_early", ("100000", "later_event")):
        trade.post(paper)
    with pytest.raises(Refused) as caught:
        trade.post(paper)
    assert caught.value.offenders[0].holder == f"PR {receipt.number}"
    assert str(DAYS[2]) in caught.value.offenders[0].message
    revise(trade.owner, Revise(document_id=paper.document_id, date=DAYS[2]))
    trade.post(paper)


def test_a_return_before_its_sale_is_refused_and_names_the_sale(trade: Trade) -> None:
    received(trade, DAYS[0])
    sale = sold(trade, DAYS[3], "100000")
    back = trade.draft("CM", date=DAYS[2])
    trade.scan(back, "100000")
    with pytest.raises(Refused) as caught:
        trade.post(back)
    assert [(each.subject, each.holder) for each in caught.value.offenders] == [("100000", f"SI {sale.number}")]


def test_the_newest_event_is_named_and_only_units_that_are_too_late(trade: Trade) -> None:
    received(trade, DAYS[1], 2)
    received(trade, DAYS[4])
    sold(trade, DAYS[2], "100000")
    paper = trade.draft("ST", to_bin="RETURNS", date=DAYS[3])
    trade.scan(paper, "100001", "100002")
    with refused("dated_too_early", ("100002", "later_event")):
        trade.post(paper)


def test_all_units_are_counted_and_the_first_fifty_named(trade: Trade) -> None:
    received(trade, DAYS[2], 60)
    paper = trade.draft("SI", date=DAYS[1])
    trade.scan(paper, "100000-100059", by="range")
    with pytest.raises(Refused) as caught:
        trade.post(paper)
    assert (len(caught.value.offenders), caught.value.total) == (50, 60)


def test_what_was_undone_did_not_happen(trade: Trade) -> None:
    received(trade, DAYS[0])
    undo(trade, sold(trade, DAYS[4], "100000"))
    assert sold(trade, DAYS[1], "100000").units == 1


def test_the_date_of_an_order_says_nothing_about_its_units(trade: Trade) -> None:
    received(trade, DAYS[0])
    paper = order(trade, "SO")
    trade.scan(paper, "100000")
    invoice = turn(trade, paper, "SI")
    revise(trade.owner, Revise(document_id=invoice.document_id, date=DAYS[0]))
    trade.post(invoice)


def test_goods_that_are_counted_or_come_in_have_no_past(trade: Trade) -> None:
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=5), date=DAYS[3]))
    trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=1), date=DAYS[1]))
    received(trade, DAYS[0])


@pytest.mark.parametrize("kind", ["SI", "SO", "PR", "ST"])
def test_a_date_in_the_future_is_refused_but_tomorrow_may_be_today_elsewhere(trade: Trade, kind: str) -> None:
    today = clock.today()
    with refused("future_date"):
        trade.draft(kind, date=today + dt.timedelta(days=2))
    paper = trade.draft(kind, date=today + dt.timedelta(days=1))
    with refused("future_date"):
        revise(trade.owner, Revise(document_id=paper.document_id, date=today + dt.timedelta(days=2)))


def test_history_takes_from_opening_stock_whatever_its_date(trade: Trade) -> None:
    text = b"item,quantity,cost\nLAMP,5,2.00\n"
    import_opening_file(trade.owner, "opening.csv", text, OpeningOptions(create_items=True))
    sales = b"invoice,item,quantity,price,date,customer\n7,LAMP,2,4.00,2025-12-02,17\n8,LAMP,1,4.00,2025-12-01,17\n"
    done = import_sales_file(trade.owner, sales, SalesOptions(create_parties=True))
    assert (done.documents, done.units_sold, done.errors) == (2, 3, [])


def test_but_a_paper_by_hand_does_not_and_opening_stock_may_be_dated_before(trade: Trade) -> None:
    text = "item,quantity,cost\nDRIVE,1,{}\n"
    for day, cost in ((None, "2.00"), (DAYS[0], "3.00")):
        import_opening_file(trade.owner, f"{day}.csv", text.format(cost).encode(), OpeningOptions(date=day))
    late, early = trade.draft("SI", date=DAYS[1]), trade.draft("SI", date=DAYS[1])
    trade.scan(late, "100000")
    with refused("dated_too_early", ("100000", "later_event")):
        trade.post(late)
    assert post(trade.owner, Post(document_id=late.document_id, past=True)).units == 1
    trade.scan(early, "100001")
    assert trade.post(early).units == 1


def test_papers_of_the_past_go_in_by_date_not_as_the_file_has_them(trade: Trade) -> None:
    text = b"item,quantity,cost\nLAMP,1,2.00\n"
    import_opening_file(trade.owner, "opening.csv", text, OpeningOptions(create_items=True, date=dt.date(2025, 1, 1)))
    sales = b"invoice,item,quantity,price,date,customer\nC8,LAMP,-1,4.00,2025-12-03,17\n7,LAMP,1,4.00,2025-12-02,17\n"
    done = import_sales_file(trade.owner, sales, SalesOptions(create_parties=True))
    assert (done.documents, done.units_generated, done.errors) == (2, 0, [])


def test_a_paper_before_its_unit_was_given_a_cost_is_refused(trade: Trade) -> None:
    received(trade, DAYS[0])
    paper = trade.draft("CA", date=DAYS[3])
    trade.scan(paper, "100000")
    adjusted = trade.post(paper)
    late = trade.draft("SI", date=DAYS[2])
    trade.scan(late, "100000")
    with pytest.raises(Refused) as caught:
        trade.post(late)
    assert [(each.subject, each.holder) for each in caught.value.offenders] == [("100000", f"CA {adjusted.number}")]
    revise(trade.owner, Revise(document_id=late.document_id, date=DAYS[3]))
    trade.post(late)


# --- what is older than anything ---


@pytest.mark.parametrize("date", [dt.date(1899, 12, 31), dt.date(206, 3, 10), dt.date(1979, 12, 31)])
def test_a_date_of_another_age_is_mistyped(trade: Trade, date: dt.date) -> None:
    with refused("ancient_date"):
        trade.draft("SI", date=date)
    paper = trade.draft("SI")
    with refused("ancient_date"):
        revise(trade.owner, Revise(document_id=paper.document_id, date=date))


def test_nothing_posts_before_the_books_begin(trade: Trade) -> None:
    first = received(trade, DAYS[2], kind="OS")
    paper = trade.draft("PR", NewLine(item="DRIVE", quantity=1), date=DAYS[1])
    with refused("before_the_books"):
        trade.post(paper)
    undo(trade, first)
    assert trade.post(paper).units == 1


def test_further_opening_stock_may_be_older(trade: Trade) -> None:
    received(trade, DAYS[2], kind="OS")
    assert received(trade, DAYS[1], kind="OS").units == 1


def test_an_invoice_is_not_older_than_what_it_invoices(trade: Trade) -> None:
    receipt = received(trade, DAYS[2])
    invoice = turn(trade, receipt, "PI")
    revise(trade.owner, Revise(document_id=invoice.document_id, date=DAYS[1]))
    with refused("before_its_source", (f"PR {receipt.number}", "before_its_source")):
        trade.post(invoice)
    revise(trade.owner, Revise(document_id=invoice.document_id, date=DAYS[2]))
    trade.post(invoice)


def test_counted_goods_do_not_come_back_before_they_were_sold(trade: Trade) -> None:
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=5), date=DAYS[0]))
    sale = trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=5), date=DAYS[3]))
    back = turn(trade, sale, "CM")
    revise(trade.owner, Revise(document_id=back.document_id, date=DAYS[2]))
    with refused("before_its_source", (f"SI {sale.number}", "before_its_source")):
        trade.post(back)
