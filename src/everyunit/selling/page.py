"""Reading one pull sheet: by order, as pick tickets, and bin by bin, as a walk."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from everyunit.base import sql
from everyunit.rules.serials import Range, compress
from everyunit.selling.left import ToPick, lines_on, wanted_elsewhere
from everyunit.selling.queries import SheetRow, sheet_by_id
from everyunit.selling.walk import Need, allot


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetBin:
    """A bin that the sheet picks from."""

    bin_id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """So many of a line from a bin; of units, which are proposed."""

    line: ToPick
    bin: SheetBin
    count: int
    serials: tuple[str, ...]

    @property
    def runs(self) -> list[Range]:
        return compress(self.serials)


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketLine:
    """A line of a pick ticket: what is left of it by bin, what is nowhere, and the units that its order has."""

    line: ToPick
    places: tuple[Place, ...]
    committed: tuple[Range, ...]

    @property
    def missing(self) -> int:
        return self.line.left - sum(place.count for place in self.places)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What a sheet asks for one order."""

    order_id: int
    kind: str
    number: str
    date: dt.date
    party: str
    party_name: str
    lines: tuple[TicketLine, ...]

    @property
    def order(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def picked(self) -> int:
        return sum(each.line.picked for each in self.lines)

    @property
    def left(self) -> int:
        return sum(each.line.left for each in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class StopItem:
    """What is taken of an item at a stop: for whom how many."""

    item: str
    item_name: str
    tracking: str
    count: int
    places: tuple[Place, ...]

    @property
    def runs(self) -> list[Range]:
        return compress(serial for place in self.places for serial in place.serials)

    @property
    def orders(self) -> dict[str, int]:
        """How many for which order."""
        wanted: Counter[str] = Counter()
        for place in self.places:
            wanted[place.line.of.order] += place.count
        return dict(wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A bin on the walk, and all that is taken there."""

    bin: SheetBin
    items: tuple[StopItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage:
    """A pull sheet in full: by order, and as a walk from bin to bin."""

    sheet: SheetRow
    bins: tuple[SheetBin, ...]
    tickets: tuple[Ticket, ...]
    walk: tuple[Stop, ...]

    @property
    def missing(self) -> tuple[TicketLine, ...]:
        """Lines of which something is left that is in none of its bins."""
        return tuple(line for ticket in self.tickets for line in ticket.lines if line.missing)


def sheet_page(sheet_id: int) -> SheetPage | None:
    """The sheet by order and as a walk; the same few statements, whatever is on it, and one for each bin of an item."""
    sheet = sheet_by_id(sheet_id)
    if sheet is None:
        return None
    lines, bins = lines_on([sheet_id]), _bins(sheet_id)
    places = _places(sheet, lines, bins) if sheet.status == "open" else []
    committed = _committed([line.of.line_id for line in lines])
    return SheetPage(
        sheet=sheet,
        bins=tuple(bins),
        tickets=_tickets(lines, places, committed),
        walk=_walk(bins, places),
    )


def _bins(sheet_id: int) -> list[SheetBin]:
    """In walking order."""
    return [
        SheetBin(bin_id=bin_id, code=code, name=name)
        for bin_id, code, name in sql.rows(
            "SELECT b.id, b.code, b.name FROM selling_pullsheet_bins s JOIN places_bin b ON b.id = s.bin_id"
            " WHERE s.pullsheet_id = %s AND NOT b.discontinued ORDER BY b.position, b.code",
            [sheet_id],
        )
    ]


def _places(sheet: SheetRow, lines: Sequence[ToPick], bins: Sequence[SheetBin]) -> list[Place]:
    """From where each line gets what is left of it."""
    needs = [Need(line.of.line_id, line.of.item_id, line.of.tracking, line.left) for line in lines if line.left]
    bin_ids = [each.bin_id for each in bins]
    by_line = {line.of.line_id: line for line in lines}
    by_bin = {each.bin_id: each for each in bins}
    return [
        Place(
            line=by_line[each.line_id],
            bin=by_bin[each.bin_id],
            count=each.count,
            serials=each.serials,
        )
        for each in allot(needs, bin_ids, sheet.newest_first, wanted_elsewhere(bin_ids, before=sheet.sheet_id))
    ]


def _committed(line_ids: Sequence[int]) -> dict[int, tuple[Range, ...]]:
    """The units that each order line holds, or has lent to a draft."""
    mine, lent = sql.among("h.line_id", line_ids), sql.among("h.from_line_id", line_ids)
    found = sql.rows(
        "SELECT coalesce(h.from_line_id, h.line_id), u.serial FROM stock_hold h"
        " JOIN stock_unit u ON u.id = h.unit_id AND u.home = h.home"
        f" WHERE {mine.sql} OR {lent.sql} ORDER BY 1, u.id",
        [*mine.params, *lent.params],
    )
    return {
        line_id: tuple(compress(serial for _, serial in rows)) for line_id, rows in groupby(found, lambda row: row[0])
    }


def _tickets(
    lines: Sequence[ToPick], places: Sequence[Place], committed: dict[int, tuple[Range, ...]]
) -> tuple[Ticket, ...]:
    by_line: dict[int, list[Place]] = {}
    for place in places:
        by_line.setdefault(place.line.of.line_id, []).append(place)
    return tuple(
        Ticket(
            order_id=order_id,
            kind=mine[0].of.kind,
            number=mine[0].of.number,
            date=mine[0].of.date,
            party=mine[0].of.party,
            party_name=mine[0].of.party_name,
            lines=tuple(
                TicketLine(
                    line=line,
                    places=tuple(by_line.get(line.of.line_id, ())),
                    committed=committed.get(line.of.line_id, ()),
                )
                for line in mine
            ),
        )
        for order_id, of_order in groupby(lines, key=lambda line: line.of.order_id)
        for mine in [list(of_order)]
    )


def _walk(bins: Sequence[SheetBin], places: Sequence[Place]) -> tuple[Stop, ...]:
    by_bin: dict[int, dict[int, list[Place]]] = {}
    for place in places:
        by_bin.setdefault(place.bin.bin_id, {}).setdefault(place.line.of.item_id, []).append(place)
    return tuple(
        Stop(
            bin=each,
            items=tuple(
                sorted((_stop_item(mine) for mine in by_bin[each.bin_id].values()), key=lambda item: item.item)
            ),
        )
        for each in bins
        if each.bin_id in by_bin
    )


def _stop_item(places: list[Place]) -> StopItem:
    line = places[0].line.of
    return StopItem(
        item=line.item,
        item_name=line.item_name,
        tracking=line.tracking,
        count=sum(place.count for place in places),
        places=tuple(places),
    )
