"""Finalizing a count: what differs is put right by papers that are posted in one go."""

from __future__ import annotations

from dataclasses import replace

from tests.counts import count, count_of, finish, move, shelf, sorts, started
from tests.trade import Trade, bin_of, cost_of, entry, in_bin, one, refused, valued

from everyunit.base import sql
from everyunit.counting.approve_count import ApproveCount, approve_count
from everyunit.counting.counts import CountSaved
from everyunit.counting.decide import Decide, decide
from everyunit.counting.difference_list import differences_page
from everyunit.counting.differences import Sort
from everyunit.counting.enter_number import EnterNumber, enter_number
from everyunit.counting.finalize_count import FinalizeCount, Finalized, finalize_count
from everyunit.counting.models import StockCount
from everyunit.counting.recount import Recount, recount
from everyunit.documents.kinds import KINDS
from everyunit.documents.models import Line
from everyunit.documents.new_lines import NewLine
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.preferences.set_preference import SetPreference, set_preference


def finalize(trade: Trade, paper: CountSaved, *bins: str) -> Finalized:
    return finalize_count(trade.owner, FinalizeCount(count_id=paper.count_id, bins=bins))


def say(trade: Trade, paper: CountSaved, bin_: str, decision: str, *serials: str, **more: object) -> None:
    decide(
        trade.owner,
        Decide(count_id=paper.count_id, bin=bin_, decision=decision, serials=serials, **more),  # type: ignore[arg-type]
    )


def kinds(done: Finalized) -> list[tuple[str, int, int]]:
    return [(each.kind, each.units + each.quantity, each.value_minor) for each in done.papers]


def posting(done: Finalized, nth: int = 0) -> int:
    return int(str(one("SELECT id FROM stock_posting WHERE document_id = %s", done.papers[nth].document_id)))


def test_a_misplaced_unit_is_transferred_at_its_own_cost(trade: Trade) -> None:
    shelf(trade, "A1")
    (stray,) = trade.receive(amount_minor=777)
    paper = started(trade, "MAIN", "A1")
    count(trade, paper, "A1", stray, include=True)
    finish(trade, paper)
    done = finalize(trade, paper)
    assert kinds(done) == [("ST", 1, 0)]
    assert (bin_of(stray), cost_of(stray), valued("DRIVE")) == ("A1", 777, (1, 777))
    assert (done.status, sorts(paper, "A1"), sorts(paper, "MAIN")) == ("complete", {"misplaced": 1}, {"elsewhere": 1})
    trade.sell(stray)  # nothing is blocked any more


def test_a_missing_unit_is_written_off_at_what_it_cost(trade: Trade) -> None:
    here, gone = trade.receive(quantity=2, amount_minor=1001)
    paper = started(trade, "MAIN")
    count(trade, paper, "MAIN", here)
    finish(trade, paper)
    done = finalize(trade, paper)
    assert kinds(done) == [("IA", 1, 500)]
    assert entry(posting(done)) == {"inventory": -500, "inventory_adjustment": 500}
    assert (bin_of(gone), bin_of(here)) == ("WRITTEN-OFF", "MAIN")
    assert one("SELECT reference FROM documents_document WHERE kind = 'IA'") == "Stock count 100000"


def test_what_another_bin_of_the_count_finds_is_not_missing(trade: Trade) -> None:
    shelf(trade, "A1")
    stray, gone = trade.receive(quantity=2)
    paper = started(trade, "MAIN", "A1")
    count(trade, paper, "A1", stray, include=True)
    finish(trade, paper)
    assert kinds(finalize(trade, paper)) == [("ST", 1, 0), ("IA", 1, 6000)]
    assert (bin_of(stray), bin_of(gone)) == ("A1", "WRITTEN-OFF")


def test_a_missing_unit_that_a_paper_holds_is_refused_naming_it(trade: Trade) -> None:
    (gone,) = trade.receive()
    draft = trade.draft("SI")
    trade.scan(draft, gone)
    paper = started(trade, "MAIN")
    finish(trade, paper)
    with refused("cannot_finalize", (gone, "held")):
        finalize(trade, paper)
    say(trade, paper, "MAIN", "leave", gone)
    assert finalize(trade, paper).papers == ()
    assert bin_of(gone) == "MAIN"


def test_a_sold_unit_that_is_found_is_credited_only_with_a_yes(trade: Trade) -> None:
    (sold,) = trade.receive()
    trade.sell(sold)
    paper = started(trade, "MAIN")
    count(trade, paper, "MAIN", sold, include=True)
    finish(trade, paper)
    with refused("cannot_finalize", (sold, "outside")):
        finalize(trade, paper)
    say(trade, paper, "MAIN", "bring_back", sold)
    done = finalize(trade, paper)
    assert kinds(done) == [("CM", 1, 6000)]
    assert entry(posting(done)) == {
        "sales_returns": 10000,
        "receivables": -10000,
        "inventory": 6000,
        "cost_of_goods_sold": -6000,
    }
    assert bin_of(sold) == "MAIN"


def test_what_went_back_to_a_vendor_is_received_or_left(trade: Trade) -> None:
    (gone,) = trade.receive()
    memo = trade.draft("DM")
    trade.scan(memo, gone)
    trade.post(memo)
    paper = started(trade, "MAIN")
    count(trade, paper, "MAIN", gone, include=True)
    with refused("cannot_bring_back", (gone, "cannot_bring_back")):
        say(trade, paper, "MAIN", "bring_back", gone)
    say(trade, paper, "MAIN", "leave", sort="outside")
    finish(trade, paper)
    assert finalize(trade, paper).papers == ()


def test_bins_are_finalized_one_after_another_on_what_the_ones_before_left(trade: Trade) -> None:
    shelf(trade, "A1", "A2")
    serials = trade.receive(quantity=3, amount_minor=3000)
    move(trade, "A1", *serials)
    paper = count_of(trade, "A1", "A2")
    count(trade, paper, "A1", serials[0])
    finish(trade, paper)
    finalize(trade, paper, "A1")
    assert bin_of(serials[1]) == "WRITTEN-OFF"
    asked = count(trade, paper, "A2", serials[1])
    assert [entry.code for entry in asked.entries] == ["outside"]
    count(trade, paper, "A2", serials[1], include=True)
    finish(trade, paper)
    say(trade, paper, "A2", "bring_back", serials[1])
    done = finalize(trade, paper)
    assert kinds(done) == [("IA", 1, 1000)]
    assert (done.status, bin_of(serials[1]), cost_of(serials[1])) == ("complete", "A2", 1000)
    assert valued("DRIVE") == (2, 2000)


def test_a_unit_found_in_a_bin_of_which_the_count_is_complete_moves_over(trade: Trade) -> None:
    shelf(trade, "A1", "A2")
    (unit,) = trade.receive()
    move(trade, "A1", unit)
    paper = count_of(trade, "A1", "A2")
    count(trade, paper, "A1", unit)
    finish(trade, paper)
    finalize(trade, paper, "A1")
    count(trade, paper, "A2", unit, include=True)
    finish(trade, paper)
    assert kinds(finalize(trade, paper)) == [("ST", 1, 0)]
    assert bin_of(unit) == "A2"


def test_numbers_of_counted_goods_are_corrected_at_the_average(trade: Trade) -> None:
    shelf(trade, "A1")
    trade.receive("CABLE", quantity=10)
    trade.post(trade.draft("PR", *_cables(4), to_bin="A1"))
    paper = started(trade, "MAIN", "A1")
    for code, quantity in (("MAIN", 7), ("A1", 5)):
        enter_number(trade.owner, EnterNumber(count_id=paper.count_id, bin=code, item="CABLE", quantity=quantity))
    finish(trade, paper)
    done = finalize(trade, paper)
    assert [each.kind for each in done.papers] == ["IA"]
    assert entry(posting(done)) == {"inventory": -400, "inventory_adjustment": 400}
    assert (in_bin("CABLE", "MAIN"), in_bin("CABLE", "A1"), valued("CABLE")) == (7, 5, (12, 2400))


def test_the_adjustment_goes_through_the_bins_in_the_order_of_walking(trade: Trade) -> None:
    for position, code in ((901, "FAR"), (900, "NEAR")):
        save_bin(trade.owner, SaveBin(code=code, name=code, position=position))
    paper = started(trade, "NEAR", "FAR")
    for code in ("FAR", "NEAR"):
        enter_number(trade.owner, EnterNumber(count_id=paper.count_id, bin=code, item="CABLE", quantity=1))
    finish(trade, paper)
    made = finalize(trade, paper).papers[0].document_id
    lines = Line.objects.filter(document_id=made).order_by("position")
    assert list(lines.values_list("to_bin__code", flat=True)) == ["NEAR", "FAR"]


def _cables(quantity: int) -> tuple[NewLine, ...]:
    return (NewLine(item="CABLE", quantity=quantity),)


def test_auto_serialized_units_that_are_more_are_generated_in_the_bin(trade: Trade) -> None:
    shelf(trade, "A1")
    move(trade, "A1", *trade.receive("PHONE", quantity=2))
    paper = started(trade, "A1")
    enter_number(trade.owner, EnterNumber(count_id=paper.count_id, bin="A1", item="PHONE", quantity=3))
    finish(trade, paper)
    assert kinds(finalize(trade, paper)) == [("IA", 1, 15000)]
    assert in_bin("PHONE", "A1") == 3


def test_unknown_numbers_stand_in_the_way_until_they_are_left(trade: Trade) -> None:
    paper = started(trade, "MAIN")
    count(trade, paper, "MAIN", "WHO-1")
    finish(trade, paper)
    with refused("cannot_finalize", ("WHO-1", "unknown")):
        finalize(trade, paper)
    say(trade, paper, "MAIN", "leave", "WHO-1")
    assert finalize(trade, paper).status == "complete"


def fates(paper: CountSaved) -> list[tuple[str, str, str, str]]:
    """Of each unit and number: in which bin, how it fared, what was done, and by which paper."""
    rows = differences_page(paper.count_id, sorts=tuple(Sort))
    return [(row.bin, row.serial or row.item, row.then, row.paper if row.tells_paper else "") for row in rows]


def test_a_finished_count_tells_what_was_done_about_each_whatever_happens_later(trade: Trade) -> None:
    shelf(trade, "A1")
    here, gone, stray, sold, left = trade.receive(quantity=5)
    trade.receive("CABLE", 10)
    trade.sell(sold)
    paper = started(trade, "MAIN", "A1")
    count(trade, paper, "MAIN", here)
    count(trade, paper, "A1", stray, sold, "N" * 300, include=True)
    enter_number(trade.owner, EnterNumber(count_id=paper.count_id, bin="MAIN", item="CABLE", quantity=7))
    finish(trade, paper)
    say(trade, paper, "A1", "bring_back", sold)
    say(trade, paper, "A1", "leave", sort="unknown")
    say(trade, paper, "MAIN", "leave", left)
    finalize(trade, paper)
    done = [
        ("MAIN", "CABLE", "written off", "IA 100000"),
        ("A1", "N" * 200, "left as it was recorded", ""),
        ("MAIN", here, "is where it is recorded", ""),
        ("MAIN", gone, "written off", "IA 100000"),
        ("MAIN", stray, "found in another bin of this count", "ST 100000"),
        ("MAIN", left, "left as it was recorded", ""),
        ("A1", stray, "transferred to A1", "ST 100000"),
        ("A1", sold, "brought back to A1", "CM 100000"),
    ]
    assert sorted(fates(paper)) == sorted(done)
    trade.sell(here, stray, sold)
    move(trade, "A1", left)
    assert sorted(fates(paper)) == sorted(done)
    (cable,) = (row for row in differences_page(paper.count_id) if row.item == "CABLE")
    assert (cable.quantity, cable.cost_minor) == (-3, 600)


def test_what_one_bin_was_settled_with_stays_when_another_bin_finds_the_unit_later(trade: Trade) -> None:
    shelf(trade, "A1", "A2")
    (unit,) = trade.receive()
    paper = started(trade, "A1", "A2")
    count(trade, paper, "A1", unit, include=True)
    finish(trade, paper, "A1")
    finalize(trade, paper, "A1")
    count(trade, paper, "A2", unit, include=True)
    finish(trade, paper, "A2")
    finalize(trade, paper)
    assert fates(paper) == [
        ("A1", unit, "transferred to A1", "ST 100000"),
        ("A2", unit, "transferred to A2", "ST 100001"),
    ]


def test_what_moved_during_a_snapshot_is_not_booked(trade: Trade) -> None:
    shelf(trade, "A1")
    sold, stray, gone = trade.receive(quantity=3)
    trade.receive("CABLE", quantity=10)
    paper = started(trade, "MAIN", "A1", blocked=False)
    count(trade, paper, "A1", stray, include=True)
    enter_number(trade.owner, EnterNumber(count_id=paper.count_id, bin="MAIN", item="CABLE", quantity=9))
    trade.sell(sold)
    move(trade, "RETURNS", stray)
    trade.post(trade.draft("SI", *_cables(4)))
    finish(trade, paper)
    assert kinds(finalize(trade, paper)) == [("IA", 2, 6200)]
    assert (bin_of(stray), bin_of(gone), in_bin("CABLE", "MAIN")) == ("RETURNS", "WRITTEN-OFF", 5)


def test_only_counted_bins_are_finalized_and_the_others_stay_blocked(trade: Trade) -> None:
    shelf(trade, "A1")
    (unit,) = trade.receive()
    paper = started(trade, "MAIN", "A1")
    with refused("nothing_counted"):
        finalize(trade, paper)
    with refused("wrong_state", ("MAIN", "wrong_state")):
        finalize(trade, paper, "MAIN")
    count(trade, paper, "A1", unit, include=True)
    finish(trade, paper, "A1")
    assert finalize(trade, paper).status == "counting"
    assert bin_of(unit) == "A1"  # taken from a bin that the same count blocks
    other = trade.draft("PR", *_cables(1))
    with refused("bin_blocked"):
        trade.post(other)


def test_the_rights_of_the_papers_are_needed(trade: Trade) -> None:
    trade.receive()
    paper = started(trade, "MAIN")
    finish(trade, paper)
    clerk = replace(trade.owner, rights=trade.owner.rights - {KINDS["IA"].right})
    with refused("not_allowed"):
        finalize_count(clerk, FinalizeCount(count_id=paper.count_id))


def test_a_second_person_agrees_where_the_company_wants_it(trade: Trade) -> None:
    trade.receive(amount_minor=5001)
    set_preference(trade.owner, SetPreference(key="approve_adjustments", value="5000"))
    paper = started(trade, "MAIN")
    with refused("nothing_counted"):
        approve_count(trade.owner, ApproveCount(count_id=paper.count_id))
    finish(trade, paper)
    with refused("needs_approval"):
        finalize(trade, paper)
    assert approve_count(trade.owner, ApproveCount(count_id=paper.count_id)).worth_minor == 5001
    with refused("own_approval"):
        finalize(trade, paper)
    other = replace(trade.owner, user_id=trade.owner.user_id + 1, name="other")
    done = finalize_count(other, FinalizeCount(count_id=paper.count_id))
    assert kinds(done) == [("IA", 1, 5001)]
    assert one("SELECT approved_by FROM documents_approval") == trade.owner.user_id


def test_an_approval_is_gone_once_the_count_changes(trade: Trade) -> None:
    (gone,) = trade.receive(amount_minor=5001)
    set_preference(trade.owner, SetPreference(key="approve_adjustments", value="5000"))
    paper = started(trade, "MAIN", "RETURNS")
    finish(trade, paper, "MAIN")
    approve_count(trade.owner, ApproveCount(count_id=paper.count_id))
    say(trade, paper, "MAIN", "leave", gone)
    assert StockCount.objects.get().approved_by is None
    approve_count(trade.owner, ApproveCount(count_id=paper.count_id))
    count(trade, paper, "RETURNS", gone, include=True)
    assert StockCount.objects.get().approved_by is None
    recount(trade.owner, Recount(count_id=paper.count_id, bins=("RETURNS",)))
    assert finalize(trade, paper).papers == ()  # and nothing is left to agree to


def test_a_thousand_units_are_put_right_by_set(trade: Trade, django_assert_max_num_queries) -> None:
    shelf(trade, "A1")
    serials = trade.receive(quantity=3000)
    paper = started(trade, "MAIN", "A1")
    count(trade, paper, "A1", *serials[:1000], include=True)
    count(trade, paper, "MAIN", *serials[1000:2000])
    finish(trade, paper)
    with django_assert_max_num_queries(250):
        done = finalize(trade, paper)
    assert kinds(done) == [("ST", 1000, 0), ("IA", 1000, 6000000)]
    assert sql.scalar("SELECT count(*) FROM stock_hold") == 0
