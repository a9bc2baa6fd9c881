"""Price lists and who has them, and what vendors sell for how much."""

from __future__ import annotations

from everyunit.proving.oracle.asked import Ask
from everyunit.proving.oracle.prices import Sells
from everyunit.proving.oracle.state import State
from everyunit.proving.workload.dice import Dice

ITEMS = ("A", "B", "P", "P", "Q", "Q", "N", "D", "EAN-P")
LISTS = ("RETAIL", "TRADE")
PRICES = (0, 99, 1234, 7777, 45_000)


def price_list(dice: Dice, _: State) -> Ask:
    """A list, or more of one; mostly of what is sold, from few pieces on."""
    entries = tuple(_entry(dice) for _ in range(dice.some(0, 1, 2, 3, 4)))
    given = (
        ("code", dice.some(*LISTS)),
        ("currency", dice.some(None, None, None, None, "EUR", "USD", "JPY", "XX")),
        ("first", dice.maybe(0.2, dice.some(0, 2, 5, -1))),
        ("last", dice.maybe(0.2, dice.some(0, 1, 3, -2))),
        ("discount", dice.some(0, 0, 0, 500, 1250, 3333, 10_001 if dice.chance(0.2) else 10_000)),
        ("default", dice.chance(0.4)),
        ("entries", entries),
        ("replace", dice.chance(0.2)),
        ("new_only", dice.chance(0.05)),
    )
    return Ask("price_list", dice.who("edit_master"), with_=given)


def assign(dice: Dice, state: State) -> Ask:
    code = dice.some(None, *(list(state.price_lists) * 3), "NONE" if dice.chance(0.1) else None)
    customers = dice.random.sample(("C1", "C1", "C2", "C9"), dice.some(1, 1, 2))
    customers += [dice.some("V1", "NOBODY", "")] if dice.chance(0.06) else []
    return Ask("assign", dice.who("edit_master"), with_=(("code", code), ("customers", tuple(customers))))


def offers(dice: Dice, _: State) -> Ask:
    """What one vendor sells, or two."""
    sells = tuple(_sells(dice) for _ in range(dice.some(1, 1, 2, 3)))
    return Ask("offers", dice.who("edit_master"), with_=(("sells", sells),))


def _entry(dice: Dice) -> tuple[str, int, int | None]:
    item = dice.some(*ITEMS) if dice.chance(0.97) else dice.some("NONE", "")
    return item, _minimum(dice), dice.some(None, *PRICES, *PRICES) if dice.chance(0.98) else -1


def _sells(dice: Dice) -> Sells:
    vendor = dice.some("V1", "V1", "V2") if dice.chance(0.97) else dice.some("C1", "NOBODY")
    steps = tuple((_minimum(dice), dice.some(*PRICES)) for _ in range(dice.some(0, 1, 1, 2)))
    return Sells(
        vendor,
        dice.some(*ITEMS) if dice.chance(0.97) else "NONE",
        dice.maybe(0.85, steps),
        dice.some(None, None, None, None, "EUR", "USD", "XX" if dice.chance(0.2) else None),
        dice.some(None, None, True, False),
        dice.some(None, None, None, False, True),
    )


def _minimum(dice: Dice) -> int:
    return dice.some(1, 1, 1, 2, 2, 3, 4, 0 if dice.chance(0.1) else 5)
