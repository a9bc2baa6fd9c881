"""Counted goods come from further bins when the usual one has too few, unless the company wants no search."""

from __future__ import annotations

from tests.papers import attached, change, commit_to, order, turn, undo
from tests.trade import Trade, entry, fates, in_bin, refused, valued

from everyunit.documents.commit import Commit, commit
from everyunit.documents.new_lines import NewLine
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.places.set_default_bins import BinFor, SetDefaultBins, set_default_bins
from everyunit.preferences.set_preference import SetPreference, set_preference


def spread(trade: Trade, **bins: int) -> None:
    """So many cables in each of these bins; those that do not exist yet are made."""
    for code, quantity in bins.items():
        if code != "MAIN":
            save_bin(trade.owner, SaveBin(code=code, name=code.title(), bin_type="stock"))
        trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=quantity), to_bin=code))


def test_an_order_commits_from_one_bin_after_the_other(trade: Trade) -> None:
    spread(trade, MAIN=2, ATTIC=1, CELLAR=5)
    paper = order(trade, "SO", "CABLE", quantity=6)
    commit_to(trade, paper, 6)
    assert [in_bin("CABLE", code) for code in ("MAIN", "ATTIC", "CELLAR", "PACKING")] == [0, 0, 2, 6]
    assert attached(paper) == 6


def test_a_scanned_barcode_finds_the_further_bin(trade: Trade) -> None:
    spread(trade, MAIN=1, ATTIC=1)
    paper = order(trade, "SO", "CABLE", quantity=3)
    assert [code for _, _, code in fates(trade.scan(paper, "CABLE", "CABLE", "CABLE"))] == ["", "", "short"]


def test_what_all_bins_together_lack_is_refused(trade: Trade) -> None:
    spread(trade, MAIN=2, ATTIC=1)
    paper = order(trade, "SO", "CABLE", quantity=6)
    with refused("negative_stock", ("CABLE", "too_few")):
        commit_to(trade, paper, 4)


def test_nothing_is_searched_where_the_company_wants_it_so(trade: Trade) -> None:
    spread(trade, MAIN=2, ATTIC=5)
    set_preference(trade.owner, SetPreference(key="search_bins_for_orders", value="no"))
    paper = order(trade, "SO", "CABLE", quantity=3)
    with refused("negative_stock", ("CABLE", "too_few")):
        commit_to(trade, paper, 3)


def test_a_bin_that_is_named_is_the_only_one(trade: Trade) -> None:
    spread(trade, MAIN=2, ATTIC=5)
    paper = order(trade, "SO", "CABLE", quantity=6)
    with refused("negative_stock", ("CABLE", "too_few")):
        commit(
            trade.owner,
            Commit(document_id=paper.document_id, line_id=paper.lines[0].line_id, quantity=6, from_bin="ATTIC"),
        )


def test_what_goes_back_to_a_vendor_comes_from_one_bin(trade: Trade) -> None:
    spread(trade, MAIN=2, ATTIC=5)
    paper = order(trade, "DO", "CABLE", quantity=3)
    with refused("negative_stock", ("CABLE", "too_few")):
        commit_to(trade, paper, 3)


# --- an invoice of its own ---


def test_an_invoice_takes_from_one_bin_after_the_other_at_one_worth(trade: Trade) -> None:
    spread(trade, MAIN=2, ATTIC=1, CELLAR=5)
    posted = trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=4), NewLine(item="CABLE", quantity=2)))
    assert [in_bin("CABLE", code) for code in ("MAIN", "ATTIC", "CELLAR", "SOLD")] == [0, 0, 2, 6]
    assert entry(posted.posting_id)["cost_of_goods_sold"] == 1200
    assert valued("CABLE") == (2, 400)
    undo(trade, posted)
    assert [in_bin("CABLE", code) for code in ("MAIN", "ATTIC", "CELLAR")] == [2, 1, 5]
    assert valued("CABLE") == (8, 1600)


def test_an_invoice_that_all_bins_together_cannot_fill_is_refused(trade: Trade) -> None:
    spread(trade, MAIN=2, ATTIC=1)
    paper = trade.draft("SI", NewLine(item="CABLE", quantity=4))
    with refused("cannot_post", ("CABLE", "too_few")):
        trade.post(paper)


def test_what_is_committed_elsewhere_is_left_there(trade: Trade) -> None:
    spread(trade, MAIN=2, ATTIC=3)
    set_default_bins(trade.owner, SetDefaultBins(location="HQ", bins=(BinFor(purpose="packing", bin=""),)))
    promised = order(trade, "SO", "CABLE", quantity=2)
    line_id = promised.lines[0].line_id
    commit(trade.owner, Commit(document_id=promised.document_id, line_id=line_id, quantity=2, from_bin="ATTIC"))
    paper = trade.draft("SI", NewLine(item="CABLE", quantity=4))
    with refused("cannot_post", ("CABLE", "too_few")):
        trade.post(paper)
    change(trade, paper, quantity=3)
    trade.post(paper)
    trade.post(turn(trade, promised, "SI"))
    assert in_bin("CABLE", "SOLD") == 5


def test_an_invoice_of_a_named_bin_takes_from_nowhere_else(trade: Trade) -> None:
    spread(trade, MAIN=2, ATTIC=3)
    for paper in (
        trade.draft("SI", NewLine(item="CABLE", quantity=3, from_bin="MAIN")),
        trade.draft("SI", NewLine(item="CABLE", quantity=3), from_bin="MAIN"),
    ):
        with refused("cannot_post", ("CABLE", "too_few")):
            trade.post(paper)


def test_an_invoice_searches_nothing_where_the_company_wants_it_so(trade: Trade) -> None:
    spread(trade, MAIN=2, ATTIC=3)
    set_preference(trade.owner, SetPreference(key="search_bins_for_invoices", value="no"))
    paper = trade.draft("SI", NewLine(item="CABLE", quantity=3))
    with refused("cannot_post", ("CABLE", "too_few")):
        trade.post(paper)
