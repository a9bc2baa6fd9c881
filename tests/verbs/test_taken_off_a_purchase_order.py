"""What was taken off a purchase order before it was received goes back onto that order, and onto no other."""

import pytest
from tests.papers import commit_to, order, turn
from tests.trade import Trade, bin_of, fates, holds

from everyunit.base import sql
from everyunit.documents.detach import Detach, detach


@pytest.mark.parametrize("released_to_a_bin", [True, False])
def test_a_unit_goes_back_onto_the_order_that_made_it(trade: Trade, released_to_a_bin: bool) -> None:
    if not released_to_a_bin:
        sql.execute("DELETE FROM places_defaultbin WHERE purpose = 'unassign'")
    mine, other = order(trade, "PO", quantity=3), order(trade, "PO", quantity=3)
    commit_to(trade, mine, 3)
    detach(trade.owner, Detach(document_id=mine.document_id, scans=("100000", "100001")))
    told = trade.scan(other, "100000")
    assert fates(told) == [("100000", "skipped", "of_another_order")]
    assert told.entries[0].message.startswith(f"It was made for PO {mine.number} and lies in {bin_of('100000')}.")
    assert trade.scan(mine, "100000-100001", by="range").counts == {"assigned": 2}
    assert set(holds()) == {"100000", "100001", "100002"}
    assert len({bin_of(serial) for serial in holds()}) == 1
    assert trade.post(turn(trade, mine, "PR")).units == 3
