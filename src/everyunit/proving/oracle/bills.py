"""What assemblies are made of, as the oracle expects it to be said, and what is in a unit that was built."""

from __future__ import annotations

from everyunit.proving.oracle.asked import Ask, No, Offence, Summary, refuse
from everyunit.proving.oracle.assemblies import BuiltIn, Part
from everyunit.proving.oracle.state import State

LINKS = ("no", "optional", "mandatory")
MOST = 1_000_000
MOST_WASTE = 100_000


def bill(state: State, ask: Ask) -> Summary:
    """Replace what an assembly is made of (WHS-175, WHS-176)."""
    whole, parts = ask.get("item"), ask.get("parts")
    if whole not in state.items:
        raise No("unknown_item")
    if not (state.items[whole].assembly or state.items[whole].kit):
        raise No("no_bill")
    offences = [offence for part in parts for offence in _faults(state, whole, part)]
    named = [part.item for part in parts]
    offences += [
        (part.item, "component_twice")
        for nth, part in enumerate(parts)
        if part.item in state.items
        and (part.item in named[:nth] or len(set(_known(state, part))) < len(_known(state, part)))
    ]
    refuse("bad_bill", offences + _circles(state, whole, parts))
    state.bills[whole] = [_as_linked(state, whole, part) for part in parts]
    return "bill", whole, len(parts)


def stands(state: State, built_in: BuiltIn) -> bool:
    """It was neither undone nor ended, or the end was undone."""
    ended = any(state.postings[each].stands for each in built_in.ended)
    return state.postings[built_in.posting].stands and not ended


def parts_in(state: State, serial: str) -> list[BuiltIn]:
    """What is right in the unit."""
    return [each for each in state.built_in if each.whole == serial and stands(state, each)]


def built_into(state: State, serial: str) -> BuiltIn | None:
    return next((each for each in state.built_in if each.part == serial and stands(state, each)), None)


def _known(state: State, part: Part) -> list[str]:
    return [code for code in part.items if code in state.items]


def _as_linked(state: State, whole: str, part: Part) -> Part:
    """Units must be linked to units, auto-serialized ones may be, unless somebody says otherwise (WHS-200)."""
    usual = {"serialized": "mandatory", "auto_serialized": "optional"}.get(state.items[part.item].tracking, "no")
    link = part.link or (usual if state.items[whole].by_unit else "no")
    return Part(part.item, part.quantity, part.waste, part.lost, link, part.instead)


def _faults(state: State, whole: str, part: Part) -> list[Offence]:
    offences = [(code or "(empty)", "unknown_item") for code in part.items if code not in state.items]
    offences += [(code, "a_kit") for code in _known(state, part) if state.items[code].kit]
    if not 1 <= part.quantity <= MOST:
        offences.append((part.item, "bad_quantity"))
    if not (0 <= part.waste <= MOST_WASTE and 0 <= part.lost <= MOST):
        offences.append((part.item, "bad_waste"))
    if part.item not in state.items:
        return offences
    item = state.items[part.item]
    if (part.waste or part.lost) and state.items[whole].kit:
        offences.append((part.item, "bad_waste"))
    if part.link not in (None, *LINKS) or (
        part.link not in (None, "no") and not (state.items[whole].by_unit and item.by_unit)
    ):
        offences.append((part.item, "bad_link"))
    if len({state.items[code].tracking == "none" for code in _known(state, part)}) > 1:
        offences.append((part.item, "not_inventoried"))
    return offences


def _circles(state: State, whole: str, parts: tuple[Part, ...]) -> list[Offence]:
    """It would contain itself, at any depth: one offence for each depth at which it does."""
    level = {code for part in parts for code in _known(state, part)}
    seen, offences = set(level), []
    while level:
        if whole in level:
            offences.append((whole, "contains_itself"))
        below = {code for each in level - {whole} for part in state.bills.get(each, []) for code in part.items}
        level = {code for code in below if code not in seen or code == whole}
        seen |= below
    return offences
