"""Which column of a sheet means what: as named by whoever imports it, else recognised by its title."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from everyunit.rules.serials import clean
from everyunit.rules.sheets import Sheet

LINE_BREAKS = re.compile(r"[\r\n\t]+")
PARTS = re.compile(r"[^a-z0-9]")


@dataclass(slots=True)
class Columns:
    """Where in a row each field stands."""

    places: dict[str, int] = field(default_factory=dict)

    def cell(self, cells: list[str], name: str) -> str:
        place = self.places.get(name)
        if place is None:
            return ""
        return clean(LINE_BREAKS.sub(" ", cells[place].strip()))


def columns_of(
    sheet: Sheet, mapped: Mapping[str, str], names: Mapping[str, Sequence[str]], required: Sequence[str]
) -> Columns:
    """The columns of the fields in `names`. Problems: `missing_column`, `repeated_column`."""
    columns = Columns()
    for name, known in names.items():
        if mapped.get(name) is not None:
            take_mapped(sheet, columns, name, mapped[name])
        else:
            take_recognised(sheet, columns, name, known)
    for name in required:
        if name not in columns.places and not mapped.get(name):
            missing(sheet, f"There is no column that looks like the {name}. Name it: --map {name}=COLUMN")
    return columns


def take_mapped(sheet: Sheet, columns: Columns, name: str, wanted: str) -> None:
    """The column that was named for the field; an empty name means that there is none."""
    if not wanted:
        return
    found = [place for place, title in enumerate(sheet.header) if title == wanted.strip()]
    if not found:
        missing(sheet, f"There is no column “{wanted}” for the {name}.")
    elif len(found) > 1:
        sheet.complain(sheet.header_row, "repeated_column", f"There are {len(found)} columns “{wanted}”.")
    else:
        columns.places[name] = found[0]


def take_recognised(sheet: Sheet, columns: Columns, name: str, names: Sequence[str]) -> None:
    """The first column whose title is one of the names; letters and digits count, case does not."""
    titles = [PARTS.sub("", title.lower()) for title in sheet.header]
    for known in names:
        found = [place for place, title in enumerate(titles) if title == known]
        if len(found) > 1:
            sheet.complain(
                sheet.header_row,
                "repeated_column",
                f"{len(found)} columns could be the {name}. Rename one, or choose with --map {name}=COLUMN",
            )
        if found:
            columns.places[name] = found[0]
            return


def missing(sheet: Sheet, message: str) -> None:
    """Complain of a missing column, naming those that are there."""
    there = ", ".join(f"“{title[:40]}”" for title in sheet.header[:30])
    sheet.complain(sheet.header_row, "missing_column", f"{message} The columns are {there}.")
