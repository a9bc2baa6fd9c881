"""The columns of a list: which there are, which are shown, how a row fills them, and what stands below a page.

What a row holds is said in `exports`, for files have the same columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.http import HttpRequest

from everyunit.web.lists import address

Row = TypeVar("Row")
PARAMETER = "column"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[Row]):
    """`cell`: what the page shows, as HTML. `usual`: shown unless others are chosen; `fixed`: always. `narrow`: also
    on a phone. `sort`: the order that its head chooses. `total`: summed up below the page, as `shown` writes it.
    """

    name: str
    label: str
    cell: Callable[[Row], str]
    number: bool = False
    usual: bool = True
    fixed: bool = False
    narrow: bool = False
    sort: str = ""
    total: Callable[[Row], int | None] | None = None
    shown: Callable[[int], str] = str


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column. `address`: the list sorted by it; `sorted`: "ascending" or "descending" where it is."""

    label: str
    css: str
    address: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell of the page."""

    html: str
    css: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A column that can be shown or not."""

    name: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A page of a list, ready to be drawn. `foot`: a row for each sum; empty where nothing is summed up."""

    heads: list[Head]
    rows: list[list[Shown]]
    foot: list[list[Shown]]
    choices: list[Choice]
    kept: list[tuple[str, str]]  # the other parameters of the list, for the form that chooses columns


def chosen(request: HttpRequest, columns: Sequence[Column[Row]]) -> list[Column[Row]]:
    """The columns asked for, in their own order; the usual ones where none of them is known."""
    asked = set(request.GET.getlist(PARAMETER))
    found = [column for column in columns if column.name in asked or column.fixed]
    return found if any(not column.fixed for column in found) else [each for each in columns if each.usual]


def table(
    request: HttpRequest,
    columns: Sequence[Column[Row]],
    rows: Sequence[Row],
    sort: str = "",
    apart: Callable[[Row], str] = lambda row: "",
) -> Table:
    """The page in the columns asked for. `sort`: the order in force, such as "-date". `apart`: rows are summed up with
    those of the same name, which the sum says.
    """
    shown = chosen(request, columns)
    by_choice = bool(request.GET.getlist(PARAMETER))
    styles = [_css(column, by_choice) for column in shown]
    return Table(
        heads=[_head(request, column, css, sort) for column, css in zip(shown, styles, strict=True)],
        rows=[[Shown(column.cell(row), css) for column, css in zip(shown, styles, strict=True)] for row in rows],
        foot=_feet(shown, styles, rows, apart),
        choices=[Choice(each.name, each.label, each in shown) for each in columns if not each.fixed],
        kept=[
            (name, value)
            for name, values in request.GET.lists()
            if name not in (PARAMETER, "after", "before")
            for value in values
        ],
    )


def _css(column: Column[Row], by_choice: bool) -> str:
    """Who chooses columns gets them all, also on a phone."""
    dropped = not (by_choice or column.narrow or column.fixed)
    return " ".join([*(["eu-number"] if column.number else []), *(["eu-drop"] if dropped else [])])


def _head(request: HttpRequest, column: Column[Row], css: str, sort: str) -> Head:
    if not column.sort:
        return Head(column.label, css, "", "")
    mine = sort.removeprefix("-") == column.sort
    falls = mine and sort.startswith("-")
    follows = column.sort if falls else f"-{column.sort}"
    return Head(
        column.label, css, address(request, sort=follows), ("descending" if falls else "ascending") if mine else ""
    )


def _feet(
    shown: Sequence[Column[Row]], styles: Sequence[str], rows: Sequence[Row], apart: Callable[[Row], str]
) -> list[list[Shown]]:
    """The sums of what the page shows."""
    if len(rows) < 2:
        return []
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(apart(row), []).append(row)
    feet = [_foot(shown, styles, group, name) for name, group in sorted(groups.items())]
    return [foot for foot in feet if foot]


def _foot(shown: Sequence[Column[Row]], styles: Sequence[str], rows: Sequence[Row], name: str) -> list[Shown]:
    cells = []
    for column, css in zip(shown, styles, strict=True):
        values = [value for row in rows if column.total and (value := column.total(row)) is not None]
        cells.append(Shown(column.shown(sum(values)) if values else "", css))
    if not any(cell.html for cell in cells):
        return []
    return [Shown(f"Sum of {len(rows)} {name}".strip(), cells[0].css), *cells[1:]]
