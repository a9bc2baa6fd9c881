"""What a kind of document is: a row of the table of kinds, and what stands in its columns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

STOCK, OUT = "stock", "out"


class Stage(StrEnum):
    """How far a paper commits us."""

    QUOTE = "quote"  # nothing moves, nothing is held
    ORDER = "order"  # attached units are committed: moved inside their bin type, and held
    FINAL = "final"  # a draft until it posts; then units change hands and money is booked


class Basis(StrEnum):
    """What a booking is worth."""

    PRICE = "price"  # what the line is worth to us without the tax that is booked beside it
    TAX = "tax"  # the tax of the line that we owe, or claim back
    TOTAL = "total"  # what the other party owes or is owed: both together
    VALUE = "value"  # what the goods that change hands cost: the sum of unit costs, or quantity at average
    ACCRUED = "accrued"  # what the goods that are invoiced were received at
    REVALUED = "revalued"  # how much dearer the paper makes goods that are in stock
    AFTER_SALE = "after_sale"  # … goods that are sold already
    VARIANCE = "variance"  # … goods that are neither
    RETURNED = "returned"  # what a vendor grants for goods that go back: the amount of the line, where goods move
    GAIN = "gain"  # … above what they cost; negative is a loss


@dataclass(frozen=True, slots=True)
class Booking:
    """One side of the journal entry: an account purpose, debit (+1) or credit (-1), and of what."""

    account: str
    sign: int
    basis: Basis


@dataclass(frozen=True, slots=True)
class Route:
    """Where units come from and go to: the bin types that must hold, and the default bins by purpose.

    Final papers move when they post, orders when units are committed. `source` None means any type, as long as both
    ends are of the same.
    """

    source: str | None
    target: str | None
    source_default: str
    target_default: str
    pick_default: str = ""  # where the program picks units by itself; "": as source_default

    @property
    def leaves(self) -> bool:
        """Whether goods of ours become somebody else's."""
        return self.source == STOCK and self.target == OUT


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document."""

    code: str
    name: str
    party: str | None  # "vendor", "customer", or no party
    asked: str  # what the quantity of a line is called
    done: str  # what the attached quantity is called
    right: str
    route: Route
    stage: Stage = Stage.FINAL
    release: str = ""  # purpose of the bin that detached units of an order go to; "" or none set: they stay
    takes_unknown: bool = False  # units that we never sold may come in; they are generated (SAL-103)
    brings_back: bool = False  # what went out by it comes back as itself, at its own cost; the rest is generated
    adjusts: bool = False  # somebody says that the books were wrong: why, and beyond a worth another one must agree
    commit_bin_sticks: bool = False  # the first commit bin of an order serves all its later commitments
    exceeds_order: bool = True  # a line may deliver more than its order asked for
    becomes: tuple[str, ...] = ()  # the kinds that it can be converted to
    quote: str = ""  # the kind that cancelling turns it back into
    voids: bool = False  # cancelling it leaves no quote: nothing comes of it, and everything goes back
    generates: bool = False  # posting (or committing) makes new units, with new serial numbers
    priced: bool = True  # lines have prices; the grand total may not be negative
    mirror: str | None = None  # the kind whose row a negative line follows
    warns_of_doubles: str = ""  # the preference that says whether a number of theirs that is used already is told
    zero: str = ""  # the preference that says whether its quantities begin at zero when it is made from another
    searches: str = ""  # the preference that says whether picking goes on to further bins; "": it does
    price_from: str = "price"  # default price of a line: what customers pay ("price"), what vendors charge ("cost") or
    # give back ("returned"), or the "average" cost
    theirs: str = ""  # what the other party's own number on it is
    ours: str = ""  # what its own number is called to the other party
    revalues: bool = False  # posting moves nothing: the price of a line is the new cost of goods in stock
    by_hand: bool = True  # somebody may begin one as it is; the others are made by verbs of their own
    begins: bool = False  # what it brings in was there before any paper
    waits: bool = False  # its goods are where they are for a while; it cannot be closed before they are brought back
    planned: bool = False  # what goes onto it was planned: scanning adds no line for another item
    uses_up: bool = False  # what leaves stock by it is no unit of its own any more; only this kind brings it back
    travels: bool = False  # it goes from its location to another one, its destination; what it holds is on the way
    due: str = "Deliver by"  # what the day is called that it waits for
    books: tuple[Booking, ...] = ()

    @property
    def both_ways(self) -> bool:
        """Whether somebody may write lines on it of the opposite nature."""
        return self.mirror is not None and not self.planned

    @property
    def taxed(self) -> bool:
        """Whether its lines have tax: they name prices that another party pays or is paid."""
        return self.party is not None and self.priced and not self.revalues

    @property
    def goods_only(self) -> bool:
        """Whether nothing but goods that are kept in stock can be on it."""
        return self.revalues or self.adjusts or not self.priced
