"""An item may have a bin of its own at a location, where it is put when it comes."""

import pytest
from tests.papers import commit_to, turn
from tests.trade import Trade, bin_of, in_bin, one, refused

from everyunit.catalog.put_away import put_away_of
from everyunit.catalog.set_put_away import PutInto, SetPutAway, set_put_away
from everyunit.documents.header import Header
from everyunit.documents.new_lines import NewLine
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.places.save_location import SaveLocation, save_location

ITEM = "SELECT id FROM catalog_item WHERE code = %s"


@pytest.fixture(autouse=True)
def shelves(trade: Trade) -> None:
    save_location(trade.owner, SaveLocation(code="BRANCH", name="Branch"))
    for code, place in (("RACK", "HQ"), ("BAY", "BRANCH"), ("HOOK", "BRANCH")):
        save_bin(trade.owner, SaveBin(code=code, name=code, location=place))
    save_bin(trade.owner, SaveBin(code="BAY", name="Bay", location="BRANCH", default_for=("receiving",)))
    put(trade, "CABLE", HQ="RACK", BRANCH="HOOK")


def put(trade: Trade, item: str, **bins: str) -> int:
    asked = tuple(PutInto(location=location, bin=bin_) for location, bin_ in bins.items())
    return set_put_away(trade.owner, SetPutAway(item=item, bins=asked)).changed


def test_a_receipt_puts_each_item_where_it_belongs(trade: Trade) -> None:
    cable = NewLine(item="CABLE", quantity=5)
    trade.post(trade.draft("PR", cable, NewLine(item="DRIVE", quantity=1)))
    trade.post(trade.draft("PR", cable, location="BRANCH"))
    assert (in_bin("CABLE", "RACK"), in_bin("CABLE", "HOOK"), bin_of("100000")) == (5, 5, "MAIN")


def test_units_too_also_those_that_an_order_made(trade: Trade) -> None:
    put(trade, "DRIVE", HQ="RACK")
    order = trade.draft("PO", NewLine(item="DRIVE", quantity=2))
    commit_to(trade, order, 2)
    trade.post(turn(trade, order, "PR"))
    assert (bin_of("100000"), bin_of("100001")) == ("RACK", "RACK")


def test_the_paper_and_the_line_may_say_otherwise(trade: Trade) -> None:
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=5), to_bin="MAIN"))
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=3, to_bin="RETURNS")))
    assert (in_bin("CABLE", "MAIN"), in_bin("CABLE", "RETURNS"), in_bin("CABLE", "RACK")) == (5, 3, 0)


def test_what_arrives_from_another_location_is_put_away_there(trade: Trade) -> None:
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=5), to_bin="MAIN"))
    order = trade.draft("TO", NewLine(item="CABLE", quantity=2), header=Header(destination="BRANCH"))
    commit_to(trade, order, 2)
    trade.post(turn(trade, order, "ST"))
    assert (in_bin("CABLE", "HOOK"), in_bin("CABLE", "BAY")) == (2, 0)


def test_what_customers_give_back_is_looked_at_first(trade: Trade) -> None:
    put(trade, "DRIVE", HQ="RACK")
    serials = trade.receive()
    trade.sell(*serials)
    trade.take_back(*serials)
    assert bin_of(serials[0]) == "RETURNS"


def test_a_bin_is_cleared_and_the_same_again_changes_nothing(trade: Trade) -> None:
    assert put(trade, "CABLE", HQ="RACK") == 0
    assert put(trade, "CABLE", HQ="") == 1
    assert [(row.location, row.bin) for row in put_away_of(int(str(one(ITEM, "CABLE"))))] == [
        ("BRANCH", "HOOK"),
        ("HQ", ""),
    ]


def test_everything_that_is_wrong_is_told(trade: Trade) -> None:
    save_bin(trade.owner, SaveBin(code="SHUT", name="Shut", discontinued=True))
    with refused("unknown_item"):
        put(trade, "NOPE")
    with refused("bad_put_away", ("BRANCH", "other_location"), ("HQ", "unknown_bin"), ("MOON", "unknown_location")):
        put(trade, "CABLE", BRANCH="RACK", HQ="NOWHERE", MOON="RACK")
    for code, why in (("SOLD", "wrong_bin_type"), ("SHUT", "bin_discontinued"), ("ON-LOAN", "reserved_bin")):
        with refused("bad_put_away", ("HQ", why)):
            put(trade, "CABLE", HQ=code)
    with refused("bad_put_away", ("HOUR", "not_inventoried")):
        put(trade, "HOUR", HQ="RACK")


def test_a_bin_that_an_item_is_put_into_stays_in_use(trade: Trade) -> None:
    with refused("bad_bin", ("CABLE", "put_away_bin")):
        save_bin(trade.owner, SaveBin(code="RACK", name="Rack", discontinued=True))
