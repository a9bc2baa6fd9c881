"""What is chosen: preferences, at the beginning and later."""

from __future__ import annotations

from everyunit.proving.oracle.accounts import BY_ITEM, FOUNDED_WITH
from everyunit.proving.oracle.asked import Ask
from everyunit.proving.oracle.choices import WAYS
from everyunit.proving.oracle.currencies import FOREIGN
from everyunit.proving.oracle.goods import HQ
from everyunit.proving.oracle.places import PURPOSES
from everyunit.proving.oracle.state import State
from everyunit.proving.workload.dice import Dice

CHOOSY = 0.5
USED = [purpose for purpose in PURPOSES if purpose not in ("transit", "repair", "on_loan", "in_repair", "written_off")]


def to_begin_with(dice: Dice) -> list[Ask]:
    """Every other company has some things its own way from the first day; some trade abroad."""
    first = [_rate(dice, currency) for currency in FOREIGN if dice.chance(0.3)]
    places = [("item", item) for item in ("A", "P", "Q") if dice.chance(0.1)]
    first += [
        Ask("put_away", "owner", with_=(place, ("bins", ((HQ, dice.some("SHELF", "MAIN")), ("SHOP", "S-BACK")))))
        for place in places
    ]
    if not dice.chance(CHOOSY):
        return first
    return first + [_choose(dice, key) for key in dice.random.sample(list(WAYS), dice.some(1, 2, 4, 7))]


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


def closing(dice: Dice, state: State) -> Ask:
    """Mostly a day not long ago; what is closed is mostly opened again."""
    days = (("days", dice.some(1, 2, 3, 3, 5, 8, 0)),)
    if state.closed is not None and dice.chance(0.5):
        return Ask("reopen_period", dice.who(), with_=(*days, ("reason", dice.some("late paper", "late paper", " "))))
    return Ask("close_period", dice.who(), with_=days)


def default_bins(dice: Dice, state: State) -> Ask:
    """Mostly bins that suit; a purpose may lose its bin."""
    purposes = dice.random.sample([*USED, "picking", "unassign", "no such"], dice.some(1, 1, 1, 2))
    place = dice.place(0.25)
    purposes = [dice.some("transit", "receiving", "main") if place != HQ else purpose for purpose in purposes]
    bins = [(purpose, dice.bin(state, PURPOSES.get(purpose))) for purpose in purposes]
    bins = [(purpose, "" if dice.chance(0.12) else code) for purpose, code in bins]
    bins += bins[:1] if dice.chance(0.03) else []
    return Ask("bins", dice.who(), with_=(("place", place), ("bins", tuple(bins))))


def put_away(dice: Dice, state: State) -> Ask:
    places = [dice.place(0.3) for _ in range(dice.some(1, 1, 1, 2, 2))]
    bins = [(place, _bin_at(dice, state, place) if dice.chance(0.8) else "") for place in places]
    given = (("item", dice.some("A", "P", "Q", "B", "N", "NONE")), ("bins", tuple(bins)))
    return Ask("put_away", dice.who(), with_=given)


def _bin_at(dice: Dice, state: State, place: str) -> str:
    there = [code for code, bin_ in state.bins.items() if (bin_.place, bin_.type) == (place, "stock")]
    return dice.random.choice(there) if there and dice.chance(0.9) else dice.bin(state)


def search_order(dice: Dice, state: State) -> Ask:
    codes = [code for code, bin_ in state.bins.items() if bin_.type == "stock"]
    codes = [code for code in codes if state.bins[code].sort == "normal" or dice.chance(0.05)]
    bins = dice.random.sample(codes, dice.some(0, 2, 2, 3))
    bins = [code for code in bins if not state.bins[code].discontinued or dice.chance(0.2)]
    bins += bins[:1] if dice.chance(0.05) else []
    return Ask("search", dice.who(), with_=(("place", dice.place(0.2)), ("bins", tuple(bins))))


def account(dice: Dice, state: State) -> Ask:
    purpose = dice.some(*FOUNDED_WITH, *BY_ITEM, *BY_ITEM, "no such")
    code = dice.some(*state.accounts) if dice.chance(0.25) else f"{9000 + len(state.accounts)}"
    known = state.accounts.get(code)
    purpose = known.purpose if known is not None and dice.chance(0.8) else purpose
    given = (("code", code), ("purpose", purpose), ("discontinued", dice.chance(0.3 if known else 0.05)))
    return Ask("account", dice.who("keep_books"), with_=given)


def account_rules(dice: Dice, state: State) -> Ask:
    """Mostly an account that may serve there."""
    scope, target = dice.some(("item", "A"), ("item", "P"), ("item", "Q"), ("item", "B"), ("company", ""))
    if dice.chance(0.2):
        scope, target = dice.some(("location", HQ), ("location", "SHOP"), ("location", "SHOP"), ("item", "X"))
    purposes = dice.random.sample([*FOUNDED_WITH] if scope != "item" else [*BY_ITEM], dice.some(1, 1, 2))
    purposes = ["inventory"] if dice.chance(0.4) else purposes
    served = tuple((purpose, _account_for(dice, state, purpose)) for purpose in purposes)
    given = (("scope", scope), ("target", target), ("accounts", served))
    return Ask("rules", dice.who("keep_books"), with_=given)


def _account_for(dice: Dice, state: State, purpose: str) -> str | None:
    fitting = [code for code, each in state.accounts.items() if each.purpose == purpose]
    if dice.chance(0.2):
        return None
    return dice.random.choice(fitting if dice.chance(0.92) else [*state.accounts, "8888"])


def _choose(dice: Dice, key: str, who: str = "owner") -> Ask:
    return _valued(key, dice.some(*WAYS[key]), who)


def _valued(key: str, value: str | None, who: str) -> Ask:
    return Ask("choose", who, with_=(("key", key), ("value", value)))
