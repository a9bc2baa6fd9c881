"""Many units at once, as the oracle expects it: all of them or none (WHS-61)."""

from __future__ import annotations

from everyunit.proving.oracle.asked import Ask, No, Summary, refuse
from everyunit.proving.oracle.drafts import draft
from everyunit.proving.oracle.goods import Unit
from everyunit.proving.oracle.posting import post
from everyunit.proving.oracle.scans import attach
from everyunit.proving.oracle.state import State

LONGEST = 4000


def move_units(state: State, ask: Ask) -> Summary:
    """A transfer with all of them, posted."""
    units = _named(state, ask)
    if not ask.get("to_bin").strip():
        raise No("no_bin")
    draft(state, Ask("draft", ask.who, new=ask.new, with_=(("kind", "ST"), ("to_bin", ask.get("to_bin")))))
    scans = tuple(unit.serial for unit in units)
    _, entries, *_ = attach(state, Ask("attach", ask.who, doc=ask.new, scans=scans, by="serial", exceed=True))
    refuse("cannot_move", [(each[1], each[4]) for each in entries if each[0] == "skipped"])
    try:
        return post(state, Ask("post", ask.who, doc=ask.new))
    except No as no:  # there is no paper of which it could name the lines
        raise No(no.code, [(_item(subject), why) for subject, why in no.offences]) from None


def _item(line: str) -> str:
    """“A” for “Line 1 (A)”."""
    return line.partition("(")[2].rstrip(")") or line


def amend_units(state: State, ask: Ask) -> Summary:
    """A note for each, instead of the one it has or below it."""
    units, note = _named(state, ask), ask.get("note").strip()
    if not ask.get("add"):
        new = {unit.serial: note for unit in units}
    else:
        new = {unit.serial: f"{unit.note}\n{note}" if unit.note else note for unit in units}
    refuse("too_long", [(serial, "too_long") for serial, text in new.items() if len(text) > LONGEST])
    changed = [unit for unit in units if new[unit.serial] != unit.note and (note or not ask.get("add"))]
    for unit in changed:
        unit.note = new[unit.serial]
    return "notes", len(units), len(changed)


def _named(state: State, ask: Ask) -> list[Unit]:
    serials = list(dict.fromkeys(ask.scans))
    if not serials:
        raise No("no_units")
    refuse("unknown_units", [(serial, "unknown_unit") for serial in serials if serial not in state.units])
    return [state.units[serial] for serial in serials]
