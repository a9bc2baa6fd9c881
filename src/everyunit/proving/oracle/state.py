"""What the oracle knows: the rules of the trade once more, in plain Python, written from the rules, not the code.

It imports nothing of the program. Documents and lines have the oracle's own ids; units are named by serial number.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from everyunit.proving.oracle.asked import Ask, No, Summary
from everyunit.proving.oracle.kinds import OUT, RULES, STOCK, Rule, row_of

__all__ = ["OUT", "STOCK"]
ROWS_AT_MOST = 1_000  # of one document; so a line's id tells its document, whatever else happened
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
class Paper:
    """A document."""

    id: int
    kind: str
    number: str
    party: str | None
    from_bin: str | None
    to_bin: str | None
    status: str
    source: int | None = None
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
    reverses: int | None = None
    reversed_by: int | None = None
    units: list[str] = field(default_factory=list)
    lent: dict[str, int] = field(default_factory=dict)
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
    usual: dict[str, str] = field(default_factory=dict)  # the default bin of a purpose
    location: str = "HQ"
    put_away: dict[str, str] = field(default_factory=dict)  # the bin of an item, where it comes in
    searched: tuple[str, ...] = ()  # the bins that picking looks in, if somebody said so
    accounts: dict[str, Account] = field(default_factory=dict)  # by code, in the order in which they were opened
    account_rules: dict[tuple[str, str, str], str] = field(default_factory=dict)  # scope, target, purpose: the code
    chosen: dict[str, str | None] = field(default_factory=dict)  # by preference
    taxes: dict[str, Tax] = field(default_factory=dict)
    usual_tax: dict[str, str] = field(default_factory=dict)  # of customers and of vendors
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
    replacements: list[Replacement] = field(default_factory=list)
    journal: Counter[str] = field(default_factory=Counter)  # by account
    entries: int = 0  # made by hand
    next_number: Counter[str] = field(default_factory=Counter)
    requests: dict[tuple[str, str], tuple[Ask, Summary]] = field(default_factory=dict)

    def take_number(self, series: str, count: int = 1) -> int:
        """The first of the next numbers of the series, which begins with 100000."""
        first = 100_000 + self.next_number[series]
        self.next_number[series] += count
        return first

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

    def need(self, purpose: str) -> str:
        """The default bin of a purpose; without one for picking it is that for receiving."""
        found = self.usual.get(purpose) or (self.usual.get("receiving") if purpose == "picking" else None)
        if found is None:
            raise No("no_default_bin")
        return found

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
        posting = Posting(len(self.postings) + 1, paper.id, reverses)
        self.postings[posting.id] = posting
        return posting


def half_up(numerator: int, denominator: int) -> int:
    """A quotient, halves away from nothing."""
    size = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -size if numerator < 0 else size


def parts(total: int, count: int) -> list[int]:
    """A total shared to the cent; the first ones take what does not divide evenly."""
    return [total // count + (nth < total % count) for nth in range(count)]
