"""Reading a CSV file that people and spreadsheets have had in their hands: everything wrong with it, with its row.

Rows are counted as a spreadsheet counts them: the header is row 1. A quoted cell may contain line ends; it is one row.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

DELIMITERS = ",;\t|"
LINE_END = re.compile(r"\r\n|\r|\n")
NOT_CSV = (
    (b"PK\x03\x04", "an Excel or OpenDocument workbook"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a compressed file"),
)
BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
UNREADABLE = "\ufffd"
NEAR = 20
SEPARATOR_HINT = re.compile(r"^\s*\"?sep=(.)\"?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with a row; `row` None: with the file or the request as a whole."""

    row: int | None
    code: str
    message: str


@dataclass(slots=True)
class Sheet:
    """A header and its rows, each with its row number and exactly as many cells as the header."""

    header: list[str] = field(default_factory=list)
    header_row: int = 1
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def complain(self, row: int | None, code: str, message: str) -> None:
        self.problems.append(Problem(row=row, code=code, message=message))


def read_sheet(content: bytes, encoding: str | None = None) -> Sheet:
    """The sheet in a CSV file: UTF-8 with or without BOM, or UTF-16 with BOM, unless an encoding is named.

    Problems: `empty_file`, `not_csv`, `wrong_encoding`, `nul_byte`, `unclosed_quote`, `ragged_row`, `no_rows`.
    """
    sheet = Sheet()
    text = _decoded(sheet, content, encoding)
    if text is None:
        return sheet
    if not text.strip():
        sheet.complain(None, "empty_file", "The file is empty.")
        return sheet
    _parse(sheet, text)
    if not sheet.rows and not sheet.problems:
        sheet.complain(None, "no_rows", "The file has a header and no rows: there is nothing to import.")
    return sheet


def _decoded(sheet: Sheet, content: bytes, encoding: str | None) -> str | None:
    for magic, what in NOT_CSV:
        if content.startswith(magic):
            sheet.complain(None, "not_csv", f"This is {what}. Save it as a CSV file first.")
            return None
    marked = next((name for mark, name in BOMS if content.startswith(mark)), None)
    chosen = marked or encoding or "utf-8"
    try:
        text = content.decode(chosen)
    except UnicodeError as error:
        _explain_encoding(sheet, content, error, chosen, named=encoding is not None)
        return None
    if "\0" in text:
        rows = [number for number, line in enumerate(LINE_END.split(text), 1) if "\0" in line]
        hint = " It looks like UTF-16 without its mark: try --encoding utf-16." if "\0" in text[:4] else ""
        for number in rows:
            sheet.complain(number, "nul_byte", f"There is a NUL byte in this row.{hint}")
        return None
    return text


def _explain_encoding(sheet: Sheet, content: bytes, error: UnicodeError, encoding: str, named: bool) -> None:
    """Each row in which a letter cannot be read, and where."""
    hint = (
        "Check --encoding."
        if named
        else "Save the file as “CSV UTF-8”, or name its encoding: --encoding cp1252 for most Windows files."
    )
    name = encoding.upper().removesuffix("-SIG")
    text = content.decode(encoding, errors="replace")
    body, delimiter, start = _beginning(text)
    bad = [
        (number, cell)
        for number, cells in _records(Sheet(header_row=start), body, delimiter)
        for cell in [next((each for each in cells if UNREADABLE in each), "")]
        if cell
    ]
    for number, cell in bad:
        place = cell.index(UNREADABLE)
        near = cell[max(0, place - NEAR) : place + NEAR]
        sheet.complain(number, "wrong_encoding", f"“{near}” cannot be read as {name}. {hint}")
    if not bad:
        at = error.start if isinstance(error, UnicodeDecodeError) else 0
        row = content[:at].count(b"\n") + 1
        sheet.complain(row, "wrong_encoding", f"This row cannot be read as {name}. {hint}")


def _beginning(text: str) -> tuple[str, str, int]:
    """The text without Excel's own first line that names the separator, the separator, and the number of its row."""
    first, _, rest = text.partition("\n")
    hint = SEPARATOR_HINT.match(first)
    return (rest, hint[1], 2) if hint else (text, _delimiter(text), 1)


def _parse(sheet: Sheet, text: str) -> None:
    text, delimiter, sheet.header_row = _beginning(text)
    width = None
    for number, cells in _records(sheet, text, delimiter):
        if not any(cell.strip() for cell in cells):
            continue
        if width is None:
            sheet.header, sheet.header_row, width = [cell.strip() for cell in cells], number, len(cells)
        elif len(cells) < width or any(cell.strip() for cell in cells[width:]):
            sheet.complain(number, "ragged_row", f"The row has {len(cells)} cells, the header has {width}.")
        else:
            sheet.rows.append((number, cells[:width]))


def _records(sheet: Sheet, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Numbered records; reading ends at a quote that cannot be understood."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = sheet.header_row - 1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            _explain_quotes(sheet, number, str(error))
            return
        yield number, cells


def _explain_quotes(sheet: Sheet, number: int, reason: str) -> None:
    if "unexpected end" in reason or "limit" in reason:
        sheet.complain(
            number,
            "unclosed_quote",
            "A quotation mark opens in this row and is not closed. The rows after it could not be read.",
        )
    else:
        sheet.complain(
            number,
            "stray_quote",
            "A quotation mark inside a quoted cell must be doubled. The rows after it could not be read.",
        )


def _delimiter(text: str) -> str:
    """The one that cuts the first row into most cells."""
    first = next((line for line in LINE_END.split(text) if line.strip()), "")
    outside = re.sub(r'"[^"]*"', "", first)
    return max(DELIMITERS, key=outside.count)
