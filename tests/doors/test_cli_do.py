"""`everyunit do`: verbs carried out by name, with options made of their commands."""

from __future__ import annotations

import io
import json

import pytest

from everyunit.cli.main import run
from everyunit.cli.verbs import ROOM_OF
from everyunit.documents.new_lines import NewLine
from everyunit.people.save_user import save_user
from tests.trade import Trade, assert_nothing_changed

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def do(capsys: Capture):
    """Carries a verb out; its answer as the JSON that the command prints."""

    def carry_out(verb: str, *arguments: str, code: int = 0):
        assert run(["do", verb, *arguments, "--json"]) == code
        return json.loads(capsys.readouterr().out)

    return carry_out


def test_verbs_are_listed_and_each_tells_its_fields(db, trade: Trade, capsys: Capture) -> None:
    assert run(["do"]) == 0
    assert [line.split("\t")[0] for line in capsys.readouterr().out.splitlines()] == [*ROOM_OF]
    assert run(["do", "revise", "--help"]) == 0
    told = capsys.readouterr().out
    assert "--document DOCUMENT" in told
    assert "line=LINE quantity=N" in told
    assert run(["do", "dance"]) == 1
    assert "There is no verb “dance”." in capsys.readouterr().err


def test_an_order_is_revised_and_committed_by_names(trade: Trade, do, capsys: Capture) -> None:
    trade.receive("CABLE", quantity=9)
    do("draft", "--kind", "SO", "--party", "C1", "--lines", "item=CABLE", "quantity=2", "--lines", "item=DRIVE")
    revising = ("--change", "line=1", "quantity=5", "price_minor=450", "--header", "due_on=2026-12-31", "--once", "a")
    revised = do("revise", "--document", "so 100000", *revising)
    assert [(line["quantity"], line["price_minor"]) for line in revised["lines"]] == [(5, 450), (0, 10000)]
    assert do("revise", "--document", "so 100000", *revising) == revised
    do("revise", "--document", "SO 100000", "--remove", "2")
    assert do("commit", "--document", "SO 100000", "--line", "SO 100000/1", "--quantity", "3")["lines"]
    assert run(["do", "commit", "--document", f"#{revised['document_id']}", "--line", "1", "--quantity", "4"]) == 0
    assert "\tattached=4\t" in capsys.readouterr().out


def test_fields_come_as_json_and_options_go_before_them(
    trade: Trade, do, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    trade.draft("SO", NewLine(item="CABLE", quantity=1))
    fields = {"document_id": "SO 100000", "remove": ["1"], "add": [{"item": "HOUR", "quantity": 3}], "notes": "No"}
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(fields)))
    (line,) = do("revise", "--json-file", "-", "--notes", "Yes")["lines"]
    assert (line["item"], line["quantity"]) == ("HOUR", 3)
    assert run(["document", "show", "SO", "100000", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["notes"] == "Yes"


def test_a_dry_run_keeps_nothing(trade: Trade, do) -> None:
    with assert_nothing_changed():
        assert do("save_item", "--code", "NEW", "--name", "New", "--no-discontinued", "--dry-run")["created"]


def test_all_that_does_not_fit_is_told_at_once(trade: Trade, do, monkeypatch: pytest.MonkeyPatch) -> None:
    trade.draft("SO", NewLine(item="CABLE", quantity=1))
    with assert_nothing_changed():
        refused = do("commit", "--document", "SO 7", "--line", "1", "--quantity", "x", code=1)
        assert [each["subject"] for each in refused["offenders"]] == ["SO 7", "1"]
        refused = do("commit", "--document", "SO 100000", "--quantity", "x", code=1)
        assert [each["subject"] for each in refused["offenders"]] == ["--line", "--quantity"]
        refused = do("reorder", "--lines", "item=CABLE", "colour=red", "vendor", code=1)
        assert [each["subject"] for each in refused["offenders"]] == ["--lines colour", "--lines"]
        monkeypatch.setattr("sys.stdin", io.StringIO("[1]"))
        assert do("reorder", "--json-file", "-", code=1)["code"] == "not_json"
        monkeypatch.setattr("sys.stdin", io.StringIO('{"lines": [{"item": "CABLE", "hue": 1}]}'))
        assert do("reorder", "--json-file", "-", code=1)["offenders"][0]["subject"] == "lines 1 hue"


def test_costs_are_for_those_who_may_see_them(trade: Trade, do) -> None:
    save_user("clerk", "counter", "a-long-password")
    sale = do("draft", "--kind", "SI", "--party", "C1", "--lines", "item=CABLE", "quantity=1", "--user", "clerk")
    assert sale["total_minor"] == 500
    trade.receive("CABLE")
    (serial,) = trade.receive()
    do("attach", "--document", "SI 100000", "--scans", serial, "--user", "clerk")
    posted = do("post", "--document", "SI 100000", "--user", "clerk")
    assert (posted["total_minor"], posted["value_minor"]) == (10500, None)
