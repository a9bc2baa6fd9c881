"""What it takes to write a list: the query that asks for it, and the list got ready to be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import parse_qs, urlencode

from everyunit.exports.columns import Column
from everyunit.rules.moments import HOW, parse_moment
from everyunit.rules.refusals import Offender, Refused, refuse_if_any

Row = TypeVar("Row")
SORT, COLUMN = "sort", "column"
BAD_DAY = "Write the date as 2026-01-31."


@dataclass(frozen=True, slots=True)
class Query:
    """Filters, columns and order of a list, called as its address calls them."""

    several: dict[str, list[str]]

    @property
    def values(self) -> dict[str, str]:
        return {name: texts[-1].strip() for name, texts in self.several.items()}

    @property
    def columns(self) -> list[str]:
        return self.several.get(COLUMN, [])

    def text(self, name: str) -> str:
        return self.values.get(name, "")

    def choice(self, name: str, known: Iterable[str]) -> str:
        """Refused: `bad_filter` where it is none of those that are known."""
        text = self.text(name)
        if text and text not in known:
            raise _bad_filter([Offender(name, "bad_choice", f"Choose one of {', '.join(known)}.")])
        return text

    def day(self, name: str) -> dt.date | None:
        """Refused: `bad_filter` where it is none."""
        text = self.text(name)
        try:
            return dt.date.fromisoformat(text) if text else None
        except ValueError as error:
            raise _bad_filter([Offender(name, "bad_date", BAD_DAY)]) from error

    def moment(self, name: str) -> dt.date | None:
        """A day, or a minute as a datetime. Refused: `bad_filter` where it is neither."""
        text = self.text(name)
        try:
            return parse_moment(text) if text else None
        except ValueError as error:
            raise _bad_filter([Offender(name, "bad_date", HOW)]) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Generic[Row]):
    """A list ready to be read. `file`: what a file of it is called. `count`: how many rows there are, no further than
    to the number it is given; None where that is not known beforehand.
    """

    file: str
    columns: Sequence[Column[Row]]
    rows: Callable[[], Iterator[Row]]
    count: Callable[[int | None], int | None]


def read_query(text: str) -> Query:
    return Query(parse_qs(text))


def write_query(pairs: Sequence[tuple[str, str]]) -> str:
    """The query in one form, whoever asks: without what asks for nothing."""
    return urlencode([(name, value.strip()) for name, value in pairs if value.strip()])


def check_names(query: Query, known: Sequence[str]) -> None:
    """Refused: `bad_filter`, with every name that the list does not know."""
    wrong = sorted(set(query.several) - {*known, SORT, COLUMN})
    refuse_if_any(
        [Offender(name, "unknown_filter", f"There is {', '.join(known) or 'no filter'}.") for name in wrong],
        "bad_filter",
        "The list has no filter of this name.",
    )


def _bad_filter(offenders: Sequence[Offender]) -> Refused:
    said = " ".join(f"{each.subject}: {each.message}" for each in offenders)
    return Refused("bad_filter", f"The list cannot be filtered like this. {said}", list(offenders))
