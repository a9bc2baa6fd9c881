"""`everyunit import receipt`: the file, the options, and what is printed where."""

import csv
import json
import os
import pty
import subprocess
from pathlib import Path
from typing import Any

import pytest

from everyunit.base import sql
from everyunit.cli.main import run
from everyunit.company.found import hire
from tests.installed import COMMAND
from tests.trade import Trade

Capture = pytest.CaptureFixture[str]
EXTRACT = Path(__file__).parents[2] / "examples" / "drives-extract.csv"


def bring(capsys: Capture, file: Path | str, *options: str, vendor: str = "V1") -> tuple[int, dict[str, Any], str]:
    """Exit code, the JSON on standard output (which must be all there is), and standard error."""
    capsys.readouterr()
    code = run(["import", "receipt", str(file), "--vendor", vendor, "--json", *options])
    told = capsys.readouterr()
    return code, json.loads(told.out), told.err


def units() -> int:
    return int(sql.scalar("SELECT count(*) FROM stock_unit"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "goods.csv"
    made.write_text("serial,item,cost\nA1,DRIVE,50\nA2,DRIVE,50\n")
    return made


def test_the_example_goes_in_with_one_command(trade: Trade, capsys: Capture) -> None:
    options = ("--create-items", "--create-vendor", "--map", "serial=serial_number,item=model", "--cost", "120.00")
    code, result, said = bring(capsys, EXTRACT, *options, vendor="BACKBLAZE")
    with EXTRACT.open() as rows:
        expected = [(row["model"], row["serial_number"]) for row in csv.DictReader(rows)]
    assert (code, said) == (0, "")
    assert (result["documents"], result["units"], result["errors"]) == (1, len(expected), [])
    assert sorted(expected) == sorted(
        sql.rows(
            "SELECT i.code, u.maker_serial FROM stock_unit u JOIN catalog_item i ON i.id = u.item_id"
            " WHERE u.cost_minor = 12000"
        )
    )
    code, again, said = bring(capsys, EXTRACT, *options, vendor="BACKBLAZE")
    assert (code, again["already_imported"], again["numbers"]) == (0, True, result["numbers"])
    assert units() == len(expected)


def test_people_get_sentences(trade: Trade, capsys: Capture, file: Path) -> None:
    assert run(["import", "receipt", str(file), "--vendor", "V1", "--dry-run"]) == 0
    assert capsys.readouterr().out == "All is well: 2 units would be received in 1 document.\n"
    assert run(["import", "receipt", str(file), "--vendor", "V1"]) == 0
    assert capsys.readouterr().out == "Received 2 units in 1 document: PR 100000.\n"
    assert run(["import", "receipt", str(file), "--vendor", "V1"]) == 0
    assert capsys.readouterr().out == "Imported already, as PR 100000: 2 units. Nothing was changed.\n"


def test_a_file_name_that_is_no_text_is_no_obstacle(trade: Trade, capsys: Capture, file: Path) -> None:
    code, result, _ = bring(capsys, file.rename(file.with_name("goods\udcff.csv")))
    assert (code, result["units"]) == (0, 2)
    assert sql.scalar("SELECT reference FROM documents_document") == "goods?.csv"


def test_a_dry_run_names_no_documents(trade: Trade, capsys: Capture, file: Path) -> None:
    code, result, _ = bring(capsys, file, "--dry-run")
    assert (code, result["units"], result["numbers"], result["dry_run"]) == (0, 2, [], True)
    assert units() == 0


def test_problems_come_with_their_rows(trade: Trade, capsys: Capture, file: Path) -> None:
    file.write_text("serial,item\nA1,DRIVE\nA1,DRIVE\nA2,NOBODY\n")
    code, result, said = bring(capsys, file)
    assert (code, result["documents"], result["units"], units()) == (1, 0, 0, 0)
    assert [(each["row"], each["code"]) for each in result["errors"]] == [(3, "repeated_serial"), (4, "unknown_item")]
    assert all(each["message"] in said for each in result["errors"])
    assert "row 3: " in said


def test_the_terminal_shows_the_first_fifty_and_json_all(trade: Trade, capsys: Capture, file: Path) -> None:
    file.write_text("serial,item\n" + "".join(f"A{number},NOBODY\n" for number in range(120)))
    code, result, said = bring(capsys, file)
    assert (code, len(result["errors"])) == (1, 120)
    assert said.count("  row ") == 50
    assert "… and 70 more (70 × unknown_item)" in said


def test_columns_may_have_commas_in_their_names(trade: Trade, capsys: Capture, file: Path) -> None:
    file.write_text('"Number, maker\'s","Code, ours",Paid\nA1,DRIVE,5\n')
    code, result, _ = bring(capsys, file, "--map", "serial=Number, maker's,item=Code, ours", "--map", "cost=Paid")
    assert (code, result["value_minor"]) == (0, 500)


def test_who_acts_may_be_chosen(trade: Trade, capsys: Capture, file: Path) -> None:
    hire("goods", "goods_in")
    hire("counter", "counter")
    code, result, _ = bring(capsys, file, "--user", "counter")
    assert (code, [each["code"] for each in result["errors"]]) == (1, ["not_allowed"])
    code, result, _ = bring(capsys, file, "--user", "nobody")
    assert (code, [each["code"] for each in result["errors"]]) == (1, ["unknown_user"])
    assert bring(capsys, file, "--user", "goods")[0] == 0
    assert sql.rows("SELECT u.username FROM stock_posting p JOIN people_user u ON u.id = p.actor_id") == [("goods",)]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("missing.csv", "no_such_file"),
        (".", "not_a_file"),
        ("empty.csv", "empty_file"),
        ("pipe", "not_a_file"),
        ("\udcff.csv", "no_such_file"),
    ],
)
def test_what_is_no_file_with_something_in_it_is_refused(
    trade: Trade, capsys: Capture, tmp_path: Path, name: str, code: str
) -> None:
    (tmp_path / "empty.csv").touch()
    os.mkfifo(tmp_path / "pipe")
    ended, result, said = bring(capsys, tmp_path / name)
    assert (ended, [each["code"] for each in result["errors"]], units()) == (1, [code], 0)
    assert result["errors"][0]["message"] in said


def test_a_file_that_may_not_be_read_is_refused(
    trade: Trade, capsys: Capture, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", forbidden)
    code, result, said = bring(capsys, file)
    assert (code, result["errors"][0]["code"]) == (1, "unreadable")
    assert "Permission denied" in said


def test_progress_is_shown_on_a_terminal_only_and_never_among_the_json(installed: dict[str, str], file: Path) -> None:
    file.write_text("serial,item\n" + "".join(f"A{number},NEW\n" for number in range(2000)))
    terminal, end = pty.openpty()
    done = subprocess.run(
        [*COMMAND, "import", "receipt", str(file), "--vendor", "DEMO-VA", "--create-items", "--json"],
        env=os.environ | installed | {"TERM": "xterm", "COLUMNS": "80"},
        stdout=subprocess.PIPE,
        stderr=end,
        timeout=60,
        check=False,
    )
    os.write(end, b"end")
    shown = os.read(terminal, 65536).decode()
    os.close(end)
    os.close(terminal)
    assert (done.returncode, json.loads(done.stdout)["units"]) == (0, 2000)
    assert "Reading rows:" in shown
    assert "Posting:" in shown


@pytest.mark.django_db
def test_without_a_company_it_says_so(capsys: Capture, file: Path) -> None:
    code, result, _ = bring(capsys, file)
    assert (code, result["errors"][0]["code"]) == (1, "no_owner")
