"""Parcels as the oracle expects them: begun, packed, unpacked and thrown away."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from everyunit.proving.oracle.asked import Ask, No, Offence, Summary, refuse
from everyunit.proving.oracle.boxes import (
    Line,
    expected,
    is_packed,
    left,
    lines_of,
    owner_of,
    packed,
    packed_by,
    pieces_in,
    takes_parcels,
    units_in,
)
from everyunit.proving.oracle.drafts import must
from everyunit.proving.oracle.goods import Unit
from everyunit.proving.oracle.papers import Parcel
from everyunit.proving.oracle.scan import Scan, meanings, texts_of
from everyunit.proving.oracle.scans import went_on
from everyunit.proving.oracle.state import State

HEAVIEST_G = 100_000_000
LONGEST = {"ship_via": 60, "tracking_number": 100}


@dataclass(slots=True)
class _Packing:
    """A parcel while something is packed: of each line no more than was left to begin with."""

    parcel: Parcel
    lines: dict[int, Line]
    left: dict[int, int]
    units: list[str] = field(default_factory=list)
    pieces: Counter[int] = field(default_factory=Counter)
    entries: list[Summary] = field(default_factory=list)


# --- the verbs ---


def save(state: State, ask: Ask) -> Summary:
    """Begin a parcel, or say more of one."""
    refuse("bad_parcel", _faults(ask))
    parcel = _new(state, ask) if ask.get("parcel") is None else _to_change(state, ask)
    parcel.ship_via = _said(ask, "ship_via", parcel.ship_via)
    parcel.tracking = _said(ask, "tracking_number", parcel.tracking)
    parcel.weight = parcel.weight if ask.get("weight") is None else ask.get("weight") or None
    return "parcel", parcel.number, state.papers[parcel.paper].name, parcel.ship_via, parcel.tracking, parcel.weight


def pack(state: State, ask: Ask) -> Summary:
    """Goods of the paper go into the box, each unit into one box at most."""
    parcel = _to_change(state, ask)
    lines = lines_of(state, state.papers[parcel.paper])
    packing = _Packing(parcel, lines, {row_id: left(state, line) for row_id, line in lines.items()})
    counted = _summed(ask)
    refuse(
        "not_to_pack",
        [each for row_id, count in counted.items() for each in _in_the_way(state, packing, row_id, count)],
    )
    for row_id, count in counted.items():
        line = packing.lines[row_id]
        _put(state, packing, line, count, line.row.item)
    if ask.scans or not counted:
        _scan(state, packing, texts_of(ask.scans))
    return _answered(state, parcel, packing.entries, tuple(packing.units), tuple(packing.pieces.values()))


def unpack(state: State, ask: Ask) -> Summary:
    parcel = _to_change(state, ask)
    texts, counted = texts_of(ask.scans), _summed(ask)
    if not texts and not counted:
        raise No("nothing_scanned")
    inside = pieces_in(state, parcel)
    refuse(
        "not_in_parcel",
        [
            (state.row(row_id).item if inside[row_id] else str(row_id), "not_in_parcel")
            for row_id, count in counted.items()
            if not 0 < count <= inside[row_id]
        ],
    )
    parcel.pieces -= counted
    entries: list[Summary] = [("detached", state.row(row_id).item, n, "", "") for row_id, n in counted.items()]
    for scan in meanings(state, texts):
        there = {serial for _, serial in units_in(state, parcel)}
        named = [scan.unit] if scan.unit else scan.choices
        unit = next((each for each in named if each.serial in there), None)
        if unit is None:
            entries.append(("skipped", scan.text, 1, "", "not_in_parcel"))
            continue
        parcel.units = {each for each in parcel.units if each[1] != unit.serial}
        entries.append(("detached", scan.text, 1, unit.serial, ""))
    return _answered(state, parcel, entries)


def discard(state: State, ask: Ask) -> Summary:
    parcel = _to_change(state, ask)
    del state.parcels[ask.get("parcel")]
    return "unboxed", parcel.number, state.papers[parcel.paper].name


# --- packing ---


def _in_the_way(state: State, packing: _Packing, row_id: int, count: int) -> list[Offence]:
    line = packing.lines.get(row_id)
    if line is None:
        return [(str(row_id), "unknown_line")]
    if state.items[line.row.item].tracking == "serialized":
        return [(line.row.item, "scan_the_units")]
    return [] if 0 < count <= packing.left[row_id] else [(line.row.item, "exceeds")]


def _put(state: State, packing: _Packing, line: Line, count: int, text: str) -> None:
    """Pieces, or the oldest units that are in no box."""
    if not state.items[line.row.item].by_unit:
        packing.parcel.pieces[line.row.id] += count
        packing.pieces[line.row.id] += count
        packing.left[line.row.id] -= count
        packing.entries.append(("assigned", text, count, "", ""))
        return
    for serial in [each for each in line.units if not is_packed(state, line.row, each)][:count]:
        _put_unit(packing, line, serial, text)


def _put_unit(packing: _Packing, line: Line, serial: str, text: str) -> None:
    packing.parcel.units.add((line.row.id, serial))
    packing.units.append(serial)
    packing.left[line.row.id] -= 1
    packing.entries.append(("assigned", text, 1, serial, ""))


def _scan(state: State, packing: _Packing, texts: list[str]) -> None:
    """Units first, then what codes stand for."""
    if not texts:
        raise No("nothing_scanned")
    scans = meanings(state, texts)
    for scan in scans:
        fitting = [unit for unit in scan.choices if _fits(state, packing, unit)]
        if len(fitting) == 1:
            scan.unit, scan.choices = fitting[0], []
    for scan in scans:
        if not scan.code and not scan.item:
            _scan_unit(state, packing, scan)
    for scan in scans:
        if scan.item:
            _scan_item(state, packing, scan)
    skipped = [
        ("skipped", scan.text, 1, scan.unit.serial if scan.unit else "", scan.code) for scan in scans if scan.code
    ]
    place = {scan.text: nth for nth, scan in enumerate(scans)}
    packing.entries = sorted([*packing.entries, *skipped], key=lambda entry: place.get(entry[1], len(place)))


def _scan_unit(state: State, packing: _Packing, scan: Scan) -> None:
    line = _line_of(state, packing, scan.unit)
    if scan.unit is None:
        scan.skip("ambiguous")
    elif scan.unit.serial in packing.units:
        scan.skip("repeated")
    elif line is None:
        scan.skip("not_on_paper")
    elif is_packed(state, line.row, scan.unit.serial):
        scan.skip("packed")
    else:
        _put_unit(packing, line, scan.unit.serial, scan.text)


def _scan_item(state: State, packing: _Packing, scan: Scan) -> None:
    lines = [line for line in packing.lines.values() if line.row.item == scan.item]
    open_ones = [line for line in lines if packing.left[line.row.id] > 0]
    if not lines:
        scan.skip("not_on_paper")
    elif state.items[scan.item].tracking == "serialized":
        scan.skip("item_code")
    elif not open_ones:
        scan.skip("exceeds")
    else:
        _put(state, packing, open_ones[0], 1, scan.text)


def _line_of(state: State, packing: _Packing, unit: Unit | None) -> Line | None:
    """By the paper that holds it, else the one on which it left us."""
    if unit is None:
        return None
    row_id = state.holds.get(unit.serial)
    if row_id is None and not state.owned(unit.bin):
        row_id = went_on(state, unit, None)
    row = state.find(row_id)
    return packing.lines.get(packed_by(state, row).id) if row is not None else None


def _fits(state: State, packing: _Packing, unit: Unit) -> bool:
    line = _line_of(state, packing, unit)
    return line is not None and not is_packed(state, line.row, unit.serial)


# --- the command, and the answer ---


def _faults(ask: Ask) -> list[Offence]:
    long = [(name, f"bad_{name}") for name, most in LONGEST.items() if len((ask.get(name) or "").strip()) > most]
    heavy = not 0 <= (ask.get("weight") or 0) <= HEAVIEST_G
    return [*long, ("weight", "bad_weight")] if heavy else long


def _said(ask: Ask, name: str, before: str) -> str:
    said: str | None = ask.get(name)
    return before if said is None else said.strip()


def _new(state: State, ask: Ask) -> Parcel:
    paper = state.papers.get(ask.doc)
    if paper is None:
        raise No("unknown_document")
    if not takes_parcels(paper):
        raise No("not_packed")
    must(ask.who, "pick")
    owner = owner_of(state, paper)
    parcel = state.parcels[ask.new] = Parcel(state.take_numbers("parcel", owner.place)[0], owner.id)
    return parcel


def _to_change(state: State, ask: Ask) -> Parcel:
    parcel = state.parcels.get(ask.get("parcel"))
    if parcel is None or parcel.paper not in state.papers:
        raise No("unknown_parcel")
    must(ask.who, "pick")
    return parcel


def _summed(ask: Ask) -> Counter[int]:
    counted: Counter[int] = Counter()
    for row_id, count in ask.get("counted", ()):
        counted[row_id] += count
    return counted


def _answered(
    state: State, parcel: Parcel, entries: list[Summary], units: Summary = (), pieces: Summary = ()
) -> Summary:
    lines = lines_of(state, state.papers[parcel.paper]).values()
    shown = tuple((line.row.item, expected(state, line), packed(state, line)) for line in lines)
    return "packed", parcel.number, tuple(entries), units, pieces, shown
