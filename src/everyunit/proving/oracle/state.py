"""What the oracle knows: the rules of the trade once more, in plain Python, written from the rules, not the code.

It imports nothing of the program. Documents and lines have the oracle's own ids; units are named by serial number.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

UNKNOWN_ID = 999_999_999
OUT, STOCK = "out", "stock"
BY_UNIT = ("serialized", "auto_serialized")

Offence = tuple[str, str]
Summary = tuple[Any, ...]


class No(Exception):
    """The oracle expects a refusal: its code, and who stands in the way for what reason."""

    def __init__(self, code: str, offences: list[Offence] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.offences = offences or []


@dataclass(frozen=True, slots=True)
class Ask:
    """One command, in the oracle's terms. `who` is a user, `key` an idempotency key."""

    verb: str
    who: str
    key: str | None = None
    doc: int = UNKNOWN_ID
    line: int | None = None
    scans: tuple[str, ...] = ()
    by: str = "anything"
    exceed: bool = False
    with_: tuple[tuple[str, Any], ...] = ()

    def get(self, name: str, default: Any = None) -> Any:
        return dict(self.with_).get(name, default)


@dataclass(frozen=True, slots=True)
class NewRow:
    """A line as it is asked for."""

    item: str
    quantity: int | None = None
    price: int | None = None
    amount: int | None = None
    from_bin: str | None = None
    makers: tuple[str, ...] = ()
    source: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """New values for a line."""

    line: int
    quantity: int | None = None
    price: int | None = None
    from_bin: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of document: section 3 of the domain, for the kinds that there are."""

    party: str | None
    right: str
    source: str | None
    target: str | None
    usual_source: str
    usual_target: str | None
    opposite: str | None = None
    makes_units: bool = False
    priced: bool = True
    books: tuple[tuple[str, int, str], ...] = ()


RULES = {
    "PR": Rule(
        "vendor",
        "receive",
        OUT,
        STOCK,
        "SUPPLIER",
        "MAIN",
        opposite="back to the vendor",
        makes_units=True,
        books=(("inventory", 1, "value"), ("accrued_purchases", -1, "value")),
    ),
    "SI": Rule(
        "customer",
        "sell",
        STOCK,
        OUT,
        "MAIN",
        "SOLD",
        opposite="CM",
        books=(
            ("receivables", 1, "price"),
            ("sales", -1, "price"),
            ("cost_of_goods_sold", 1, "value"),
            ("inventory", -1, "value"),
        ),
    ),
    "CM": Rule(
        "customer",
        "take_back",
        OUT,
        STOCK,
        "SOLD",
        "RETURNS",
        opposite="SI",
        books=(
            ("sales_returns", 1, "price"),
            ("receivables", -1, "price"),
            ("inventory", 1, "value"),
            ("cost_of_goods_sold", -1, "value"),
        ),
    ),
    "ST": Rule(None, "transfer", None, None, "MAIN", None, priced=False),
}
# What no paper of its own does here: a negative line of a receipt.
RULES_OF_LINES = RULES | {
    "back to the vendor": Rule(
        "vendor",
        "send_back",
        STOCK,
        OUT,
        "MAIN",
        "VENDOR-RMA",
        books=(("accrued_purchases", 1, "granted"), ("inventory", -1, "value"), ("purchase_returns", -1, "gain")),
    )
}

EVERY_RIGHT = {"receive", "send_back", "sell", "take_back", "transfer", "reverse", "edit_units", "edit_master"}
USERS: dict[str, set[str]] = {
    "owner": EVERY_RIGHT,
    "counter": {"sell", "take_back", "transfer", "edit_units"},
    "goods_in": {"receive", "send_back", "transfer", "edit_units", "edit_master"},
    "viewer": set(),
}


@dataclass(slots=True)
class Item:
    code: str
    tracking: str
    price: int
    cost: int
    discontinued: bool = False


@dataclass(frozen=True, slots=True)
class Bin:
    code: str
    type: str
    position: int
    discontinued: bool = False


@dataclass(slots=True)
class Unit:
    """A unit and every step it took: (posting, line, from, to)."""

    serial: str
    item: str
    cost: int
    bin: str
    maker: str = ""
    note: str = ""
    steps: list[tuple[int, int, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Row:
    """A line of a document."""

    id: int
    position: int
    item: str
    quantity: int
    follows: bool
    attached: int
    price: int
    amount: int | None
    from_bin: str | None
    source: int | None
    makers: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        return abs(self.quantity)

    @property
    def total(self) -> int:
        size = self.price * self.size if self.amount is None else self.amount
        return -size if self.quantity < 0 else size


@dataclass(slots=True)
class Paper:
    """A document."""

    id: int
    kind: str
    number: str
    party: str | None
    from_bin: str | None
    to_bin: str | None
    rows: list[Row] = field(default_factory=list)
    posted: bool = False
    posting: int | None = None

    @property
    def name(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def rule(self) -> Rule:
        return RULES[self.kind]

    def rule_of(self, quantity: int) -> tuple[str, Rule]:
        """The rule that a line of this sign follows."""
        if quantity < 0 and self.rule.opposite is not None:
            return self.rule.opposite, RULES_OF_LINES[self.rule.opposite]
        return self.kind, self.rule

    def total(self) -> int:
        return sum(row.total for row in self.rows)


@dataclass(frozen=True, slots=True)
class Shift:
    """A quantity that a posting moved."""

    row: int
    item: str
    source: str
    target: str
    quantity: int
    value: int


@dataclass(slots=True)
class Posting:
    """What one posting did."""

    id: int
    paper: int
    reverses: int | None = None
    reversed_by: int | None = None
    units: list[str] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    journal: Counter[str] = field(default_factory=Counter)


@dataclass
class State:
    """Everything that is so."""

    items: dict[str, Item] = field(default_factory=dict)
    barcodes: dict[str, str] = field(default_factory=dict)
    bins: dict[str, Bin] = field(default_factory=dict)
    parties: dict[str, tuple[str, bool]] = field(default_factory=dict)  # role, discontinued
    units: dict[str, Unit] = field(default_factory=dict)  # in the order of their birth
    holds: dict[str, int] = field(default_factory=dict)
    papers: dict[int, Paper] = field(default_factory=dict)
    rows: dict[int, int] = field(default_factory=dict)  # which paper a line is on
    postings: dict[int, Posting] = field(default_factory=dict)
    balances: Counter[tuple[str, str]] = field(default_factory=Counter)
    worth: dict[str, tuple[int, int]] = field(default_factory=dict)  # quantity and value of what we own
    journal: Counter[str] = field(default_factory=Counter)
    next_number: Counter[str] = field(default_factory=Counter)
    requests: dict[tuple[str, str], tuple[Ask, Summary]] = field(default_factory=dict)
    last_id: int = 0

    def new_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def take_number(self, series: str, count: int = 1) -> int:
        """The first of the next numbers of the series, which begins with 100000."""
        first = 100_000 + self.next_number[series]
        self.next_number[series] += count
        return first

    def row(self, row_id: int) -> Row:
        return next(row for row in self.papers[self.rows[row_id]].rows if row.id == row_id)

    def owned(self, bin_code: str) -> bool:
        return self.bins[bin_code].type == STOCK


def half_up(numerator: int, denominator: int) -> int:
    """A quotient of numbers that are not negative, halves rounded up."""
    return (2 * numerator + denominator) // (2 * denominator)
