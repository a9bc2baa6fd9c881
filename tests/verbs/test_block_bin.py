"""A bin is blocked by hand: nothing moves in or out until it is unblocked."""

from tests.counts import count_of, started
from tests.trade import Trade, in_bin, refused

from everyunit.counting.start_bins import StartBins, start_bins
from everyunit.documents.new_lines import NewLine
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.stock.block_bin import BlockBin, block_bin


def block(trade: Trade, code: str = "MAIN", blocked: bool = True, reason: str = "wet") -> str:
    return block_bin(trade.owner, BlockBin(bin=code, blocked=blocked, reason=reason)).blocked_by


def test_nothing_moves_into_or_out_of_a_blocked_bin(trade: Trade) -> None:
    save_bin(trade.owner, SaveBin(code="SHOP", name="Shop"))
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=5)))
    assert block(trade, "SHOP") == "by hand: wet"
    transfer = trade.draft("ST", NewLine(item="CABLE", quantity=2), to_bin="SHOP")
    with refused("bin_blocked", ("SHOP", "bin_blocked")):
        trade.post(transfer)
    block(trade, "MAIN")
    with refused("bin_blocked", ("MAIN", "bin_blocked"), ("SHOP", "bin_blocked")):
        trade.post(transfer)
    assert block(trade, "MAIN", blocked=False) == ""
    block(trade, "SHOP", blocked=False)
    trade.post(transfer)
    assert in_bin("CABLE", "SHOP") == 2


def test_somebody_says_why(trade: Trade) -> None:
    for reason, why in ((" ", "no_reason"), ("x" * 51, "too_long")):
        with refused(why):
            block(trade, reason=reason)
    with refused("unknown_bin"):
        block(trade, "NOWHERE")
    block(trade)
    with refused("bin_blocked"):
        block(trade)


def test_a_count_and_a_hand_do_not_undo_each_others_blocks(trade: Trade) -> None:
    started(trade, "MAIN")
    with refused("not_by_hand"):
        block(trade, "MAIN", blocked=False)
    block(trade, "RETURNS")
    counted = count_of(trade, "RETURNS")
    with refused("bin_blocked", ("RETURNS", "bin_blocked")):
        start_bins(trade.owner, StartBins(count_id=counted.count_id))
