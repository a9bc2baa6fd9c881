"""Lists as files at every door: short ones at once, long ones in line, watched and fetched."""

from __future__ import annotations

import io
import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import LazySettings
from django.test import Client

from everyunit.base import sql
from everyunit.cli.main import run
from everyunit.exports.working import take, work_on
from everyunit.web.views import exports
from tests.doors.browsing import signed_in
from tests.doors.http import Api
from tests.trade import Trade


@pytest.fixture(autouse=True)
def _own_folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.EXPORTS = tmp_path / "exports"


def content(answer) -> bytes:  # type: ignore[no-untyped-def]
    return b"".join(answer.streaming_content)


def work() -> None:
    job = take()
    assert job is not None
    work_on(job)


def asked(client: Client, form: str = "csv"):  # type: ignore[no-untyped-def]
    """The button of the list of serial numbers, pressed."""
    page = client.get("/units?item=DRIVE")
    export = page.context["export"]
    sent = {"query": export.query, "key": export.key, "format": form}
    return client.post(_address(page), sent)


def _address(page) -> str:  # type: ignore[no-untyped-def]
    html = page.content.decode()
    return html[html.index('action="/export/') :].split('"')[1]


def test_a_short_list_comes_at_once_in_either_form(trade: Trade) -> None:
    trade.receive(quantity=2)
    trade.receive("PHONE")
    client = signed_in()
    answer = asked(client)
    assert answer["Content-Disposition"].endswith('.csv"')
    assert content(answer).decode("utf-8-sig").count("\n") == 3
    answer = asked(client, "xlsx")
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")
    assert "xl/worksheets/sheet1.xml" in ZipFile(io.BytesIO(content(answer))).namelist()
    assert asked(client, "pdf").status_code == 409
    assert "No exports" in client.get("/exports").content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_long_list_is_put_in_line_once_and_fetched_when_it_is_done(
    committed: Trade, monkeypatch: pytest.MonkeyPatch
) -> None:
    committed.receive(quantity=3)
    monkeypatch.setattr(exports, "SHORT", 2)
    client = signed_in()
    assert asked(client)["Location"] == "/exports"
    assert "Waiting" in client.get("/exports").content.decode()
    work()
    shown = client.get("/exports?rows=yes").content.decode()
    assert "3 rows" in shown
    assert "<html" not in shown
    address = f"/exports/{sql.scalar('SELECT max(id) FROM exports_job')}"
    assert content(client.get(f"{address}/file")).decode("utf-8-sig").count("\n") == 4
    assert "ended already" in client.post(f"{address}/cancel", follow=True).content.decode()
    assert "is deleted" in client.post(f"{address}/delete", follow=True).content.decode()
    assert client.get(f"{address}/file").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_program_starts_watches_and_fetches_it(committed: Trade) -> None:
    committed.receive(quantity=3)
    api = Api()
    body = {"of_list": "units", "filters": {"item": "DRIVE"}, "columns": ["serial"], "sort": "serial", "format": "csv"}
    started = api.post("/exports", body)
    assert started.status_code == 202
    address = started["Location"].removeprefix("/api/v1")
    assert api.get(address).json()["status"] == "waiting"
    api.refuses(400, "not_done", api.client.get(f"/api/v1{address}/file"))
    work()
    assert api.get(address).json()["rows_done"] == 3
    assert content(api.client.get(f"/api/v1{address}/file")).decode("utf-8-sig").splitlines()[-1].startswith('"100002"')
    assert api.post(f"{address}/cancel").json()["status"] == "done"
    assert api.send("DELETE", address, None).status_code == 200
    assert api.get("/exports").json()["results"] == []
    api.refuses(409, "unknown_list", api.post("/exports", body | {"of_list": "nothing"}))


def test_the_command_line_writes_it_and_replaces_a_file_only_when_all_is_well(
    trade: Trade, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trade.receive(quantity=3)
    target = tmp_path / "units.xlsx"
    assert run(["export", "units", "--filter", "item=DRIVE", "-o", str(target), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"list": "units", "format": "xlsx", "rows": 3, "file": str(target)}
    before = target.read_bytes()
    assert run(["export", "units", "--filter", "document=1", "-o", str(target)]) == 1
    assert target.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["units.xlsx"]
    assert run(["export", "units", "-o", str(tmp_path / "nowhere" / "x.csv")]) == 1
    assert "cannot be written" in capsys.readouterr().err
