"""Default bins, and where picking looks further, as the oracle expects them to be set."""

from __future__ import annotations

from collections import Counter

from everyunit.proving.oracle.asked import Ask, No, Offence, Summary, refuse
from everyunit.proving.oracle.goods import HQ, PLACES
from everyunit.proving.oracle.kinds import OUT, STOCK, Rule
from everyunit.proving.oracle.state import State

OF_STOCK = [
    "receiving",
    "picking",
    "customer_return",
    "packing",
    "main",
    "transit",
    "vendor_return",
    "repaired",
    "repair",
    "on_loan",
    "shop_floor",
    "work_in_process",
    "finished_goods",
    "defective",
]
OUTSIDE = ["supplier", "inspection", "unassign", "returned_to_vendor", "sold", "return_expected", "return_refused"]
OUTSIDE += ["in_repair", "written_off", "consumed", "being_built", "taken_apart"]
PURPOSES = dict.fromkeys(OF_STOCK, STOCK) | dict.fromkeys(OUTSIDE, OUT)


def default_bins(state: State, ask: Ask) -> Summary:
    """Set or clear ("") the default bins of purposes; what is set already stays."""
    asked: tuple[tuple[str, str], ...] = ask.get("bins")
    place = _place(ask)
    own = state.usual.setdefault(place, {})
    changes = [each for each in asked if own.get(each[0], "") != each[1]]
    times = Counter(purpose for purpose, _ in changes)
    offences = [(purpose, why) for purpose, code in changes if (why := _why_not(state, purpose, code, times))]
    refuse("bad_default_bins", offences)
    for purpose, code in changes:
        own.pop(purpose, None)
        if code:
            own[purpose] = code
    return "default bins", len(changes)


def _why_not(state: State, purpose: str, code: str, times: Counter[str]) -> str:
    if purpose not in PURPOSES:
        return "bad_purpose"
    if times[purpose] > 1:
        return "repeated"
    if code and code not in state.bins:
        return "unknown_bin"
    if code and state.bins[code].type != PURPOSES[purpose]:
        return "wrong_bin_type"
    return "bin_discontinued" if code and state.bins[code].discontinued else ""


def _place(ask: Ask) -> str:
    place = ask.get("place") or HQ
    if place not in PLACES:
        raise No("unknown_location")
    return place


def put_away(state: State, ask: Ask) -> Summary:
    """Say into which bin an item is put when it comes to a place; "" for none of its own."""
    item = ask.get("item")
    bins: tuple[tuple[str, str], ...] = ask.get("bins")
    if item not in state.items:
        raise No("unknown_item")
    offences: list[Offence] = []
    if state.items[item].tracking == "none" and bins:
        offences.append((item, "not_inventoried"))
    for place, code in bins:
        here = state.bins.get(code)
        if place not in PLACES:
            offences.append((place, "unknown_location"))
        elif [each for each, _ in bins].count(place) > 1:
            offences.append((place, "repeated"))
        elif code and here is None:
            offences.append((place, "unknown_bin"))
        elif here is not None and here.place != place:
            offences.append((place, "other_location"))
        elif here is not None and here.type != STOCK:
            offences.append((place, "wrong_bin_type"))
        elif here is not None and state.kept_for(code):
            offences.append((place, "reserved_bin"))
        elif here is not None and here.discontinued:
            offences.append((place, "bin_discontinued"))
    refuse("bad_put_away", offences)
    changes = [(place, code) for place, code in bins if state.put_away.get((item, place), "") != code]
    for place, code in changes:
        state.put_away.pop((item, place), None)
        if code:
            state.put_away[item, place] = code
    return "put away", len(changes)


def search_order(state: State, ask: Ask) -> Summary:
    codes: tuple[str, ...] = ask.get("bins")
    place = _place(ask)
    offences: list[Offence] = []
    for code in dict.fromkeys(codes):
        bin_ = state.bins.get(code)
        if bin_ is None:
            offences.append((code, "unknown_bin"))
        elif codes.count(code) > 1:
            offences.append((code, "repeated"))
        elif (bin_.type, bin_.sort) != (STOCK, "normal"):
            offences.append((code, "wrong_bin_type"))
        elif bin_.discontinued:
            offences.append((code, "bin_discontinued"))
    refuse("bad_search_order", offences)
    state.searched[place] = codes
    return "search order", codes


def is_kept_from(state: State, rule: Rule, bin_code: str) -> bool:
    """Whether the bin serves something else alone than what such papers move; what somebody found there is there."""
    alone = state.kept_for(bin_code)
    return bool(alone) and not rule.adjusts and rule.puts_into not in alone
