"""Reading one document as its page shows it: lines with their units as ranges, its money, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.free import is_free
from everyunit.documents.kind import OUT, STOCK, Kind, Stage
from everyunit.documents.kinds import KINDS, invoices, row_for
from everyunit.documents.models import Document
from everyunit.documents.order_costs import order_costs
from everyunit.documents.own_prices import own_prices
from everyunit.documents.picking import picks_itself_as
from everyunit.documents.pricing import AMOUNT
from everyunit.documents.progress import Progress, not_sent, progress
from everyunit.documents.queries import (
    DocumentRow,
    DocumentUnit,
    LineRow,
    PostingRow,
    document_by_id,
    document_lines,
    document_postings,
    document_unit_ranges,
    document_units,
    kind_of,
)
from everyunit.documents.totals import PaperTotals, totals_on
from everyunit.documents.trail import NamedDocument, follow_ups_of, source_of
from everyunit.documents.unknown_costs import origin
from everyunit.money.queries import EntryRow, entries_of
from everyunit.prices.choosing import Wanted
from everyunit.rules.money import divide_half_up
from everyunit.rules.serials import Range
from everyunit.stock.queries import average_costs

UNITS_PAGE = 50
RUNS_SHOWN = 20
ENTRIES_SHOWN = 20
LINES_PAGE = 200
FOLLOW_UPS_SHOWN = 50
UNIT_TRACKED = ("serialized", "auto_serialized")
POSTED = ("posted", "reversed")
CHANGEABLE = ("draft", "open")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What stands on some lines only. `source_each_minor`: the price of a piece on the line that this one follows."""

    source: NamedDocument | None = None
    source_each_minor: int = 0
    to_generate: int = 0
    to_generate_cost_minor: int = 0
    to_generate_named: bool | None = None
    to_generate_numbers: str = ""
    spread: str = ""

    @property
    def cost_origin(self) -> str:
        """Where the cost of units to generate comes from."""
        return origin(self.to_generate_cost_minor, self.to_generate_named)

    def bills(self, kind: Kind) -> bool:
        """Whether a line of a paper of this kind invoices goods that came in before."""
        return self.source is not None and kind.generates and KINDS[self.source.kind].stage is Stage.FINAL


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLine:
    """A line with its units: the first runs of them, and how many units the runs leave out.

    `cost_minor`: what its goods cost, signed as the line; None where it is not known yet or may not be seen.
    """

    row: LineRow
    attached: int
    notes: Notes
    progress: Progress
    kind: Kind
    cost_minor: int | None
    runs: tuple[Range, ...]
    picked: bool  # whether its units may be picked automatically
    own_minor: int | None = None  # what the item goes for by itself, where the line may still have another price
    average_minor: int = 0  # what the item costs on average, where units that were never ours may be generated on it

    @property
    def free(self) -> bool:
        """Whether it charges a customer nothing."""
        in_kit = self.row.kit_id is not None or self.row.item_type == "kit"
        return not in_kit and is_free(self.kind, self.row.quantity, self.row.amount_minor)

    @property
    def left_out(self) -> int:
        return self.attached - sum(run.count for run in self.runs) if self.runs else 0

    @property
    def scanned(self) -> bool:
        """Whether units with numbers go with it; goods that are only invoiced came in before."""
        return self.row.tracking in UNIT_TRACKED and not self.bills

    @property
    def target(self) -> int | None:
        """How many units it asks for; None where it follows the units attached."""
        free = self.row.follows_units or not self.scanned or (self.makes_units and self.kind.brings_back)
        return None if free else abs(self.row.quantity)

    @property
    def source(self) -> NamedDocument | None:
        return self.notes.source

    @property
    def outstanding(self) -> int:
        return max(0, abs(self.row.quantity) - self.progress.done)

    @property
    def wants(self) -> bool:
        """Whether goods are to come onto it from our stock."""
        takes = self.row.tracking != "none" and self.kind.route.source == STOCK
        return takes and self.attached < self.row.quantity

    @property
    def not_sent(self) -> int:
        return not_sent(self.row.quantity, self.attached, self.row.tracking, self.progress)

    @property
    def commits_by_quantity(self) -> bool:
        """Whether a number is enough to commit: units are made, counted, or pick themselves."""
        orders = self.kind.stage is Stage.ORDER and self.row.tracking != "none"
        return orders and (self.makes_units or self.picked or self.row.tracking == "quantity")

    @property
    def makes_units(self) -> bool:
        """Whether its units get their serial numbers by it."""
        return row_for(self.kind, self.row.quantity).generates

    @property
    def needs_lot(self) -> bool:
        """Whether counted goods come back by it, and no sale that it follows knows their lots."""
        route = row_for(self.kind, self.row.quantity).route
        comes_back = (route.source, route.target) == (OUT, STOCK) and self.row.tracking == "quantity"
        return comes_back and (self.source is None or KINDS[self.source.kind].stage is Stage.ORDER)

    @property
    def at_cost(self) -> bool:
        """Whether nobody enters what its goods are worth: they leave at what they cost."""
        row = row_for(self.kind, self.row.quantity)
        return row.adjusts and not row.generates

    @property
    def lacking(self) -> int:
        """How many units may be generated on it: we never had them."""
        brought = self.kind.stage is not Stage.QUOTE and row_for(self.kind, self.row.quantity).takes_unknown
        return max(0, abs(self.row.quantity) - self.attached) if brought and self.scanned else 0

    @property
    def offered_minor(self) -> int:
        """What a unit that is generated on it costs if nobody says otherwise: as said before, else the average."""
        return self.notes.to_generate_cost_minor if self.notes.to_generate else self.average_minor

    @property
    def offered_origin(self) -> str:
        return self.notes.cost_origin if self.notes.to_generate else origin(self.average_minor, False)

    @property
    def bills(self) -> bool:
        return self.notes.bills(self.kind)

    @property
    def difference_minor(self) -> int | None:
        """How much dearer the invoice is than the receipt that it follows."""
        if not self.bills:
            return None
        return abs(self.row.amount_minor) - self.notes.source_each_minor * abs(self.row.quantity)

    @property
    def margin_minor(self) -> int | None:
        return None if self.cost_minor is None else self.row.worth_minor - self.cost_minor


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a document has come in all, in pieces: `asked` for, `committed` now, and what its followers did."""

    asked: int
    committed: int
    done: int
    invoiced: int
    ordered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage:
    """A document as its page shows it. `lines`: at most LINES_PAGE of them; `next_after` is the key to go on with."""

    document: DocumentRow
    kind: Kind
    sources: tuple[NamedDocument, ...]
    reached: Reached
    posting: PostingRow | None
    reversal: PostingRow | None
    follow_ups: tuple[NamedDocument, ...]
    journal: tuple[EntryRow, ...]
    lines: tuple[PageLine, ...]
    next_after: int | None
    units: int
    target: int | None
    cost_minor: int | None
    worth_minor: int  # the sum of its lines without tax, in the company's currency
    totals: PaperTotals

    @property
    def draft(self) -> bool:
        """Whether it is a final paper that has not been posted."""
        return self.document.status == "draft"

    @property
    def changeable(self) -> bool:
        return self.document.status in CHANGEABLE

    @property
    def orders(self) -> bool:
        return self.kind.stage is Stage.ORDER

    @property
    def quotes(self) -> bool:
        return self.kind.stage is Stage.QUOTE

    @property
    def expects_numbers(self) -> bool:
        """Whether what is on it are makers' numbers of units to come: on an order they become units at once."""
        return self.draft and self.kind.generates and not self.kind.brings_back

    @property
    def captures(self) -> bool:
        """Whether makers' numbers may be captured on it: it has lines whose units the program picks, and they leave."""
        leaves = self.kind.route.source == STOCK and self.kind.party is not None and not self.quotes
        return leaves and any(line.row.tracking == "auto_serialized" and line.row.quantity > 0 for line in self.lines)

    @property
    def invoiced_later(self) -> bool:
        """Whether its goods are invoiced by a paper that follows."""
        return any(invoices(KINDS[code]) for code in self.kind.becomes)

    @property
    def earns(self) -> bool:
        """Whether its lines have a margin: somebody pays a price for goods that have a cost."""
        return self.kind.party == "customer"

    @property
    def margin_minor(self) -> int | None:
        return None if self.cost_minor is None else self.worth_minor - self.cost_minor

    @property
    def credited_by(self) -> Kind | None:
        """The kind that takes back what this document sold, while that still stands."""
        sells = any(booking.account == "sales" for booking in self.kind.books)
        stands = self.posting is not None and self.reversal is None
        return KINDS[self.kind.mirror] if sells and stands and self.kind.mirror else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A maker's number expected on a draft receipt."""

    number_id: int
    line_id: int
    text: str
    item: str


def document_id_of(kind: str, number: str) -> int | None:
    """None where there is no such document."""
    found = sql.scalar("SELECT id FROM documents_document WHERE kind = %s AND number = %s", [kind, number])
    return None if found is None else int(found)


def document_page(document_id: int, *, costs: bool, after: int = 0, at_home: str | None = None) -> DocumentPage | None:
    """The document, its lines behind position `after`. The same dozen statements, whatever is on it. `at_home`: the
    company's currency, where it is known already.
    """
    document = document_by_id(document_id)
    if document is None:
        return None
    kind = kind_of(document)
    postings = document_postings(document_id) if document.status in POSTED else []
    posting = next((each for each in postings if each.reverses_id is None), None)
    rows = document_lines(document_id)
    reached = progress([row.line_id for row in rows])
    posted = document.status in POSTED
    shown = [row for row in rows if row.position > after][: LINES_PAGE + 1]
    spent = _costs(document, rows, posted) if costs else {}
    runs = document_unit_ranges(document_id, RUNS_SHOWN)
    notes = _notes(document_id)
    spread_kits = {row.kit_id for row in rows if row.amount_minor}
    alone = [row for row in shown[:LINES_PAGE] if row.kit_id is None and row.line_id not in spread_kits]
    own = _own_prices(document, kind, alone, at_home)
    usual = _averages(document, kind, shown)
    lines = tuple(
        PageLine(
            row=row,
            attached=_attached(row, posted),
            notes=notes.get(row.line_id, Notes()),
            progress=reached[row.line_id],
            kind=kind,
            cost_minor=_signed(spent.get(row.line_id), row.quantity),
            runs=tuple(runs.get(row.line_id, ())),
            picked=picks_itself_as(kind, row.tracking, row.quantity, row.follows_units),
            own_minor=own.get(row.line_id),
            average_minor=usual.get(row.item_id, 0),
        )
        for row in shown[:LINES_PAGE]
    )
    billed = {line_id for line_id, each in notes.items() if each.bills(kind)}
    tracked = [row for row in rows if row.tracking in UNIT_TRACKED and row.line_id not in billed]
    wanted = [row for row in tracked if not (kind.brings_back and row_for(kind, row.quantity).generates)]
    asking = any(not row.follows_units for row in wanted)
    return DocumentPage(
        document=document,
        kind=kind,
        sources=_sources(document, notes),
        reached=_sum(rows, reached),
        posting=posting,
        reversal=next((each for each in postings if each.reverses_id is not None), None),
        follow_ups=tuple(follow_ups_of(document_id, FOLLOW_UPS_SHOWN)),
        journal=tuple(entries_of(document_id, ENTRIES_SHOWN))
        if costs and (posting or kind.stage is Stage.ORDER)
        else (),
        lines=lines,
        next_after=lines[-1].row.position if len(shown) > LINES_PAGE else None,
        units=sum(_attached(row, posted) for row in tracked),
        target=sum(abs(row.quantity) for row in wanted) if asking else None,
        cost_minor=sum(_signed(spent.get(row.line_id), row.quantity) or 0 for row in rows) if spent else None,
        worth_minor=sum(row.worth_minor for row in rows),
        totals=totals_on(document, rows),
    )


def _own_prices(document: DocumentRow, kind: Kind, rows: Sequence[LineRow], at_home: str | None) -> dict[int, int]:
    """What items go for by themselves, by line, where that is not the price of the line. What was made from another
    paper has its price from there; a kit and its parts share one, and are not asked for.
    """
    if document.status not in CHANGEABLE or not kind.priced or kind.revalues:
        return {}
    open_ones = [row for row in rows if row.source_line_id is None]
    wanted = [Wanted(row.item_id, row.quantity) for row in open_ones]
    found = own_prices(Document.objects.get(pk=document.document_id), kind, wanted, at_home)
    return {
        row.line_id: price for row, price in zip(open_ones, found, strict=True) if price and price != row.price_minor
    }


def _averages(document: DocumentRow, kind: Kind, rows: Sequence[LineRow]) -> dict[int, int]:
    """What the items of units that may be generated cost on average."""
    if document.status not in CHANGEABLE:
        return {}
    wanted = {row.item_id for row in rows if row.tracking in UNIT_TRACKED and row_for(kind, row.quantity).takes_unknown}
    return average_costs(sorted(wanted)) if wanted else {}


def _attached(row: LineRow, posted: bool) -> int:
    """A posted line has exactly its units: on a receipt they were not attached but made."""
    return abs(row.quantity) if posted and row.tracking in UNIT_TRACKED else row.attached


def _signed(size: int | None, quantity: int) -> int | None:
    return None if size is None else -size if quantity < 0 else size


def _costs(document: DocumentRow, rows: list[LineRow], posted: bool) -> dict[int, int]:
    """What the goods of each line cost: as they changed hands, as an order expects, or of the units that a draft holds
    so far.
    """
    if kind_of(document).stage is Stage.ORDER:
        return {line_id: cost.total_minor for line_id, cost in order_costs(document).items()}
    if posted:
        return {row.line_id: row.cost_minor for row in rows if row.cost_minor is not None}
    return {
        int(line_id): int(cost)
        for line_id, cost in sql.rows(
            "SELECT h.line_id, sum(u.cost_minor) FROM documents_line l JOIN stock_hold h ON h.line_id = l.id"
            " JOIN stock_unit u ON u.id = h.unit_id AND u.home = h.home WHERE l.document_id = %s GROUP BY h.line_id",
            [document.document_id],
        )
    }


def _sum(rows: list[LineRow], reached: dict[int, Progress]) -> Reached:
    """Delivered more than was ordered counts as all of it: another line may still wait."""
    asked = {row.line_id: abs(row.quantity) for row in rows}
    return Reached(
        asked=sum(asked.values()),
        committed=sum(row.attached for row in rows),
        done=sum(min(asked[line_id], each.done) for line_id, each in reached.items()),
        invoiced=sum(min(asked[line_id], each.invoiced) for line_id, each in reached.items()),
        ordered=sum(min(asked[line_id], each.ordered) for line_id, each in reached.items()),
    )


def _notes(document_id: int) -> dict[int, Notes]:
    """What stands on some lines only, by line: the line it follows, units to generate, how a cost is spread."""
    return {
        line_id: Notes(
            source=NamedDocument(source_id, kind, number, status) if kind else None,
            source_each_minor=divide_half_up(int(amount or 0), abs(quantity or 0) or 1),
            to_generate=count or 0,
            to_generate_cost_minor=cost or 0,
            to_generate_named=None if named is None else bool(named),
            to_generate_numbers=", ".join((numbers or "").split("\n")),
            spread=spread or "",
        )
        for line_id, count, cost, named, numbers, spread, source_id, kind, number, status, amount, quantity in sql.rows(
            "SELECT mine.id, mine.to_generate, mine.generate_cost_minor, mine.generate_cost_named,"
            " mine.generate_numbers, mine.spread,"
            f" d.id, d.kind, d.number, d.status, {AMOUNT}, l.quantity"
            " FROM documents_line mine LEFT JOIN documents_line l ON l.id = mine.source_line_id"
            " LEFT JOIN documents_document d ON d.id = l.document_id WHERE mine.document_id = %s"
            " AND (l.id IS NOT NULL OR mine.to_generate IS NOT NULL OR mine.spread IS NOT NULL)",
            [document_id],
        )
    }


def _sources(document: DocumentRow, notes: dict[int, Notes]) -> tuple[NamedDocument, ...]:
    """What it came from: the document as a whole, then those that its lines follow."""
    papers = [source_of(document), *(each.source for each in notes.values())]
    return tuple(dict.fromkeys(paper for paper in papers if paper is not None))[:FOLLOW_UPS_SHOWN]


def units_on(
    document_id: int, *, line_id: int | None = None, after: tuple[int, int] = (0, 0), limit: int = UNITS_PAGE
) -> tuple[list[DocumentUnit], tuple[int, int] | None]:
    """A page of the units of the document or of one line, behind (line id, unit id); and the key to go on with."""
    start = after if line_id is None or after != (0, 0) else (line_id, 0)
    found = document_units(document_id, after=start, limit=limit + 1)
    mine = [each for each in found if line_id in (None, each.line_id)]
    shown = mine[:limit]
    return shown, (shown[-1].line_id, shown[-1].unit_id) if len(mine) > limit else None


def numbers_on(
    document_id: int, *, line_id: int | None = None, after: int = 0, limit: int = UNITS_PAGE
) -> tuple[list[Number], int | None]:
    """A page of the makers' numbers on a draft receipt, in the order of scanning; and the key to go on with."""
    narrowed, params = ("", []) if line_id is None else (" AND l.id = %s", [line_id])
    found = [
        Number(number_id=each[0], line_id=each[1], text=each[2], item=each[3])
        for each in sql.rows(
            "SELECT n.id, l.id, n.text, i.code FROM documents_line l"
            " JOIN documents_makernumber n ON n.line_id = l.id JOIN catalog_item i ON i.id = l.item_id"
            f" WHERE l.document_id = %s{narrowed} AND n.id > %s ORDER BY n.id LIMIT %s",
            [document_id, *params, after, limit + 1],
        )
    ]
    shown = found[:limit]
    return shown, shown[-1].number_id if len(found) > limit else None


def credit_lines(document_id: int) -> list[tuple[LineRow, int]]:
    """The lines of a posted sale that can still be credited, each with how many pieces."""
    lines = document_lines(document_id)
    reached = progress([row.line_id for row in lines])
    left = [(row, row.quantity - reached[row.line_id].done) for row in lines]
    return [(row, quantity) for row, quantity in left if quantity > 0]
