"""Documents and their lines, as the oracle knows them. They have its own ids; units are named by serial number."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from everyunit.proving.oracle.goods import HOME, HQ, Money, half_up
from everyunit.proving.oracle.kinds import RULES, Rule, row_of

ROWS_AT_MOST = 1_000  # of one document; so a line's id tells its document, whatever else happened


@dataclass(slots=True)
class Row:
    """A line of a document. `frozen`: what was attached when it posted."""

    id: int
    position: int
    item: str
    quantity: int
    follows: bool
    price: int
    amount: int | None = None
    from_bin: str | None = None
    to_bin: str | None = None
    source: int | None = None
    spread: str | None = None
    makers: list[str] = field(default_factory=list)
    unknown: int = 0  # units that we never sold, to be made when it posts
    unknown_cost: int = 0
    frozen: int | None = None
    way: int = 1  # while nothing is on it: the way of the line that it came from
    discount: int = 0
    tax: str = ""
    rate: int = 0  # of its tax, as the line was written
    included: bool = False  # its prices hold the tax
    lot: str = ""
    kit: int | None = None  # the line of the kit that it is a part of

    @property
    def size(self) -> int:
        return abs(self.quantity)

    @property
    def sign(self) -> int:
        return self.way if self.quantity == 0 else -1 if self.quantity < 0 else 1

    @property
    def negative(self) -> bool:
        return self.sign < 0

    @property
    def total(self) -> int:
        """After discount; with the tax in it where the prices hold it."""
        gross = self.price * self.size
        return self.sign * (gross - half_up(gross * self.discount, 10_000) if self.amount is None else self.amount)

    @property
    def tax_amount(self) -> int:
        """The tax on the line, or in it."""
        return half_up(self.total * self.rate, 100_000 + (self.rate if self.included else 0))

    @property
    def net(self) -> int:
        return self.total - (self.tax_amount if self.included else 0)

    @property
    def name(self) -> str:
        return f"Line {self.position} ({self.item})"

    def ask_for(self, size: int) -> None:
        """Another quantity of the same sign; a total that was given for the old one is void."""
        self.quantity, self.amount = self.sign * size, None


@dataclass(frozen=True, slots=True)
class StandIn:
    """On a draft: a unit of the line is to stand in for another. It is there (`serial`), or `expected` by its maker's
    number, or to be made besides.
    """

    row: int
    replaced: str
    serial: str = ""
    text: str = ""
    expected: bool = False
    cost: int | None = None


@dataclass(frozen=True, slots=True)
class Replacement:
    """By this posting a unit stands in for another."""

    posting: int
    serial: str
    replaced: str


@dataclass(slots=True)
class Parcel:
    """A box: which units are in it, each by the line that it was packed by, and how many pieces of which lines."""

    number: str
    paper: int
    ship_via: str = ""
    tracking: str = ""
    weight: int | None = None
    units: set[tuple[int, str]] = field(default_factory=set)
    pieces: Counter[int] = field(default_factory=Counter)


@dataclass(slots=True)
class Paper:
    """A document."""

    id: int
    kind: str
    number: str
    party: str | None
    from_bin: str | None
    to_bin: str | None
    status: str
    day: dt.date
    source: int | None = None
    place: str = HQ
    destination: str | None = None  # where what is transferred goes to
    rows: list[Row] = field(default_factory=list)
    rows_made: int = 0
    posting: int | None = None
    included: bool = False  # its prices hold the tax
    money: Money = HOME
    reason: str | None = None  # why stock is adjusted
    made_by: str = ""
    approval: tuple[str, int] | None = None  # by whom, and what it was worth
    stand_ins: list[StandIn] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def rule(self) -> Rule:
        return RULES[self.kind]

    @property
    def stage(self) -> str:
        return self.rule.stage

    @property
    def posted(self) -> bool:
        return self.status == "posted"

    @property
    def changeable(self) -> bool:
        return self.status in ("draft", "open")

    @property
    def arrives(self) -> bool:
        """It lets goods arrive that an order has sent on their way."""
        return self.destination is not None and not self.rule.travels

    def rule_for(self, row: Row) -> Rule:
        """The rule that the line follows."""
        return row_of(self.kind, row.sign)[1]

    def has(self, row_id: int | None) -> bool:
        return any(row.id == row_id for row in self.rows)

    def remove(self, row: Row) -> None:
        self.rows.remove(row)
        self.stand_ins = [said for said in self.stand_ins if said.row != row.id]

    def total(self) -> int:
        return sum(row.net + row.tax_amount for row in self.rows)
