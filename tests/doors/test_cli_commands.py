"""The command line: what it prints where, and with which code it ends."""

import json
from pathlib import Path
from typing import Any

import pytest

from everyunit import __version__
from everyunit.base import sql
from everyunit.cli.main import COMMANDS, run
from everyunit.people.tokens import actor_named, actor_of_token
from everyunit.rules.rights import ROLES
from tests.installed import process
from tests.trade import Trade

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def fresh(tmp_path: Path) -> dict[str, str]:
    """The environment of an installation that has no database yet."""
    return {"DATABASE_URL": f"sqlite:///{tmp_path / 'fresh.sqlite3'}", "EVERYUNIT_VAR": str(tmp_path)}


def test_without_a_command_it_tells_what_there_is(capsys: Capture) -> None:
    assert run([]) == 0
    told = capsys.readouterr()
    assert all(f"    {name} " in told.out for name in COMMANDS)
    assert told.err == ""


def test_it_knows_its_version(capsys: Capture) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"everyunit {__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(command: str, capsys: Capture) -> None:
    assert run([command, "--help"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith(f"usage: everyunit {command}")
    assert len(told.out.split("\n\n")[1]) > 20
    assert told.err == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["--frobnicate"],
        ["token"],
        ["found"],
        ["import"],
        ["import", "receipt"],
        ["import", "receipt", "goods.csv"],
        ["import", "receipt", "goods.csv", "--vendor", "V", "--map", "serial"],
        ["import", "receipt", "goods.csv", "--vendor", "V", "--map", "colour=red"],
        ["import", "receipt", "goods.csv", "--vendor", "V", "--encoding", "klingon"],
        ["import", "receipt", "goods.csv", "--vend", "V"],
        ["serve", "--port", "http"],
        ["serve", "--port", "0"],
        ["serve", "--workers", "0"],
        ["verify", "everything"],
        ["found", "--name", "\udcff"],
        ["token", "\udcff"],
        ["import", "receipt", "goods.csv", "--vendor", "\udcff"],
        ["import", "receipt", "goods.csv", "--vendor", "V", "--map", "serial=\udcff"],
    ],
)
def test_a_command_line_that_is_not_understood_ends_with_2(arguments: list[str], capsys: Capture) -> None:
    assert run(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("usage: everyunit")


def test_a_database_address_that_is_none_ends_with_2(tmp_path: Path) -> None:
    done = process("verify", DATABASE_URL="nonsense://here", EVERYUNIT_VAR=str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_does_not_answer_is_told_in_words(tmp_path: Path) -> None:
    address = "postgres://nobody:secret-word@127.0.0.1:1/nowhere"
    done = process("verify", "--json", DATABASE_URL=address, EVERYUNIT_VAR=str(tmp_path))
    assert done.returncode == 1
    assert json.loads(done.stdout)["code"] == "database"
    assert "nowhere on 127.0.0.1:1" in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret-word" not in done.stdout + done.stderr


@pytest.mark.parametrize("command", [["verify"], ["serve"], ["token", "owner"], ["demo"], ["rebuild"]])
def test_an_empty_database_must_be_migrated_first(command: list[str], fresh: dict[str, str]) -> None:
    done = process(*command, **fresh)
    assert (done.returncode, done.stdout) == (1, "")
    assert "everyunit migrate" in done.stderr
    assert "Traceback" not in done.stderr


def test_migrating_says_what_it_did_and_what_comes_next(fresh: dict[str, str]) -> None:
    first, again = process("migrate", **fresh), process("migrate", **fresh)
    assert (first.returncode, again.returncode) == (0, 0)
    assert "migrations applied to the SQLite file" in first.stderr
    assert "everyunit found" in first.stderr
    assert "everyunit found" not in process("migrate", "--quiet", **fresh).stderr
    assert again.stderr.startswith("Nothing to migrate")
    assert first.stdout == again.stdout == ""
    assert process("verify", **fresh).returncode == 0


def test_a_token_is_the_only_thing_printed_and_it_works(trade: Trade, capsys: Capture) -> None:
    assert run(["token", "owner", "--label", "for the test"]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert told.out.count("\n") == 1
    assert actor_of_token(told.out.strip()) == trade.owner


def test_a_token_for_nobody_is_refused(trade: Trade, capsys: Capture) -> None:
    assert run(["token", "nobody"]) == 1
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "There is no active user “nobody”.\n")
    assert sql.scalar("SELECT count(*) FROM people_token") == 0


def test_a_token_with_an_endless_label_is_refused(trade: Trade, capsys: Capture) -> None:
    assert run(["token", "owner", "--label", "x" * 101]) == 1
    assert capsys.readouterr().out == ""
    assert sql.scalar("SELECT count(*) FROM people_token") == 0


@pytest.mark.django_db
def test_a_company_is_founded_once(capsys: Capture) -> None:
    assert run(["found", "--name", "Test Trading", "--currency", "JPY", "--digits", "0", "--owner", "boss"]) == 0
    assert sql.rows("SELECT name, currency, currency_digits FROM places_company") == [("Test Trading", "JPY", 0)]
    assert actor_named("boss").rights == ROLES["owner"]
    assert run(["found", "--name", "Another"]) == 1
    assert "has a company already" in capsys.readouterr().err
    assert sql.scalar("SELECT count(*) FROM places_company") == 1


@pytest.mark.django_db
def test_a_company_is_not_founded_by_halves(capsys: Capture) -> None:
    assert run(["user", "owner", "--role", "viewer"]) == 0
    for command in (["found", "--name", "Test Trading"], ["demo"]):
        assert run(command) == 1
        assert "There is a user “owner” already." in capsys.readouterr().err
        assert sql.scalar("SELECT count(*) FROM places_company") == 0


@pytest.mark.django_db
def test_a_company_that_cannot_be_founded_tells_every_reason(capsys: Capture) -> None:
    wrong = ["--name", " ", "--currency", "euro", "--digits", "9", "--owner", "a b", "--password", "short"]
    assert run(["found", *wrong]) == 1
    told = capsys.readouterr()
    assert all(f"  {subject}: " in told.err for subject in ("name", "currency", "digits", "user", "password"))
    assert told.out == ""
    assert sql.scalar("SELECT count(*) FROM people_user") == 0


def test_users_are_added_and_changed(trade: Trade, capsys: Capture) -> None:
    assert run(["user", "clerk", "--role", "counter", "--password", "a-long-password"]) == 0
    assert actor_named("clerk").rights == ROLES["counter"]
    assert run(["user", "clerk", "--role", "goods_in"]) == 0
    assert actor_named("clerk").rights == ROLES["goods_in"]
    assert sql.scalar("SELECT count(*) FROM people_user WHERE username = 'clerk'") == 1
    assert "a-long-password" not in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("arguments", "subject"),
    [
        (["clerk"], "role"),
        (["clerk", "--role", "king"], "role"),
        (["clerk", "--role", "counter", "--password", "12345"], "password"),
        (["a clerk", "--role", "counter"], "user"),
        (["owner", "--role", "viewer"], "only owner"),
        (["clerk", "--role", "counter", "--password"], "no terminal"),
    ],
)
def test_a_user_that_cannot_be_saved_is_refused(
    trade: Trade, capsys: Capture, arguments: list[str], subject: str
) -> None:
    before = sql.rows("SELECT id, username, role, password FROM people_user ORDER BY id")
    assert run(["user", *arguments]) == 1
    assert subject in capsys.readouterr().err
    assert sql.rows("SELECT id, username, role, password FROM people_user ORDER BY id") == before


def test_verify_prints_json_and_nothing_else(trade: Trade, capsys: Capture) -> None:
    trade.sell(trade.receive()[0])
    assert run(["verify", "--json"]) == 0
    told = capsys.readouterr()
    result = json.loads(told.out)
    assert result["sound"] is True
    assert len(result["truths"]) > 10
    assert all(truth["name"] and truth["broken"] == 0 for truth in result["truths"])
    assert told.err == ""


def test_a_broken_truth_is_found_and_rebuilding_mends_it(trade: Trade, capsys: Capture) -> None:
    trade.receive()
    sql.execute("UPDATE stock_balance SET quantity = quantity + 1")
    assert run(["verify", "--json"]) == 1
    result = json.loads(capsys.readouterr().out)
    assert result["sound"] is False
    assert sum(truth["broken"] for truth in result["truths"]) > 0
    assert run(["verify"]) == 1
    assert "BROKEN" in capsys.readouterr().out
    assert run(["rebuild", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["balances"] == 1
    assert run(["verify"]) == 0
    assert "The books are sound." in capsys.readouterr().out


def test_a_bug_is_not_hidden(trade: Trade, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble() -> Any:
        raise AssertionError("a bug")

    monkeypatch.setattr("everyunit.cli.verify.verify", stumble)
    with pytest.raises(AssertionError):
        run(["verify", "--json"])


def test_ctrl_c_ends_with_130(trade: Trade, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    def interrupted() -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr("everyunit.cli.verify.verify", interrupted)
    assert run(["verify"]) == 130
    assert capsys.readouterr().err == "Interrupted.\n"
