"""The usual sorts of column: texts, codes, figures, amounts, days and moments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import TypedDict, TypeVar

from django.utils import timezone
from django.utils.html import format_html

from everyunit.web.columns import Column
from everyunit.web.files import plain_amount
from everyunit.web.templatetags.shown import day, grouped, moment, quantity

Row = TypeVar("Row")
NOTHING = "–"


class Ways(TypedDict, total=False):
    """How a column behaves, whatever is in it."""

    usual: bool
    narrow: bool
    sort: str


SELDOM: Ways = {"usual": False}
ALWAYS: Ways = {"narrow": True}


def texts(
    name: str, label: str, read: Callable[[Row], str | None], ways: Ways | None = None, css: str = "eu-cut"
) -> Column[Row]:
    """A text of any length, cut where it does not fit."""

    def cell(row: Row) -> str:
        return format_html('<div class="{1}" title="{0}">{0}</div>', read(row) or NOTHING, css)

    return Column(name=name, label=label, cell=cell, text=lambda row: read(row) or "", **(ways or {}))


def codes(name: str, label: str, read: Callable[[Row], str | None], ways: Ways | None = None) -> Column[Row]:
    return texts(name, label, read, ways, css="eu-code")


def figures(
    name: str, label: str, read: Callable[[Row], int | None], ways: Ways | None = None, *, summed: bool = True
) -> Column[Row]:
    """Pieces and the like."""
    return Column(
        name=name,
        label=label,
        cell=lambda row: quantity(read(row)),
        text=lambda row: _none(read(row)),
        number=True,
        total=read if summed else None,
        shown=quantity,
        **(ways or {}),
    )


def amounts(
    name: str,
    label: str,
    read: Callable[[Row], int | None],
    digits: int,
    ways: Ways | None = None,
    *,
    summed: bool = True,
) -> Column[Row]:
    """Minor units; None where there is no amount, or it may not be seen."""

    def cell(row: Row) -> str:
        minor = read(row)
        return NOTHING if minor is None else grouped(minor, digits)

    return Column(
        name=name,
        label=label,
        cell=cell,
        text=lambda row: plain_amount(read(row), digits),
        number=True,
        total=read if summed else None,
        shown=lambda minor: grouped(minor, digits),
        **(ways or {}),
    )


def explained(column: Column[Row], where: Callable[[Row], str]) -> Column[Row]:
    """The same column, whose numbers lead to what they come from."""

    def cell(row: Row) -> str:
        shown = column.cell(row)
        return shown if shown == NOTHING else format_html('<a class="eu-why" href="{}">{}</a>', where(row), shown)

    return replace(column, cell=cell)


def days(name: str, label: str, read: Callable[[Row], dt.date | None], ways: Ways | None = None) -> Column[Row]:
    def cell(row: Row) -> str:
        return format_html('<span class="eu-nowrap eu-quiet">{}</span>', day(read(row)))

    return Column(name=name, label=label, cell=cell, text=lambda row: str(read(row) or ""), **(ways or {}))


def moments(name: str, label: str, read: Callable[[Row], dt.datetime | None], ways: Ways | None = None) -> Column[Row]:
    def cell(row: Row) -> str:
        return format_html('<span class="eu-nowrap eu-quiet">{}</span>', moment(read(row)))

    def text(row: Row) -> str:
        when = read(row)
        return f"{timezone.localtime(when):%Y-%m-%d %H:%M}" if when else ""

    return Column(name=name, label=label, cell=cell, text=text, **(ways or {}))


def _none(number: int | None) -> int | str:
    return "" if number is None else number
