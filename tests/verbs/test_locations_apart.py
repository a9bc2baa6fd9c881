"""People kept to the goods and papers of the location where they work, where the company wants it so (SAL-145)."""

import pytest
from tests.papers import close_to, commit_to, order, turn
from tests.trade import Trade, assert_nothing_changed, bin_of, fates, refused

from everyunit.company.found import hire
from everyunit.counting.count_scans import CountScans, count_scans
from everyunit.counting.make_count import MakeCount, make_count
from everyunit.documents.commit import Commit, commit
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.header import Header
from everyunit.documents.new_lines import NewLine
from everyunit.documents.pick import Pick, pick
from everyunit.documents.picking import FromBin
from everyunit.people.models import User
from everyunit.people.tokens import actor_of
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.places.save_location import SaveLocation, save_location
from everyunit.places.save_workstation import SaveWorkstation, save_workstation
from everyunit.places.set_default_bins import BinFor, SetDefaultBins, set_default_bins
from everyunit.places.workstations import working_at
from everyunit.preferences.set_preference import SetPreference, set_preference
from everyunit.preferences.table import BINS_OF, OPEN_PURCHASES, OPEN_SALES, PICK_BIN


@pytest.fixture
def shop(trade: Trade) -> Trade:
    """Location SHOP with bin FRONT, its own receiving bin, and a till; drive 100000 and phone 100001 are in MAIN,
    SHOP-100000 (drive) and SHOP-100001 (phone) in FRONT, with nine cables each.
    """
    save_location(trade.owner, SaveLocation(code="SHOP", name="Shop in town"))
    save_bin(trade.owner, SaveBin(code="FRONT", name="Front", location="SHOP"))
    set_default_bins(trade.owner, SetDefaultBins(location="SHOP", bins=(BinFor(purpose="receiving", bin="FRONT"),)))
    save_workstation(trade.owner, SaveWorkstation(code="TILL", name="Till", location="SHOP"))
    goods = [NewLine(item="DRIVE", quantity=1), NewLine(item="PHONE", quantity=1), NewLine(item="CABLE", quantity=9)]
    trade.post(trade.draft("PR", *goods))
    trade.post(trade.draft("PR", *goods, location="SHOP"))
    return trade


def clerk(trade: Trade, workstation: str = "", role: str = "counter") -> Trade:
    """Somebody who may not cross locations, at a workstation."""
    user = User.objects.filter(username="carl").first()
    actor = actor_of(user) if user else hire("carl", role)
    return Trade(working_at(actor, workstation))


def choose(trade: Trade, key: str, value: str = "own") -> None:
    set_preference(trade.owner, SetPreference(key=key, value=value))


def picks(trade: Trade, paper: DraftSaved, **answers: object) -> list[tuple[str, str, str]]:
    return fates(pick(trade.owner, Pick(document_id=paper.document_id, **answers)))  # type: ignore[arg-type]


# --- goods ---


def test_a_unit_of_another_location_is_taken_unless_the_company_keeps_locations_apart(shop: Trade) -> None:
    till = clerk(shop, "TILL")
    assert fates(till.scan(till.draft("SI"), "100000")) == [("100000", "added", "")]
    choose(shop, BINS_OF)
    paper = till.draft("SI")
    assert fates(till.scan(paper, "SHOP-100000")) == [("SHOP-100000", "added", "")]
    skipped = till.scan(paper, "100001")
    assert fates(skipped) == [("100001", "skipped", "other_location")]
    assert skipped.entries[0].message.startswith("It is in MAIN, in another location. You work at Shop in town")


def test_who_works_at_no_workstation_works_at_the_companys_location(shop: Trade) -> None:
    choose(shop, BINS_OF)
    anywhere = clerk(shop)
    assert fates(anywhere.scan(anywhere.draft("SI"), "100000", "SHOP-100000")) == [
        ("100000", "added", ""),
        ("SHOP-100000", "skipped", "other_location"),
    ]


def test_who_may_cross_locations_takes_from_anywhere(shop: Trade) -> None:
    choose(shop, BINS_OF)
    assert fates(shop.scan(shop.draft("SI"), "SHOP-100000")) == [("SHOP-100000", "added", "")]


def test_what_another_location_sold_may_come_back_here(shop: Trade) -> None:
    shop.sell("100000")
    choose(shop, BINS_OF)
    till = clerk(shop, "TILL")
    assert fates(till.scan(till.draft("CM"), "100000")) == [("100000", "added", "")]


def test_a_bin_that_the_location_uses_by_default_is_within_reach(shop: Trade) -> None:
    choose(shop, BINS_OF)
    set_default_bins(shop.owner, SetDefaultBins(location="SHOP", bins=(BinFor(purpose="picking", bin="MAIN"),)))
    till = clerk(shop, "TILL")
    assert picks(till, till.draft("SI", NewLine(item="PHONE", quantity=1))) == [("100001", "assigned", "")]


def test_what_an_order_set_aside_is_within_reach_wherever_it_stands(shop: Trade) -> None:
    till = clerk(shop, "TILL")
    choose(shop, BINS_OF)
    units, counted = order(till, "SO", "DRIVE"), order(till, "SO", "CABLE", quantity=2)
    till.scan(units, "SHOP-100000")
    commit_to(till, counted, 2)
    assert bin_of("SHOP-100000") == "PACKING"  # of the head office: the shop has none
    made = turn(till, units, "SI", wanted=1)
    assert till.post(made).units == 1
    assert till.post(turn(till, counted, "SI")).quantity == 2


def test_nothing_is_picked_from_another_location(shop: Trade) -> None:
    choose(shop, BINS_OF)
    till = clerk(shop, "TILL")
    paper = till.draft("SI", NewLine(item="PHONE", quantity=2))
    assert picks(till, paper) == [("SHOP-100001", "assigned", ""), ("PHONE", "skipped", "short")]
    assert picks(till, paper, bins=(FromBin(bin="MAIN"),)) == [("PHONE", "skipped", "other_location")]
    far = till.draft("SI", NewLine(item="PHONE", quantity=1, from_bin="MAIN"))
    assert picks(till, far) == [("PHONE", "skipped", "other_location")]


def test_only_bins_within_reach_are_offered(shop: Trade) -> None:
    choose(shop, PICK_BIN, "each")
    till = clerk(shop, "TILL")
    paper = till.draft("SI", NewLine(item="PHONE", quantity=1))
    command = Pick(document_id=paper.document_id)
    assert [each.bin for each in pick(till.owner, command).questions[0].bins] == ["FRONT", "MAIN"]
    choose(shop, BINS_OF)
    assert [each.bin for each in pick(till.owner, command).questions[0].bins] == ["FRONT"]


def test_counted_goods_of_another_location_are_neither_committed_nor_posted(shop: Trade) -> None:
    choose(shop, BINS_OF)
    till = clerk(shop, "TILL")
    paper = order(till, "SO", "CABLE", quantity=5)
    line = paper.lines[0].line_id
    with refused("other_location"):
        commit(till.owner, Commit(document_id=paper.document_id, line_id=line, quantity=1, from_bin="MAIN"))
    commit_to(till, paper, 2)
    far = till.draft("SI", NewLine(item="CABLE", quantity=1, from_bin="MAIN"))
    with refused("cannot_post", ("Line 1 (CABLE)", "other_location")):
        till.post(far)


def test_goods_are_counted_written_off_and_put_away_at_ones_own_location_only(shop: Trade) -> None:
    choose(shop, BINS_OF)
    till = clerk(shop, "TILL", "goods_in")
    with assert_nothing_changed(), refused("other_location", ("MAIN", "other_location")):
        make_count(till.owner, MakeCount(location="HQ", bins=("MAIN",)))
    make_count(till.owner, MakeCount(bins=("FRONT",)))
    far = make_count(shop.owner, MakeCount(location="HQ", bins=("MAIN",))).count_id
    with refused("other_location", ("MAIN", "other_location")):
        count_scans(till.owner, CountScans(count_id=far, bin="MAIN", scans=("100000",)))
    lost = till.draft("IA", header=Header(reason="LOST"))
    assert fates(till.scan(lost, "100000")) == [("100000", "skipped", "other_location")]
    away = till.draft("PR", NewLine(item="CABLE", quantity=1), to_bin="MAIN", party="V1")
    with refused("cannot_post", ("Line 1 (CABLE)", "other_location")):
        till.post(away)


# --- papers ---


def test_papers_of_another_location_open_unless_the_company_keeps_them_apart(shop: Trade) -> None:
    paper = shop.draft("SI", NewLine(item="CABLE", quantity=1))
    till = clerk(shop, "TILL")
    assert fates(till.scan(paper, "CABLE")) == [("CABLE", "assigned", "")]
    choose(shop, OPEN_SALES)
    with refused("not_allowed"):
        till.scan(paper, "CABLE")
    with refused("not_allowed"):
        till.post(paper)
    assert till.post(till.draft("SI", NewLine(item="CABLE", quantity=1))).quantity == 1


def test_nor_is_anything_made_of_them_or_begun_for_another_location(shop: Trade) -> None:
    paper = order(shop, "SO", "CABLE")
    choose(shop, OPEN_SALES)
    till = clerk(shop, "TILL")
    with refused("not_allowed"):
        turn(till, paper, "SI")
    with refused("not_allowed"):
        close_to(till, paper)
    with refused("not_allowed"):
        till.draft("SI", location="HQ")
    close_to(shop, paper)
    with refused("not_allowed"):
        close_to(till, paper, "open")


def test_papers_for_customers_and_for_vendors_are_kept_apart_each_for_itself(shop: Trade) -> None:
    choose(shop, OPEN_PURCHASES)
    till = clerk(shop, "TILL", role="goods_in")
    with refused("not_allowed"):
        till.draft("PR", location="HQ")
    assert till.draft("ST", to_bin="FRONT", location="HQ").kind == "ST"
    choose(shop, OPEN_PURCHASES, "all")
    choose(shop, OPEN_SALES)
    assert till.draft("PR", location="HQ").kind == "PR"


def test_who_may_cross_locations_opens_all(shop: Trade) -> None:
    choose(shop, OPEN_SALES)
    paper = shop.draft("SI", NewLine(item="CABLE", quantity=1), location="SHOP")
    assert shop.post(paper).quantity == 1
