"""Count what a list says: rows from a file or another program, of which one that is wrong never stops the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.catalog.models import Item, Lot
from everyunit.counting.count_scans import begun, count_texts, place_of
from everyunit.counting.counts import BinState, count_to_change, states_of
from everyunit.counting.enter_number import put_number
from everyunit.counting.finding import Place
from everyunit.counting.keeping import Goods, keep_pieces
from everyunit.counting.lots import by_lot, named
from everyunit.counting.models import StockCount
from everyunit.documents.meaning import SCANS_LIMIT
from everyunit.documents.scans import Outcome
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import COUNT
from everyunit.rules.scanning import Action
from everyunit.rules.serials import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedRow:
    """In this bin: a unit, a barcode or a range of numbers; or so many of an item, with a `quantity`. Of an item that
    is kept by lot its `lot`, which alone is enough where only one item has such a lot; with no quantity, a piece more.
    """

    row: int
    bin: str
    text: str
    quantity: int | None = None
    lot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRows:
    """These rows were counted. `include`: units that are recorded elsewhere are where the row says. `new_lots`: lots
    that are unknown are made.
    """

    count_id: int
    rows: tuple[CountedRow, ...]
    include: bool = True
    new_lots: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """Why a row was not counted, or what is to be known of it."""

    row: int
    text: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsCounted:
    """How many rows were counted, and what became of the others; `told`: counted, but recorded elsewhere."""

    count_id: int
    number: str
    counted: int
    problems: tuple[RowProblem, ...]
    told: tuple[RowProblem, ...]
    bins: tuple[BinState, ...]


@operation(right=COUNT)
def count_rows(work: Work, command: CountRows) -> RowsCounted:
    """Count every row that can be counted, bin by bin, and tell of each other what is wrong with it (WHS-170). Of rows
    that say the same the first wins; pieces add up.

    Refused: `unknown_count`, `count_over`, `nothing_scanned`, `too_many_scans`.
    """
    count = count_to_change(work, command.count_id)
    if not command.rows:
        raise Refused("nothing_scanned", "There are no rows to count.")
    if len(command.rows) > SCANS_LIMIT:
        raise Refused("too_many_scans", f"At most {SCANS_LIMIT:,} rows at once.")
    problems: list[RowProblem] = []
    told: list[RowProblem] = []
    counted = 0
    for code, rows in _by_bin(command.rows).items():
        place = _place(work, count, code, rows, problems)
        if place is None:
            continue
        counted += _units(work, place, [each for each in rows if not _is_number(each)], command, problems, told)
        counted += _numbers(work, place, [each for each in rows if _is_number(each)], command.new_lots, problems)
    return RowsCounted(
        count_id=count.pk,
        number=count.number,
        counted=counted,
        problems=tuple(sorted(problems, key=lambda each: each.row)),
        told=tuple(sorted(told, key=lambda each: each.row)),
        bins=states_of(count.pk),
    )


def _is_number(row: CountedRow) -> bool:
    """It says how many; with a lot and without a quantity, one piece more."""
    return row.quantity is not None or bool(row.lot)


def _by_bin(rows: Iterable[CountedRow]) -> dict[str, list[CountedRow]]:
    by_bin: dict[str, list[CountedRow]] = {}
    for each in rows:
        by_bin.setdefault(each.bin.strip().upper(), []).append(each)
    return by_bin


def _place(
    work: Work, count: StockCount, code: str, rows: Sequence[CountedRow], problems: list[RowProblem]
) -> Place | None:
    """The bin, being counted; None where it is not on the count, or counted already, or blocked by another count."""
    try:
        if not code:
            raise Refused("no_bin", "It does not say which bin.")
        return place_of(count, begun(work, count, [code])[code])
    except Refused as refused:
        problems += [_problem(each, refused) for each in rows]
        return None


def _problem(row: CountedRow, why: Refused) -> RowProblem:
    message = why.offenders[0].message if why.offenders else why.message
    return RowProblem(row=row.row, text=row.text[:120], code=why.code, message=message)


def _units(
    work: Work,
    place: Place,
    rows: Sequence[CountedRow],
    command: CountRows,
    problems: list[RowProblem],
    told: list[RowProblem],
) -> int:
    """The rows that name units or single pieces, all at once; how many were counted."""
    filled = [each for each in rows if clean(each.text)]
    empty = Refused("empty", "There is no number in it.")
    problems += [_problem(each, empty) for each in rows if not clean(each.text)]
    if not filled:
        return 0
    outcomes = count_texts(work, place, [clean(each.text) for each in filled], command.include)
    named = {each.row for outcome in outcomes for each in _rows_of(outcome, filled)}
    counted: set[int] = set()
    for outcome in outcomes:
        of = _rows_of(outcome, filled, named)
        if outcome.action != Action.SKIPPED:
            counted |= {each.row for each in of}
        if outcome.code:
            (problems if outcome.action == Action.SKIPPED else told).extend(
                RowProblem(row=each.row, text=each.text[:120], code=outcome.code, message=outcome.message)
                for each in of
            )
    return len(counted)


def _rows_of(outcome: Outcome, rows: Sequence[CountedRow], named: Collection[int] = ()) -> Sequence[CountedRow]:
    """The rows that an outcome is of: several where their numbers follow on one another; one where it is a range.

    `named`: the rows that have an outcome of their own; one that has none is an item whose lot is in the row after it.
    """
    start = outcome.place[0]
    end = start + (1 if len(outcome.place) > 1 else outcome.count)
    return rows[start - 1 if named and start and rows[start - 1].row not in named else start : end]


def _numbers(work: Work, place: Place, rows: Sequence[CountedRow], new_lots: bool, problems: list[RowProblem]) -> int:
    """The rows that say how many of an item, or of a lot of it, there are, or of which lot a scanned piece is; how many
    were taken.
    """
    taken: set[Goods] = set()
    scanned: Counter[Goods] = Counter()
    meant: dict[tuple[str, str], tuple[Item, Lot | None] | Refused] = {}
    count = 0
    for each in rows:  # what a text means is asked once, however many rows say it
        text = (clean(each.text), clean(each.lot))
        if text not in meant:
            meant[text] = _meant(work, place.count, text, new_lots)
        try:
            item, lot = _known(meant[text])
            goods = (item.pk, lot.pk if lot is not None else None)
            is_scan = each.quantity is None and by_lot(item)
            if goods in taken or (goods in scanned and not is_scan):
                raise Refused("repeated", "The item is counted in this bin already, by a row before.")
            if is_scan:
                scanned[goods] += 1
            else:
                put_number(work, place.here, item, lot, 1 if each.quantity is None else each.quantity)
                taken.add(goods)
            count += 1
        except Refused as refused:
            problems.append(_problem(each, refused))
    keep_pieces(work, place.here, scanned, more=True)
    return count


def _meant(work: Work, count: StockCount, text: tuple[str, str], new_lots: bool) -> tuple[Item, Lot | None] | Refused:
    try:
        return named(work, count, *text, new_lots)
    except Refused as refused:
        return refused


def _known(meant: tuple[Item, Lot | None] | Refused) -> tuple[Item, Lot | None]:
    if isinstance(meant, Refused):
        raise meant
    return meant
