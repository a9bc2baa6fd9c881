"""`everyunit import sales --derive-opening`: what must have been there, as a file for the import of opening stock."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from everyunit.cli.main import run
from tests.trade import Trade, assert_nothing_changed

Capture = pytest.CaptureFixture[str]
SALES = "invoice,item,quantity,price,date\n500,LAMP,3,4.00,2025-12-01\nC501,LAMP,-1,4.00,2025-12-03\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "sales.csv"
    found.write_text(SALES)
    return found


def test_the_opening_is_printed_and_nothing_is_posted(trade: Trade, capsys: Capture, file: Path) -> None:
    with assert_nothing_changed():
        assert run(["import", "sales", str(file), "--derive-opening", "--cost-percent", "50"]) == 0
    told = capsys.readouterr()
    assert told.out == "item,description,quantity,cost\nLAMP,LAMP,3,2.00\n"
    assert told.err == "Items that were sold: 1; pieces of them: 3.\n"


def test_what_is_printed_can_be_brought_in_and_then_the_sales(trade: Trade, capsys: Capture, file: Path) -> None:
    run(["import", "sales", str(file), "--derive-opening"])
    opening = file.with_name("opening.csv")
    opening.write_text(capsys.readouterr().out)
    assert run(["import", "opening", str(opening), "--create-items"]) == 0
    capsys.readouterr()
    assert run(["import", "sales", str(file), "--create-parties"]) == 0
    assert "there already" not in capsys.readouterr().err
    with assert_nothing_changed():
        assert run(["import", "sales", str(file), "--create-parties"]) == 0
    assert "2 of them were there already, from an earlier import of this file." in capsys.readouterr().err


def test_as_json_it_is_told_with_its_mistakes(trade: Trade, capsys: Capture, file: Path) -> None:
    assert run(["import", "sales", str(file), "--derive-opening", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["pieces"] == 3
    file.write_text(SALES.replace(",-1,", ",0,"))
    assert run(["import", "sales", str(file), "--derive-opening", "--json"]) == 1
    assert [each["code"] for each in json.loads(capsys.readouterr().out)["errors"]] == ["bad_quantity"]


@pytest.mark.parametrize("percent", ["much", "-5", "5000"])
def test_a_cost_is_a_whole_number_of_percent(trade: Trade, file: Path, percent: str) -> None:
    assert run(["import", "sales", str(file), "--derive-opening", f"--cost-percent={percent}"]) == 2
