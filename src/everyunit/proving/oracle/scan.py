"""One scan, in the oracle's eyes, and what its text means."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from everyunit.proving.oracle.asked import No, Summary
from everyunit.proving.oracle.drafts import shown
from everyunit.proving.oracle.goods import Unit
from everyunit.proving.oracle.papers import Paper
from everyunit.proving.oracle.state import State

WIDEST = 1_000_000
MANGLED = re.compile(r"[0-9][.,][0-9]+E[+-]?[0-9]+")
A_RANGE = re.compile(r"([A-Z]*)([0-9]+) ?(?:-|–|\.\.) ?([A-Z]*)([0-9]+)")


@dataclass(slots=True)
class Scan:
    """What became of one text."""

    text: str
    unit: Unit | None = None
    item: str = ""
    choices: list[Unit] = field(default_factory=list)
    action: str = "skipped"
    code: str = ""
    holder: str = ""
    place: int | None = None  # the position of its line
    sold_on: int | None = None
    refused: bool = False  # it stands where returns that were refused do
    lender: int | None = None  # the order line that holds the unit, and lends it

    def skip(self, code: str, holder: str = "") -> None:
        self.action, self.code, self.holder = "skipped", code, holder

    @property
    def open(self) -> bool:
        return self.unit is None and not self.item and not self.choices and not self.code


def texts_of(scans: tuple[str, ...]) -> list[str]:
    return [text.strip() for text in scans if text.strip()]


def answered(state: State, paper: Paper, scans: list[Scan], asks: int = 0, questions: Summary = ()) -> Summary:
    counts: dict[str, int] = {}
    for scan in scans:
        counts[scan.action] = counts.get(scan.action, 0) + 1
    entries = tuple(
        (scan.action, scan.text, scan.unit.serial if scan.unit else "", scan.place, scan.code, scan.holder)
        for scan in scans
    )
    return "scanned", entries, tuple(sorted(counts.items())), asks, questions, shown(state, paper), paper.total()


def meant(state: State, texts: list[str], by: str, paper: Paper) -> list[Scan]:
    """What the texts mean on this document: of several units with one number, the only one that it can use."""
    scans = named(state, texts, by)
    for scan in scans:
        _settle(state, scan, paper)
        if scan.choices:
            scan.skip("ambiguous")
    return explained(scans)


def meanings(state: State, texts: list[str]) -> list[Scan]:
    """What the texts mean by themselves."""
    return explained(named(state, texts, "anything"))


def named(state: State, texts: list[str], by: str) -> list[Scan]:
    """A serial number before a maker's number, that before an item, that before a range."""
    scans: list[Scan] = []
    for text in texts:
        scan = Scan(text)
        if by != "maker":
            scan.unit = state.units.get(text)
        if scan.unit is None and by in ("anything", "maker"):
            found = [unit for unit in state.units.values() if unit.maker == text]
            scan.unit = found[0] if len(found) == 1 else None
            scan.choices = found if len(found) > 1 else []
        if scan.open and by == "anything":
            scan.item = text if text in state.items else state.barcodes.get(text, "")
        scans += _widened(state, scan) if scan.open and by == "anything" else [scan]
    return scans


def explained(scans: list[Scan]) -> list[Scan]:
    for scan in scans:
        if scan.open:
            scan.skip("mangled" if MANGLED.fullmatch(scan.text) else "unknown")
    return scans


def strays(state: State, text: str, by: str) -> list[Scan]:
    """What a text means where units are taken wherever they are, and made where nobody knows them."""
    scan = Scan(text)
    if by != "maker":
        scan.unit = state.units.get(text)
    if by == "anything" and scan.unit is None:
        scan.choices = [unit for unit in state.units.values() if unit.maker == text]
        if len(scan.choices) == 1:
            scan.unit = scan.choices.pop()
        if scan.open and text not in state.items and text not in state.barcodes:
            return _widened(state, scan)
    return [scan]


def expanded(text: str) -> list[str]:
    """The serial numbers of a range."""
    found = A_RANGE.fullmatch(text)
    if not found or found[3] not in ("", found[1]):
        raise No("not_a_range")
    low, high = int(found[2]), int(found[4])
    if high < low:
        raise No("range_backwards")
    if high - low >= WIDEST:
        raise No("range_too_wide")
    return [f"{found[1]}{number}" for number in range(low, high + 1)]


def _widened(state: State, scan: Scan) -> list[Scan]:
    """A text that means nothing else may be a range, if any of its numbers is one of ours."""
    if not A_RANGE.fullmatch(scan.text):
        return [scan]
    try:
        serials = expanded(scan.text)
    except No as no:
        if no.code != "not_a_range":
            scan.skip(no.code)
        return [scan]
    if not any(serial in state.units for serial in serials):
        return [scan]
    return [Scan(serial, state.units.get(serial)) for serial in serials]


def _settle(state: State, scan: Scan, paper: Paper) -> None:
    """Of several units with one number, take the only one that this document can use."""
    usable = [
        unit
        for unit in scan.choices
        if unit.serial not in state.holds and paper.rule.source in (None, state.bins[unit.bin].type)
    ]
    if len(usable) == 1:
        scan.unit, scan.choices = usable[0], []
