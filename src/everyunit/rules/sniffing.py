"""What a file is, told by what is in it and never by its name (SET-165)."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath

PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
TEXT = "text/plain"
ENDINGS = {  # what a file of this type may be called
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "application/pdf": (".pdf",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.oasis.opendocument.spreadsheet": (".ods",),
    "application/vnd.oasis.opendocument.text": (".odt",),
    TEXT: (".txt", ".csv", ".log"),
}
OFFICE = {
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
NAMES = ", ".join(ending for endings in ENDINGS.values() for ending in endings)


def type_of(content: bytes) -> str | None:
    """The type, of those that are kept; None of any other, such as web pages, drawings and programs."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return "image/gif"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    return TEXT if _is_text(content) else None


def _office(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist())
            if "mimetype" in names and package.getinfo("mimetype").file_size < 100:
                said = package.read("mimetype").decode("ascii", "replace")
                return said if said in ENDINGS else None
            return next((kind for name, kind in OFFICE.items() if name in names), None)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError):
        return None


def _is_text(content: bytes) -> bool:
    """Readable text that a browser could not take for a page."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    start = text.lstrip()[:1]
    return (
        bool(start)
        and start != "<"
        and all((letter >= " " and letter != "\x7f") or letter in "\t\r\n\f" for letter in text)
    )


def is_called_so(name: str, media_type: str) -> bool:
    """Whether the name says what the file is."""
    return PurePath(name).suffix.lower() in ENDINGS[media_type]
