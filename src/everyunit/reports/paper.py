"""A document as it goes on paper: whose it is, to whom, its lines, and the units on them as ranges.

Nothing here knows of costs: what is printed leaves the house.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.kind import Basis, Kind, Stage
from everyunit.documents.kinds import KINDS
from everyunit.documents.progress import progress
from everyunit.documents.queries import (
    DocumentRow,
    LineRow,
    document_by_id,
    document_lines,
    document_unit_ranges,
    document_units,
    expected_numbers,
)
from everyunit.documents.totals import PaperTotals, totals_on
from everyunit.parties.queries import PartyRow, party_by_code
from everyunit.places.queries import LocationRow, company_facts, locations
from everyunit.rules.serials import Range

RUNS_PRINTED = 2000  # on a line; behind that the paper says how many it leaves out
MAKERS_PRINTED = 200  # with more units, makers' numbers would fill pages
BINS_PRINTED = 6  # on a line of a pick list
UNIT_TRACKED = ("serialized", "auto_serialized")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where pieces of an item are: a bin, how many are in it."""

    bin: str
    pieces: int
    turn: int  # the bins in the order in which they are walked


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """A line on paper. `makers`: (serial number, maker's number) where there are few; `expected`: makers' numbers of
    units to come. `left`: what is not delivered yet. On pick lists only: `named`, where the units on the line are, and
    `places`, where there is stock of its item.
    """

    row: LineRow
    left: int
    runs: tuple[Range, ...] = ()
    makers: tuple[tuple[str, str], ...] = ()
    expected: tuple[str, ...] = ()
    left_out: int = 0
    named: tuple[Place, ...] = ()
    places: tuple[Place, ...] = ()

    @property
    def unnamed(self) -> int:
        """How many are still to be found."""
        return max(0, self.left - self.row.attached)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Who writes: the company, and the address of the location."""

    company: str
    currency: str
    address: str
    location: LocationRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document as it goes on paper."""

    document: DocumentRow
    kind: Kind
    letterhead: Letterhead
    party: PartyRow | None
    lines: tuple[PaperLine, ...]
    totals: PaperTotals
    source: str

    @property
    def pieces(self) -> int:
        return sum(abs(line.row.quantity) for line in self.lines)

    @property
    def bill_to(self) -> str:
        """Where the paper goes: as it says itself, else where the party is."""
        return self.document.header.bill_to or (self.party.address if self.party else "")

    @property
    def ship_to(self) -> str:
        """Where the goods go, if that is elsewhere."""
        elsewhere = self.document.header.ship_to
        return elsewhere if elsewhere != self.bill_to else ""


def charges(kind: Kind) -> bool:
    """Whether papers of this kind say a price: somebody owes it, or will. What only has a cost keeps it to itself."""
    owed = any(booking.basis is Basis.PRICE for booking in kind.books)
    return kind.priced and kind.party is not None and (kind.stage is not Stage.FINAL or owed)


def paper(document_id: int, *, serials: bool, picks: bool = False) -> Paper | None:
    """The whole document, in a dozen statements whatever is on it. `serials`: with the numbers of its units.

    `picks`: with where the stock of its lines is, in the order of a walk through the bins.
    """
    document = document_by_id(document_id)
    if document is None:
        return None
    rows = document_lines(document_id)
    runs = document_unit_ranges(document_id, RUNS_PRINTED) if serials else {}
    makers = _makers(document_id) if serials else {}
    expected = expected_numbers(document_id, MAKERS_PRINTED) if serials and document.status == "draft" else {}
    reached = progress([row.line_id for row in rows])
    places = _places(document_id, document.location) if picks else {}
    named = _named(document_id) if picks else {}
    lines = [
        PaperLine(
            row=row,
            left=max(0, abs(row.quantity) - reached[row.line_id].done),
            runs=tuple(runs.get(row.line_id, ())),
            makers=makers.get(row.line_id, ()),
            expected=tuple(expected.get(row.line_id, ())),
            left_out=_left_out(row, runs.get(row.line_id, ()), posted=document.posted_at is not None),
            named=tuple(named.get(row.line_id, ())),
            places=tuple(places.get(row.item, ())),
        )
        for row in rows
    ]
    if picks:
        lines = sorted((line for line in lines if line.left), key=_turn)
    return Paper(
        document=document,
        kind=KINDS[document.kind],
        letterhead=letterhead(document.location),
        party=party_by_code(document.party) if document.party else None,
        lines=tuple(lines),
        totals=totals_on(document, rows),
        source=_source(document.source_id),
    )


def letterhead(location: str) -> Letterhead:
    """The company and the nearest address: the location's, that of one above it, the default location's (SET-2)."""
    company = company_facts()
    known = {each.code: each for each in locations()}
    return Letterhead(
        company=company.name if company else "",
        currency=company.currency if company else "",
        address=_nearest(known, [location, company.location if company else ""]),
        location=known.get(location),
    )


def _nearest(known: dict[str, LocationRow], starts: Sequence[str]) -> str:
    seen: set[str] = set()
    for start in starts:
        here = known.get(start)
        while here is not None and here.code not in seen:
            if here.address:
                return here.address
            seen.add(here.code)
            here = known.get(here.parent or "")
    return ""


def _left_out(row: LineRow, runs: Sequence[Range], *, posted: bool) -> int:
    """How many units the runs leave out; none where no numbers are printed. A posted line has all its units."""
    there = abs(row.quantity) if posted else row.attached
    return max(0, there - sum(run.count for run in runs)) if runs and row.tracking in UNIT_TRACKED else 0


def _makers(document_id: int) -> dict[int, tuple[tuple[str, str], ...]]:
    """By line, each unit with its maker's number; nothing where the units are many or no maker numbered them."""
    units = document_units(document_id, limit=MAKERS_PRINTED + 1)
    found: dict[int, list[tuple[str, str]]] = {}
    if len(units) <= MAKERS_PRINTED:
        for unit in units:
            found.setdefault(unit.line_id, []).append((unit.serial, unit.maker_serial))
    return {line_id: tuple(pairs) for line_id, pairs in found.items() if any(maker for _, maker in pairs)}


def _places(document_id: int, location: str) -> dict[str, list[Place]]:
    """By item, the normal bins of the location in which some of it is held for nobody, in the order of a walk."""
    places: dict[str, list[Place]] = {}
    mine = "(SELECT item_id FROM documents_line WHERE document_id = %s)"
    for item, code, position, pieces in sql.rows(
        "SELECT i.code, b.code, b.position, s.quantity - coalesce(held.pieces, 0) FROM stock_balance s"
        " JOIN catalog_item i ON i.id = s.item_id JOIN places_bin b ON b.id = s.bin_id"
        " JOIN places_location l ON l.id = b.location_id LEFT JOIN ("
        "  SELECT item_id, bin_id, sum(pieces) AS pieces FROM ("
        "   SELECT u.item_id, u.bin_id, 1 AS pieces FROM stock_hold h"
        f"    JOIN stock_unit u ON u.id = h.unit_id AND u.home = h.home WHERE u.item_id IN {mine}"
        f"   UNION ALL SELECT q.item_id, q.bin_id, q.quantity FROM stock_quantityhold q WHERE q.item_id IN {mine}"
        "  ) each_held GROUP BY item_id, bin_id) held ON held.item_id = s.item_id AND held.bin_id = s.bin_id"
        f" WHERE s.item_id IN {mine} AND s.quantity > coalesce(held.pieces, 0)"
        " AND b.bin_type = 'stock' AND b.stock_type = 'normal' AND l.code = %s ORDER BY b.position, b.code",
        [document_id, document_id, document_id, location],
    ):
        found = places.setdefault(item, [])
        if len(found) < BINS_PRINTED:
            found.append(Place(bin=code, pieces=int(pieces), turn=position))
    return places


def _named(document_id: int) -> dict[int, list[Place]]:
    """By line, the bins that what it holds is in: units, or a quantity."""
    places: dict[int, list[Place]] = {}
    for line_id, code, position, pieces in sql.rows(
        "SELECT held.line_id, b.code, b.position, sum(held.pieces) FROM ("
        " SELECT h.line_id, u.bin_id, 1 AS pieces FROM documents_line l JOIN stock_hold h ON h.line_id = l.id"
        "  JOIN stock_unit u ON u.id = h.unit_id AND u.home = h.home WHERE l.document_id = %s"
        " UNION ALL SELECT q.line_id, q.bin_id, q.quantity FROM documents_line l"
        "  JOIN stock_quantityhold q ON q.line_id = l.id WHERE l.document_id = %s"
        ") held JOIN places_bin b ON b.id = held.bin_id"
        " GROUP BY held.line_id, b.code, b.position ORDER BY b.position, b.code",
        [document_id, document_id],
    ):
        places.setdefault(line_id, []).append(Place(bin=code, pieces=int(pieces), turn=position))
    return places


def _turn(line: PaperLine) -> tuple[float, str, int]:
    """When a walk through the bins comes by the line; what is nowhere comes last."""
    first = min((*line.named, *line.places), key=lambda place: (place.turn, place.bin), default=None)
    return (first.turn, first.bin, line.row.position) if first else (float("inf"), "", line.row.position)


def _source(document_id: int | None) -> str:
    """The name of the paper that this one was made from."""
    if document_id is None:
        return ""
    found = sql.row("SELECT kind, number FROM documents_document WHERE id = %s", [document_id])
    return f"{found[0]} {found[1]}" if found else ""
