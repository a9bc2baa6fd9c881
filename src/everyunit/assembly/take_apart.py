"""Take built units apart: the parts come back as the very units that went in, and cost in all what the unit cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from everyunit.assembly import papers
from everyunit.assembly.built import BuiltUnit, Counted, built_units, counted_in, runs_of
from everyunit.assembly.loose import Loose, loose_in
from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.documents.kinds import KINDS, row_for
from everyunit.documents.models import Document, Line, LineLot
from everyunit.documents.naming import location_here
from everyunit.documents.reach import reach
from everyunit.places.default_bins import default_bins
from everyunit.places.models import Bin
from everyunit.rules.building import parted
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import BUILD
from everyunit.rules.serials import compress, describe, split_scans
from everyunit.stock import ledger
from everyunit.stock.holds import hold_units
from everyunit.stock.ledger import QuantityMove
from everyunit.stock.part_links import Link, end_links, links_of_wholes

TAKE_APART = KINDS["TA"]
AT_ONCE = 10_000

Key = tuple[int, int, int | None]  # item, sign and lot of a line


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeApart:
    """Take these units apart, by serial number. `to_bin`: where the parts go, if not to the bin for what is let go."""

    serials: tuple[str, ...]
    to_bin: str | None = None
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenApart:
    """The paper, how many units were taken apart, the serial numbers that came back, and what all of it is worth.

    `unlinked`: those of the numbers that were not linked: the run used them, and the order says that they are these.
    """

    document_id: int
    number: str
    posting_id: int
    units: int
    parts: str
    pieces: int
    value_minor: int
    unlinked: str = ""


@operation(right=BUILD)
def take_apart(work: Work, command: TakeApart) -> TakenApart:
    """Each part that is linked comes back as the unit that it is, counted goods as so many pieces. Of what went in
    without a link, those units of the run come back that fall to it in order. What the unit costs now is split as
    their costs are to each other, so that nothing is gained or lost. The unit itself leaves for good. What was lost on
    the way does not come back.

    Refused: `nothing_scanned`, `too_many`, `unknown_bin`, `wrong_bin`, `reserved_bin`, `no_default_bin`; with all
    offenders `cannot_take_apart` (`unknown_unit`, `not_in_stock`: sold or built in itself, `held`, `not_built`,
    `other_location`).
    """
    texts = list(dict.fromkeys(text for scan in command.serials for text in split_scans(scan)))
    if not texts:
        raise Refused("nothing_scanned", "Nothing was scanned. Scan the unit to take apart.")
    if len(texts) > AT_ONCE:
        raise Refused("too_many", f"At most {AT_ONCE:,} units are taken apart at once.")
    units = built_units(texts)
    pieces = _pieces(texts, units)
    _refuse(work, texts, units, pieces)
    return _post(work, command, [units[text] for text in texts], pieces)


@dataclass(slots=True)
class _Pieces:
    """What comes out of a unit: the links that end, units without a link, and counted goods; `costs` in their order.

    `units`: id and home of each unit that comes out.
    """

    links: list[Link] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)
    counted: list[Counted] = field(default_factory=list)
    costs: list[int] = field(default_factory=list)
    units: list[tuple[int, int]] = field(default_factory=list)


def _pieces(texts: Sequence[str], units: Mapping[str, BuiltUnit]) -> dict[int, _Pieces]:
    """By unit. Its cost now is split over all that comes out of it."""
    found = [units[text] for text in texts if text in units]
    pieces = {unit.unit_id: _Pieces() for unit in found}
    for link in links_of_wholes(list(pieces)):
        pieces[link.whole_id].links.append(link)
    runs = runs_of(list(pieces))
    for unit_id, loose in loose_in(runs).items():
        pieces[unit_id].loose = loose
    for unit_id, counted in counted_in(runs).items():
        pieces[unit_id].counted = counted
    for unit in found:
        mine = pieces[unit.unit_id]
        recorded = [link.cost_minor for link in mine.links] + [unit.cost_minor for unit in mine.loose]
        recorded += [each.value_minor for each in mine.counted]
        parts: list[Link | Loose] = [*mine.links, *mine.loose]
        mine.units = [(each.unit_id, each.home) for each in parts]
        mine.costs = parted(unit.cost_minor, recorded) if recorded else []
    return pieces


def _refuse(work: Work, texts: Sequence[str], units: Mapping[str, BuiltUnit], pieces: Mapping[int, _Pieces]) -> None:
    offenders = []
    for text in texts:
        unit = units.get(text)
        if unit is None:
            offenders.append(Offender(text, "unknown_unit", "There is no unit with this serial number."))
        elif unit.bin.bin_type != "stock":
            words = f"It is in {unit.bin.code}, {unit.bin.name.lower()}: it is not in stock."
            offenders.append(Offender(text, "not_in_stock", words))
        elif unit.held_by:
            words = f"Held by {unit.held_by}. Detach it there first."
            offenders.append(Offender(text, "held", words, unit.held_by))
        elif not pieces[unit.unit_id].costs:
            offenders.append(Offender(text, "not_built", f"Nothing is known to be in this {unit.item}."))
        elif far := reach(work).why_not(unit.bin):
            offenders.append(Offender(text, "other_location", far))
    refuse_if_any(offenders, "cannot_take_apart", "Some units cannot be taken apart. Nothing was done.")


def _post(work: Work, command: TakeApart, units: Sequence[BuiltUnit], pieces: Mapping[int, _Pieces]) -> TakenApart:
    location = location_here(work, None)
    bins = default_bins(work, location)
    target = papers.stock_bin(TAKE_APART, command.to_bin) or bins.need(row_for(TAKE_APART, -1).route.target_default)
    apart, consumed = (
        bins.need(TAKE_APART.route.target_default),
        bins.need(row_for(TAKE_APART, -1).route.source_default),
    )
    paper = papers.begin(work, TAKE_APART, location, notes=command.notes)
    lines = _write(paper, units, pieces, target)
    parts = [part for each in pieces.values() for part in each.units]
    posting_id = ledger.open_posting(work, paper.pk)
    held = [(unit.unit_id, unit.home, lines[unit.item_id, 1, None].pk) for unit in units]
    items = _items_of(parts)
    held += [(unit_id, home, lines[items[unit_id], -1, None].pk) for unit_id, home in parts]
    papers.refuse_moved(hold_units(held, work.at), len(held))
    _set_costs(posting_id, next(iter(lines.values())).pk, pieces)
    targets = {line.pk: (apart if sign > 0 else target).pk for (_, sign, _), line in lines.items()}
    papers.refuse_moved(ledger.move_held(posting_id, targets), len(held))
    ledger.move_quantities(posting_id, _counted_moves(lines, pieces, consumed, target))
    end_links(posting_id, [link.link_id for each in pieces.values() for link in each.links])
    value = papers.finish(work, paper, TAKE_APART, list(lines.values()), posting_id)
    return TakenApart(
        document_id=paper.pk,
        number=paper.number,
        posting_id=posting_id,
        units=len(units),
        parts=_serials_of([unit_id for unit_id, _ in parts]),
        pieces=sum(each.quantity for mine in pieces.values() for each in mine.counted),
        value_minor=value,
        unlinked=_serials_of([unit.unit_id for each in pieces.values() for unit in each.loose]),
    )


def _write(paper: Document, units: Sequence[BuiltUnit], pieces: Mapping[int, _Pieces], target: Bin) -> dict[Key, Line]:
    """A line for each item that is taken apart, and for each that comes back, of each lot: by item, sign and lot."""
    counts: dict[Key, int] = {}
    for unit in units:
        counts[unit.item_id, 1, None] = counts.get((unit.item_id, 1, None), 0) + 1
    items = _items_of([part for each in pieces.values() for part in each.units])
    for mine in pieces.values():
        for unit_id, _ in mine.units:
            counts[items[unit_id], -1, None] = counts.get((items[unit_id], -1, None), 0) + 1
        for each in mine.counted:
            key = (each.item_id, -1, each.lot_id)
            counts[key] = counts.get(key, 0) + each.quantity
    lines = {
        key: Line(item_id=key[0], quantity=key[1] * count, to_bin=target if key[1] < 0 else None)
        for key, count in counts.items()
    }
    papers.write(paper, list(lines.values()))
    LineLot.objects.bulk_create(
        LineLot(line=line, lot_id=lot_id) for (_, _, lot_id), line in lines.items() if lot_id is not None
    )
    return lines


def _items_of(units: Sequence[tuple[int, int]]) -> dict[int, int]:
    chosen = sql.among("id", [unit_id for unit_id, _ in units])
    return dict(sql.rows(f"SELECT id, item_id FROM stock_unit WHERE {chosen.sql}", chosen.params))


def _serials_of(unit_ids: Sequence[int]) -> str:
    chosen = sql.among("id", unit_ids)
    words = f"SELECT serial FROM stock_unit WHERE {chosen.sql} ORDER BY id"
    found = sql.rows(words, chosen.params) if unit_ids else []
    return describe(compress(serial for (serial,) in found))


def _set_costs(posting_id: int, line_id: int, pieces: Mapping[int, _Pieces]) -> None:
    changed = [
        (unit_id, home, cost)
        for mine in pieces.values()
        for (unit_id, home), cost in zip(mine.units, mine.costs, strict=False)
    ]
    papers.set_costs(posting_id, line_id, changed, "taken apart")


def _counted_moves(
    lines: Mapping[Key, Line], pieces: Mapping[int, _Pieces], consumed: Bin, target: Bin
) -> list[QuantityMove]:
    return [
        QuantityMove(lines[each.item_id, -1, each.lot_id].pk, each.item_id, consumed.pk, target.pk, each.quantity, cost)
        for mine in pieces.values()
        for each, cost in zip(mine.counted, mine.costs[len(mine.units) :], strict=True)
    ]
