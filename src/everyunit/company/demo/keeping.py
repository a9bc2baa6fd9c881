"""What the company keeps of its things besides: fields of its own, a picture, a note as a file."""

from __future__ import annotations

import struct
import zlib

from everyunit.company.demo.goods import ITEMS, numbers
from everyunit.company.demo.teller import Story, Teller
from everyunit.documents.fill_fields import Filled, FillFields, fill_fields
from everyunit.documents.keep_file import KeepFile, keep_file
from everyunit.fields.save_field import SaveField, save_field
from everyunit.files.storage import store
from everyunit.stock.queries import units_by_maker_serial

FIELDS = (
    SaveField(of="unit", code="grade", label="Grade", type="choice", choices=("A", "B", "C")),
    SaveField(of="item", code="colour", label="Colour"),
)
NOTE = b"Demo test report\n\nIt was on for a day and showed no fault.\n"


def keeping(tell: Teller) -> tuple[Story, ...]:
    """Own fields and files."""
    return (_kept(tell),)


def _kept(tell: Teller) -> Story:
    """Grades of units that came back, the colour of a phone and its picture, a report on a unit."""
    yield 1, 15
    for field in FIELDS:
        save_field(tell.owner, field)
    back = [(numbers("DP", 7, 7)[0], "B"), (numbers("DD", 4, 4)[0], "C")]
    units = units_by_maker_serial([number for number, _ in back])
    graded = tuple(Filled(name=units[number][0].serial, values={"grade": grade}) for number, grade in back)
    fill_fields(tell.owner, FillFields(of="unit", things=graded))
    fill_fields(tell.owner, FillFields(of="item", things=(Filled(name=ITEMS[0].code, values={"colour": "Midnight"}),)))
    picture = store(_phone())
    keep_file(tell.owner, KeepFile(of="item", thing=ITEMS[0].code, digest=picture.digest, name="demo-phone.png"))
    report = store(NOTE)
    tested = units[back[0][0]][0].serial
    keep_file(tell.owner, KeepFile(of="unit", thing=tested, digest=report.digest, name="test-report.txt"))


def _phone() -> bytes:
    """A picture of a phone, drawn: a dark body with a bright screen."""
    wide, high = 120, 240
    rows = bytearray()
    for y in range(high):
        rows.append(0)
        for x in range(wide):
            body = 20 <= x < 100 and 10 <= y < 230
            screen = 26 <= x < 94 and 24 <= y < 210
            rows += bytes((90, 150, 60 + y // 2) if screen else (38, 42, 48) if body else (244, 246, 248))
    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in chunks)


def _chunk(sort: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + sort + content + struct.pack(">I", zlib.crc32(sort + content))
