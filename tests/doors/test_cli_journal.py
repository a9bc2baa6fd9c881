"""`everyunit journal`: the trial balance as a table and as JSON, and the entries as a file."""

import json
from pathlib import Path

import pytest

from everyunit.base import sql
from everyunit.cli.main import run
from tests.conftest import unguarded
from tests.trade import Trade

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def sold(trade: Trade) -> Trade:
    trade.sell(*trade.receive(quantity=2))
    return trade


def test_the_trial_balance_is_a_table(sold: Trade, capsys: Capture) -> None:
    assert run(["journal", "trial-balance"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["1100", "Receivables", "200.00"] in rows
    assert ["4000", "Sales", "200.00"] in rows
    assert rows[-1] == ["320.00", "320.00"]


def test_the_trial_balance_as_json_is_in_minor_units(sold: Trade, capsys: Capture) -> None:
    assert run(["journal", "trial-balance", "--until", "2999-12-31", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["until"], told["currency"], told["balances"]) == ("2999-12-31", "EUR", True)
    balances = {each["code"]: each["balance_minor"] for each in told["accounts"]}
    assert (balances["1100"], balances["1300"], balances["5000"]) == (20000, 0, 12000)
    assert sum(balances.values()) == 0
    assert told["debit_minor"] == told["credit_minor"] == 32000


def test_before_anything_happened_nothing_stands_on_any_account(sold: Trade, capsys: Capture) -> None:
    assert run(["journal", "trial-balance", "--until", "2000-01-01", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["debit_minor"] == 0


def test_books_that_do_not_balance_end_with_1(sold: Trade, capsys: Capture) -> None:
    with unguarded():
        sql.execute("UPDATE money_entryline SET amount_minor = amount_minor + 1 WHERE amount_minor = 20000")
    assert run(["journal", "trial-balance"]) == 1
    assert "do NOT balance" in capsys.readouterr().err


@pytest.mark.parametrize(("form", "begins"), [("csv", "date,posting,"), ("beancount", 'option "title"')])
def test_the_journal_is_written_to_a_file(sold: Trade, capsys: Capture, tmp_path: Path, form: str, begins: str) -> None:
    file = tmp_path / f"journal.{form}"
    file.write_text("what was here before")
    assert run(["journal", "export", str(file), "--format", form]) == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "2 entries, 6 lines.\n")
    assert file.read_text().startswith(begins)
    assert [each.name for each in tmp_path.iterdir()] == [file.name]


def test_a_hyphen_is_standard_output(sold: Trade, capsys: Capture) -> None:
    assert run(["journal", "export", "-", "--format", "csv"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 7


def test_a_period_without_entries_is_an_empty_table(sold: Trade, capsys: Capture) -> None:
    assert run(["journal", "export", "-", "--format", "csv", "--to", "2000-01-01"]) == 0
    told = capsys.readouterr()
    assert len(told.out.splitlines()) == 1
    assert told.err == "0 entries, 0 lines.\n"


def test_a_place_that_cannot_be_written_is_refused(sold: Trade, capsys: Capture, tmp_path: Path) -> None:
    assert run(["journal", "export", str(tmp_path / "nowhere" / "journal.csv"), "--format", "csv"]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_days_the_wrong_way_round_are_refused(sold: Trade, capsys: Capture) -> None:
    days = ["--from", "2026-02-01", "--to", "2026-01-01"]
    assert run(["journal", "export", "-", "--format", "csv", *days]) == 1
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "The first day is after the last.\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["journal"],
        ["journal", "export", "file"],
        ["journal", "export", "file", "--format", "ledger"],
        ["journal", "export", "file", "--format", "csv", "--from", "yesterday"],
        ["journal", "trial-balance", "--until", "2026-02-30"],
    ],
)
def test_a_command_line_that_is_not_understood_ends_with_2(arguments: list[str], capsys: Capture) -> None:
    assert run(arguments) == 2
    assert capsys.readouterr().out == ""
