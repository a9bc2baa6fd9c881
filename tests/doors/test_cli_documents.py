"""`everyunit document` and `everyunit unit`: a trade from the order to the exchange, told at the command line."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from everyunit.cli.main import run
from everyunit.documents.new_lines import NewLine
from everyunit.people.save_user import save_user
from tests.building import computers, stocked
from tests.trade import Trade, assert_nothing_changed

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def told(capsys: Capture):
    def tell(*arguments: str, code: int = 0) -> list[list[str]]:
        assert run(arguments) == code
        captured = capsys.readouterr()
        return [line.split("\t") for line in [*captured.out.splitlines(), *captured.err.splitlines()]]

    return tell


def test_an_order_is_begun_filled_shipped_and_undone(trade: Trade, told, monkeypatch: pytest.MonkeyPatch) -> None:
    drives = trade.receive(quantity=3)
    trade.receive("CABLE")
    (made,) = told(
        "document",
        "new",
        "so",
        "--party",
        "C1",
        "--line",
        "DRIVE=2@99.50",
        "--line",
        "CABLE=1",
        "--set",
        "terms=30 days",
    )
    assert made == ["SO", "100000"]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join([*drives[:2], "NOPE"])))
    attached = told("document", "attach", "SO", "100000", "-", code=1)
    assert [each[0] for each in attached] == [*drives[:2], "NOPE"]
    assert told("document", "show", "SO", "100000")[1] == ["1", "DRIVE", "2 of 2", "99.50", f"{drives[0]}–{drives[1]}"]
    told("document", "detach", "SO", "100000", drives[1])
    told("document", "attach", "SO", "100000", drives[1])
    assert told("document", "convert", "SO", "100000", "SI") == [["SI", "100000"]]
    assert told("document", "post", "SI", "100000")[0] == ["SI", "100000", "posted", "2 units", "1 piece"]
    assert told("unit", drives[0])[0][3:] == ["SOLD", "sold"]
    assert [row[:2] for row in told("document", "list", "SI", "SO")] == [["SI", "100000"], ["SO", "100000"]]
    assert told("document", "list", "--delivered", "wholly")[0][6:] == ["Shipped", ""]
    assert told("document", "history", "SI", "100000")[0][2:4] == ["2", "DRIVE"]
    (no,) = told("document", "reverse", "SI", "100000", "--reason", "", code=1)
    assert "Say why it is undone" in no[0]
    assert told("document", "reverse", "SI", "100000", "--reason", "Wrong customer")[0][2] == "reversed"
    assert told("document", "close", "SO", "100000")[0][:3] == ["SO", "100000", "closed"]
    assert told("document", "open", "SO", "100000")[0][2] == "open"
    assert told("document", "history", "SO", "100000")[-1][3:] == ["status", "open", "closed"]
    told("document", "new", "PQ", "--party", "V1")
    assert told("document", "discard", "PQ", "100000")[0][2] == "thrown away"
    assert told("document", "list", "PQ") == [["There are none."]]


def test_what_is_asked_for_as_json_is_one_document(trade: Trade, capsys: Capture) -> None:
    trade.receive()
    assert run(["document", "show", "PR", "100000", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["kind"], shown["total_minor"], shown["lines"][0]["units"]) == ("PR", 6000, "100000")
    assert run(["document", "new", "SI", "--party", "C1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["number"] == "100000"


def test_how_far_lines_have_come_and_what_was_posted_is_told_of_units_pieces_and_services(trade: Trade, told) -> None:
    def lines(kind: str) -> list[str]:
        return [row[2] for row in told("document", "show", kind, "100000")[1:]]

    goods = ["--line", "DRIVE=1", "--line", "CABLE=5", "--line", "HOUR=1"]
    told("document", "new", "PO", "--party", "V1", *goods)
    assert lines("PO") == ["0 of 1", "0 of 5", "1"]
    receipt = trade.draft("PR", *(NewLine(item=code, quantity=count) for code, count in (("DRIVE", 1), ("CABLE", 6))))
    assert lines("PR") == ["1", "6"]
    assert told("document", "post", "PR", receipt.number)[0][2:] == ["posted", "1 unit", "6 pieces"]
    assert lines("PR") == ["1", "6"]
    told("document", "new", "SO", "--party", "C1", *goods)
    told("document", "attach", "SO", "100000", "100000")
    assert lines("SO") == ["1 of 1", "0 of 5", "1"]
    told("document", "convert", "SO", "100000", "SI")
    assert lines("SI") == ["1 of 1", "5", "1"]
    assert told("document", "post", "SI", "100000")[0][2:] == ["posted", "1 unit", "5 pieces"]
    assert lines("SI") == ["1", "5", "1"]
    assert lines("SO") == ["1 of 1 shipped", "5 of 5 shipped", "1 of 1 shipped"]
    service = trade.draft("SI", NewLine(item="HOUR", quantity=1))
    assert told("document", "post", "SI", service.number)[0][2:] == ["posted"]


def test_costs_are_for_those_who_may_see_them(trade: Trade, capsys: Capture) -> None:
    save_user("clerk", "counter", "a-long-password")
    trade.receive()
    for arguments in (["document", "show", "PR", "100000"], ["document", "list", "PR"], ["unit", "100000"]):
        assert run([*arguments, "--user", "clerk", "--json"]) == 0
        assert "6000" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["new", "XX"], "There is no document kind “XX”"),
        (["new", "SI", "--party", "C1", "--line", "DRIVE@abc", "--line", "PHONE@1.234"], "Some prices cannot be read"),
        (["new", "SI", "--party", "C1", "--set", "due_on=soon", "--set", "rate=-1"], "Some fields of the header"),
        (["show", "SI", "7"], "There is no SI 7."),
        (["post", "SO", "7"], "There is no SO 7."),
    ],
)
def test_what_is_refused_says_why_and_changes_nothing(trade: Trade, told, arguments: list[str], said: str) -> None:
    with assert_nothing_changed():
        assert told("document", *arguments, code=1)[0][0].startswith(said)


def test_a_line_that_is_none_is_not_understood(trade: Trade, told) -> None:
    for wrong in ("=3", "DRIVE=two"):
        assert f"“{wrong}” is no line" in told("document", "new", "SI", "--line", wrong, code=2)[-1][0]


def test_a_unit_is_found_by_either_number_with_what_is_in_it(trade: Trade, told) -> None:
    computers(trade)
    drives = stocked(trade)
    (number,) = told("work", "make", "COMPUTER")[0]
    told("work", "attach", number, *drives[:2])
    told("work", "supply", number)
    told("work", "start", number)
    built = told("work", "build", number, "--good", "1", "--spread")[0][1]
    tree = told("unit", built, "--tree")
    assert [row[0].strip() for row in tree[:2]] == sorted(drives[:2])
    assert told("unit", drives[0], "--tree")[0][:2] == ["in", built]
    trade.post(trade.draft("PR", *[_line("ABC", "DEF"), _line("ABC")]))
    assert told("unit", "DEF")[0][1] == "DEF"
    assert told("unit", "ABC", code=1)[0] == ["Several units have the maker’s number ABC. Name one by its own."]
    assert told("unit", "NOPE", code=1) == [["No unit has the number NOPE."]]


def _line(*numbers: str) -> NewLine:
    return NewLine(item="DRIVE" if len(numbers) > 1 else "PHONE", quantity=len(numbers), maker_numbers=numbers)


def test_bins_and_locations_are_kept(trade: Trade, told) -> None:
    assert told("location", "save", "SHOP", "Shop in town") == [["SHOP", "made"]]
    assert ["SHOP", "Shop in town", ""] in told("location", "list")
    assert told("bin", "save", "SHELF", "A shelf", "--location", "SHOP", "--position", "7") == [["SHELF", "made"]]
    told("bin", "save", "SHELF", "--stock-type", "defective")
    shelf = ["SHELF", "A shelf", "stock", "defective", "SHOP", ""]
    assert told("bin", "list", "--location", "SHOP") == [shelf]
    assert told("bin", "discontinue", "SHELF") == [["SHELF", "saved"]]
    assert shelf not in told("bin", "list")
    assert [*shelf, "discontinued"] in told("bin", "list", "--all")
    told("bin", "revive", "SHELF")
    assert shelf in told("bin", "list")
    trade.receive()
    with assert_nothing_changed():
        assert "The bin cannot be saved like this." in told("bin", "discontinue", "MAIN", code=1)[0]
        assert told("bin", "revive", "NOPE", code=1) == [["There is no bin NOPE."]]


def test_a_file_is_attached_listed_fetched_and_taken_off(trade: Trade, told, settings, tmp_path: Path) -> None:
    settings.FILES = tmp_path / "kept"
    (serial,) = trade.receive()
    note = tmp_path / "note.txt"
    note.write_text("Dented box\n")
    number, *_ = told("file", "attach", "unit", serial, str(note), "--note", "As received")[0]
    assert told("file", "list", "unit", serial) == [[number, "note.txt", "11 bytes", "owner", "As received"]]
    there = tmp_path / "there.txt"
    assert told("file", "get", number, "-o", str(there)) == [[str(there), "11 bytes"]]
    assert there.read_bytes() == note.read_bytes()
    assert told("file", "remove", number) == [["note.txt", "taken off"]]
    assert told("file", "get", number, code=1) == [[f"There is no file {number}."]]
    assert told("file", "list", "unit", "7", code=1) == [["There is no unit 7."]]
    save_user("viewer", "viewer", "a-long-password")
    refused = told("file", "attach", "unit", serial, str(note), "--user", "viewer", code=1)
    assert refused[0][0].startswith("viewer may not ")
