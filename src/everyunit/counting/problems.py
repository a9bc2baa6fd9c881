"""What keeps a count from being finalized: all of it, with what to do about each."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.base import sql
from everyunit.counting.departed import departures, told
from everyunit.counting.differences import Sort, units_of
from everyunit.counting.models import CountBin, StockCount
from everyunit.documents.meaning import known_meaning_of
from everyunit.documents.scans import bins_by_id, holders
from everyunit.rules.refusals import Offender
from everyunit.rules.serials import compress

LEAVE_IT = "or leave it as it is"


def problems_of(count: StockCount, bins: Sequence[CountBin]) -> list[Offender]:
    """Units that a paper holds, units out of our stock of which nothing is decided, and numbers that nobody knows."""
    return [*_held(count, bins), *_outside(count, bins), *_unknown(bins)]


def _undecided(count: StockCount, bins: Sequence[CountBin], *sorts: Sort) -> sql.Fragment:
    """The units of these sorts in these bins that are to be put right: d, with the unit u."""
    mine, wanted = sql.among("d.count_bin_id", [each.pk for each in bins]), sql.among("d.sort", sorts, "text")
    return sql.Fragment(
        f"{units_of(count.pk)} d JOIN stock_unit u ON u.id = d.unit_id AND u.home = d.home"
        f" AND {mine.sql} AND {wanted.sql} AND d.decision = ''",
        [*mine.params, *wanted.params],
    )


def _held(count: StockCount, bins: Sequence[CountBin]) -> list[Offender]:
    units = _undecided(count, bins, Sort.HELD, Sort.MISPLACED)
    found = sql.rows(
        f"SELECT u.serial, d.sort, b.code, h.line_id FROM {units.sql}"
        " JOIN stock_hold h ON h.unit_id = u.id AND h.home = u.home"
        " JOIN places_bin b ON b.id = u.bin_id ORDER BY u.serial",
        units.params,
    )
    names = holders(line_id for *_, line_id in found)
    return [
        Offender(
            serial,
            "held",
            f"It is {_how(sort, code)}, and {names[line_id]} holds it. Detach it there, {LEAVE_IT}.",
            names[line_id],
        )
        for serial, sort, code, line_id in found
    ]


def _how(sort: str, code: str) -> str:
    return f"missing in {code}" if sort == Sort.HELD else f"recorded in {code}, not where it was found"


def _outside(count: StockCount, bins: Sequence[CountBin]) -> list[Offender]:
    units = _undecided(count, bins, Sort.OUTSIDE)
    serials = [
        str(serial) for (serial,) in sql.rows(f"SELECT u.serial FROM {units.sql} ORDER BY u.serial", units.params)
    ]
    if not serials:
        return []
    offenders = []
    for outcome, line in departures(known_meaning_of(compress(serials), "serial"), bins_by_id()):
        why = told(line) if line is not None else "It is not in our stock."
        paper = f"{line.document.kind} {line.document.number}" if line is not None else ""
        offenders += [
            Offender(serial, "outside", f"{why} Bring it back, {LEAVE_IT}.", paper) for serial in outcome.texts.texts()
        ]
    return offenders


def _unknown(bins: Sequence[CountBin]) -> list[Offender]:
    return [
        Offender(
            unknown.text,
            "unknown",
            f"No unit has this number. Bring it in by a receipt or a return and scan it again, {LEAVE_IT}.",
        )
        for each in bins
        for unknown in each.unknown.filter(leave=False).order_by("text")
    ]
