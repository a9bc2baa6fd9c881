"""Adjustments of stock: what is lost is written off at what it cost, what is found comes in; somebody says why."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from tests.papers import account
from tests.trade import Trade, bin_of, cost_of, entry, fates, in_bin, one, refused, valued

from everyunit.documents.approve import Approve, approve
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.header import Header
from everyunit.documents.models import Approval, Line
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Post, Posted, post
from everyunit.documents.reverse import Reverse, reverse
from everyunit.documents.revise import LineChange, Revise, revise
from everyunit.documents.save_reason import SaveReason, save_reason
from everyunit.money.save_account import SaveAccount, save_account
from everyunit.people.models import User
from everyunit.people.tokens import actor_of
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.preferences.set_preference import SetPreference, set_preference
from everyunit.terms.save_rate import SaveRate, save_rate

LOST = Header(reason="LOST")


def adjust(trade: Trade, *lines: NewLine, **header: object) -> DraftSaved:
    return trade.draft("IA", *lines, **{"header": LOST, **header})


def write_off(trade: Trade, *serials: str) -> Posted:
    paper = adjust(trade)
    trade.scan(paper, *serials)
    return trade.post(paper)


# --- writing off ---


def test_units_are_written_off_at_what_they_cost(trade: Trade) -> None:
    first, second, third = trade.receive(quantity=3, amount_minor=1000)
    paper = adjust(trade)
    scanned = trade.scan(paper, first, third)
    assert fates(scanned) == [(first, "negative", ""), (third, "negative", "")]
    assert scanned.total_minor == -667
    posted = trade.post(paper)
    assert [bin_of(each) for each in (first, second, third)] == ["WRITTEN-OFF", "MAIN", "WRITTEN-OFF"]
    assert entry(posted.posting_id) == {"inventory": -667, "inventory_adjustment": 667}
    assert (posted.units, posted.value_minor, posted.total_minor, valued("DRIVE")) == (2, 667, -667, (1, 333))


def test_auto_serialized_units_are_written_off_by_name_never_picked(trade: Trade) -> None:
    trade.receive("PHONE", quantity=2)
    paper = adjust(trade, NewLine(item="PHONE", quantity=-1))
    with refused("cannot_post", ("Line 1 (PHONE)", "too_few_units")):
        trade.post(paper)


def test_cables_are_written_off_at_the_average(trade: Trade) -> None:
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=3, amount_minor=1000)))
    posted = trade.post(adjust(trade, NewLine(item="CABLE", quantity=-1)))
    assert entry(posted.posting_id) == {"inventory": -333, "inventory_adjustment": 333}
    assert (in_bin("CABLE", "MAIN"), in_bin("CABLE", "WRITTEN-OFF"), valued("CABLE")) == (2, 1, (2, 667))


def test_more_cables_than_there_are_cannot_be_written_off(trade: Trade) -> None:
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=3)))
    paper = adjust(trade, NewLine(item="CABLE", quantity=-4))
    with refused("cannot_post", ("CABLE", "too_few")):
        trade.post(paper)


def test_a_unit_that_an_order_holds_is_not_written_off(trade: Trade) -> None:
    serials = trade.receive()
    order = trade.draft("SO")
    trade.scan(order, *serials)
    assert fates(trade.scan(adjust(trade), *serials)) == [(serials[0], "skipped", "held")]


def test_a_line_may_say_from_which_bin_and_into_which(trade: Trade) -> None:
    save_bin(trade.owner, SaveBin(code="SHOP", name="Shop"))
    save_bin(trade.owner, SaveBin(code="BURNT", name="Burnt down", bin_type="out"))
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=5), to_bin="SHOP"))
    line = NewLine(item="CABLE", quantity=-2, from_bin="SHOP", to_bin="BURNT")
    trade.post(adjust(trade, line, NewLine(item="CABLE", quantity=1, to_bin="SHOP")))
    assert (in_bin("CABLE", "SHOP"), in_bin("CABLE", "BURNT"), in_bin("CABLE", "WRITTEN-OFF")) == (4, 2, -1)


def test_the_bin_of_the_paper_serves_both_ways(trade: Trade) -> None:
    save_bin(trade.owner, SaveBin(code="SHOP", name="Shop"))
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=5), to_bin="SHOP"))
    trade.post(adjust(trade, NewLine(item="CABLE", quantity=-2), NewLine(item="DRIVE", quantity=1), to_bin="SHOP"))
    assert (in_bin("CABLE", "SHOP"), in_bin("DRIVE", "SHOP")) == (3, 1)


# --- adding ---


def test_found_units_get_serial_numbers_and_the_cost_that_is_entered(trade: Trade) -> None:
    line = NewLine(item="DRIVE", quantity=3, price_minor=500, maker_numbers=("M-1",))
    posted = trade.post(adjust(trade, line))
    assert (posted.serials, posted.value_minor) == ({1: "100000–100002"}, 1500)
    assert entry(posted.posting_id) == {"inventory": 1500, "inventory_adjustment": -1500}
    assert one("SELECT maker_serial FROM stock_unit WHERE serial = %s", "100000") == "M-1"
    assert (bin_of("100001"), cost_of("100001")) == ("MAIN", 500)


def test_what_is_found_costs_the_average_unless_somebody_says_otherwise(trade: Trade) -> None:
    trade.receive(quantity=2, amount_minor=1001)
    posted = trade.post(adjust(trade, NewLine(item="DRIVE", quantity=1), NewLine(item="CABLE", quantity=2)))
    assert posted.value_minor == 501 + 2 * 200


def test_a_written_off_unit_comes_back_as_itself_at_its_own_cost(trade: Trade) -> None:
    (lost,) = trade.receive(amount_minor=777)
    trade.receive(amount_minor=100)
    write_off(trade, lost)
    paper = adjust(trade, header=Header(reason="FOUND"))
    assert fates(trade.scan(paper, lost)) == [(lost, "added", "")]
    posted = trade.post(paper)
    assert (bin_of(lost), cost_of(lost), posted.serials) == ("MAIN", 777, {})
    assert entry(posted.posting_id) == {"inventory": 777, "inventory_adjustment": -777}
    assert (posted.total_minor, account("inventory_adjustment")) == (777, 0)


def test_a_line_takes_back_the_unit_that_is_there_and_makes_the_others(trade: Trade) -> None:
    (lost,) = trade.receive(amount_minor=777)
    write_off(trade, lost)
    paper = adjust(trade, NewLine(item="DRIVE", quantity=3, price_minor=100))
    trade.scan(paper, lost)
    posted = trade.post(paper)
    assert (posted.units, posted.value_minor, cost_of(lost)) == (3, 977, 777)
    assert Line.objects.get(document_id=posted.document_id).amount_minor == 977


def test_a_written_off_unit_is_known_by_the_makers_number_too(trade: Trade) -> None:
    (lost,) = trade.receive(maker_numbers=("M-9",))
    write_off(trade, lost)
    paper = adjust(trade)
    assert fates(trade.scan(paper, "M-9")) == [("M-9", "added", "")]
    trade.post(paper)
    assert bin_of(lost) == "MAIN"


def test_a_range_is_written_off_at_once(trade: Trade) -> None:
    trade.receive(quantity=4, amount_minor=1000)
    paper = adjust(trade)
    scanned = trade.scan(paper, "100000-100002")
    assert (scanned.counts, scanned.total_minor) == ({"negative": 3}, -750)
    trade.post(paper)
    assert (in_bin("DRIVE", "WRITTEN-OFF"), valued("DRIVE")) == (3, (1, 250))


def test_makers_numbers_that_nobody_knows_are_of_units_to_come(trade: Trade) -> None:
    paper = adjust(trade)
    assert fates(trade.scan(paper, "M-1")) == [("M-1", "skipped", "no_line")]
    assert fates(trade.scan(paper, "DRIVE", "M-1")) == [("DRIVE", "added", ""), ("M-1", "assigned", "")]
    posted = trade.post(paper)
    assert (posted.units, one("SELECT maker_serial FROM stock_unit")) == (1, "M-1")


def test_a_sold_unit_does_not_come_back_by_an_adjustment(trade: Trade) -> None:
    serials = trade.receive()
    trade.sell(*serials)
    assert fates(trade.scan(adjust(trade), *serials)) == [(serials[0], "skipped", "not_with_us")]


def test_both_ways_fit_on_one_paper(trade: Trade) -> None:
    serials = trade.receive(amount_minor=600)
    paper = adjust(trade, NewLine(item="CABLE", quantity=2, price_minor=50))
    trade.scan(paper, *serials)
    posted = trade.post(paper)
    assert entry(posted.posting_id) == {"inventory": -500, "inventory_adjustment": 500}
    assert posted.total_minor == -500


def test_services_cannot_be_adjusted(trade: Trade) -> None:
    with refused("bad_lines", ("HOUR", "not_inventoried")):
        adjust(trade, NewLine(item="HOUR", quantity=1))
    assert fates(trade.scan(adjust(trade), "HOUR")) == [("HOUR", "skipped", "not_inventoried")]


# --- reversing ---


def test_reversing_brings_written_off_units_back(trade: Trade) -> None:
    serials = trade.receive(amount_minor=600)
    posted = write_off(trade, *serials)
    undone = reverse(trade.owner, Reverse(document_id=posted.document_id, reason="mistake"))
    assert (bin_of(serials[0]), valued("DRIVE"), entry(undone.posting_id)["inventory"]) == ("MAIN", (1, 600), 600)


def test_reversing_what_was_found_takes_it_out_again(trade: Trade) -> None:
    posted = trade.post(adjust(trade, NewLine(item="DRIVE", quantity=2, price_minor=500)))
    reverse(trade.owner, Reverse(document_id=posted.document_id, reason="mistake"))
    assert (bin_of("100000"), valued("DRIVE")) == ("WRITTEN-OFF", (0, 0))


def test_a_write_off_whose_unit_came_back_is_not_reversed(trade: Trade) -> None:
    serials = trade.receive()
    posted = write_off(trade, *serials)
    write_off(trade, *serials)  # scanned where it is written off, it comes back
    with refused("later_events", (serials[0], "moved_since")):
        reverse(trade.owner, Reverse(document_id=posted.document_id, reason="mistake"))


# --- reasons ---


def test_without_a_reason_nothing_is_posted(trade: Trade) -> None:
    paper = trade.draft("IA", NewLine(item="CABLE", quantity=2))
    with refused("cannot_post", ("Reason", "no_reason")):
        trade.post(paper)
    revise(trade.owner, Revise(document_id=paper.document_id, header=Header(reason="FOUND")))
    trade.post(paper)


def test_a_reason_must_be_known_and_in_use(trade: Trade) -> None:
    save_reason(trade.owner, SaveReason(code="SAMPLE", name="Sample", discontinued=True))
    for code in ("NONE-SUCH", "SAMPLE"):
        with refused("bad_header", ("reason", "unknown_reason")):
            trade.draft("IA", header=Header(reason=code))


def test_only_adjustments_have_a_reason(trade: Trade) -> None:
    with refused("bad_header", ("reason", "no_reason_here")):
        trade.draft("SI", header=LOST)


def test_a_reason_may_have_an_account_of_its_own(trade: Trade) -> None:
    save_account(trade.owner, SaveAccount(code="5310", name="Theft", type="expense", purpose="inventory_adjustment"))
    save_reason(trade.owner, SaveReason(code="LOST", name="Lost or stolen", account="5310"))
    serials = trade.receive(amount_minor=600)
    posted = write_off(trade, *serials)
    assert (
        one(
            "SELECT l.amount_minor FROM money_entryline l JOIN money_account a ON a.id = l.account_id"
            " WHERE a.code = '5310' AND l.entry_id = %s",
            posted.posting_id,
        )
        == 600
    )
    reverse(trade.owner, Reverse(document_id=posted.document_id, reason="mistake"))
    assert account("inventory_adjustment") == 0


def test_every_problem_of_a_reason_is_told(trade: Trade) -> None:
    with refused("bad_reason", ("code", "bad_code"), ("name", "bad_name"), ("account", "wrong_purpose")):
        save_reason(trade.owner, SaveReason(code="A B", name=" ", account="1300"))
    with refused("code_taken"):
        save_reason(trade.owner, SaveReason(code="LOST", name="Lost", new_only=True))
    with refused("bad_reason", ("account", "unknown_account")):
        save_reason(trade.owner, SaveReason(code="X", name="X", account="0000"))


def test_only_who_keeps_the_books_gives_a_reason_an_account(trade: Trade) -> None:
    buyer = actor_of(User.objects.create_user("buyer", role="buyer"))
    with refused("not_allowed"):
        save_reason(buyer, SaveReason(code="GIFT", name="Gift", account="5300"))
    assert save_reason(buyer, SaveReason(code="GIFT", name="Gift")).created


# --- four eyes ---


@pytest.fixture
def others(trade: Trade) -> tuple[Trade, Trade]:
    """A clerk and a bookkeeper; what is worth more than 10.00 needs a second person."""
    set_preference(trade.owner, SetPreference(key="approve_adjustments", value="1000"))
    clerk, keeper = (
        Trade(actor_of(User.objects.create_user(name, role=role)))
        for name, role in (("clerk", "goods_in"), ("keeper", "bookkeeper"))
    )
    return clerk, keeper


def test_what_is_worth_less_is_posted_by_one_person(others: tuple[Trade, Trade]) -> None:
    clerk, _ = others
    clerk.post(adjust(clerk, NewLine(item="CABLE", quantity=5)))


def test_what_is_worth_more_waits_for_a_second_person(others: tuple[Trade, Trade]) -> None:
    clerk, keeper = others
    paper = adjust(clerk, NewLine(item="CABLE", quantity=6))
    with refused("needs_approval"):
        clerk.post(paper)
    with refused("not_allowed"):
        approve(clerk.owner, Approve(document_id=paper.document_id))
    assert approve(keeper.owner, Approve(document_id=paper.document_id)).worth_minor == 1200
    with refused("own_approval"):
        keeper.post(paper)
    clerk.post(paper)
    assert one("SELECT count(*) FROM documents_approval") == 1


def test_nobody_approves_what_is_their_own(trade: Trade, others: tuple[Trade, Trade]) -> None:
    paper = adjust(trade, NewLine(item="CABLE", quantity=600))
    with refused("own_work"):
        approve(trade.owner, Approve(document_id=paper.document_id))


def test_an_approval_is_void_once_the_draft_changes(trade: Trade, others: tuple[Trade, Trade]) -> None:
    clerk, keeper = others
    (serial,) = trade.receive()
    paper = adjust(clerk, NewLine(item="CABLE", quantity=6))
    change = LineChange(line_id=paper.lines[0].line_id, quantity=7)
    for changes in (
        lambda: revise(clerk.owner, Revise(document_id=paper.document_id, change=(change,))),
        lambda: clerk.scan(paper, serial),
    ):
        approve(keeper.owner, Approve(document_id=paper.document_id))
        changes()
        with refused("needs_approval"):
            clerk.post(paper)


def test_what_has_become_dearer_is_approved_again(trade: Trade, others: tuple[Trade, Trade]) -> None:
    clerk, keeper = others
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=10, price_minor=200)))
    paper = adjust(clerk, NewLine(item="CABLE", quantity=-6))
    approve(keeper.owner, Approve(document_id=paper.document_id))
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=10, price_minor=400)))
    with refused("worth_more"):
        clerk.post(paper)
    approve(keeper.owner, Approve(document_id=paper.document_id))
    clerk.post(paper)


def test_both_ways_count_without_their_sign(trade: Trade, others: tuple[Trade, Trade]) -> None:
    clerk, _ = others
    (serial,) = trade.receive(amount_minor=600)
    paper = adjust(clerk, NewLine(item="CABLE", quantity=3))
    clerk.scan(paper, serial)
    with refused("needs_approval"):
        clerk.post(paper)


def test_other_papers_need_no_approval(trade: Trade, others: tuple[Trade, Trade]) -> None:
    _, keeper = others
    paper = trade.draft("PI", NewLine(item="CABLE", quantity=600))
    with refused("nothing_to_approve"):
        approve(keeper.owner, Approve(document_id=paper.document_id))
    empty = adjust(trade)
    with refused("empty_document"):
        approve(keeper.owner, Approve(document_id=empty.document_id))
    post(trade.owner, Post(document_id=paper.document_id))


def test_what_was_approved_stays_with_what_was_posted(others: tuple[Trade, Trade]) -> None:
    clerk, keeper = others
    paper = adjust(clerk, NewLine(item="CABLE", quantity=6))
    approve(keeper.owner, Approve(document_id=paper.document_id))
    clerk.post(paper)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Approval.objects.all().delete()


# --- what it cannot be ---


def test_a_range_that_runs_backwards_is_no_makers_number(trade: Trade) -> None:
    paper = adjust(trade, NewLine(item="DRIVE", quantity=1))
    assert fates(trade.scan(paper, "100005-100001")) == [("100005-100001", "skipped", "range_backwards")]


def test_an_adjustment_is_in_the_companys_currency(trade: Trade) -> None:
    save_rate(trade.owner, SaveRate(currency="USD", rate=920_000_000))
    with refused("bad_header", ("currency", "home_only")):
        adjust(trade, header=Header(reason="LOST", currency="USD"))
