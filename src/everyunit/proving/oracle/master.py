"""Units and items themselves, as the oracle expects them to change."""

from __future__ import annotations

from everyunit.proving.oracle.asked import Ask, No, Offence, Summary, refuse
from everyunit.proving.oracle.goods import BY_UNIT
from everyunit.proving.oracle.scan import MANGLED
from everyunit.proving.oracle.state import State

LONGEST = 100


def amend(state: State, ask: Ask) -> Summary:
    """Only a unit's maker's number and note change (WHS-59)."""
    unit = state.units.get(ask.scans[0])
    if unit is None:
        raise No("unknown_unit")
    maker, note = ask.get("maker"), ask.get("note")
    if len(maker or "") > LONGEST:
        raise No("too_long")
    if maker is not None and maker != unit.maker and MANGLED.fullmatch(maker):
        raise No("mangled")
    if maker and maker != unit.maker:
        known = [each for each in state.units.values() if each.item == unit.item and each.maker == maker]
        refuse("number_known", [(each.serial, "number_known") for each in known] if not ask.get("alike") else [])
    changed = [
        name
        for name, new, old in (("maker_serial", maker, unit.maker), ("note", note, unit.note))
        if new not in (None, old)
    ]
    unit.maker = unit.maker if maker is None else maker
    unit.note = unit.note if note is None else note
    return "amended", unit.serial, unit.maker, unit.note, tuple(changed)


def refuse_known_number(state: State, item: str, text: str) -> None:
    """Makers' numbers may repeat, but mostly a box was scanned twice."""
    known = [unit.serial for unit in state.units.values() if text and (unit.item, unit.maker) == (item, text)]
    refuse("number_known", [(serial, "number_known") for serial in known])


def item(state: State, ask: Ask) -> Summary:
    """Tracking is fixed, but for the two that keep a record for each unit (WHS-5)."""
    known = state.items[ask.get("code")]
    tracking, cost = ask.get("tracking"), ask.get("cost")
    offences: list[Offence] = []
    if tracking != known.tracking and not {tracking, known.tracking} <= set(BY_UNIT):
        offences.append(("tracking", "tracking_fixed"))
    if cost < 0:
        offences.append(("cost", "bad_amount"))
    refuse("bad_item", offences)
    known.tracking, known.cost = tracking, cost
    return "item", known.code, False
