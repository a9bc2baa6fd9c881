"""What the oracle knows: the rules of the trade once more, in plain Python, written from the rules, not the code.

It imports nothing of the program. Documents and lines have the oracle's own ids; units are named by serial number.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from everyunit.proving.oracle.asked import Ask, No, Summary
from everyunit.proving.oracle.assemblies import BuiltIn, Part, WorkOrder
from everyunit.proving.oracle.goods import ALONE, HQ, PLACES, Account, Bin, Item, Lot, Tax, Unit
from everyunit.proving.oracle.kinds import STOCK
from everyunit.proving.oracle.papers import ROWS_AT_MOST, Paper, Parcel, Replacement, Row


@dataclass(frozen=True, slots=True)
class Shift:
    """A quantity that a posting moved."""

    row: int
    item: str
    source: str
    target: str
    quantity: int
    value: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A quantity of something kept by lot that moves. `lot`: what its line names, or the line that it follows from;
    `leads`: these two lines. `fresh`: what has expired is left.
    """

    moved: Shift
    lot: str
    leads: tuple[int, ...]
    name: str
    fresh: bool


@dataclass(frozen=True, slots=True)
class LotMove:
    """So many of a lot that a line moved. `follows`: the line that it follows from."""

    posting: int
    moved: Shift
    follows: int | None
    lot: str
    count: int


@dataclass(frozen=True, slots=True)
class Recost:
    """A unit got another cost, when it had taken so many steps."""

    serial: str
    step: int
    old: int
    new: int


@dataclass(slots=True)
class Posting:
    """What one posting did. `lent`: the order line that had lent a unit that it moved."""

    id: int
    paper: int
    day: dt.date
    reverses: int | None = None
    reversed_by: int | None = None
    units: list[str] = field(default_factory=list)
    lent: dict[str, int] = field(default_factory=dict)
    wanted: list[Wanted] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    recosts: list[Recost] = field(default_factory=list)
    revalued: Counter[str] = field(default_factory=Counter)  # what is counted, by item
    journal: Counter[str] = field(default_factory=Counter)  # by account, but for inventory

    @property
    def stands(self) -> bool:
        """It undoes nothing, and was not undone."""
        return self.reverses is None and self.reversed_by is None


@dataclass(slots=True)
class Sheet:
    """A pull sheet: how many it asks for of which lines, and how far these had come when it was made."""

    number: str
    bins: tuple[str, ...]
    newest: bool
    status: str = "open"
    orders: dict[int, bool] = field(default_factory=dict)  # whether the order waits
    rows: dict[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def waiting(self) -> list[int]:
        return [paper_id for paper_id, waits in self.orders.items() if waits]


@dataclass
class State:
    """Everything that is so."""

    items: dict[str, Item] = field(default_factory=dict)
    barcodes: dict[str, str] = field(default_factory=dict)
    bins: dict[str, Bin] = field(default_factory=dict)
    usual: dict[str, dict[str, str]] = field(default_factory=dict)  # by place, the default bin of a purpose
    put_away: dict[tuple[str, str], str] = field(default_factory=dict)  # by item and place, its bin where it comes in
    searched: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by place, where picking looks if that is said
    accounts: dict[str, Account] = field(default_factory=dict)  # by code, in the order in which they were opened
    account_rules: dict[tuple[str, str, str], str] = field(default_factory=dict)  # scope, target, purpose: the code
    chosen: dict[str, str | None] = field(default_factory=dict)  # by preference
    taxes: dict[str, Tax] = field(default_factory=dict)
    usual_tax: dict[str, str] = field(default_factory=dict)  # of customers and of vendors
    price_lists: dict[str, Any] = field(default_factory=dict)
    price_list_of: dict[str, str] = field(default_factory=dict)  # by customer
    offers: dict[tuple[str, str], Any] = field(default_factory=dict)  # by vendor and item
    rates: dict[str, dict[int, int]] = field(default_factory=dict)  # by currency, and since how many days
    parties: dict[str, tuple[str, bool]] = field(default_factory=dict)  # role, discontinued
    units: dict[str, Unit] = field(default_factory=dict)  # in the order of their birth
    holds: dict[str, int] = field(default_factory=dict)  # the line that holds a unit
    lent_by: dict[str, int] = field(default_factory=dict)  # the order line that lends it to the one that holds it
    committed: Counter[tuple[int, str]] = field(default_factory=Counter)  # what is counted: line, bin
    papers: dict[int, Paper] = field(default_factory=dict)
    postings: dict[int, Posting] = field(default_factory=dict)
    balances: Counter[tuple[str, str]] = field(default_factory=Counter)
    worth: dict[str, tuple[int, int]] = field(default_factory=dict)  # quantity and value of what we own
    sheets: dict[int, Sheet] = field(default_factory=dict)
    parcels: dict[int, Parcel] = field(default_factory=dict)
    bills: dict[str, list[Part]] = field(default_factory=dict)
    works: dict[int, WorkOrder] = field(default_factory=dict)
    planned: dict[str, str] = field(default_factory=dict)  # which part shall go into which unit
    built_in: list[BuiltIn] = field(default_factory=list)
    replacements: list[Replacement] = field(default_factory=list)
    journal: Counter[str] = field(default_factory=Counter)  # by account
    entries: int = 0  # made by hand
    today: dt.date = dt.date.max
    closed: dt.date | None = None  # the last closed day
    flows: list[tuple[dt.date, int, int]] = field(default_factory=list)  # by which quantity and value changed on a day
    blocked: dict[str, str] = field(default_factory=dict)  # by bin, what blocks it
    looked_at: int = 0  # the last posting that was asked whether it moved what is blocked
    lots: dict[str, list[Lot]] = field(default_factory=dict)  # by item, in the order in which they were made
    lot_moves: list[LotMove] = field(default_factory=list)
    lots_told: int = 0  # the last posting of which it was told what lots it moved
    counts: dict[int, Any] = field(default_factory=dict)
    next_number: Counter[tuple[str, str]] = field(default_factory=Counter)
    requests: dict[tuple[str, str], tuple[Ask, Summary]] = field(default_factory=dict)

    def take_numbers(self, series: str, place: str, count: int = 1) -> list[str]:
        """The next numbers of the series of a place; it begins with 100000."""
        first = 100_000 + self.next_number[series, place]
        self.next_number[series, place] += count
        return [f"{PLACES[place]}{first + nth}" for nth in range(count)]

    def find(self, row_id: int | None) -> Row | None:
        """The line, if there is such a line."""
        paper = self.papers.get((row_id or 0) // ROWS_AT_MOST)
        return next((row for row in paper.rows if row.id == row_id), None) if paper else None

    def row(self, row_id: int) -> Row:
        found = self.find(row_id)
        assert found is not None
        return found

    def paper_of(self, row: Row | int) -> Paper:
        """The document of a line."""
        return self.papers[(row if isinstance(row, int) else row.id) // ROWS_AT_MOST]

    def usual_bin(self, purpose: str, place: str) -> str | None:
        """The default bin of a purpose, of the place, else of the company; without one for picking it is that for
        receiving.
        """
        for wanted in (purpose, "receiving" if purpose == "picking" else ""):
            for here in (place, HQ):
                if wanted in self.usual.get(here, {}):
                    return self.usual[here][wanted]
        return None

    def need(self, purpose: str, place: str) -> str:
        found = self.usual_bin(purpose, place)
        if found is None:
            raise No("no_default_bin")
        return found

    def kept_for(self, bin_code: str) -> set[str]:
        """What the bin serves alone; empty where it serves something else besides, or nothing."""
        serves = {purpose for usual in self.usual.values() for purpose, code in usual.items() if code == bin_code}
        return serves if serves <= ALONE else set()

    def owned(self, bin_code: str) -> bool:
        return self.bins[bin_code].type == STOCK

    def held(self, row: Row) -> list[Unit]:
        """The units that the line holds, in the order of their birth."""
        return [unit for unit in self.units.values() if self.holds.get(unit.serial) == row.id]

    def counted(self, row: Row) -> list[tuple[str, int]]:
        """What the line holds of a quantity, by bin, in the order in which bins were made."""
        held = {bin_code: count for (line, bin_code), count in self.committed.items() if line == row.id and count}
        return [(code, held[code]) for code in self.bins if code in held]

    def attached(self, row: Row) -> int:
        """How many the line has: units, numbers of units to come, what is committed of a quantity."""
        if row.frozen is not None:
            return row.frozen
        held = sum(line == row.id for line in self.holds.values())
        return held + len(row.makers) + sum(count for _, count in self.counted(row))

    def undone(self, paper: Paper) -> bool:
        return paper.posting is not None and not self.postings[paper.posting].stands

    def open_posting(self, paper: Paper, reverses: int | None = None) -> Posting:
        posting = Posting(len(self.postings) + 1, paper.id, self.today, reverses)
        self.postings[posting.id] = posting
        return posting
