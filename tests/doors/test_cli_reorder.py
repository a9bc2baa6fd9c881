"""`everyunit reorder`: what is short, and the orders of it."""

from __future__ import annotations

import json

import pytest

from everyunit.base import sql
from everyunit.cli.main import run
from everyunit.prices.save_vendor_items import SaveVendorItems, VendorItemAs, save_vendor_items
from everyunit.purchasing.save_reorder_points import PointOf, SaveReorderPoints, save_reorder_points
from everyunit.rules.prices import Break
from tests.trade import Trade, assert_nothing_changed

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def short(trade: Trade) -> Trade:
    items = (
        VendorItemAs(vendor="V1", item="DRIVE", prices=(Break(1, 5500),)),
        VendorItemAs(vendor="V2", item="PHONE", prices=(Break(1, 14000),)),
    )
    save_vendor_items(trade.owner, SaveVendorItems(items=items))
    points = tuple(PointOf(item=item, reorder_at=1, maximum=9) for item in ("DRIVE", "CABLE", "PHONE"))
    save_reorder_points(trade.owner, SaveReorderPoints(points=points))
    return trade


def test_it_prints_what_is_short(short: Trade, capsys: Capture) -> None:
    with assert_nothing_changed():
        assert run(["reorder"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "V1\tDRIVE\tHQ\t0\t1\t9\t9\tEUR 55.00",
        "V2\tPHONE\tHQ\t0\t1\t9\t9\tEUR 140.00",
        "–\tCABLE\tHQ\t0\t1\t9\t9\t–",
    ]
    assert run(["reorder", "--vendor", "V1", "--json"]) == 0
    assert [each["item"] for each in json.loads(capsys.readouterr().out)["proposals"]] == ["DRIVE"]


def test_it_orders_what_is_short_and_then_nothing_is(short: Trade, capsys: Capture) -> None:
    assert run(["reorder", "--order"]) == 0
    first = capsys.readouterr().out
    assert first.splitlines() == ["PO 100000\tV1\t1\tEUR 495.00", "PO 100001\tV2\t1\tEUR 1260.00"]
    assert run(["reorder", "--order"]) == 1
    assert "Nothing is chosen" in capsys.readouterr().err
    assert sql.scalar("SELECT count(*) FROM documents_document") == 2


def test_it_says_so_when_nothing_is_short(trade: Trade, capsys: Capture) -> None:
    assert run(["reorder"]) == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "Nothing is short.\n")
