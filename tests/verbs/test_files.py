"""Files of units, items, parties and documents: told by what is in them, kept once, taken off and not forgotten."""

from __future__ import annotations

import base64
import io
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from PIL import Image
from tests.doors.browsing import inline_code, signed_in
from tests.doors.http import Api
from tests.trade import Trade, one, refused

from everyunit.base import sql
from everyunit.company.found import hire
from everyunit.documents import keep_file as keeping
from everyunit.documents.keep_file import KeepFile, RemoveFile, keep_file, remove_file
from everyunit.files import storage, thumbnails
from everyunit.files.queries import files_of
from everyunit.files.storage import path_of, store
from everyunit.rules.sniffing import type_of

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 20
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


def package(*names: str, **texts: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        for name in names:
            file.writestr(name, "x")
        for name, text in texts.items():
            file.writestr(name, text)
    return written.getvalue()


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.FILES = tmp_path
    return tmp_path


def keep(trade: Trade, content: bytes = PNG, name: str = "box.png", of: str = "unit", thing: str = "100000") -> int:
    return keep_file(trade.owner, KeepFile(of=of, thing=thing, digest=store(content).digest, name=name)).attachment_id


@pytest.mark.parametrize(
    ("content", "type_"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"GIF89a\x01", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (PDF, "application/pdf"),
        (b"serial;note\r\n1;\xc3\xa4\r\n", "text/plain"),
        (package("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (package("word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (package(mimetype="application/vnd.oasis.opendocument.text"), "application/vnd.oasis.opendocument.text"),
        (package("evil.exe"), None),
        (package(mimetype="text/html"), None),
        (b"PK\x03\x04rubbish", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", None),
        (b"\xef\xbb\xbf  <!doctype html>", None),
        (b"MZ\x90\x00", None),
        (b"\x7fELF", None),
        (b"text\x00more", None),
        (b"\x89PNG\r\n\x1a\n<html>", None),
        (b"   ", None),
    ],
)
def test_a_file_is_what_is_in_it(content: bytes, type_: str | None):
    assert type_of(content) == type_


def test_what_is_no_file_of_ours_is_refused_before_it_is_kept(
    trade: Trade, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    for content, code in ((b"", "empty_file"), (b"<html>", "bad_file")):
        with refused(code):
            store(content)
    monkeypatch.setattr(storage, "SIZE_LIMIT", 10)
    with refused("file_too_large"):
        store(PNG)
    assert list(folder.iterdir()) == []


def test_the_same_bytes_lie_there_once_and_at_a_thing_once(trade: Trade, folder: Path):
    trade.receive(quantity=2)
    first = keep(trade)
    assert keep(trade, name="again.png") == first
    keep(trade, thing="100001")
    assert one("SELECT count(*) FROM files_storedfile") == 1
    assert [file.read_bytes() for file in folder.rglob("*") if file.is_file()] == [PNG]
    unit_id = one("SELECT min(id) FROM stock_unit")
    (row,) = files_of("unit", unit_id)
    assert (row.name, row.size, row.is_picture, row.added_by) == ("box.png", len(PNG), True, "owner")


@pytest.mark.parametrize("name", ["box.jpg", "box", "page.html", "box.png.exe", "x.svg"])
def test_a_file_that_is_not_what_its_name_says_is_refused(trade: Trade, name: str):
    trade.receive()
    digest = store(PNG).digest
    with refused("wrong_name"):
        keep_file(trade.owner, KeepFile(of="unit", thing="100000", digest=digest, name=name))


def test_a_name_is_only_a_name(trade: Trade):
    trade.receive()
    digest = store(PNG).digest
    done = keep_file(trade.owner, KeepFile(of="unit", thing="100000", digest=digest, name="C:\\temp\\..\\..\\box.PNG"))
    assert done.name == "box.PNG"
    for name in ("", "..", "a\nb.png", "x" * 150 + ".png"):
        with refused("wrong_name" if name == ".." else "bad_name"):
            keep_file(trade.owner, KeepFile(of="unit", thing="100000", digest=digest, name=name))


def test_what_there_is_not_is_refused(trade: Trade, monkeypatch: pytest.MonkeyPatch):
    trade.receive()
    digest = store(PNG).digest
    for change, code in (
        ({"of": "hat"}, "bad_of"),
        ({"thing": "7"}, "unknown_thing"),
        ({"digest": "0" * 64}, "unknown_file"),
        ({"digest": "../../etc/passwd"}, "unknown_file"),
        ({"note": "x" * 201}, "too_long"),
    ):
        values = {"of": "unit", "thing": "100000", "digest": digest, "name": "box.png", **change}
        with refused(code):
            keep_file(trade.owner, KeepFile(**values))
    keep(trade)
    monkeypatch.setattr(keeping, "MOST", 1)
    with refused("too_many_files"):
        keep_file(trade.owner, KeepFile(of="unit", thing="100000", digest=store(PDF).digest, name="a.pdf"))


def test_a_file_that_was_taken_off_is_not_forgotten(trade: Trade):
    trade.receive()
    kept = keep(trade)
    assert remove_file(trade.owner, RemoveFile(attachment_id=kept)).name == "box.png"
    with refused("unknown_file"):
        remove_file(trade.owner, RemoveFile(attachment_id=kept))
    assert files_of("unit", one("SELECT id FROM stock_unit")) == []
    page = signed_in().get("/units/100000")
    edits = [(each.field, each.old, each.new) for each in page.context["timeline"].events if hasattr(each, "field")]
    assert edits == [("file", "box.png", ""), ("file", "", "box.png")]
    for statement in ("DELETE FROM files_attachment", "UPDATE files_attachment SET name = 'x'"):
        with pytest.raises(DatabaseError), transaction.atomic():
            sql.execute(statement)


def test_keeping_files_takes_a_right(trade: Trade):
    trade.receive()
    kept, digest = keep(trade), store(PDF).digest
    viewer = hire("viewer", "viewer")
    with refused("not_allowed"):
        keep_file(viewer, KeepFile(of="unit", thing="100000", digest=digest, name="a.pdf"))
    with refused("not_allowed"):
        remove_file(viewer, RemoveFile(attachment_id=kept))
    client = signed_in("viewer")
    assert client.get(f"/files/{kept}").status_code == 200
    assert 'name="file"' not in client.get("/units/100000").content.decode()
    assert client.post("/add-files/unit/100000", {}).status_code == 403


@pytest.mark.parametrize(
    ("of", "thing", "address"),
    [
        ("unit", "100000", "/units/100000"),
        ("item", "DRIVE", "/items/DRIVE"),
        ("vendor", "V1", "/vendors/V1"),
        ("document", "PR 100000", "/own-values/document/PR%20100000"),
    ],
)
def test_pictures_are_shown_and_files_are_given_so_that_nothing_of_them_runs(
    trade: Trade, of: str, thing: str, address: str
):
    trade.receive()
    client = signed_in()
    files = [SimpleUploadedFile("box.png", PNG), SimpleUploadedFile("paper.pdf", PDF)]
    assert client.post(f"/add-files/{of}/{thing}", {"file": files, "note": "Front"})["Location"] == f"{address}#files"
    html = client.get(address).content.decode()
    assert html.count('<img src="/files/') == 1
    assert inline_code(html) == []
    ids = [row for (row,) in sql.rows("SELECT id FROM files_attachment ORDER BY id")]
    picture, paper = (client.get(f"/files/{each}") for each in ids)
    assert b"".join(picture.streaming_content) == PNG  # type: ignore[attr-defined]
    assert picture["Content-Disposition"].startswith("inline")
    assert paper["Content-Disposition"].startswith("attachment")
    for answer in (picture, paper):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "default-src 'none'" in answer["Content-Security-Policy"]
    gone = client.post(f"/drop-file/{of}/{thing}", {"attachment": str(ids[0])})
    assert gone.status_code == 302
    assert client.get(f"/files/{ids[0]}").status_code == 404
    wrong = client.post(f"/add-files/{of}/{thing}", {"file": SimpleUploadedFile("box.png", b"<html>")}, follow=True)
    assert "“box.png” is not attached. " in wrong.content.decode()
    assert sql.rows("SELECT count(*) FROM files_attachment") == [(2,)]
    assert path_of(store(PNG).digest).is_file()


def test_the_api_attaches_lists_gives_and_removes(trade: Trade):
    trade.receive()
    api = Api()
    body = {"name": "box.png", "content_base64": base64.b64encode(PNG).decode(), "note": "Front"}
    kept = api.post("/files/unit/100000", body, key="k").json()
    assert (kept["name"], kept["known"]) == ("box.png", False)
    assert api.post("/files/unit/100000", body).json()["known"]
    (listed,) = api.get("/files/unit/100000").json()["results"]
    assert (listed["file_id"], listed["media_type"], listed["note"]) == (kept["file_id"], "image/png", "Front")
    given = api.get(f"/files/{kept['file_id']}/content")
    assert b"".join(given.streaming_content) == PNG  # type: ignore[attr-defined]
    assert given["Content-Disposition"].startswith("attachment")
    api.refuses(409, "wrong_name", api.post("/files/unit/100000", {**body, "name": "box.pdf"}))
    api.refuses(409, "bad_base64", api.post("/files/unit/100000", {**body, "content_base64": "***"}))
    assert api.send("DELETE", f"/files/{kept['file_id']}").json() == {"name": "box.png"}
    assert api.get("/files/unit/100000").json()["results"] == []
    assert api.get(f"/files/{kept['file_id']}/content").status_code == 404
    assert api.get("/files/unit/7").status_code == 404


def picture(width: int, height: int, kind: str = "PNG", **options: Any) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(written, kind, **options)
    return written.getvalue()


def test_a_picture_has_a_small_one_that_is_made_once_and_stands_upright(trade: Trade, folder: Path) -> None:
    trade.receive()
    turned = Image.Exif()
    turned[0x0112], turned[0x010F] = 6, "A camera"
    content = picture(600, 300, "JPEG", exif=turned)
    kept = keep(trade, content, "box.jpg")
    client = signed_in()
    assert f'src="/files/{kept}/small"' in client.get("/units/100000").content.decode()
    answer, whole = client.get(f"/files/{kept}/small"), client.get(f"/files/{kept}")
    assert answer["Content-Type"] == "image/webp"
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Cache-Control"):
        assert answer[name] == whole[name]
    small = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    with Image.open(io.BytesIO(small)) as made:
        assert (made.size, made.getexif().get(0x010F)) == ((96, 192), None)
    (there,) = folder.rglob("*.small")
    there.write_bytes(small + b"kept")
    again = client.get(f"/files/{kept}/small")
    assert b"".join(again.streaming_content) == small + b"kept"  # type: ignore[attr-defined]


def test_what_is_damaged_or_too_large_to_unpack_shows_a_sign_and_is_tried_once(
    trade: Trade, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trade.receive()
    monkeypatch.setattr(thumbnails, "PIXELS_LIMIT", 100)
    huge = bytearray(picture(1, 1))
    huge[16:24] = (40_000).to_bytes(4, "big") * 2
    huge[29:33] = zlib.crc32(bytes(huge[12:29])).to_bytes(4, "big")
    client = signed_in()
    for nth, content in enumerate((PNG, bytes(huge), picture(11, 10)), 1):
        kept = keep(trade, content, f"box{nth}.png")
        assert client.get(f"/files/{kept}/small")["Location"].endswith("no-preview.svg")
        assert sum(path.stat().st_size == 0 for path in folder.rglob("*.small")) == nth
    paper = keep(trade, PDF, "box.pdf")
    assert client.get(f"/files/{paper}/small").status_code == 404
