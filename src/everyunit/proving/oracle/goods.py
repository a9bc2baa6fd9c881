"""Goods, and what they lie in and are paid with, as the oracle knows them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

HQ = "HQ"  # the company's default location
PLACES = {HQ: "", "SHOP": "S"}  # the locations, and what their numbers begin with
# Purposes that fill a bin alone.
ALONE = {"transit", "on_loan", "shop_floor", "work_in_process", "consumed", "being_built", "taken_apart"}
RATE_ONE = 10**9
DECIMALS = {"JPY": 0, "KWD": 3}  # of currencies that do not have two
BY_UNIT = ("serialized", "auto_serialized")


@dataclass(frozen=True, slots=True)
class Tax:
    """A tax code: its rate in thousandths of a percent, and whether it is claimed back."""

    rate: int
    recoverable: bool = True


@dataclass(frozen=True, slots=True)
class Money:
    """A currency, "" the company's, and what one unit of it is worth in the company's, in billionths."""

    currency: str = ""
    rate: int = RATE_ONE

    def home(self, amount: int) -> int:
        return half_up(amount * self.rate * 100, RATE_ONE * 10 ** DECIMALS.get(self.currency, 2))

    def abroad(self, amount: int) -> int:
        return half_up(amount * RATE_ONE * 10 ** DECIMALS.get(self.currency, 2), self.rate * 100)


HOME = Money()


@dataclass(slots=True)
class Account:
    """An account: what is booked to it, and whether it was given up."""

    purpose: str
    discontinued: bool = False


@dataclass(slots=True)
class Item:
    code: str
    tracking: str
    price: int
    cost: int
    discontinued: bool = False
    tax: str = ""
    assembly: bool = False
    lots: bool = False  # it is kept by lot
    kit: str = ""  # "whole" where its price stays on its own line, "parts" where it is spread over its components

    @property
    def by_unit(self) -> bool:
        return self.tracking in BY_UNIT


@dataclass(frozen=True, slots=True)
class Bin:
    code: str
    type: str
    position: int
    discontinued: bool = False
    sort: str = "normal"
    place: str = HQ


@dataclass(slots=True, eq=False)
class Lot:
    """A lot of an item. It is good up to and including the day on which it expires; None: it never does."""

    number: str
    expires: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A unit went from a bin to a bin, and what it cost then."""

    posting: int
    row: int
    source: str
    target: str
    cost: int


@dataclass(slots=True)
class Unit:
    """A unit and every step it took."""

    serial: str
    item: str
    cost: int
    bin: str
    maker: str = ""
    note: str = ""
    steps: list[Step] = field(default_factory=list)


def half_up(numerator: int, denominator: int) -> int:
    """A quotient, halves away from nothing."""
    size = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -size if numerator < 0 else size


def spread(total: int, weights: list[int]) -> list[int]:
    """A total shared by weights, to the cent; equally where nothing weighs anything."""
    weights = weights if any(weights) else [1] * len(weights)
    reached = [total * sum(weights[: nth + 1]) // sum(weights) for nth in range(len(weights))]
    return [each - before for each, before in zip(reached, [0, *reached[:-1]], strict=True)]


def parts(total: int, count: int) -> list[int]:
    """A total shared to the cent; the first ones take what does not divide evenly."""
    return [total // count + (nth < total % count) for nth in range(count)]
