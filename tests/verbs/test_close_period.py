"""Closed books: nothing happens up to their last day any more, and what was known of it stays as it was."""

import datetime as dt

import pytest
from tests.conftest import unguarded
from tests.papers import order, undo
from tests.trade import Trade, begin, refused

from everyunit.base import clock, sql
from everyunit.base.operation import Actor
from everyunit.closing.close_period import ClosePeriod, PeriodClosed, close_period
from everyunit.closing.periods import closings, period_page
from everyunit.closing.reopen_period import PeriodReopened, ReopenPeriod, reopen_period
from everyunit.documents.enter import EnterManually, ManualLine, enter
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Posted
from everyunit.documents.revise import Revise, revise
from everyunit.exchange.opening_import import OpeningOptions, import_opening_file
from everyunit.exchange.past_sales import SalesOptions
from everyunit.exchange.receipt_import import NotImported
from everyunit.exchange.sales_import import import_sales_file
from everyunit.reports.profit import ProfitFilter, total_profit
from everyunit.reports.verify import verify
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import ROLES

END = dt.date(2026, 3, 31)
APRIL = dt.date(2026, 4, 1)


def close(trade: Trade, through: dt.date = END) -> PeriodClosed:
    return close_period(trade.owner, ClosePeriod(through=through))


def reopen(trade: Trade, first: dt.date, reason: str = "A bill was forgotten") -> PeriodReopened:
    return reopen_period(trade.owner, ReopenPeriod(first=first, reason=reason))


def received(trade: Trade, day: dt.date, quantity: int = 1) -> Posted:
    return trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=quantity), date=day))


@pytest.mark.parametrize("kind", ["PR", "SI", "ST", "CA", "OS"])
def test_no_paper_posts_on_a_closed_day_whatever_its_kind(trade: Trade, kind: str) -> None:
    received(trade, END - dt.timedelta(days=9))
    close(trade)
    lines = (NewLine(item="DRIVE", quantity=1),) if kind in ("PR", "OS") else ()
    paper = trade.draft(kind, *lines, date=END, **({"to_bin": "RETURNS"} if kind == "ST" else {}))
    if not lines:
        trade.scan(paper, "100000")
    with refused("period_closed", (str(END), "period_closed")):
        trade.post(paper)
    revise(trade.owner, Revise(document_id=paper.document_id, date=APRIL))
    trade.post(paper)


def test_the_refusal_names_the_last_closed_day_and_the_first_open_one(trade: Trade) -> None:
    close(trade)
    with pytest.raises(Refused) as caught:
        received(trade, END)
    assert str(END) in caught.value.message
    assert str(APRIL) in caught.value.message


def test_no_entry_is_made_by_hand_on_a_closed_day(trade: Trade) -> None:
    close(trade)
    accounts = [code for (code,) in sql.rows("SELECT code FROM money_account WHERE purpose <> 'inventory' LIMIT 2")]
    lines = (ManualLine(account=accounts[0], amount_minor=5), ManualLine(account=accounts[1], amount_minor=-5))
    with refused("period_closed"):
        enter(trade.owner, EnterManually(text="Rent", lines=lines, date=END))
    assert enter(trade.owner, EnterManually(text="Rent", lines=lines, date=APRIL)).date == APRIL


def test_what_was_posted_on_a_closed_day_is_reversed_today(trade: Trade) -> None:
    received(trade, END)
    sale = trade.draft("SI", date=END)
    trade.scan(sale, "100000")
    posted = trade.post(sale)
    close(trade)
    undone = undo(trade, posted)
    assert sql.date(sql.scalar("SELECT date FROM stock_posting WHERE id = %s", [undone.posting_id])) == clock.today()
    march = total_profit(ProfitFilter(by="item", date_to=END))
    assert (march.pieces, total_profit(ProfitFilter(by="item")).pieces) == (1, 0)
    assert verify().sound


def test_then_the_unit_was_gone_until_today_for_every_later_paper(trade: Trade) -> None:
    received(trade, END)
    sale = trade.draft("SI", date=END)
    trade.scan(sale, "100000")
    posted = trade.post(sale)
    close(trade)
    undo(trade, posted)
    again = trade.draft("SI", date=APRIL)
    trade.scan(again, "100000")
    with pytest.raises(Refused) as caught:
        trade.post(again)
    assert caught.value.code == "dated_too_early"
    assert caught.value.offenders[0].holder == f"The reversal of SI {posted.number}"
    revise(trade.owner, Revise(document_id=again.document_id, date=clock.today()))
    trade.post(again)


def test_what_an_order_commits_happens_today_whatever_its_date(trade: Trade) -> None:
    received(trade, END)
    paper = order(trade, "SO")
    close(trade)
    trade.scan(paper, "100000")


def test_a_file_of_the_past_names_every_paper_of_a_closed_day(trade: Trade) -> None:
    import_opening_file(
        trade.owner, "o.csv", b"item,quantity,cost\nLAMP,9,2.00\n", OpeningOptions(create_items=True, date=END)
    )
    close(trade)
    rows = b"1,LAMP,1,4.00,2026-03-30,17\n2,LAMP,1,4.00,2026-04-02,17\n3,LAMP,1,4.00,2026-03-31,17\n"
    header = b"invoice,item,quantity,price,date,customer\n"
    done = import_sales_file(trade.owner, header + rows, SalesOptions(create_parties=True))
    assert [(each.row, each.code) for each in done.errors] == [(2, "period_closed"), (4, "period_closed")]
    assert done.documents == 1


def test_opening_stock_from_a_file_is_refused_with_all_else_that_is_wrong(trade: Trade) -> None:
    close(trade)
    with pytest.raises(NotImported) as caught:
        import_opening_file(trade.owner, "o.csv", b"item,quantity\nNOBODY,1\n", OpeningOptions(date=END))
    assert {each.code for each in caught.value.problems} == {"period_closed", "unknown_item"}


def test_what_was_known_is_kept_and_stays_the_same(trade: Trade) -> None:
    received(trade, END, 3)
    done = close(trade)
    assert (done.quantity, done.value_minor) == (3, 18000)
    received(trade, APRIL, 2)
    page = period_page(done.closing_id)
    assert page is not None
    assert (page.closing.value_minor, page.value_now_minor) == (18000, 18000)
    assert {each.code: each.kept_minor for each in page.accounts if each.kept_minor} != {}
    assert page.same
    assert verify().sound


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE stock_flow SET value_minor = value_minor + 1",
        "UPDATE money_keptbalance SET debits_minor = debits_minor + 1",
        "UPDATE stock_closing SET at = '2001-01-01 00:00:00'",
    ],
)
def test_a_closed_period_that_changed_after_all_is_found(db: None, tampering: str) -> None:
    trade = begin()
    received(trade, END)
    close(trade)
    assert verify().sound
    with unguarded():
        sql.execute(tampering)
    assert not verify().sound


def test_drafts_in_the_period_are_counted(trade: Trade) -> None:
    trade.draft("SI", date=END)
    trade.draft("SI", date=APRIL)
    assert close(trade).drafts == 1


def test_a_day_that_is_not_over_is_not_closed(trade: Trade) -> None:
    with refused("not_over"):
        close(trade, clock.today())
    assert close(trade, clock.today() - dt.timedelta(days=1)).quantity == 0


def test_closed_books_are_closed_further_but_not_again(trade: Trade) -> None:
    close(trade)
    with refused("already_closed"):
        close(trade)
    assert close(trade, APRIL).through == APRIL


def test_books_that_are_not_sound_are_not_closed(db: None) -> None:
    trade = begin()
    received(trade, END)
    sql.execute("UPDATE stock_balance SET quantity = quantity + 1")
    with refused("not_sound"):
        close(trade)


def test_books_are_opened_again_with_a_reason_and_closed_anew(trade: Trade) -> None:
    received(trade, END)
    first = close(trade)
    with refused("reason_missing"):
        reopen(trade, END, " ")
    with refused("not_closed"):
        reopen(trade, APRIL)
    assert reopen(trade, END).through == END - dt.timedelta(days=1)
    received(trade, END)
    early = trade.draft("PR", NewLine(item="DRIVE", quantity=1), date=END - dt.timedelta(days=1))
    with refused("period_closed"):
        trade.post(early)
    assert verify().sound
    then = period_page(first.closing_id)
    assert then is not None
    assert (then.closing.in_force, then.same, then.value_now_minor) == (False, False, 12000)
    second = close(trade)
    assert [(each.opened, each.in_force) for each in closings()] == [(False, True), (True, False), (False, False)]
    assert second.value_minor == 12000


def test_only_who_may_closes_and_opens(trade: Trade) -> None:
    books = Actor(9, "books", ROLES["bookkeeper"])
    with refused("not_allowed"):
        close_period(Actor(9, "counter", ROLES["counter"]), ClosePeriod(through=END))
    close_period(books, ClosePeriod(through=END))
    with refused("not_allowed"):
        reopen_period(books, ReopenPeriod(first=END, reason="why not"))


def test_a_note_has_a_length(trade: Trade) -> None:
    with refused("too_long"):
        close_period(trade.owner, ClosePeriod(through=END, note="x" * 201))
