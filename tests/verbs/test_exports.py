"""Exports in the background: started, written once whoever dies, cancelled, deleted, and gone after some days."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import LazySettings
from tests.trade import Trade, refused

from everyunit.base import clock, sql
from everyunit.exports import working, writing
from everyunit.exports.cancel_export import CancelExport, cancel_export
from everyunit.exports.delete_export import DeleteExport, delete_export
from everyunit.exports.folder import folder
from everyunit.exports.lists import LISTS, open_list
from everyunit.exports.queries import ExportRow, export_by_id, file_for
from everyunit.exports.start_export import StartExport, start_export
from everyunit.exports.working import something_waits, sweep, take, work_on
from everyunit.people.save_user import save_user
from everyunit.people.tokens import actor_named
from everyunit.stock.amend import AmendUnit, amend_unit


@pytest.fixture(autouse=True)
def _own_folder(settings: LazySettings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.EXPORTS = tmp_path / "exports"


def started(trade: Trade, of_list: str = "units", query: str = "", form: str = "csv") -> int:
    return start_export(trade.owner, StartExport(of_list=of_list, query=query, format=form)).export_id


def written(trade: Trade, export_id: int) -> ExportRow:
    job = take()
    assert job is not None
    work_on(job)
    found = export_by_id(trade.owner.user_id, export_id)
    assert found is not None
    return found


def rows_of(trade: Trade, export_id: int) -> list[list[str]]:
    _, file = file_for(trade.owner, export_id)
    return list(csv.reader(file.read_text("utf-8-sig").splitlines()))


@pytest.mark.django_db(transaction=True)
def test_a_list_is_written_as_its_page_shows_it(committed: Trade):
    committed.receive(quantity=3)
    committed.receive("PHONE", 2)
    export_id = started(committed, query="item=DRIVE&column=serial&column=cost&sort=serial")
    done = written(committed, export_id)
    assert (done.status, done.rows_done, done.rows_total, done.problem) == ("done", 3, 3, "")
    assert done.name == f"serial-numbers-{clock.today()}.csv"
    head, *rows = rows_of(committed, export_id)
    assert head[0] == "Serial number"
    assert [row[0] for row in rows] == ["100000", "100001", "100002"]
    assert all("60.00" in row for row in rows)
    assert not something_waits()


@pytest.mark.django_db(transaction=True)
def test_every_list_becomes_a_workbook(committed: Trade):
    committed.sell(*committed.receive(quantity=2))
    for of_list in LISTS:
        if of_list == "recall":
            continue
        done = written(committed, export_id := started(committed, of_list, form="xlsx"))
        assert (done.status, done.problem) == ("done", ""), of_list
        _, file = file_for(committed.owner, export_id)
        assert "xl/worksheets/sheet1.xml" in ZipFile(file).namelist()


def test_a_workbook_has_as_many_sheets_as_it_takes_and_texts_stay_texts(
    trade: Trade, monkeypatch: pytest.MonkeyPatch, tmp_path
):  # type: ignore[no-untyped-def]
    serials = trade.receive(quantity=5)
    amend_unit(trade.owner, AmendUnit(serial=serials[0], note="=1+1"))
    monkeypatch.setattr(writing, "SHEET_ROWS", 3)
    opened = open_list("units", "column=serial&column=note&column=cost&sort=serial", trade.owner)
    assert writing.write_file(opened, "xlsx", tmp_path / "units.xlsx") == 5
    book = ZipFile(tmp_path / "units.xlsx")
    sheets = [book.read(name).decode() for name in sorted(book.namelist()) if "worksheets/sheet" in name]
    assert len(sheets) == 3
    assert "<f>" not in "".join(sheets)
    assert "=1+1" in sheets[0]
    assert "<v>60" in sheets[0]  # a number, not a text


@pytest.mark.django_db(transaction=True)
def test_whoever_dies_is_followed_by_another_and_has_no_last_word(committed: Trade, monkeypatch: pytest.MonkeyPatch):
    committed.receive()
    export_id = started(committed)
    dead = take()
    assert dead is not None
    assert take() is None  # it is his for a minute
    monkeypatch.setattr(clock, "now", lambda: dt.datetime.now(dt.UTC) + working.LEASE * 2)
    done = written(committed, export_id)
    assert (done.status, done.rows_done) == ("done", 1)
    work_on(dead)
    after = export_by_id(committed.owner.user_id, export_id)
    assert after == done
    assert len(list(folder().iterdir())) == 1


@pytest.mark.django_db(transaction=True)
def test_what_kills_every_writer_is_given_up_in_words(committed: Trade, monkeypatch: pytest.MonkeyPatch):
    export_id = started(committed)
    later = dt.datetime.now(dt.UTC)
    for _ in range(working.ATTEMPTS):
        assert take() is not None
        later += working.LEASE * 2
        monkeypatch.setattr(clock, "now", lambda now=later: now)
    assert take() is None
    failed = export_by_id(committed.owner.user_id, export_id)
    assert failed is not None
    assert (failed.status, "interrupted 3 times" in failed.problem) == ("failed", True)


@pytest.mark.django_db(transaction=True)
def test_a_server_that_ends_gives_it_back(committed: Trade, monkeypatch: pytest.MonkeyPatch):
    committed.receive()
    export_id = started(committed)
    job = take()
    assert job is not None
    work_on(job, stop=lambda: True)
    waiting = export_by_id(committed.owner.user_id, export_id)
    assert waiting is not None
    assert (waiting.status, list(folder().iterdir())) == ("waiting", [])
    assert written(committed, export_id).status == "done"


def test_a_workbook_that_is_stopped_or_cannot_be_written_leaves_nothing(trade: Trade, tmp_path: Path) -> None:
    trade.receive(quantity=2)

    def stopped(rows: int) -> None:
        raise working.Stopped

    with pytest.raises(working.Stopped):
        writing.write_file(open_list("units", "", trade.owner), "xlsx", tmp_path / "units.xlsx", stopped)
    (tmp_path / "a-folder").mkdir()
    with pytest.raises(OSError):
        writing.write_file(open_list("units", "", trade.owner), "xlsx", tmp_path / "a-folder")
    assert [each.name for each in tmp_path.iterdir() if each.name != "exports"] == ["a-folder"]


@pytest.mark.django_db(transaction=True)
def test_it_is_cancelled_while_it_runs_and_deleted_when_done(committed: Trade):
    committed.receive()
    first, second = started(committed), started(committed)
    job = take()
    assert job is not None
    assert cancel_export(committed.owner, CancelExport(export_id=first)).status == "cancelled"
    work_on(job)
    assert list(folder().iterdir()) == []
    assert written(committed, second).status == "done"
    assert cancel_export(committed.owner, CancelExport(export_id=second)).status == "done"
    delete_export(committed.owner, DeleteExport(export_id=second))
    assert list(folder().iterdir()) == []
    with refused("unknown_export"):
        file_for(committed.owner, second)


@pytest.mark.django_db(transaction=True)
def test_files_go_after_some_days(committed: Trade, monkeypatch: pytest.MonkeyPatch):
    done = written(committed, started(committed))
    assert sweep() == 0
    (folder() / "77-left-behind").mkdir()
    (folder() / "at-once.being-sent").touch()
    monkeypatch.setattr(clock, "now", lambda: dt.datetime.now(dt.UTC) + dt.timedelta(days=working.DAYS_KEPT, seconds=9))
    assert sweep() == 1
    assert [each.name for each in folder().iterdir()] == ["at-once.being-sent"]
    assert export_by_id(committed.owner.user_id, done.export_id) is None


@pytest.mark.django_db(transaction=True)
def test_it_holds_what_its_owner_may_see_and_is_nobody_elses(committed: Trade):
    committed.receive()
    save_user("clerk", "counter", "a-long-password")
    clerk = actor_named("clerk")
    export_id = start_export(clerk, StartExport(of_list="units", query="column=serial&column=cost")).export_id
    job = take()
    assert job is not None
    work_on(job)
    assert "60.00" not in file_for(clerk, export_id)[1].read_text()
    with refused("unknown_export"):
        file_for(committed.owner, export_id)
    with refused("unknown_export"):
        delete_export(committed.owner, DeleteExport(export_id=export_id))
    with refused("not_allowed"):
        start_export(clerk, StartExport(of_list="journal"))


def test_what_cannot_be_exported_is_refused_and_changes_nothing(trade: Trade):
    for _ in range(5):
        started(trade)
    for command, code in (
        (StartExport(of_list="nothing"), "unknown_list"),
        (StartExport(of_list="units", format="pdf"), "unknown_format"),
        (StartExport(of_list="units", query="document=1"), "bad_document"),
        (StartExport(of_list="units", query="x" * 20_001), "bad_filter"),
        (StartExport(of_list="profit", query="by=colour"), "bad_group"),
        (StartExport(of_list="units"), "too_many_exports"),
    ):
        with refused(code):
            start_export(trade.owner, command)
    assert sql.scalar("SELECT count(*) FROM exports_job") == 5
