"""`everyunit import vendor-items`, `prices`, `reorder-points`: all of a file or nothing, each mistake with its row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from everyunit.base import sql
from everyunit.cli.main import run
from tests.trade import Trade, assert_nothing_changed

Capture = pytest.CaptureFixture[str]


def bring(capsys: Capture, file: Path, text: str, *options: str) -> tuple[int, dict[str, Any], str]:
    file.write_text(text)
    capsys.readouterr()
    code = run(["import", *options[:1], str(file), "--json", *options[1:]])
    told = capsys.readouterr()
    return code, json.loads(told.out), told.err


def errors(result: dict[str, Any]) -> list[tuple[int | None, str]]:
    return [(each["row"], each["code"]) for each in result["errors"]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


def vendor_items() -> list[tuple[object, ...]]:
    return sql.rows(
        "SELECT p.code, i.code, v.part_number, v.order_multiple, b.minimum, b.price_minor FROM prices_vendoritem v"
        " JOIN parties_party p ON p.id = v.vendor_id JOIN catalog_item i ON i.id = v.item_id"
        " LEFT JOIN prices_vendorprice b ON b.vendor_item_id = v.id ORDER BY 1, 2, 5"
    )


def test_rows_of_one_vendor_and_item_are_its_prices(trade: Trade, capsys: Capture, file: Path) -> None:
    text = "Vendor,Item,Vendor part number,From,Price,Pack\nV1,DRIVE,X-9,1,55.00,5\nV1,DRIVE,,10,50,\nV2,CABLE,,,1.5,\n"
    code, result, said = bring(capsys, file, text, "vendor-items")
    assert (code, said, result) == (0, "", {"created": 2, "changed": 0, "errors": [], "dry_run": False})
    assert vendor_items() == [
        ("V1", "DRIVE", "X-9", 5, 1, 5500),
        ("V1", "DRIVE", "X-9", 5, 10, 5000),
        ("V2", "CABLE", "", 1, 1, 150),
    ]


def test_a_column_that_is_left_out_leaves_things_as_they_are(trade: Trade, capsys: Capture, file: Path) -> None:
    bring(capsys, file, "item,part number,price\nDRIVE,X-9,55.00\n", "vendor-items", "--vendor", "V1")
    code, result, _ = bring(capsys, file, "item,multiple\nDRIVE,4\n", "vendor-items", "--vendor", "V1")
    assert (code, result["changed"]) == (0, 1)
    assert vendor_items() == [("V1", "DRIVE", "X-9", 4, 1, 5500)]


def test_every_mistake_in_a_vendors_file_is_told_with_its_row(trade: Trade, capsys: Capture, file: Path) -> None:
    text = (
        "vendor,item,part number,from,price,days,preferred\n"
        "V1,DRIVE,X-9,1,55.00,3,yes\n"
        "V1,DRIVE,X-8,1,dear,3,\n"
        "V1,NONE,,1,1.00,soon,\n"
        "V2,DRIVE,,0,1.00,,yes\n"
        "V9,CABLE,,1,1.00,,perhaps\n"
    )
    with assert_nothing_changed():
        code, result, said = bring(capsys, file, text, "vendor-items")
    assert code == 1
    assert "row 3" in said
    assert errors(result) == [
        (2, "two_preferred"),
        (3, "bad_amount"),
        (3, "contradiction"),
        (4, "bad_number"),
        (4, "unknown_item"),
        (5, "bad_minimum"),
        (5, "two_preferred"),
        (6, "bad_choice"),
        (6, "unknown_vendor"),
    ]


def test_a_vendors_file_needs_a_vendor(trade: Trade, capsys: Capture, file: Path) -> None:
    code, result, _ = bring(capsys, file, "item,price\nDRIVE,1.00\n", "vendor-items")
    assert (code, errors(result)) == (1, [(1, "missing_column")])


def test_a_dry_run_changes_nothing(trade: Trade, capsys: Capture, file: Path) -> None:
    with assert_nothing_changed():
        vendor = bring(capsys, file, "vendor,item,price\nV1,DRIVE,1.00\n", "vendor-items", "--dry-run")
        prices = bring(capsys, file, "item,price\nDRIVE,1.00\n", "prices", "--list", "TRADE", "--dry-run")
    assert (vendor[0], vendor[1]["created"], prices[0], prices[1]["entries"]) == (0, 1, 0, 1)


def entries() -> list[tuple[object, ...]]:
    return sql.rows(
        "SELECT l.code, l.name, i.code, e.minimum, e.price_minor FROM prices_priceentry e"
        " JOIN prices_pricelist l ON l.id = e.price_list_id JOIN catalog_item i ON i.id = e.item_id ORDER BY 1, 3, 4"
    )


def test_a_price_list_is_made_filled_and_replaced(trade: Trade, capsys: Capture, file: Path) -> None:
    text = "item;from;price\nDRIVE;1;90,00\nDRIVE;10;80\n"
    code, result, _ = bring(capsys, file, text, "prices", "--list", "TRADE", "--name", "For traders")
    assert (code, result["created"], result["entries"]) == (0, True, 2)
    code, result, _ = bring(capsys, file, "item,price\ncable,4\nDRIVE,95\n", "prices", "--list", "TRADE")
    assert (code, result["created"], result["entries"]) == (0, False, 3)
    code, result, _ = bring(capsys, file, "item,price\nPHONE,180\n", "prices", "--list", "TRADE", "--replace")
    assert (code, entries()) == (0, [("TRADE", "For traders", "PHONE", 1, 18000)])


def test_every_mistake_in_a_price_file_is_told_with_its_row(trade: Trade, capsys: Capture, file: Path) -> None:
    text = "item,from,price\nDRIVE,1,\nNONE,1,1\nCABLE,few,1.234\nPHONE,1,1\nPHONE,1,2\n"
    with assert_nothing_changed():
        code, result, _ = bring(capsys, file, text, "prices", "--list", "TRADE", "--currency", "EURO")
    assert code == 1
    assert errors(result) == [
        (None, "bad_currency"),
        (2, "empty_price"),
        (3, "unknown_item"),
        (4, "bad_amount"),
        (4, "bad_number"),
        (5, "repeated"),
        (6, "repeated"),
    ]


def test_people_get_sentences(trade: Trade, capsys: Capture, file: Path) -> None:
    file.write_text("vendor,item,price\nV1,DRIVE,1.00\n")
    assert run(["import", "vendor-items", str(file)]) == 0
    assert run(["import", "prices", str(file), "--list", "TRADE", "--dry-run"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "1 vendors’ items are new, 0 are changed.",
        "All is well. Nothing was changed: Price list TRADE: 1 entry.",
    ]


def points() -> list[tuple[object, ...]]:
    return sql.rows(
        "SELECT i.code, r.minimum, r.reorder_at, r.maximum FROM purchasing_reorderpoint r"
        " JOIN catalog_item i ON i.id = r.item_id ORDER BY 1"
    )


def test_reorder_points_are_set_and_taken_off(trade: Trade, capsys: Capture, file: Path) -> None:
    text = "item,reorder point,max,min\nDRIVE,5,20,2\ncable,50,200,\n"
    code, result, _ = bring(capsys, file, text, "reorder-points")
    assert (code, result["saved"], points()) == (0, 2, [("CABLE", 0, 50, 200), ("DRIVE", 2, 5, 20)])
    code, result, _ = bring(capsys, file, "item,location,reorder point,max\nDRIVE,HQ,,\n", "reorder-points")
    assert (code, result["removed"], points()) == (0, 1, [("CABLE", 0, 50, 200)])


def test_every_mistake_in_a_file_of_reorder_points_is_told_with_its_row(
    trade: Trade, capsys: Capture, file: Path
) -> None:
    text = "item,location,reorder point,max\nNONE,,1,2\nDRIVE,NOWHERE,1,2\nCABLE,,5,5\nPHONE,,few,5\nHOUR,,,9\n"
    with assert_nothing_changed():
        code, result, _ = bring(capsys, file, text, "reorder-points")
    assert code == 1
    assert errors(result) == [
        (2, "unknown_item"),
        (3, "unknown_location"),
        (4, "bad_levels"),
        (5, "bad_number"),
        (6, "empty_reorder_point"),
        (6, "not_inventoried"),
    ]
