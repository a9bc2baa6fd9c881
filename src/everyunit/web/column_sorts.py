"""How the columns of lists are drawn: by what is in them, unless a list draws one its own way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from django.utils.html import format_html

from everyunit.exports.columns import Column as Kept
from everyunit.exports.columns import Holds
from everyunit.web.columns import Column
from everyunit.web.templatetags.shown import day, grouped, moment, quantity

Row = TypeVar("Row")
NOTHING = "–"
QUIET = '<span class="eu-nowrap eu-quiet">{}</span>'


def drawn(
    column: Kept[Row],
    digits: int = 2,
    *,
    cell: Callable[[Row], str] | None = None,
    narrow: bool = False,
    sort: str = "",
    summed: bool = True,
) -> Column[Row]:
    """The column as a page shows it. `cell`: its own way; `summed`: its numbers are added up below the page,
    amounts with so many `digits`.
    """
    number = column.holds in (Holds.COUNT, Holds.AMOUNT)
    return Column(
        name=column.name,
        label=column.label,
        cell=cell or _cell(column),
        number=number,
        usual=column.usual,
        fixed=column.fixed,
        narrow=narrow,
        sort=sort,
        total=column.read if number and summed else None,
        shown=quantity if column.holds is Holds.COUNT else lambda minor: grouped(minor, digits),
    )


def explained(column: Column[Row], where: Callable[[Row], str]) -> Column[Row]:
    """The same column, whose numbers lead to what they come from."""

    def cell(row: Row) -> str:
        shown = column.cell(row)
        return shown if shown == NOTHING else format_html('<a class="eu-why" href="{}">{}</a>', where(row), shown)

    return replace(column, cell=cell)


def _cell(column: Kept[Row]) -> Callable[[Row], str]:
    read, digits = column.read, column.digits
    ways: dict[Holds, Callable[[Row], str]] = {
        Holds.TEXT: lambda row: _text(read(row), "eu-cut"),
        Holds.CODE: lambda row: _text(read(row), "eu-code"),
        Holds.COUNT: lambda row: quantity(read(row)),
        Holds.AMOUNT: lambda row: _amount(read(row), digits(row)),
        Holds.DAY: lambda row: format_html(QUIET, day(read(row))),
        Holds.MOMENT: lambda row: format_html(QUIET, moment(read(row))),
    }
    return ways[column.holds]


def _text(text: str | None, css: str) -> str:
    """A text of any length, cut where it does not fit."""
    return format_html('<div class="{1}" title="{0}">{0}</div>', text or NOTHING, css)


def _amount(minor: int | None, digits: int) -> str:
    return NOTHING if minor is None else grouped(minor, digits)
