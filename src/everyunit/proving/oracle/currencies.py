"""Currencies as the oracle expects them on papers, and the rates that somebody saves."""

from __future__ import annotations

import datetime as dt

from everyunit.proving.oracle.asked import Ask, No, Offence, Summary, refuse
from everyunit.proving.oracle.goods import HOME, RATE_ONE, Money
from everyunit.proving.oracle.papers import Paper
from everyunit.proving.oracle.state import State

OWN = "EUR"
FOREIGN = ("USD", "JPY", "KWD")
HIGHEST = 10**6 * RATE_ONE


def rate(state: State, ask: Ask) -> Summary:
    """What a currency is worth since so many days."""
    currency, worth, days = ask.get("currency"), ask.get("rate"), ask.get("days")
    offences: list[Offence] = []
    if currency != OWN and currency not in FOREIGN:
        offences.append(("currency", "bad_currency"))
    elif currency == OWN:
        offences.append(("currency", "home_currency"))
    if not 0 < worth <= HIGHEST:
        offences.append(("rate", "bad_rate"))
    refuse("bad_exchange_rate", offences)
    state.rates.setdefault(currency, {})[days] = worth
    return "rate", currency, worth


def rate_on(state: State, currency: str, day: dt.date) -> int | None:
    """The newest one of the day or before."""
    ago = (state.today - day).days
    known = {days: worth for days, worth in state.rates.get(currency, {}).items() if days >= ago}
    return known[min(known)] if known else None


def money_of(state: State, paper: Paper, asked: str | None, given: int | None, home_only: bool = False) -> Money:
    """The currency of a paper: the one that is named, else as it was; at the rate given, else at that of its day."""
    before = paper.money
    currency = before.currency if asked is None else asked
    currency = "" if currency == OWN else currency
    if currency and currency not in FOREIGN:
        raise No("bad_header", [("currency", "bad_currency")])
    if currency and home_only:
        raise No("bad_header", [("currency", "home_only")])
    if given is not None and not 0 < given <= HIGHEST:
        raise No("bad_header", [("rate", "bad_rate")])
    if given is not None and not currency:
        raise No("bad_header", [("rate", "home_currency")])
    if given is None and currency == before.currency:
        return before
    worth = given or (rate_on(state, currency, paper.day) if currency else HOME.rate)
    if worth is None:
        raise No("bad_header", [("currency", "no_rate")])
    return Money(currency, worth)


def change_money(paper: Paper, new: Money) -> None:
    """Prices mean the same in another currency; another rate for the same one leaves them."""
    old, paper.money = paper.money, new
    if old.currency == new.currency:
        return
    for row in paper.rows:
        row.price = new.abroad(old.home(row.price))
        row.amount = None if row.amount is None else new.abroad(old.home(row.amount))
