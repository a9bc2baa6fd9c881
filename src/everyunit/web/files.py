"""Lists as files: written while they are read, whatever their length, and harmless to a sheet that opens them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from django.http import StreamingHttpResponse

from everyunit.base import clock
from everyunit.rules.money import format_amount

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
Cell = str | int | Decimal


class Echo:
    """A file that hands each row on instead of keeping it."""

    def write(self, value: str) -> str:
        return value


def csv_file(name: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> StreamingHttpResponse:
    """The rows as a download named after the day. Texts are in quotes, so that a sheet keeps serial numbers whole."""
    answer = StreamingHttpResponse(_written(heads, rows), content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{clock.today():%Y-%m-%d}.csv"'
    return answer


def _written(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """With a mark at the beginning that says UTF-8."""
    writer = csv.writer(Echo(), quoting=csv.QUOTE_NONNUMERIC)
    yield "\ufeff" + writer.writerow(heads)
    for row in rows:
        yield writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])


def harmless(text: str) -> str:
    """A cell that a sheet does not take for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def plain_amount(minor: int | None, digits: int) -> Cell:
    """An amount as a number; nothing where there is none, or it may not be seen."""
    return "" if minor is None else Decimal(format_amount(minor, digits))
