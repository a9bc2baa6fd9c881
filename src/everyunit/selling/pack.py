"""Pack by scanner: each unit goes into the parcel, if its paper has it and no parcel does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from everyunit.base import sql
from everyunit.base.operation import LostRace, Work, operation
from everyunit.catalog.models import Item
from everyunit.documents.scans import ScanEntry
from everyunit.rules.refusals import Offender, refuse_if_any
from everyunit.rules.scanning import Action
from everyunit.selling.models import Packed, Parcel
from everyunit.selling.packing import PackedLine, lines_of_units, packing_of, parcels_of
from everyunit.selling.parcels import Counted, ParcelPacked, answer, parcel_to_change
from everyunit.selling.scanning import Scan, in_order, meanings, skipped_of
from everyunit.stock.queries import UnitRow, units_by_serial


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """These were scanned, and so many pieces of these lines were put into the parcel. `unit_id`: the choice among
    several units that one number means.
    """

    parcel_id: int
    scans: tuple[str, ...] = ()
    counted: tuple[Counted, ...] = ()
    unit_id: int | None = None


@operation()
def pack(work: Work, command: Pack) -> ParcelPacked:
    """Put goods that the paper has into the parcel; a unit is in one parcel of it at most.

    Skipped, each with its reason: what is not on the paper, is in a parcel already, or exceeds what there is to pack.
    The code of an item that is not named one by one packs one piece. Refused: `unknown_parcel`, `not_allowed`,
    `nothing_scanned`, `too_many_scans`, `not_to_pack` with all lines of which less is left to pack.
    """
    parcel = parcel_to_change(work, command.parcel_id)
    packing = _Packing(parcel, {line.line_id: line for line in packing_of(parcel.document_id).lines})
    packing.count(command.counted)
    if command.scans or command.unit_id is not None or not command.counted:
        packing.scan(meanings(command.scans, command.unit_id))
    packing.keep()
    counted = [Counted(line_id=line_id, quantity=count) for line_id, count in packing.pieces.items() if count]
    return answer(parcel, packing.entries, [unit.serial for unit, _ in packing.units.values()], counted)


@dataclass(slots=True)
class _Packing:
    """A parcel while it is packed: what goes in, units by id and pieces by line, how much of each line that is, and
    what became of each scan.
    """

    parcel: Parcel
    lines: dict[int, PackedLine]
    units: dict[int, tuple[UnitRow, int]] = field(default_factory=dict)
    pieces: Counter[int] = field(default_factory=Counter)
    taken: Counter[int] = field(default_factory=Counter)
    entries: list[ScanEntry] = field(default_factory=list)

    def count(self, counted: Sequence[Counted]) -> None:
        """So many pieces of lines, all of them or none. Refused: `not_to_pack`."""
        wanted: Counter[int] = Counter()
        for each in counted:
            wanted[each.line_id] += each.quantity
        refuse_if_any(
            [problem for line_id, count in wanted.items() if (problem := self._problem(line_id, count)) is not None],
            "not_to_pack",
            "Some of this cannot be packed.",
        )
        for line_id, count in wanted.items():
            self._put(self.lines[line_id], count, self.lines[line_id].item)

    def scan(self, outcomes: Sequence[Scan]) -> None:
        self._scan_units(outcomes)
        for outcome in outcomes:
            if outcome.item is not None:
                self._scan_item(outcome, outcome.item)
        self.entries = in_order([*self.entries, *skipped_of(outcomes)], outcomes)

    def keep(self) -> None:
        """Write what went in. A rival who packed one of the units first makes us look again."""
        units = [(unit.unit_id, unit.home, line_id) for unit, line_id in self.units.values()]
        written = sql.insert(
            "selling_packed",
            {
                "unit_id": ("bigint", [unit_id for unit_id, _, _ in units]),
                "home": ("smallint", [home for _, home, _ in units]),
                "line_id": ("bigint", [line_id for _, _, line_id in units]),
            },
            {"parcel_id": self.parcel.pk, "quantity": 1},
            conflict="ON CONFLICT DO NOTHING",
        )
        if written < len(units):
            raise LostRace
        for line_id, count in self.pieces.items():  # the few counted lines of one parcel
            row, _ = Packed.objects.get_or_create(
                parcel=self.parcel, line_id=line_id, unit_id=None, defaults={"quantity": 0}
            )
            Packed.objects.filter(pk=row.pk).update(quantity=row.quantity + count)

    def _problem(self, line_id: int, count: int) -> Offender | None:
        line = self.lines.get(line_id)
        if line is None:
            return Offender(str(line_id), "unknown_line", "It is not on the paper of this parcel.")
        if line.tracking == "serialized":
            return Offender(line.item, "scan_the_units", "Its units are named one by one: scan them.")
        if not 0 < count <= line.expected - line.packed:
            return Offender(line.item, "exceeds", f"{line.expected - line.packed:,} are left to pack.")
        return None

    def _put(self, line: PackedLine, count: int, text: str) -> None:
        """So many pieces, or the first units that are not packed yet, of an item that is not named one by one."""
        if line.tracking == "quantity":
            self.pieces[line.line_id] += count
            self.taken[line.line_id] += count
            self.entries.append(_entry(line, text, count))
            return
        unpacked = (serial for run in line.missing for serial in run.texts())
        mine = {unit.serial for unit, _ in self.units.values()}
        chosen = list(islice((serial for serial in unpacked if serial not in mine), count))
        for unit in units_by_serial(chosen).values():
            self._put_unit(line, unit, text)

    def _put_unit(self, line: PackedLine, unit: UnitRow, text: str) -> None:
        self.units[unit.unit_id] = unit, line.line_id
        self.taken[line.line_id] += 1
        entry = _entry(line, text, 1)
        self.entries.append(replace(entry, unit_id=unit.unit_id, serial=unit.serial, maker_serial=unit.maker_serial))

    def _left(self, line: PackedLine) -> int:
        return line.expected - line.packed - self.taken[line.line_id]

    def _scan_item(self, outcome: Scan, item: Item) -> None:
        lines = [line for line in self.lines.values() if line.item == item.code]
        line = next((line for line in lines if self._left(line) > 0), None)
        if not lines:
            outcome.skip("not_on_paper", f"{item.name} is not on the paper of this parcel.")
        elif item.tracking == "serialized":
            outcome.skip("item_code", f"This is the code of {item.name}. Scan the unit’s own serial number.")
        elif line is None:
            outcome.skip("exceeds", f"All {sum(each.expected for each in lines):,} on the paper are packed.")
        else:
            outcome.action = Action.ASSIGNED
            self._put(line, 1, outcome.text)

    def _scan_units(self, outcomes: Sequence[Scan]) -> None:
        units = [unit for each in outcomes for unit in [each.unit, *each.choices] if unit is not None]
        by_unit = lines_of_units([unit.unit_id for unit in units]) if units else {}
        parcels = parcels_of(by_unit)
        for outcome in outcomes:
            if len(usable := [unit for unit in outcome.choices if self._fits(unit, by_unit, parcels)]) == 1:
                outcome.unit, outcome.choices = usable[0], []
            unit = outcome.unit
            if outcome.code or outcome.item is not None:
                continue
            if outcome.choices:
                outcome.skip("ambiguous", f"{len(outcome.choices)} units have this maker’s number. Choose one.")
            elif unit is None:
                outcome.skip("unknown", "No unit has this number.")
            elif unit.unit_id in self.units:
                outcome.skip("repeated", "Scanned twice.")
            elif by_unit.get(unit.unit_id) not in self.lines:
                outcome.skip("not_on_paper", "It is not on the paper of this parcel.")
            elif unit.unit_id in parcels:
                outcome.skip("packed", f"It is in parcel {parcels[unit.unit_id]} already.")
            else:
                outcome.action = Action.ASSIGNED
                self._put_unit(self.lines[by_unit[unit.unit_id]], unit, outcome.text)

    def _fits(self, unit: UnitRow, by_unit: dict[int, int], parcels: dict[int, str]) -> bool:
        return by_unit.get(unit.unit_id) in self.lines and unit.unit_id not in parcels


def _entry(line: PackedLine, text: str, count: int) -> ScanEntry:
    return ScanEntry(
        action=Action.ASSIGNED, text=text, count=count, item=line.item, item_name=line.item_name, line_id=line.line_id
    )
