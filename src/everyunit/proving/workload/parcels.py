"""Parcels: begun for papers that goods leave with, packed by scanner or by count, unpacked, thrown away."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any

from everyunit.proving.oracle.asked import UNKNOWN_ID, Ask, NewRow
from everyunit.proving.oracle.boxes import contents, lines_of, standing, takes_parcels
from everyunit.proving.oracle.papers import Paper, Parcel
from everyunit.proving.oracle.state import State
from everyunit.proving.workload.dice import MAKERS, Dice

NOTHING = Ask("", "owner")


def begin(dice: Dice, state: State, paper: Paper | None = None) -> Ask:
    doc = paper.id if paper is not None else dice.paper(state, takes_parcels)
    return Ask("save_parcel", dice.who("pick"), doc=doc, new=dice.new(), with_=_said(dice))


def work_on(dice: Dice, state: State) -> Ask:
    """What somebody does with a parcel; mostly there is one."""
    parcels = [each for each, parcel in state.parcels.items() if parcel in standing(state)]
    if not parcels or dice.chance(0.15):
        return begin(dice, state)
    full = [each for each in parcels if _has_goods(state, each)]
    number = dice.random.choice(full[-4:] or parcels) if dice.chance(0.95) else dice.some(*state.parcels, UNKNOWN_ID)
    return dice.weighted(_WAYS)(dice, state, number)


def packed(dice: Dice) -> Generator[Ask, State, None]:
    """An order is packed as it is picked, and further on its invoice, before that posts or after."""
    state = yield NOTHING
    order, sale, box = (dice.new() for _ in range(3))
    rows = tuple(NewRow(dice.some("A", "P", "P", "Q", "Q", "B"), dice.some(1, 2, 3)) for _ in range(dice.some(1, 2)))
    kind = dice.some("SO", "SO", "LO")
    state = yield Ask("draft", "owner", new=order, with_=(("kind", kind), ("party", "C1"), ("lines", rows)))
    state = yield Ask("save_parcel", "owner", doc=order, new=box, with_=_said(dice))
    for row in list(state.papers[order].rows) if order in state.papers else []:
        free = [
            unit.serial for unit in state.units.values() if unit.item == row.item and unit.serial not in state.holds
        ]
        free = [serial for serial in free if state.bins[state.units[serial].bin].sort == "normal"]
        if state.items[row.item].tracking == "serialized":
            state = yield Ask("attach", "owner", doc=order, line=row.id, scans=tuple(free[: row.size]) or ("999",))
        else:
            state = yield Ask("commit", "owner", doc=order, line=row.id, with_=(("quantity", row.size),))
    for step in ("pack", "invoice", "pack", "pack", "post", "pack", "unpack"):
        if step in ("invoice", "post") and dice.chance(0.8):
            given = (("to", "SI"),)
            deed = {"invoice": Ask("convert", "owner", doc=order, new=sale, with_=given)}
            state = yield deed.get(step, Ask("post", "owner", doc=sale))
        elif dice.chance(0.6) and box in state.parcels:
            way = _pack if step == "pack" else _unpack
            state = yield replace(way(dice, state, box), who="owner")
        if sale in state.papers and box not in state.parcels and dice.chance(0.5):
            state = yield Ask("save_parcel", "owner", doc=sale, new=box, with_=_said(dice))


def _pack(dice: Dice, state: State, number: int) -> Ask:
    """Mostly what the paper has; pieces by figure, or by the code of their item."""
    paper = _paper(state, number)
    lines = list(lines_of(state, paper).values()) if paper is not None else []
    mine = [serial for line in lines for serial in line.units]
    texts = [state.units[serial].maker or serial if dice.chance(0.2) else serial for serial in mine]
    codes = [line.row.item for line in lines if not line.units or dice.chance(0.3)]
    counted = [
        (line.row.id, dice.some(1, 1, 1, line.pieces, 2)) for line in lines if dice.chance(0.5 if line.pieces else 0.05)
    ]
    return _asked(dice, state, "pack", number, texts + codes, counted)


def _unpack(dice: Dice, state: State, number: int) -> Ask:
    parcel = state.parcels.get(number)
    inside = contents(state, parcel) if parcel is not None else []
    texts = sorted(serial for _, serial, _ in inside if serial)
    counted = [(row_id, dice.some(1, count, count + 1)) for row_id, serial, count in inside if not serial]
    return _asked(dice, state, "unpack", number, texts, [each for each in counted if dice.chance(0.5)])


def _asked(dice: Dice, state: State, verb: str, number: int, texts: list[str], counted: list[tuple[int, int]]) -> Ask:
    scans = dice.random.sample(texts, min(len(texts), dice.some(0, 1, 2, 3)))
    if dice.chance(0.25):
        scans.append(dice.some(*state.units, *MAKERS[:4], "P", "Q", "EAN-P", "nothing"))
    if dice.chance(0.03):
        counted = [
            *counted,
            (dice.some(UNKNOWN_ID, *(row.id for paper in state.papers.values() for row in paper.rows)), 1),
        ]
    with_ = (("parcel", number), ("counted", tuple(counted)))
    return Ask(verb, dice.who("pick"), scans=tuple(scans), with_=with_)


def _change(dice: Dice, _: State, number: int) -> Ask:
    return Ask("save_parcel", dice.who("pick"), with_=(("parcel", number), *_said(dice)))


def _discard(dice: Dice, _: State, number: int) -> Ask:
    return Ask("discard_parcel", dice.who("pick"), with_=(("parcel", number),))


def _said(dice: Dice) -> tuple[tuple[str, Any], ...]:
    return (
        ("ship_via", dice.some(None, None, "", " by air ", "x" * 61 if dice.chance(0.1) else "by road")),
        ("tracking_number", dice.some(None, "1Z 999", "")),
        ("weight", dice.some(None, 0, 1250, -1 if dice.chance(0.2) else 1)),
    )


def _has_goods(state: State, number: int) -> bool:
    paper = _paper(state, number)
    return paper is not None and any(line.units or line.pieces for line in lines_of(state, paper).values())


def _paper(state: State, number: int) -> Paper | None:
    parcel: Parcel | None = state.parcels.get(number)
    return state.papers.get(parcel.paper) if parcel is not None else None


_WAYS: dict[Callable[[Dice, State, int], Ask], float] = {_pack: 7, _unpack: 3, _change: 1, _discard: 1}
