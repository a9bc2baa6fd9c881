"""Bins that are being counted: blocked or as a snapshot, cancelled, and given up."""

from tests.counts import count, count_of, finish, move, shelf, sorts, started
from tests.trade import Trade, bin_of, refused

from everyunit.counting.cancel_bins import CancelBins, cancel_bins
from everyunit.counting.finalize_count import FinalizeCount, finalize_count
from everyunit.counting.make_count import MakeCount, make_count
from everyunit.counting.start_bins import StartBins, start_bins
from everyunit.counting.void_count import VoidCount, void_count
from everyunit.documents.post import Post, post
from everyunit.documents.reverse import Reverse, reverse
from everyunit.places.models import Bin


def test_a_count_is_of_all_stock_bins_or_of_those_chosen(trade: Trade) -> None:
    stock_bins = Bin.objects.filter(bin_type="stock").values_list("code", flat=True)
    assert {each.bin for each in count_of(trade).bins} == set(stock_bins)
    assert [each.bin for each in count_of(trade, "RETURNS").bins] == ["RETURNS"]
    trade.receive()
    assert [each.bin for each in count_of(trade, with_stock=True).bins] == ["MAIN"]


def test_only_stock_bins_are_counted(trade: Trade) -> None:
    with refused("wrong_bin", ("SOLD", "wrong_bin")):
        count_of(trade, "MAIN", "SOLD")
    with refused("unknown_bin", ("NOWHERE", "unknown_bin")):
        count_of(trade, "NOWHERE")
    with refused("no_bins"):
        count_of(trade, "MAIN", with_stock=True)
    with refused("unknown_area"):
        make_count(trade.owner, MakeCount(area="NONE"))


def test_nothing_moves_in_or_out_of_a_blocked_bin(trade: Trade) -> None:
    serials = trade.receive(quantity=2)
    sale = trade.sell(serials[1])
    draft = trade.draft("SI")
    trade.scan(draft, serials[0])
    paper = started(trade, "MAIN")
    with refused("bin_blocked", ("MAIN", "bin_blocked")):
        post(trade.owner, Post(document_id=draft.document_id))
    with refused("bin_blocked", ("MAIN", "bin_blocked")):
        reverse(trade.owner, Reverse(document_id=sale.document_id, reason="mistake"))
    cancel_bins(trade.owner, CancelBins(count_id=paper.count_id))
    trade.post(draft)
    assert bin_of(serials[0]) == "SOLD"


def test_a_bin_is_in_one_blocked_count_at_a_time(trade: Trade) -> None:
    started(trade, "MAIN")
    second = count_of(trade, "MAIN", "RETURNS")
    with refused("bin_blocked", ("MAIN", "bin_blocked")):
        start_bins(trade.owner, StartBins(count_id=second.count_id))
    start_bins(trade.owner, StartBins(count_id=second.count_id, bins=("RETURNS",)))
    with refused("bin_blocked"):
        count(trade, second, None, "MAIN", "X")


def test_a_count_lets_go_only_of_what_it_has_blocked_itself(trade: Trade) -> None:
    (serial,) = trade.receive()
    draft = trade.draft("SI")
    trade.scan(draft, serial)
    snapshots = [started(trade, "MAIN", blocked=False) for _ in range(2)]
    waiting = count_of(trade, "MAIN")
    started(trade, "MAIN")
    void_count(trade.owner, VoidCount(count_id=waiting.count_id))
    cancel_bins(trade.owner, CancelBins(count_id=snapshots[0].count_id))
    count(trade, snapshots[1], "MAIN", serial)
    finish(trade, snapshots[1])
    finalize_count(trade.owner, FinalizeCount(count_id=snapshots[1].count_id))
    with refused("bin_blocked", ("MAIN", "bin_blocked")):
        trade.post(draft)


def test_a_snapshot_lets_goods_move_and_what_moved_is_no_difference(trade: Trade) -> None:
    shelf(trade, "A1")
    stays, leaves, scanned, strays = trade.receive(quantity=4)
    paper = started(trade, "MAIN", "A1", blocked=False)
    count(trade, paper, "MAIN", scanned)
    count(trade, paper, "A1", strays, include=True)
    trade.sell(leaves, scanned)
    arrives = trade.receive()
    move(trade, "A1", strays)
    assert sorts(paper, "MAIN") == {"missing": 1, "moved": 3}
    assert sorts(paper, "A1") == {"moved": 1}
    assert bin_of(stays) == bin_of(arrives[0]) == "MAIN"


def test_a_count_that_is_given_up_blocks_nothing(trade: Trade) -> None:
    serials = trade.receive()
    paper = started(trade, "MAIN")
    count(trade, paper, "MAIN", *serials)
    assert void_count(trade.owner, VoidCount(count_id=paper.count_id)).status == "void"
    trade.sell(*serials)
    with refused("count_over"):
        count(trade, paper, "MAIN", *serials)
    with refused("unknown_count"):
        void_count(trade.owner, VoidCount(count_id=paper.count_id + 1))
