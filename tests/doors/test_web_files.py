"""Files are attached on the page of their thing; of several, those that can be."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from everyunit.base import sql
from everyunit.documents.keep_file import RemoveFile, remove_file
from everyunit.files.storage import SIZE_LIMIT
from tests.doors.browsing import signed_in
from tests.trade import Trade


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.FILES = tmp_path


def test_of_files_sent_together_each_bad_one_is_named_and_the_others_stay(trade: Trade) -> None:
    trade.receive()
    sent = [
        SimpleUploadedFile("good.txt", b"It was tested."),
        SimpleUploadedFile("photo.png", b"MZ\x90\x00 no picture"),
        SimpleUploadedFile("empty.txt", b""),
        SimpleUploadedFile("huge.txt", b"x" * (SIZE_LIMIT + 1)),
    ]
    answer = signed_in().post("/add-files/unit/100000", {"file": sent}, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [("/units/100000#files", 302)]
    assert "“good.txt” is attached." in page
    for name in ("photo.png", "empty.txt", "huge.txt"):
        assert f"“{name}” is not attached. " in page
    assert "Nothing was changed" not in page
    assert sql.rows("SELECT name FROM files_attachment") == [("good.txt",)]
    again = signed_in().post("/add-files/unit/100000", {"file": SimpleUploadedFile("more.txt", b"Again.")})
    assert again.status_code == 302


def test_the_story_of_a_unit_says_which_file_was_attached_and_which_was_taken_off(trade: Trade) -> None:
    trade.receive()
    browser = signed_in("owner")
    browser.post("/add-files/unit/100000", {"file": SimpleUploadedFile("tested.txt", b"It was tested.")})
    assert "File attached" in browser.get("/units/100000").content.decode()
    (attachment_id,) = sql.row("SELECT id FROM files_attachment") or ()
    remove_file(trade.owner, RemoveFile(attachment_id=attachment_id))
    page = browser.get("/units/100000").content.decode()
    assert "File taken off" in page
    assert page.count("tested.txt") == 2
    assert "(empty)" not in page
