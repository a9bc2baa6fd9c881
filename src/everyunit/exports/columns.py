"""The columns of lists: what they are called, and what a row holds in each. Pages draw them, files hold them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, Generic, TypeVar

from everyunit.rules.money import format_amount

Row = TypeVar("Row")
Cell = str | int | Decimal | dt.date | dt.datetime | None


class Holds(Enum):
    """What is in a column, and so how it is written."""

    TEXT = "text"
    CODE = "code"
    COUNT = "count"
    AMOUNT = "amount"  # minor units
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[Row]):
    """`read`: what the row holds, None where there is nothing or it may not be seen. `usual`: shown unless others are
    chosen; `fixed`: always. `digits`: decimals of an amount in this row; `decimals`: as many as most rows have.
    """

    name: str
    label: str
    holds: Holds
    read: Callable[[Row], Any]
    usual: bool = True
    fixed: bool = False
    digits: Callable[[Row], int] = lambda row: 2
    decimals: int = 2

    def cell(self, row: Row) -> Cell:
        """What a file holds: an amount as an exact number in whole units of its currency."""
        found: Cell = self.read(row)
        if self.holds is Holds.AMOUNT and isinstance(found, int):
            return Decimal(format_amount(found, self.digits(row)))
        return found


def chosen(names: Sequence[str], columns: Sequence[Column[Row]]) -> list[Column[Row]]:
    """The columns asked for, in their own order; the usual ones where none of them is known."""
    found = [column for column in columns if column.name in names or column.fixed]
    return found if any(not column.fixed for column in found) else [each for each in columns if each.usual]


def texts(name: str, label: str, read: Callable[[Row], str | None], *, usual: bool = True) -> Column[Row]:
    return Column(name=name, label=label, holds=Holds.TEXT, read=read, usual=usual)


def codes(name: str, label: str, read: Callable[[Row], str | None], *, usual: bool = True) -> Column[Row]:
    return Column(name=name, label=label, holds=Holds.CODE, read=read, usual=usual)


def counts(name: str, label: str, read: Callable[[Row], int | None], *, usual: bool = True) -> Column[Row]:
    """Pieces and the like."""
    return Column(name=name, label=label, holds=Holds.COUNT, read=read, usual=usual)


def amounts(
    name: str, label: str, read: Callable[[Row], int | None], digits: int, *, usual: bool = True
) -> Column[Row]:
    """Minor units of a currency with so many decimals."""
    return Column(
        name=name,
        label=label,
        holds=Holds.AMOUNT,
        read=read,
        usual=usual,
        digits=lambda row: digits,
        decimals=digits,
    )


def days(name: str, label: str, read: Callable[[Row], dt.date | None], *, usual: bool = True) -> Column[Row]:
    return Column(name=name, label=label, holds=Holds.DAY, read=read, usual=usual)


def moments(name: str, label: str, read: Callable[[Row], dt.datetime | None], *, usual: bool = True) -> Column[Row]:
    return Column(name=name, label=label, holds=Holds.MOMENT, read=read, usual=usual)
