"""Undo counting: what was scanned or entered by mistake is not counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from everyunit.base.operation import Work, operation
from everyunit.counting.answers import Counted, answer
from everyunit.counting.counts import bins_on, count_to_change, require
from everyunit.counting.keeping import drop_unknown, forget_pieces, forget_units
from everyunit.counting.models import CountBin, State
from everyunit.documents.meaning import SCANS_LIMIT, meaning_of
from everyunit.documents.naming import items_by_code
from everyunit.documents.scans import Outcome, ScanEntry
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import COUNT
from everyunit.rules.scanning import Action
from everyunit.rules.serials import compress, split_scans
from everyunit.stock.runs import of_runs


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeAway:
    """These numbers are not counted in this bin; `items`: one piece less of each of these counted goods. `lots`: of
    which lot each of the items is, in their order; "" of one that is not kept by lot.
    """

    count_id: int
    bin: str
    scans: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    lots: tuple[str, ...] = ()


@operation(right=COUNT)
def take_away(work: Work, command: TakeAway) -> Counted:
    """Forget what was found in a bin that is being counted; `detached` says how many of it had been.

    Refused: `unknown_count`, `count_over`, `not_on_count`, `wrong_state`, `nothing_scanned`, `too_many_scans`,
    `unknown_item`.
    """
    count = count_to_change(work, command.count_id)
    here = bins_on(count, [command.bin])[0]
    require([here], State.COUNTING)
    texts = [text for scan in command.scans for text in split_scans(scan)]
    if not texts and not command.items:
        raise Refused("nothing_scanned", "Nothing was scanned. Scan what is not there after all.")
    if len(texts) > SCANS_LIMIT:
        raise Refused("too_many_scans", f"At most {SCANS_LIMIT:,} scans at once.")
    gone = _units_gone(here, meaning_of(compress(texts))) if texts else 0
    drop_unknown(here, texts)
    if command.items:
        gone += _pieces_gone(here, command.items, command.lots)
    return answer(count, here, [ScanEntry(action=Action.DETACHED, text=_told(texts, command), count=gone)])


def _units_gone(here: CountBin, outcomes: Sequence[Outcome]) -> int:
    """A maker's number that several units have means the one that was counted last."""
    runs = [(outcome.run, 0) for outcome in outcomes if outcome.run is not None]
    gone = forget_units(here.count_id, of_runs(runs), here.pk) if runs else 0
    for outcome in (each for each in outcomes if each.choices):
        last = here.found.filter(current=True, unit_id__in=[unit.unit_id for unit in outcome.choices]).order_by("-pk")
        gone += here.found.filter(pk__in=list(last.values_list("pk", flat=True)[:1])).delete()[0]
    return gone


def _pieces_gone(here: CountBin, codes: Sequence[str], lots: Sequence[str]) -> int:
    """One piece less of each."""
    items = items_by_code(codes)
    named = zip_longest(codes, lots[: len(codes)], fillvalue="")
    return forget_pieces(here, Counter((items[code].pk, lot) for code, lot in named))


def _told(texts: Sequence[str], command: TakeAway) -> str:
    told = [*texts, *command.items]
    return told[0] if len(told) == 1 else f"{len(told)} numbers"
