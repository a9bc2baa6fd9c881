"""What is chosen: preferences, at the beginning and later."""

from __future__ import annotations

from everyunit.proving.oracle.asked import Ask
from everyunit.proving.oracle.choices import WAYS
from everyunit.proving.oracle.currencies import FOREIGN
from everyunit.proving.oracle.state import State
from everyunit.proving.workload.dice import Dice

CHOOSY = 0.5


def to_begin_with(dice: Dice) -> list[Ask]:
    """Every other company has some things its own way from the first day; some trade abroad."""
    rates = [_rate(dice, currency) for currency in FOREIGN if dice.chance(0.3)]
    if not dice.chance(CHOOSY):
        return rates
    return rates + [_choose(dice, key) for key in dice.random.sample(list(WAYS), dice.some(1, 2, 4, 7))]


def choose(dice: Dice, _: State) -> Ask:
    if dice.chance(0.05):
        return Ask("choose", dice.who(), with_=(("key", "no_such_thing"), ("value", "yes")))
    ask = _choose(dice, dice.random.choice(list(WAYS)), dice.who())
    return ask if dice.chance(0.9) else _valued(ask.get("key"), dice.some(None, "perhaps"), ask.who)


def rate(dice: Dice, _: State) -> Ask:
    return _rate(dice, dice.some(*FOREIGN, *FOREIGN, "EUR", "XX"), dice.who())


def _rate(dice: Dice, currency: str, who: str = "owner") -> Ask:
    worth = dice.some(920_000_000, 1_084_500_001, 6_123_456, 3_000_000_000) if dice.chance(0.97) else 0
    given = (("currency", currency), ("rate", worth), ("days", dice.some(0, 0, 1, 7)))
    return Ask("rate", who, with_=given)


def _choose(dice: Dice, key: str, who: str = "owner") -> Ask:
    return _valued(key, dice.some(*WAYS[key]), who)


def _valued(key: str, value: str | None, who: str) -> Ask:
    return Ask("choose", who, with_=(("key", key), ("value", value)))
