"""`everyunit count import`: what a scanner has kept in a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from everyunit.base import sql
from everyunit.catalog.save_lot import SaveLot, save_lot
from everyunit.cli.main import run
from everyunit.counting.difference_list import differences_page
from everyunit.documents.use_lots import UseLots, use_lots
from everyunit.stock.amend import AmendUnit, amend_unit
from tests.counts import count_of, finish, move, shelf, sorts, started
from tests.trade import Trade, assert_nothing_changed

Capture = pytest.CaptureFixture[str]


def write(folder: Path, *rows: str) -> str:
    file = folder / "counted.csv"
    file.write_text("\n".join(rows) + "\n")
    return str(file)


def test_a_plain_list_says_by_bins_codes_where_numbers_were_found(
    trade: Trade, tmp_path: Path, capsys: Capture
) -> None:
    shelf(trade, "A1")
    serials = trade.receive(quantity=5)
    move(trade, "A1", serials[4])
    paper = count_of(trade, "MAIN", "A1")
    file = write(tmp_path, "MAIN", serials[0], f"{serials[1]}-{serials[2]}", "A1", serials[4], serials[3])
    assert run(["count", "import", file]) == 0
    told = capsys.readouterr()
    assert told.out == "Counted: 4 rows into stock count 100000.\n"
    assert "1 of them are units that are recorded elsewhere." in told.err
    assert sorts(paper, "MAIN") == {"agrees": 3, "elsewhere": 1}
    assert sorts(paper, "A1") == {"agrees": 1, "misplaced": 1}


def test_columns_name_bin_number_item_and_quantity(trade: Trade, tmp_path: Path, capsys: Capture) -> None:
    (unit,) = trade.receive()
    amend_unit(trade.owner, AmendUnit(serial=unit, maker_serial="M-1"))
    trade.receive("CABLE", quantity=9)
    paper = started(trade, "MAIN")
    file = write(tmp_path, "Bin;Serial;Item;Qty", "main;M-1;;", "MAIN;;CABLE;8")
    assert run(["count", "import", file, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counted"] == 2
    assert sorts(paper, "MAIN") == {"agrees": 1, "fewer": 1}


def test_rows_that_are_wrong_are_told_and_the_others_survive(trade: Trade, tmp_path: Path, capsys: Capture) -> None:
    serials = trade.receive(quantity=3)
    trade.sell(serials[2])
    paper = started(trade, "MAIN")
    file = write(
        tmp_path,
        *("bin,number,item,quantity", f"MAIN,{serials[0]},,", "MAIN,WHO-1,,", f"NOWHERE,{serials[1]},,"),
        *(
            f"MAIN,{serials[0]},,",
            f"MAIN,{serials[2]},,",
            "MAIN,,CABLE,many",
            f",{serials[1]},,",
            f"MAIN,{serials[1]},,",
        ),
    )
    assert run(["count", "import", file, "--count", "100000", "--only-recorded", "--json"]) == 1
    done = json.loads(capsys.readouterr().out)
    assert [(each["row"], each["code"]) for each in done["problems"]] == [
        *((3, "unknown"), (4, "not_on_count"), (5, "repeated"), (6, "outside"), (7, "bad_number"), (8, "no_bin"))
    ]
    assert done["counted"] == 2
    assert sorts(paper, "MAIN") == {"agrees": 2, "unknown": 1}


def test_without_a_word_which_count_it_must_be_clear(trade: Trade, tmp_path: Path, capsys: Capture) -> None:
    file = write(tmp_path, "MAIN", "1")
    with assert_nothing_changed():
        assert run(["count", "import", file]) == 1
        assert run(["count", "import", file, "--count", "100009"]) == 1
    assert "--count NUMBER" in capsys.readouterr().err


def test_a_dry_run_and_a_workbook_change_nothing(trade: Trade, tmp_path: Path, capsys: Capture) -> None:
    (unit,) = trade.receive()
    count_of(trade, "MAIN")
    book = tmp_path / "book.xlsx"
    book.write_bytes(b"PK\x03\x04rest")
    with assert_nothing_changed():
        assert run(["count", "import", write(tmp_path, "MAIN", unit), "--dry-run"]) == 0
        assert run(["count", "import", str(book)]) == 1
    assert "Excel" in capsys.readouterr().err


def test_thousands_of_rows_with_one_that_is_wrong(trade: Trade, tmp_path: Path, capsys: Capture) -> None:
    trade.receive(quantity=6000, maker_numbers=tuple(f"IMEI-{nth * 7919 % 100003}" for nth in range(6000)))
    started(trade, "MAIN")
    numbers = [str(text) for (text,) in sql.rows("SELECT maker_serial FROM stock_unit ORDER BY maker_serial")]
    numbers[3333] = "SMUDGED"
    assert run(["count", "import", write(tmp_path, *numbers), "--bin", "MAIN", "--json"]) == 1
    done = json.loads(capsys.readouterr().out)
    assert done["counted"] == 5999
    assert [(each["row"], each["text"]) for each in done["problems"]] == [(3334, "SMUDGED")]


def test_a_file_says_how_many_of_which_lot(trade: Trade, tmp_path: Path, capsys: Capture) -> None:
    use_lots(trade.owner, UseLots(item="CABLE"))
    save_lot(trade.owner, SaveLot(item="CABLE", number="L1"))
    paper = started(trade, "MAIN")
    file = write(tmp_path, "bin,item,lot,quantity", "MAIN,CABLE,L1,4", "MAIN,,L2,3", "MAIN,CABLE,L3,2")
    assert run(["count", "import", file, "--json"]) == 1
    done = json.loads(capsys.readouterr().out)
    assert [(each["row"], each["code"]) for each in done["problems"]] == [(3, "unknown_lot"), (4, "unknown_lot")]
    file = write(tmp_path, "bin,item,batch,quantity", "MAIN,CABLE,L3,2")
    assert run(["count", "import", file, "--new-lots"]) == 0
    finish(trade, paper)
    assert [(row.lot, row.quantity) for row in differences_page(paper.count_id)] == [("L1", 4), ("L3", 2)]
