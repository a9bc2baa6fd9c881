"""Lists as downloads that are written while they are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.http import StreamingHttpResponse

from everyunit.base import clock
from everyunit.exports.columns import Cell
from everyunit.exports.writing import csv_rows
from everyunit.rules.money import format_amount


def csv_file(name: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> StreamingHttpResponse:
    """The rows as a download named after the day."""
    answer = StreamingHttpResponse(csv_rows(heads, rows), content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{clock.today():%Y-%m-%d}.csv"'
    return answer


def plain_amount(minor: int | None, digits: int) -> Cell:
    """An amount as a number; nothing where there is none, or it may not be seen."""
    return None if minor is None else Decimal(format_amount(minor, digits))
