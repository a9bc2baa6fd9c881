"""Decide what becomes of what differs, where it is not simply put right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.counting.counts import UNDER_WAY, CountSaved, bins_on, count_to_change, require, saved
from everyunit.counting.departed import departures, told
from everyunit.counting.differences import units_of
from everyunit.counting.models import CountBin, Decision, StockCount
from everyunit.documents.kinds import KINDS
from everyunit.documents.meaning import known_meaning_of
from everyunit.documents.naming import items_by_code
from everyunit.documents.scans import bins_by_id
from everyunit.rules.refusals import Offender, refuse_if_any
from everyunit.rules.rights import COUNT
from everyunit.rules.serials import compress


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide:
    """What becomes of these on a bin of a count: "put_right", "leave" as recorded, or "bring_back" what left our stock.

    `serials`: units by serial number, or numbers that nobody knows. `items`: counted goods; `lot`: only this lot of
    them. `sort`: all of a sort, such as "outside" or "missing".
    """

    count_id: int
    bin: str
    decision: Literal["put_right", "leave", "bring_back"]
    serials: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    lot: str = ""
    sort: str = ""


@operation(right=COUNT)
def decide(work: Work, command: Decide) -> CountSaved:
    """Nothing is booked before the count is finalized. What is left stays as it is recorded (WHS-171).

    Refused: `unknown_count`, `count_over`, `not_on_count`, `wrong_state`, `unknown_item`, and with all units that it
    cannot be for, because they are not out of our stock, or went to a vendor: `cannot_bring_back`.
    """
    count = count_to_change(work, command.count_id)
    here = bins_on(count, [command.bin])[0]
    require([here], *UNDER_WAY)
    decision = Decision.PUT_RIGHT if command.decision == "put_right" else Decision(command.decision)
    serials = list(command.serials) + (_of_sort(count, here, command.sort) if command.sort else [])
    if decision == Decision.BRING_BACK:
        _refuse_others(count, here, serials)
    _decide_units(here, serials, decision)
    _decide_numbers(here, command, decision == Decision.LEAVE)
    return saved(count)


def _of_sort(count: StockCount, here: CountBin, sort: str) -> list[str]:
    return [
        str(serial)
        for (serial,) in sql.rows(
            f"SELECT d.serial FROM {units_of(count.pk, [here.pk])} d WHERE d.sort = %s ORDER BY d.unit_id", [sort]
        )
    ]


def _refuse_others(count: StockCount, here: CountBin, serials: Sequence[str]) -> None:
    """Only what went to customers, or was written off, is brought back by a count. Refused: `cannot_bring_back`."""
    outside = set(_of_sort(count, here, "outside"))
    wrong = [
        Offender(serial, "cannot_bring_back", "It was not found out of our stock.")
        for serial in serials
        if serial not in outside
    ]
    outcomes = known_meaning_of(compress([serial for serial in serials if serial in outside]), "serial")
    for outcome, line in departures(outcomes, bins_by_id()):
        if line is None or KINDS[line.document.kind].party == "vendor":
            why = "Nothing says how it left." if line is None else told(line)
            wrong += [
                Offender(serial, "cannot_bring_back", f"{why} Receive it, or leave it.")
                for serial in outcome.texts.texts()
            ]
    refuse_if_any(wrong, "cannot_bring_back", "Some units cannot be brought back by a count.")


def _decide_units(here: CountBin, serials: Sequence[str], decision: Decision) -> None:
    chosen = sql.among("u.serial", serials, "text")
    units = f"SELECT u.id FROM stock_unit u WHERE {chosen.sql}"
    sql.execute(
        f"UPDATE counting_found SET decision = %s WHERE count_bin_id = %s AND current AND unit_id IN ({units})",
        [decision.value, here.pk, *chosen.params],
    )
    sql.execute(
        f"UPDATE counting_recorded SET leave = %s WHERE count_bin_id = %s AND unit_id IN ({units})",
        [decision == Decision.LEAVE, here.pk, *chosen.params],
    )


def _decide_numbers(here: CountBin, command: Decide, leave: bool) -> None:
    """Numbers that nobody knows, and counted goods, are left or not."""
    unknown = here.unknown.all() if command.sort == "unknown" else here.unknown.filter(text__in=command.serials)
    unknown.update(leave=leave)
    if command.items:
        pieces = here.pieces.filter(current=True, item__in=items_by_code(command.items).values())
        (pieces.filter(lot__number=command.lot) if command.lot else pieces).update(leave=leave)
