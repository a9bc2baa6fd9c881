"""Take goods out of a parcel again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.documents.scans import ScanEntry
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.scanning import Action
from everyunit.rules.serials import split_scans
from everyunit.selling.models import Packed, Parcel
from everyunit.selling.parcels import Counted, ParcelPacked, answer, parcel_to_change
from everyunit.selling.scanning import scans_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpack:
    """These units, and so many pieces of these lines, are taken out of the parcel."""

    parcel_id: int
    scans: tuple[str, ...] = ()
    counted: tuple[Counted, ...] = ()


@operation()
def unpack(work: Work, command: Unpack) -> ParcelPacked:
    """Numbers that are not in the parcel are Skipped. Refused: `unknown_parcel`, `not_allowed`, `nothing_scanned`,
    `not_in_parcel` with all lines of which fewer pieces are in it.
    """
    parcel = parcel_to_change(work, command.parcel_id)
    texts = [text for scan in command.scans for text in split_scans(scan)]
    if not texts and not command.counted:
        raise Refused("nothing_scanned", "Nothing was scanned. Scan the unit to take out.")
    entries = [*_pieces(parcel, command.counted), *_units(parcel, texts)]
    return answer(parcel, entries, (), ())


def _units(parcel: Parcel, texts: Sequence[str]) -> list[ScanEntry]:
    outcomes = scans_of(texts) if texts else []
    inside = set(
        Packed.objects.filter(parcel=parcel).exclude(unit_id=None).values_list("unit_id", flat=True) if outcomes else ()
    )
    gone: list[int] = []
    entries = []
    for outcome in outcomes:
        candidates = [outcome.unit] if outcome.unit else outcome.choices
        unit = next((each for each in candidates if each.unit_id in inside), None)
        if unit is None:
            message = "It is not in this parcel."
            entries.append(ScanEntry(action=Action.SKIPPED, text=outcome.text, code="not_in_parcel", message=message))
            continue
        inside.discard(unit.unit_id)
        gone.append(unit.unit_id)
        entries.append(ScanEntry(action=Action.DETACHED, text=outcome.text, unit_id=unit.unit_id, serial=unit.serial))
    mine = sql.among("unit_id", gone)
    sql.execute(f"DELETE FROM selling_packed WHERE parcel_id = %s AND {mine.sql}", [parcel.pk, *mine.params])
    return entries


def _pieces(parcel: Parcel, counted: Sequence[Counted]) -> list[ScanEntry]:
    wanted: Counter[int] = Counter()
    for each in counted:
        wanted[each.line_id] += each.quantity
    rows = {row.line_id: row for row in Packed.objects.filter(parcel=parcel, unit_id=None).select_related("line__item")}
    _refuse_absent(rows, wanted)
    for line_id, count in wanted.items():  # the few counted lines of one parcel
        row = rows[line_id]
        row.quantity -= count
        if row.quantity:
            row.save(update_fields=["quantity"])
        else:
            row.delete()
    return [
        ScanEntry(action=Action.DETACHED, text=item.code, count=count, item=item.code, item_name=item.name)
        for line_id, count in wanted.items()
        for item in [rows[line_id].line.item]
    ]


def _refuse_absent(rows: dict[int, Packed], wanted: Counter[int]) -> None:
    offenders = []
    for line_id, count in wanted.items():
        row = rows.get(line_id)
        inside = row.quantity if row is not None else 0
        if not 0 < count <= inside:
            subject = row.line.item.code if row is not None else str(line_id)
            offenders.append(Offender(subject, "not_in_parcel", f"{inside:,} are in the parcel."))
    refuse_if_any(offenders, "not_in_parcel", "Some of this is not in the parcel.")
