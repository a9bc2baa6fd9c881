"""What keeps a count from being finalized: all of it, with what to do about each."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.counting.departed import departures, told
from everyunit.counting.differences import Sort
from everyunit.counting.models import CountBin, UnknownNumber
from everyunit.counting.papers import differing
from everyunit.counting.settling import Settling
from everyunit.documents.meaning import known_meaning_of
from everyunit.documents.scans import bins_by_id, holders
from everyunit.rules.refusals import Offender
from everyunit.rules.serials import Range

LEAVE_IT = "or leave it as it is: choose “Leave” beside it under “What differs”"


def problems_of(units: Settling, bins: Sequence[CountBin]) -> list[Offender]:
    """Units that a paper holds, units out of our stock of which nothing is decided, and numbers that nobody knows."""
    return [
        *_held(units),
        *_outside(units.serials([each.pk for each in bins], Sort.OUTSIDE)),
        *_unknown(bins),
        *_lots(bins),
    ]


def _lots(bins: Sequence[CountBin]) -> list[Offender]:
    """What is more than recorded of goods that use lots, where nobody has said of which lot."""
    return [
        Offender(
            each.item.code,
            "lot_needed",
            f"More are in {each.count_bin.bin.code} than recorded. Count it again, and enter their number with the lot"
            f" of what is more, {LEAVE_IT}.",
        )
        for each in differing(bins)
        if each.quantity > each.recorded and each.item.uses_lots and each.lot_id is None
    ]


def _held(units: Settling) -> list[Offender]:
    if not units.held:
        return []
    names, bins = holders(each.line_id for each in units.held), bins_by_id()
    return [
        Offender(
            serial,
            "held",
            f"It is {_how(each.sort, bins[each.bin_id].code)}, and {names[each.line_id]} holds it."
            f" Detach it there, {LEAVE_IT}.",
            names[each.line_id],
        )
        for each in units.held
        for serial in each.serials.texts()
    ]


def _how(sort: Sort, code: str) -> str:
    return f"missing in {code}" if sort == Sort.HELD else f"recorded in {code}, not where it was found"


def _outside(serials: Sequence[Range]) -> list[Offender]:
    if not serials:
        return []
    offenders = []
    for outcome, line in departures(known_meaning_of(serials, "serial"), bins_by_id()):
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
        for unknown in UnknownNumber.objects.filter(count_bin__in=bins, leave=False).order_by("count_bin", "text")
    ]
