"""Codes may be typed in small letters; what is scanned is taken as it is."""

from tests.trade import Trade, fates, refused

from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.new_lines import NewLine


def test_items_parties_and_bins_may_be_typed_in_small_letters(trade: Trade) -> None:
    paper = trade.draft("SI", NewLine(item="cable", quantity=2, from_bin="returns"), party="c1", location="hq")
    assert [line.item for line in paper.lines] == ["CABLE"]
    moving = trade.draft("ST", NewLine(item="Cable", quantity=1), to_bin="main")
    assert [line.item for line in moving.lines] == ["CABLE"]


def test_a_code_that_is_written_so_wins_over_the_one_in_capitals(trade: Trade) -> None:
    save_item(trade.owner, SaveItem(code="PLUG", name="Plug", tracking="quantity", barcodes=("plug-1",)))
    assert [line.item for line in trade.draft("SI", NewLine(item="plug-1", quantity=1)).lines] == ["PLUG"]


def test_unknown_codes_stay_unknown_as_they_were_typed(trade: Trade) -> None:
    with refused("unknown_item", ("cabel", "unknown_item")):
        trade.draft("SI", NewLine(item="cabel", quantity=2))
    with refused("unknown_party", ("c9", "unknown_party")):
        trade.draft("SI", party="c9")
    with refused("unknown_bin"):
        trade.draft("ST", to_bin="cellar")


def test_scans_are_taken_as_they_are(trade: Trade) -> None:
    assert fates(trade.scan(trade.draft("SI"), "cable", "CABLE")) == [
        ("cable", "skipped", "unknown"),
        ("CABLE", "added", ""),
    ]
