"""Count by scanner: bin after bin, unit after unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.catalog.models import Item, Lot
from everyunit.catalog.named import items_named
from everyunit.counting.answers import Counted, answer, entries_of
from everyunit.counting.counts import begin, bins_on, count_to_change, count_to_scan, forget_approval, settle
from everyunit.counting.finding import ASKS, Place, judge, settle_choices, with_bins
from everyunit.counting.keeping import Goods, drop_unknown, forget_pieces, keep_pieces, keep_units, keep_unknown
from everyunit.counting.lots import asks_lot, by_lot, lots_there, told_of
from everyunit.counting.models import CountBin, State, StockCount
from everyunit.counting.scanned_lots import with_lots
from everyunit.documents.judging import once_each
from everyunit.documents.meaning import SCANS_LIMIT, meaning_of, meaning_of_unit
from everyunit.documents.scans import Outcome, ScanEntry, bins_by_id
from everyunit.people.models import User
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import COUNT
from everyunit.rules.scanning import Action
from everyunit.rules.serials import compress, split_scans

FIRST_A_BIN = "Scan the code of the bin first, then what is in it."


@dataclass(frozen=True, slots=True, kw_only=True)
class CountScans:
    """These were scanned while counting: serial numbers, ranges, makers' numbers, barcodes of counted goods, lots of
    them, and codes of bins, after which the scans are of that bin.

    `bin`: where counting goes on, until a bin's code is among the scans. `include`: yes to whatever is asked: units
    recorded elsewhere are here all the same. `unit_id`: the choice among several units that one number means.
    `before`: what was scanned in this bin just before; where it is an item, a lot scanned now is of that piece.
    `before_lot`: of which lot that piece was counted, as its answer said, "" where it was not; None: nobody knows.
    """

    count_id: int
    scans: tuple[str, ...]
    bin: str | None = None
    include: bool = False
    unit_id: int | None = None
    before: str = ""
    before_lot: str | None = None


@operation(right=COUNT)
def count_scans(work: Work, command: CountScans) -> Counted:
    """Count what is scanned; nothing moves, and nothing is booked (WHS-169). A bin that is uncounted is started.

    A scan is never an error: what is found where it is not recorded is asked about, and skipped until the answer is
    yes; unknown numbers are kept for later, but for the codes of bins that are not counted. Refused: `unknown_count`,
    `count_over`, `no_bin` (the first scan must name one), `not_on_count`, `wrong_state` (the bin is counted already),
    `bin_blocked`, `nothing_scanned`, `too_many_scans`.
    """
    count = count_to_scan(work, command.count_id)
    parts = _by_bin(count, command)
    started = begun(work, count, [code for code, _ in parts])
    entries: list[ScanEntry] = []
    asks = 0
    before = items_named([command.before]).get(command.before) if command.before else None
    for nth, (code, texts) in enumerate(parts):
        if not texts and command.unit_id is None:
            continue
        place = place_of(count, started[code.upper()])
        lead = before if nth == 0 else None
        outcomes = count_texts(work, place, texts, command.include, command.unit_id, lead, command.before_lot)
        asks += sum(outcome.count for outcome in outcomes if outcome.code in ASKS and outcome.action == Action.SKIPPED)
        entries += entries_of(outcomes, place.bins)
    if any(entry.action != Action.SKIPPED or entry.code == "unknown" for entry in entries):
        forget_approval(count)
    return answer(count, started[parts[-1][0].upper()], entries, asks)


def place_of(count: StockCount, here: CountBin) -> Place:
    """Where is counted, with all that judging a scan needs to know."""
    mine = {each.pk: each for each in count.bins.select_related("bin")}
    return Place(count, here, bins_by_id(), mine, dict(User.objects.values_list("pk", "username")))


def _by_bin(count: StockCount, command: CountScans) -> list[tuple[str, list[str]]]:
    """The scans by bin, in order. Refused: `too_many_scans`, `nothing_scanned`, `no_bin`."""
    if len(command.scans) > SCANS_LIMIT:
        raise Refused("too_many_scans", f"At most {SCANS_LIMIT:,} scans at once.")
    texts = [text for scan in command.scans for text in split_scans(scan)]
    if not texts and command.unit_id is None:
        raise Refused("nothing_scanned", "Nothing was scanned. Scan a bin, or a unit in it.")
    codes = {code.upper() for code in count.bins.values_list("bin__code", flat=True)}
    parts: list[tuple[str, list[str]]] = [] if command.bin is None else [(command.bin, [])]
    for text in texts:
        if text.upper() in codes:
            parts.append((text, []))
        elif not parts:
            raise Refused("no_bin", f"“{text[:60]}” is no bin of this count. {FIRST_A_BIN}")
        else:
            parts[-1][1].append(text)
    if command.unit_id is not None and not parts:
        raise Refused("no_bin", FIRST_A_BIN)
    return parts


def begun(work: Work, count: StockCount, codes: Sequence[str]) -> dict[str, CountBin]:
    """The bins by code, being counted: those that are uncounted begin. Refused: `not_on_count`, `wrong_state`,
    `bin_blocked`.
    """
    bins = bins_on(count, codes)
    done = [each for each in bins if each.status not in (State.UNCOUNTED, State.COUNTING)]
    if done:
        raise Refused(
            "wrong_state",
            f"Bin {done[0].bin.code} is {done[0].status} already. To count it again, choose “Count again” first.",
        )
    new = [each for each in bins if each.status == State.UNCOUNTED]
    if new:
        begin(work, count, new)
        settle(work, count_to_change(work, count.pk))
    return {each.bin.code.upper(): each for each in bins}


def count_texts(
    work: Work,
    place: Place,
    texts: Sequence[str],
    include: bool,
    unit_id: int | None = None,
    before: Item | None = None,
    before_lot: str | None = None,
) -> list[Outcome]:
    """What becomes of each of these texts, scanned in one bin; what can be counted is."""
    outcomes = with_lots(place, _meant(texts, unit_id), before)
    if before is not None and _is_of(before, outcomes):
        _take_back(place, before, before_lot)
    settle_choices(place, outcomes)
    outcomes = judge(place, with_bins(place, once_each(outcomes)), include)
    counted = [outcome for outcome in outcomes if outcome.run is not None and outcome.action == Action.ASSIGNED]
    keep_units(work, place.here, counted)
    keep_pieces(work, place.here, _pieces(place.here, outcomes), more=True)
    keep_unknown(work, place.here, outcomes)
    counted += [outcome for outcome in outcomes if outcome.lot is not None]
    known = [text for outcome in counted for text in outcome.texts.texts()] if place.here.unknown.exists() else []
    if known:
        drop_unknown(place.here, known)
    return outcomes


def _is_of(item: Item, outcomes: Sequence[Outcome]) -> bool:
    """The first scan says of which lot the piece is that was scanned just before, or that nobody knows its lot."""
    first = next(iter(outcomes), None)
    return first is not None and (first.code == "unknown_lot" or (first.lot is not None and first.item == item))


def _take_back(place: Place, item: Item, lot: str | None) -> None:
    """The piece that was scanned just before was counted as of this lot: it is of another scan. Where nobody knows of
    which, it is the only one that lies there.
    """
    if lot is None:
        there = lots_there(place.here, [item]).get(item.pk, [])
        lot = there[0].number if len(there) == 1 else ""
    if lot and forget_pieces(place.here, Counter({(item.pk, lot): 1})):
        forget_approval(place.count)


def _meant(texts: Sequence[str], unit_id: int | None) -> list[Outcome]:
    if unit_id is not None:
        return [meaning_of_unit(unit_id, texts[0] if texts else "")]
    return meaning_of(compress(texts))


def _pieces(here: CountBin, outcomes: Sequence[Outcome]) -> Counter[Goods]:
    """How many pieces of counted goods were scanned. A unit's own number is wanted, not its item's code."""
    pieces: Counter[Goods] = Counter()
    lots = lots_there(here, {each.item for each in outcomes if each.item is not None and by_lot(each.item)})
    for outcome in outcomes:
        if outcome.item is None:
            continue
        if outcome.item.tracking == "quantity":
            _count(here, outcome, outcome.item, lots, pieces)
        elif outcome.item.tracking == "none":
            outcome.skip("not_in_stock", f"{outcome.item.name} is not kept in stock.")
        else:
            outcome.skip("item_code", "It is the code of an item. Scan the unit’s own number, or enter how many.")
    return pieces


def _count(
    here: CountBin, outcome: Outcome, item: Item, lots: Mapping[int, Sequence[Lot]], pieces: Counter[Goods]
) -> None:
    """Where no lot was scanned, it is the only one that lies there."""
    there = lots.get(item.pk, ()) if outcome.lot is None else [outcome.lot]
    if by_lot(item) and len(there) != 1:
        outcome.skip("lot_needed", f"{asks_lot(here, item, there)} Scan its lot.")
        return
    outcome.action, outcome.lot = Action.ASSIGNED, there[0] if there else None
    if outcome.lot is not None:
        outcome.message = told_of(outcome.lot)
    pieces[item.pk, there[0].pk if there else None] += outcome.count
