"""A long list is written in the background: its progress is seen without a reload, and the file is downloaded."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, expect

from everyunit.exports.models import Job
from everyunit.exports.working import take, work_on
from everyunit.web.views import exports
from tests.browser.conftest import Live


def test_how_far_an_export_is_shows_by_itself_and_its_file_is_fetched(
    live: Live, phone: Page, settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EXPORTS = tmp_path / "exports"
    monkeypatch.setattr(exports, "SHORT", 0)
    live.trade.receive(quantity=3)
    phone.goto("/units")
    phone.get_by_text("Export", exact=True).click()
    phone.get_by_role("button", name="CSV").click()
    expect(phone.get_by_text("Waiting")).to_be_visible()
    job = take()
    assert job is not None
    Job.objects.filter(pk=job.pk).update(rows_done=2, rows_total=3)
    expect(phone.get_by_text("2 of 3 rows")).to_be_visible()
    expect(phone.get_by_role("progressbar")).to_have_attribute("value", "2")
    work_on(job)
    expect(phone.get_by_text("3 rows")).to_be_visible()
    with phone.expect_download() as fetched:
        phone.get_by_role("link", name="Download").click()
    assert "100002" in Path(fetched.value.path()).read_text("utf-8-sig")
    phone.get_by_role("button", name="Delete").click()
    expect(phone.get_by_text("is deleted")).to_be_visible()
