"""Price lists, and what vendors charge, as the oracle expects them: who pays how much for so many."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from everyunit.proving.oracle.asked import Ask, No, Offence, Summary, refuse
from everyunit.proving.oracle.currencies import FOREIGN, OWN
from everyunit.proving.oracle.goods import half_up
from everyunit.proving.oracle.state import State

Steps = dict[int, int]  # from so many pieces on, what each costs
MOST, MOST_MONEY, WHOLE = 1_000_000, 10**13, 10_000


@dataclass(slots=True)
class PriceList:
    """What customers pay: by item, else so much off the items' own prices."""

    currency: str
    first: dt.date | None = None
    last: dt.date | None = None
    discount: int = 0
    is_default: bool = False
    entries: dict[str, Steps] = field(default_factory=dict)

    def holds(self, currency: str, day: dt.date) -> bool:
        begun = self.first is None or self.first <= day
        return begun and (self.last is None or day <= self.last) and self.currency == currency


@dataclass(slots=True)
class Offer:
    """An item as a vendor sells it."""

    currency: str
    steps: Steps = field(default_factory=dict)
    discontinued: bool = False


# --- what it costs ---


def customer_pays(state: State, customer: str | None, item: str, size: int, currency: str, day: dt.date) -> int | None:
    """By the customer's own list, else by the default one; None: neither says anything."""
    own = state.price_list_of.get(customer or "")
    lists = [state.price_lists[own]] if own is not None else []
    lists += [each for each in state.price_lists.values() if each.is_default]
    for each in lists:
        if not each.holds(currency, day):
            continue
        entered = _reached(each.entries.get(item, {}), size)
        if entered is not None:
            return entered
        if each.discount and currency == OWN:
            price = state.items[item].price
            return price - half_up(price * each.discount, WHOLE)
    return None


def vendor_charges(state: State, vendor: str | None, item: str, size: int, currency: str) -> int | None:
    """For less than he sells, what his least costs (WHS-18); None: he names no such price."""
    offer = state.offers.get((vendor or "", item))
    if offer is None or offer.discontinued or offer.currency != currency or not offer.steps:
        return None
    price = _reached(offer.steps, size)
    return offer.steps[min(offer.steps)] if price is None else price


def _reached(steps: Steps, size: int) -> int | None:
    minima = [minimum for minimum in steps if minimum <= size]
    return steps[max(minima)] if minima else None


# --- the verbs ---


def save_list(state: State, ask: Ask) -> Summary:
    code = ask.get("code")
    known = state.price_lists.get(code)
    if known is not None and ask.get("new_only"):
        raise No("code_taken")
    entries: tuple[tuple[str, int, int | None], ...] = ask.get("entries")
    first, last = (_ago(state, ask.get(name)) for name in ("first", "last"))
    refuse("bad_price_list", [*_header_faults(ask, known, first, last), *_entry_faults(state, entries)])
    saved = known or PriceList(OWN)
    saved.currency = ask.get("currency") or saved.currency
    saved.first, saved.last, saved.discount = first, last, ask.get("discount")
    for each in state.price_lists.values() if ask.get("default") else ():
        each.is_default = False
    saved.is_default = ask.get("default")
    saved.entries = {} if ask.get("replace") else saved.entries
    for named, minimum, price in entries:
        steps = saved.entries.setdefault(_item(state, named), {})
        if price is None:
            steps.pop(minimum, None)
        else:
            steps[minimum] = price
    state.price_lists[code] = saved
    return "price list", code, known is None, sum(len(steps) for steps in saved.entries.values())


def assign(state: State, ask: Ask) -> Summary:
    """Customers pay by this list, or by none of their own."""
    code, customers = ask.get("code"), ask.get("customers")
    if code is not None and code not in state.price_lists:
        raise No("unknown_price_list")
    strangers = [each for each in customers if state.parties.get(each, ("",))[0] != "customer"]
    refuse("unknown_customer", [(each or "(empty)", "unknown_customer") for each in strangers])
    for each in customers:
        state.price_list_of.pop(each, None)
        if code is not None:
            state.price_list_of[each] = code
    return "assigned", code, len(set(customers))


@dataclass(frozen=True, slots=True)
class Sells:
    """An item as a vendor shall sell it; None: as it is."""

    vendor: str
    item: str
    steps: tuple[tuple[int, int], ...] | None = None
    currency: str | None = None
    preferred: bool | None = None
    discontinued: bool | None = None


def save_offers(state: State, ask: Ask) -> Summary:
    """What vendors sell, and for how much."""
    sells: tuple[Sells, ...] = ask.get("sells")
    refuse(
        "bad_vendor_items",
        [(f"{each.vendor} · {each.item}", why) for each in sells for why in _faults(state, each, sells)],
    )
    created = 0
    for each in sells:
        pair = each.vendor, _item(state, each.item)
        created += pair not in state.offers
        offer = state.offers.setdefault(pair, Offer(OWN))
        offer.currency = each.currency or offer.currency
        offer.steps = offer.steps if each.steps is None else dict(each.steps)
        offer.discontinued = offer.discontinued if each.discontinued is None else each.discontinued
    return "offers", created, len(sells) - created


# --- what is wrong with it ---


def _header_faults(ask: Ask, known: PriceList | None, first: dt.date | None, last: dt.date | None) -> list[Offence]:
    currency, faults = ask.get("currency"), []
    keeps = known is not None and currency not in (None, known.currency) and any(known.entries.values())
    if _is_none(currency) or (keeps and not ask.get("replace")):
        faults.append(("currency", "bad_currency"))
    if first and last and last < first:
        faults.append(("valid_to", "bad_days"))
    if not 0 <= ask.get("discount") <= WHOLE:
        faults.append(("discount", "bad_discount"))
    return faults


def _entry_faults(state: State, entries: tuple[tuple[str, int, int | None], ...]) -> list[Offence]:
    times = Counter((_item(state, named), minimum) for named, minimum, _ in entries)
    return [
        (named or "(empty)", why)
        for named, minimum, price in entries
        for why, guilty in {
            "unknown_item": not _item(state, named),
            "repeated": bool(_item(state, named)) and times[_item(state, named), minimum] > 1,
            **_step_faults(((minimum, price or 0),)),
        }.items()
        if guilty
    ]


def _faults(state: State, one: Sells, sells: tuple[Sells, ...]) -> list[str]:
    item = _item(state, one.item)
    offer = state.offers.get((one.vendor, item))
    known = bool(item) and state.parties.get(one.vendor, ("",))[0] == "vendor"
    alike = [each for each in sells if _item(state, each.item) == item]
    other = offer is not None and one.steps is None and one.currency not in (None, offer.currency)
    preferred = [each for each in alike if each.preferred and state.parties.get(each.vendor, ("",))[0] == "vendor"]
    faults = {
        "unknown_vendor": state.parties.get(one.vendor, ("",))[0] != "vendor",
        "unknown_item": not item,
        "bad_currency": _is_none(one.currency) or other,
        "repeated": known and sum(each.vendor == one.vendor for each in alike) > 1,
        "two_preferred": known and bool(one.preferred) and len(preferred) > 1,
        **_step_faults(one.steps or ()),
    }
    return [why for why, guilty in faults.items() if guilty]


def _step_faults(steps: tuple[tuple[int, int], ...]) -> dict[str, bool]:
    return {
        "bad_minimum": any(not 1 <= minimum <= MOST for minimum, _ in steps),
        "repeated_minimum": len(dict(steps)) < len(steps),
        "bad_price": any(not 0 <= price <= MOST_MONEY for _, price in steps),
    }


def _is_none(currency: str | None) -> bool:
    """It is said, and is no currency."""
    return currency is not None and currency not in (OWN, *FOREIGN)


def _item(state: State, code: str) -> str:
    return code if code in state.items else state.barcodes.get(code, "")


def _ago(state: State, days: int | None) -> dt.date | None:
    return None if days is None else state.today - dt.timedelta(days=days)
