"""`everyunit work` and `everyunit bill`: building from the command line, from the bill to the last exchanged part."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from everyunit.base import sql
from everyunit.cli.main import run
from tests.building import bin_of, computers, stocked
from tests.trade import Trade, assert_nothing_changed

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def told(capsys: Capture) -> object:
    def tell(*arguments: str, code: int = 0) -> list[str]:
        assert run(arguments) == code
        captured = capsys.readouterr()
        return [*captured.out.splitlines(), *captured.err.splitlines()]

    return tell


def test_computers_are_built_linked_exchanged_and_taken_apart(trade: Trade, told) -> None:  # type: ignore[no-untyped-def]
    computers(trade)
    drives = stocked(trade, drives=7)
    (number,) = told("work", "make", "COMPUTER", "--quantity", "3", "--due", "2030-01-31")
    assert told("work", "short")[0].split("\t") == ["CABLE", "HQ", "9", "9", "0", "0", number]
    told("work", "attach", number, *drives[:6])
    assert told("work", "supply", number) == ["12 set aside"]
    assert told("work", "start", number) == ["in process"]
    (serials,) = told("work", "number", number)
    first, second, third = (str(each) for each in range(int(serials[:6]), int(serials[:6]) + 3))
    lines = told("work", "link", number, first, drives[0], drives[1], "NOPE", code=1)
    assert lines[-1] == f"{first}\t2 of 3 linked"
    assert "No unit has this number" in lines[3]
    assert told("work", "show", number)[0] == f"{number}\tin process\tCOMPUTER\t0 of 3 built"
    assert told("work", "build", number, "--good", "1") == [f"WR 100000\t{first}\t2 left"]
    assert "must be linked" in told("work", "build", number, "--good", "1", code=1)[0]
    told("work", "spread", number)
    built = told("work", "build", number, "--good", "1", "--defective", "1", "--defective-unit", third)
    assert built == [f"WR 100001\t{second}–{third}\t0 left\tdefective: {third}"]
    assert (bin_of(second), bin_of(third)) == ("MAIN", "DEFECTIVE")
    assert told("work", "swap", drives[0], drives[6], "--whole", first) == [
        f"SW 100000\t{first}\t{drives[0]} out\t{drives[6]} in"
    ]
    story = [line.split("\t", 2)[2] for line in told("unit", first)[2:]]
    assert f"SW 100000\tpart taken out of it: {drives[0]}" in story
    assert told("unit", drives[6])[1] == f"Built into {first} with SW 100000"
    assert told("work", "apart", first)[0].startswith("TA 100000\t")
    assert bin_of(drives[6]) == "MAIN"


def test_what_a_scan_asks_says_how_it_is_answered(trade: Trade, told) -> None:  # type: ignore[no-untyped-def]
    computers(trade)
    drives = stocked(trade, drives=3)
    (number,) = told("work", "make", "COMPUTER")
    asked = told("work", "attach", number, *drives, code=1)
    assert "Attach it all the same?" in asked[2]
    assert asked[3] == "To say yes to what is asked, scan again with --exceed."
    assert "\tassigned\t" in told("work", "attach", number, drives[2], "--exceed")[0]


def test_an_order_is_voided_and_what_is_wrong_changes_nothing(trade: Trade, told) -> None:  # type: ignore[no-untyped-def]
    computers(trade)
    drives = stocked(trade)
    (number,) = told("work", "make", "COMPUTER")
    told("work", "attach", number, *drives[:2])
    with assert_nothing_changed():
        assert told("work", "show", "999", code=1) == ["There is no work order 999."]
        assert "no line of NOPE" in told("work", "build", number, "--good", "1", "--used", "NOPE=1", code=1)[0]
        assert "not in process" in told("work", "build", number, "--good", "1", code=1)[0]
    assert told("work", "detach", number, drives[1])[0].startswith(f"{drives[1]}\tdetached")
    assert told("work", "void", number) == ["void"]
    assert bin_of(drives[0]) == "MAIN"
    assert told("work", "short") == ["Nothing is missing."]
    data = json.loads("\n".join(told("work", "make", "COMPUTER", "--json")))
    assert data["kind"] == "WO"


def test_a_bill_is_printed_changed_and_saved_again(trade: Trade, told, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    computers(trade)
    assert told("bill", "show", "COMPUTER")[0] == "DRIVE\t2\tmandatory"
    bill = json.loads("\n".join(told("bill", "show", "COMPUTER", "--json")))
    bill["components"][0]["quantity"] = 4
    bill["by_products"] = [{"item": "CABLE", "quantity": 1, "share": 250}]
    file = tmp_path / "bill.json"
    file.write_text(json.dumps(bill))
    told("bill", "save", "COMPUTER", str(file))
    lines = told("bill", "show", "COMPUTER")
    assert (lines[0], lines[-1]) == ("DRIVE\t4\tmandatory", "CABLE\t1 besides\t2.50 %")
    with assert_nothing_changed():
        for wrong, words in (
            ("[]", "holds no bill"),
            ("{", "is not JSON"),
            ('{"parts": []}', "nothing of a bill"),
            ('{"components": [{"item": "DRIVE", "colour": 1}]}', "nothing that it can say"),
            ('{"components": [{"item": "DRIVE", "quantity": "2"}]}', "cannot be read"),
            ('{"components": [{"item": "NOPE"}]}', "cannot be made like this"),
        ):
            file.write_text(wrong)
            assert words in told("bill", "save", "COMPUTER", str(file), code=1)[0]
    assert sql.scalar("SELECT quantity FROM catalog_component ORDER BY position LIMIT 1") == 4
