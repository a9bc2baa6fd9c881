"""What an item costs on vendors' papers, from the source that the company chose (PUR-160, 161)."""

import pytest
from tests.trade import Trade

from everyunit.documents.new_lines import NewLine
from everyunit.preferences.set_preference import SetPreference, set_preference
from everyunit.preferences.table import DEBIT_COST, PREFERENCES, PURCHASE_COST
from everyunit.prices.save_vendor_items import SaveVendorItems, VendorItemAs, save_vendor_items
from everyunit.rules.prices import Break


@pytest.fixture
def bought(trade: Trade) -> Trade:
    """DRIVE: usual cost 60.00; V1 charges 55.00; bought from V1 at 50.00, then from V2 at 40.00."""
    save_vendor_items(
        trade.owner,
        SaveVendorItems(items=(VendorItemAs(vendor="V1", item="DRIVE", prices=(Break(1, 5500),)),)),
    )
    trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=1, price_minor=5000), party="V1"))
    trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=1, price_minor=4000), party="V2"))
    return trade


SOURCES = [("vendor_standard", 5500), ("vendor_last", 5000), ("item_last", 4000), ("item_average", 4500), ("none", 0)]


def cost(trade: Trade, kind: str, item: str = "DRIVE") -> int:
    return trade.draft(kind, NewLine(item=item, quantity=1), party="V1").lines[0].price_minor


def test_every_source_can_be_chosen() -> None:
    for key in (PURCHASE_COST, DEBIT_COST):
        assert {option.value for option in PREFERENCES[key].options} == {source for source, _ in SOURCES}


@pytest.mark.parametrize(("source", "expected"), SOURCES)
def test_purchase_papers_cost_what_the_chosen_source_says(bought: Trade, source: str, expected: int) -> None:
    assert (cost(bought, "PO"), cost(bought, "DM")) == (5500, 4000)
    set_preference(bought.owner, SetPreference(key=PURCHASE_COST, value=source))
    assert [cost(bought, kind) for kind in ("PQ", "PO", "PR", "PI")] == [expected] * 4
    assert cost(bought, "DM") == 4000


@pytest.mark.parametrize(("source", "expected"), SOURCES)
def test_debit_papers_cost_what_their_own_source_says(bought: Trade, source: str, expected: int) -> None:
    set_preference(bought.owner, SetPreference(key=DEBIT_COST, value=source))
    assert [cost(bought, kind) for kind in ("DQ", "DO", "DM")] == [expected] * 3
    assert cost(bought, "PO") == 5500


def test_opening_stock_is_bought_from_nobody(bought: Trade) -> None:
    set_preference(bought.owner, SetPreference(key=PURCHASE_COST, value="none"))
    assert bought.draft("OS", NewLine(item="DRIVE", quantity=1)).lines[0].price_minor == 6000


def test_where_the_source_says_nothing_the_usual_cost_holds(bought: Trade) -> None:
    set_preference(bought.owner, SetPreference(key=PURCHASE_COST, value="vendor_last"))
    assert cost(bought, "PO", "PHONE") == 15000
