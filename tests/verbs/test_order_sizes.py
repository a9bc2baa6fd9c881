"""An order for a number that the vendor does not sell says so, and which number he sells; it is no refusal."""

import pytest
from django.urls import reverse
from tests.doors.browsing import signed_in
from tests.papers import change
from tests.trade import Trade

from everyunit.documents.drafts import DraftSaved
from everyunit.documents.new_lines import NewLine
from everyunit.documents.order_sizes import OddSize, odd_sizes
from everyunit.prices.save_vendor_items import SaveVendorItems, VendorItemAs, save_vendor_items
from everyunit.rules.prices import Break


def odd(paper: DraftSaved) -> list[OddSize | None]:
    found = odd_sizes([line.line_id for line in paper.lines])
    return [found.get(line.line_id) for line in paper.lines]


@pytest.mark.parametrize("kind", ["PQ", "PO"])
def test_a_number_that_the_vendor_does_not_sell_is_told(trade: Trade, kind: str) -> None:
    cable = VendorItemAs(vendor="V1", item="CABLE", order_multiple=5, prices=(Break(10, 200),))
    save_vendor_items(trade.owner, SaveVendorItems(items=(cable,)))
    lines = [
        NewLine(item=item, quantity=many) for item, many in (("CABLE", 3), ("CABLE", 12), ("CABLE", 15), ("DRIVE", 3))
    ]
    paper = trade.draft(kind, *lines)
    how = "from 10 on, in multiples of 5"
    assert odd(paper) == [OddSize(how, 10), OddSize(how, 15), None, None]
    html = signed_in().get(reverse("document", args=[kind, paper.number])).content.decode()
    assert f"sold {how}" in html
    assert 'data-take-quantity="10"' in html
    assert odd(change(trade, paper, quantity=10))[0] is None
    assert odd(trade.draft("PR", lines[0])) == [None]
