"""Which price holds for a quantity, and how much a vendor must be asked for.

Sources: what a vendor charges (PUR-160), what is bought again (WHS-18).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from everyunit.rules.pricing import discounted


@dataclass(frozen=True, slots=True, order=True)
class Break:
    """From this many pieces on, each costs so much."""

    minimum: int
    price_minor: int


@dataclass(frozen=True, slots=True)
class ListOffer:
    """What one price list says of an item: its breaks, else so much off the item's own price, for its category or for
    everything.
    """

    name: str
    breaks: Sequence[Break] = ()
    discount_bp: int = 0


@dataclass(frozen=True, slots=True)
class Chosen:
    """A price and the list that it stands on."""

    price_minor: int
    source: str


def reached(breaks: Iterable[Break], quantity: int) -> Break | None:
    """The break with the highest minimum that the quantity reaches; None where it reaches none."""
    return max((each for each in breaks if each.minimum <= quantity), default=None)


def vendor_price(breaks: Sequence[Break], quantity: int) -> int | None:
    """What a vendor charges for each of so many; for less than he sells, what his least costs. None: he names none."""
    found = reached(breaks, quantity) or min(breaks, default=None)
    return None if found is None else found.price_minor


def list_price(offers: Iterable[ListOffer], quantity: int, own_minor: int | None) -> Chosen | None:
    """The first of the lists that says something of the item at this quantity; None where none does.

    A list's breaks come before its discount, which is taken off the item's own price.
    """
    for offer in offers:
        found = reached(offer.breaks, quantity)
        if found is not None:
            return Chosen(found.price_minor, offer.name)
        if offer.discount_bp and own_minor is not None:
            return Chosen(discounted(own_minor, offer.discount_bp), offer.name)
    return None


def order_size(wanted: int, minimum: int, multiple: int) -> int:
    """The smallest number that the vendor sells and that is not less than wanted."""
    size = max(wanted, minimum)
    return -(-size // multiple) * multiple
