"""What people name and programs number: documents, their lines, units, sheets, counts and parcels.

People write “PO 100000”, its line as “PO 100000/2” (or “2”, where the command is about one document), a unit by its
number. “#17” is the id 17, as answers tell it. In a file of JSON a number is an id and a text is a name.
"""

from __future__ import annotations

from collections.abc import Callable

from everyunit.counting.queries import count_id_of
from everyunit.documents.page import document_id_of
from everyunit.documents.queries import document_lines
from everyunit.rules.refusals import Offender
from everyunit.rules.serials import clean
from everyunit.selling.parcel_queries import parcel_by_id, parcel_id_of
from everyunit.selling.queries import sheet_id_of
from everyunit.stock.queries import units_by_serial

DOCUMENT, LINE, UNIT, SHEET, COUNT, PARCEL = "document", "line", "unit", "sheet", "count", "parcel"
# What the fields of commands that hold ids are about.
NAMED = {
    "document_id": DOCUMENT,
    "source_id": DOCUMENT,
    "order_id": DOCUMENT,
    "order_ids": DOCUMENT,
    "further": DOCUMENT,
    "line_id": LINE,
    "source_line_id": LINE,
    "remove": LINE,
    "counted": LINE,
    "unit_id": UNIT,
    "sheet_id": SHEET,
    "count_id": COUNT,
    "parcel_id": PARCEL,
}
# These have no other name.
NUMBERED = {"view_id", "export_id"}
WRITTEN = {
    DOCUMENT: "“KIND NUMBER”, such as “SO 100000”",
    LINE: "its position, or “SO 100000/2”",
    UNIT: "its serial number",
    SHEET: "the number of a pull sheet",
    COUNT: "the number of a stock count",
    PARCEL: "the number of a parcel",
}


class Names:
    """Finds the ids of what one command names, and keeps all that is not there."""

    def __init__(self) -> None:
        self.unknown: list[Offender] = []
        self.document: int | None = None
        self._lines: dict[int, dict[str, int]] = {}
        self._finding: dict[str, Callable[[str], int | None]] = {
            DOCUMENT: document_named,
            LINE: self._line,
            UNIT: _unit,
            SHEET: sheet_id_of,
            COUNT: count_id_of,
            PARCEL: parcel_id_of,
        }

    def about(self, field: str, found: object) -> None:
        """The document that positions of lines are meant on."""
        if field == "document_id" and isinstance(found, int):
            self.document = found
        if field == "parcel_id" and isinstance(found, int):
            parcel = parcel_by_id(found)
            self.document = parcel.document_id if parcel else None

    def id_of(self, what: str, named: object) -> object:
        """The id of what a text names; whatever is no text stays as it is."""
        if not isinstance(named, str):
            return named
        text = named.strip()
        if text.startswith("#"):
            return int(text[1:]) if text[1:].isdecimal() else text[1:]
        found = self._finding[what](text)
        if found is None:
            words = f"There is no such {what}. Name it by {WRITTEN[what]}, or by its id: “#17”."
            self.unknown.append(Offender(text, f"unknown_{what}", words))
        return found

    def _line(self, text: str) -> int | None:
        paper, slash, position = text.rpartition("/")
        document_id = document_named(paper) if slash else self.document
        if document_id is None:
            return None
        if document_id not in self._lines:
            self._lines[document_id] = {str(line.position): line.line_id for line in document_lines(document_id)}
        return self._lines[document_id].get(position)


def document_named(text: str) -> int | None:
    """A document by kind and number."""
    kind, _, number = text.partition(" ")
    return document_id_of(kind.upper(), number.strip())


def _unit(text: str) -> int | None:
    serial = clean(text)
    found = units_by_serial([serial]).get(serial)
    return None if found is None else found.unit_id
