"""Two clerks at once, with real commits: exactly one wins, the other is told by what, and the books are sound."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from tests.books import open_second_shop
from tests.building import computers, linked, numbered, ordered, started, stocked
from tests.trade import Trade

from everyunit.base import clock, sql
from everyunit.books.save_account_rules import SaveAccountRules, Served, save_account_rules
from everyunit.catalog.save_bill import ComponentAs
from everyunit.closing.close_period import ClosePeriod, close_period
from everyunit.documents.attach import Attach, attach
from everyunit.documents.convert import Convert, convert
from everyunit.documents.detach import Detach, detach
from everyunit.documents.draft import Draft, draft
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Post, Posted, post
from everyunit.documents.reverse import Reverse, Reversed, reverse
from everyunit.documents.scans import Scanned
from everyunit.money.save_account import SaveAccount, save_account
from everyunit.places.rearrange import Rearrange, rearrange
from everyunit.places.save_area import SaveArea, save_area
from everyunit.reports.verify import verify
from everyunit.rules.refusals import Refused

ROUNDS = 5
PATIENCE_S = 60


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """What each action answered, or its refusal; all start together, each on a connection of its own."""
    barrier = Barrier(len(actions), timeout=PATIENCE_S)
    answers: list[Any] = [None] * len(actions)

    def run(index: int, action: Callable[[], Any]) -> None:
        try:
            barrier.wait()
            answers[index] = action()
        except Exception as problem:
            answers[index] = problem
        finally:
            connection.close()

    threads = [Thread(target=run, args=each) for each in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
        assert not thread.is_alive(), "somebody waits for ever"
    unexpected = [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, Refused)]
    assert not unexpected, unexpected
    return answers


def winner_and_loser(answers: list[Any]) -> tuple[Any, Refused]:
    won = [answer for answer in answers if not isinstance(answer, Refused)]
    lost = [answer for answer in answers if isinstance(answer, Refused)]
    assert (len(won), len(lost)) == (1, 1), answers
    return won[0], lost[0]


def assert_sound() -> None:
    assert [truth for truth in verify().truths if truth.broken] == []


def document(answer: DraftSaved | Scanned | Posted) -> int:
    return answer.document_id


@pytest.fixture(params=range(ROUNDS))
def trade(committed: Trade, request: pytest.FixtureRequest) -> Trade:
    """A race is run several times, for it may go either way."""
    return committed


def test_two_post_one_draft(trade: Trade):
    (serial,) = trade.receive()
    paper = trade.draft("SI")
    trade.scan(paper, serial)
    command = Post(document_id=document(paper))

    won, lost = winner_and_loser(at_once(lambda: post(trade.owner, command), lambda: post(trade.owner, command)))

    assert won.units == 1
    assert lost.code == "already_posted"
    assert paper.number in lost.message
    assert_sound()


def test_two_attach_one_unit_to_two_documents(trade: Trade):
    (serial,) = trade.receive()
    papers = [trade.draft("SI"), trade.draft("SI", party="C2")]

    answers = at_once(
        *(lambda paper=paper: attach(trade.owner, Attach(document_id=paper.document_id, scans=(serial,)))
          for paper in papers)
    )  # fmt: skip

    assert sorted([*answer.counts] for answer in answers) == [["added"], ["skipped"]]
    winner = next(index for index, answer in enumerate(answers) if "added" in answer.counts)
    (skipped,) = answers[1 - winner].entries
    assert (skipped.code, skipped.holder) == ("held", f"SI {papers[winner].number}")
    assert answers[1 - winner].lines == ()
    assert_sound()


def test_two_attach_the_same_units_in_opposite_order(trade: Trade):
    serials = trade.receive(quantity=40)
    papers = [trade.draft("SI"), trade.draft("SI")]

    answers = at_once(
        lambda: trade.scan(papers[0], *serials),
        lambda: trade.scan(papers[1], *reversed(serials)),
    )

    assert sum(answer.counts.get("added", 0) for answer in answers) == len(serials)
    assert sql.scalar("SELECT count(*) FROM stock_hold") == len(serials)
    assert_sound()


def test_who_attaches_too_many_at_the_same_time_is_told_what_the_rival_holds(trade: Trade):
    serials = trade.receive(quantity=3)
    papers = [trade.draft("SI", NewLine(item="DRIVE", quantity=1)) for _ in range(2)]

    answers = at_once(
        lambda: trade.scan(papers[0], *serials),
        lambda: trade.scan(papers[1], *reversed(serials)),
    )

    assert [answer.counts["assigned"] for answer in answers] == [1, 1]
    told = [{entry.code for entry in answer.entries if entry.code} for answer in answers]
    assert sorted(told, key=len) == [{"exceeds"}, {"held", "exceeds"}]
    assert sql.scalar("SELECT count(*) FROM stock_hold") == 2
    assert_sound()


def test_one_key_twice_at_once_is_done_once(trade: Trade):
    command = Draft(kind="PR", party="V1", lines=(NewLine(item="DRIVE", quantity=3),))

    first, second = at_once(*[lambda: draft(trade.owner, command, key="the same")] * 2)

    assert first == second
    assert sql.scalar("SELECT count(*) FROM documents_document") == 1


def test_one_key_for_two_commands_at_once_is_refused_once(trade: Trade):
    one, other = (Draft(kind="SI", party=party) for party in ("C1", "C2"))

    won, lost = winner_and_loser(
        at_once(lambda: draft(trade.owner, one, key="k"), lambda: draft(trade.owner, other, key="k"))
    )

    assert lost.code == "key_reused"
    assert sql.rows("SELECT id FROM documents_document") == [(won.document_id,)]


def test_one_key_posts_once(trade: Trade):
    paper = trade.draft("PR", NewLine(item="DRIVE", quantity=3))
    command = Post(document_id=document(paper))

    first, second = at_once(*[lambda: post(trade.owner, command, key="the same")] * 2)

    assert first == second
    assert sql.scalar("SELECT count(*) FROM stock_unit") == 3
    assert_sound()


def test_one_posts_while_the_other_detaches(trade: Trade):
    (serial,) = trade.receive()
    paper = trade.draft("SI", NewLine(item="DRIVE", quantity=1))
    trade.scan(paper, serial)

    _, lost = winner_and_loser(
        at_once(
            lambda: post(trade.owner, Post(document_id=document(paper))),
            lambda: detach(trade.owner, Detach(document_id=document(paper), scans=(serial,))),
        )
    )

    assert lost.code in ("already_posted", "cannot_post")
    assert_sound()


def test_one_reverses_a_receipt_while_the_other_attaches_its_units(trade: Trade):
    receipt = trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=3)))
    paper = trade.draft("SI")

    undone, scanned = at_once(
        lambda: reverse(trade.owner, Reverse(document_id=receipt.document_id, reason="mistake")),
        lambda: trade.scan(paper, "100000", "100001", "100002"),
    )

    if isinstance(undone, Reversed):
        assert {entry.code for entry in scanned.entries} == {"not_with_us"}
    else:
        assert undone.code == "later_events"
        assert {offender.holder for offender in undone.offenders} == {f"SI {paper.number}"}
        assert scanned.counts == {"added": 3}
    assert_sound()


def test_one_sells_while_the_other_attaches_the_same_unit(trade: Trade):
    (serial,) = trade.receive()
    paper, late = trade.draft("SI"), trade.draft("SI", party="C2")
    trade.scan(paper, serial)

    sold, scanned = at_once(lambda: trade.post(paper), lambda: trade.scan(late, serial))

    assert sold.units == 1
    (entry,) = scanned.entries
    assert entry.code in ("held", "other_customer")
    assert entry.holder == f"SI {paper.number}"
    assert_sound()


def test_one_reverses_a_receipt_while_the_other_posts_its_invoice(trade: Trade):
    receipt = trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=3)))
    invoice = convert(trade.owner, Convert(document_id=receipt.document_id, to="PI"))

    undone, posted = at_once(
        lambda: reverse(trade.owner, Reverse(document_id=receipt.document_id, reason="mistake")),
        lambda: trade.post(invoice),
    )

    if isinstance(undone, Reversed):
        assert [offender.code for offender in posted.offenders] == ["source_reversed"]
    else:
        assert [(offender.code, offender.holder) for offender in undone.offenders] == [
            ("credited_since", f"PI {invoice.number}")
        ]
    assert_sound()


def test_two_reverse_one_document(trade: Trade):
    receipt = trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=2)))
    command = Reverse(document_id=receipt.document_id, reason="mistake")

    won, lost = winner_and_loser(at_once(lambda: reverse(trade.owner, command), lambda: reverse(trade.owner, command)))

    assert won.units == 2
    assert lost.code == "already_reversed"
    assert receipt.number in lost.message
    assert_sound()


def test_many_receive_at_once_and_no_serial_number_comes_twice(trade: Trade):
    papers = [trade.draft("PR", NewLine(item="DRIVE", quantity=7)) for _ in range(6)]

    at_once(*(lambda paper=paper: trade.post(paper) for paper in papers))

    serials = [serial for (serial,) in sql.rows("SELECT serial FROM stock_unit ORDER BY id")]
    assert serials == [str(100000 + number) for number in range(42)]
    assert_sound()


def test_items_in_opposite_order_on_two_documents_do_not_block_each_other(trade: Trade):
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=50)))
    trade.receive("PHONE", 10)
    there = (NewLine(item="CABLE", quantity=5), NewLine(item="PHONE", quantity=2))
    papers = [trade.draft("SI", *there), trade.draft("SI", *reversed(there)), trade.draft("SI", *there)]

    answers = at_once(*(lambda paper=paper: trade.post(paper) for paper in papers))

    assert [(answer.units, answer.quantity) for answer in answers] == [(2, 5)] * 3
    assert (
        sql.scalar("SELECT quantity FROM stock_valuation v JOIN catalog_item i ON i.id = item_id AND i.code = 'CABLE'")
        == 35
    )
    assert_sound()


def test_the_last_cables_are_sold_once(trade: Trade):
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=5)))
    papers = [trade.draft("SI", NewLine(item="CABLE", quantity=4)) for _ in range(2)]

    won, lost = winner_and_loser(at_once(*(lambda paper=paper: trade.post(paper) for paper in papers)))

    assert won.quantity == 4
    assert [(offender.subject, offender.code) for offender in lost.offenders] == [("CABLE", "too_few")]
    assert_sound()


def test_one_sale_is_credited_once(trade: Trade):
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=5)))
    sale = trade.draft("SI", NewLine(item="CABLE", quantity=3))
    trade.post(sale)
    back = NewLine(item="CABLE", quantity=2, source_line_id=sale.lines[0].line_id)
    papers = [trade.draft("CM", back) for _ in range(2)]

    _, lost = winner_and_loser(at_once(*(lambda paper=paper: trade.post(paper) for paper in papers)))

    assert [offender.code for offender in lost.offenders] == ["over_credited"]
    assert lost.offenders[0].holder == f"SI {sale.number}"
    assert_sound()


def test_what_posts_while_the_books_are_closed_is_in_them_or_refused(trade: Trade):
    day = clock.today() - dt.timedelta(days=1)
    line = NewLine(item="DRIVE", quantity=1)
    papers = [trade.draft("PR", line, date=day) for _ in range(4)]

    *posted, closed = at_once(
        *(lambda paper=paper: trade.post(paper) for paper in papers),
        lambda: close_period(trade.owner, ClosePeriod(through=day)),
    )

    assert {answer.code for answer in posted if isinstance(answer, Refused)} <= {"period_closed"}
    assert closed.quantity == sum(1 for answer in posted if isinstance(answer, Posted))
    assert_sound()


def test_goods_move_while_the_rules_for_their_accounts_change(trade: Trade):
    open_second_shop(trade)
    save_account(trade.owner, SaveAccount(code="1310", name="Inventory in the north", purpose="inventory"))
    serials = trade.receive(quantity=3, amount_minor=1000)
    paper = trade.draft("ST", to_bin="N1")
    trade.scan(paper, *serials[:2])
    sold = trade.draft("SI")
    trade.scan(sold, serials[2])
    north = (Served(purpose="inventory", account="1310"),)

    at_once(
        lambda: trade.post(paper),
        lambda: trade.post(sold),
        lambda: save_account_rules(trade.owner, SaveAccountRules(scope="location", target="NORTH", accounts=north)),
        lambda: save_account_rules(trade.owner, SaveAccountRules(scope="item", target="DRIVE", accounts=north)),
    )

    assert sql.scalar("SELECT sum(cost_minor) FROM stock_unit u JOIN places_bin b ON b.id = u.bin_id"
                      " WHERE b.code = 'N1'") == 667  # fmt: skip
    assert_sound()


def test_two_put_each_area_into_the_other(trade: Trade):
    for code in ("HALL", "AISLE"):
        save_area(trade.owner, SaveArea(code=code, name=code, location="HQ"))
    first, second = Rearrange(areas=("HALL",), into="AISLE"), Rearrange(areas=("AISLE",), into="HALL")

    won, lost = winner_and_loser(
        at_once(lambda: rearrange(trade.owner, first), lambda: rearrange(trade.owner, second)),
    )

    assert won.moved == 1
    assert [each.code for each in lost.offenders] == ["into_itself"]
    assert sql.scalar("SELECT count(*) FROM places_stockarea WHERE parent_id IS NULL") == 1


def test_two_link_one_part_into_two_units(trade: Trade):
    computers(trade, ComponentAs(item="DRIVE"))
    order = ordered(trade, 2)
    part, *_ = drives = stocked(trade, drives=2, phones=0, cables=0)
    started(trade, order, *drives)
    first, second = numbered(trade, order)

    answers = at_once(*(lambda unit=unit: linked(trade, order, unit, part) for unit in (first, second)))

    links = sql.rows("SELECT unit_id FROM assembly_plannedlink")
    assert len(links) == 1, answers
    assert_sound()
