"""Reading documents: the list page by page, one document whole, and the units on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from everyunit.base import sql
from everyunit.documents.kind import Kind
from everyunit.documents.kinds import KINDS, REVALUING
from everyunit.documents.models import Status
from everyunit.documents.pricing import TAX, TOTAL, Exchange, exchange_of, worth_in
from everyunit.rules.pricing import RATE_ONE, amount_and_tax
from everyunit.rules.serials import Range

FIRST = 1 << 62  # above every id: a list that shows the newest first begins here
RANGES_SHOWN = 100
SIGN = "CASE WHEN l.quantity < 0 THEN -1 ELSE 1 END"

AS_READ = (
    *("line_id", "position", "item_id", "item", "item_name", "tracking", "quantity", "attached", "price_minor"),
    *("from_bin", "to_bin", "source_line_id", "discount", "tax_code", "tax_rate", "note", "item_type", "kit_id"),
    *("uses_lots", "lot"),
)


def _amended(field: str) -> str:
    """What the field of a document says now: as it was amended last, else as it was posted."""
    return (
        f"coalesce((SELECT a.new FROM documents_amendment a WHERE a.document_id = d.id AND a.field = '{field}'"
        f" ORDER BY a.id DESC LIMIT 1), d.{field})"
    )


DOCUMENT_COLUMNS = (
    "d.id, d.kind, d.number, d.status, loc.code, p.code, p.name, d.date, fb.code, tb.code, d.source_id,"
    f" d.reference, {_amended('notes')}, who.username, d.created_at, d.their_number, d.contact, d.bill_to,"
    " d.ship_to, d.terms,"
    f" d.due_on, d.deliver_on, d.expires_on, {_amended('ship_via')}, {_amended('tracking_number')}, rep.username,"
    " d.currency, d.rate,"
    " d.tax_included, why.code, dest.code"
)
DOCUMENT_TABLES = (
    "documents_document d JOIN places_location loc ON loc.id = d.location_id"
    " LEFT JOIN parties_party p ON p.id = d.party_id"
    " LEFT JOIN places_bin fb ON fb.id = d.from_bin_id LEFT JOIN places_bin tb ON tb.id = d.to_bin_id"
    " LEFT JOIN places_location dest ON dest.id = d.destination_id"
    " LEFT JOIN documents_reason why ON why.id = d.reason_id"
    " LEFT JOIN people_user who ON who.id = d.created_by LEFT JOIN people_user rep ON rep.id = d.representative_id"
)


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """What a document says above its lines. `currency` "" is the company's; `rate` is in billionths."""

    their_number: str = ""
    contact: str = ""
    bill_to: str = ""
    ship_to: str = ""
    terms: str = ""
    due_on: dt.date | None = None
    deliver_on: dt.date | None = None
    expires_on: dt.date | None = None
    ship_via: str = ""
    tracking_number: str = ""
    representative: str = ""
    currency: str = ""
    rate: int = RATE_ONE
    tax_included: bool = False
    reason: str = ""
    destination: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """A document without its lines; parties, bins and users by code and name.

    `status`: as it is kept, or reversed (posted, and undone by a later posting). `pieces`: how many its lines ask for.
    `total_minor`, with the `tax_minor` in it, is in the document's own currency. `delivered`, `invoiced`: how far, in a
    word, where lists ask for that; None where it is not a question.
    """

    document_id: int
    kind: str
    number: str
    status: str
    location: str
    party: str | None
    party_name: str | None
    date: dt.date
    from_bin: str | None
    to_bin: str | None
    source_id: int | None
    reference: str
    notes: str
    created_by: str
    created_at: dt.datetime
    posted_at: dt.datetime | None
    lines: int
    pieces: int
    total_minor: int
    tax_minor: int = 0
    delivered: str | None = None
    invoiced: str | None = None
    header: HeaderRow = HeaderRow()

    @property
    def name(self) -> str:
        return f"{self.kind} {self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """A line of a document. `amount_minor` is after discount and in the document's currency, with the tax in it where
    the prices hold it; `worth_minor` is without tax and in the company's. `cost_minor`: what its goods cost when they
    changed hands; None on a draft. All are signed as the quantity but the cost.
    """

    line_id: int
    position: int
    item_id: int
    item: str
    item_name: str
    tracking: str
    quantity: int
    attached: int
    follows_units: bool
    price_minor: int
    amount_minor: int
    from_bin: str | None
    to_bin: str | None
    source_line_id: int | None
    cost_minor: int | None
    discount: int = 0
    tax_code: str = ""
    tax_rate: int = 0
    tax_minor: int = 0
    worth_minor: int = 0
    note: str = ""
    item_type: str = "regular"
    uses_lots: bool = False
    lot: str = ""  # the number of the lot that it names
    kit_id: int | None = None  # the line of the kit that it is a part of


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingRow:
    """A posting of a document: when, by whom, and whether it reversed an earlier one."""

    posting_id: int
    posted_at: dt.datetime
    posted_by: str
    reverses_id: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentUnit:
    """A unit on a line of a document."""

    line_id: int
    unit_id: int
    serial: str
    maker_serial: str
    item: str
    bin: str
    cost_minor: int


def document_by_id(document_id: int) -> DocumentRow | None:
    found = documents_where("WHERE d.id = %s", [document_id])
    return found[0] if found else None


def currency_of(document_id: int) -> str:
    """The currency of the document; "" is the company's."""
    return str(sql.scalar("SELECT currency FROM documents_document WHERE id = %s", [document_id]) or "")


def documents_where(tail: str, params: Sequence[object]) -> list[DocumentRow]:
    """The rows, and what their lines and postings add up to: three statements, whatever the number of documents."""
    found = sql.rows(f"SELECT {DOCUMENT_COLUMNS} FROM {DOCUMENT_TABLES} {tail}", params)
    mine = sql.among("l.document_id", [each[0] for each in found])
    sums = {
        each[0]: each[1:]
        for each in sql.rows(
            f"SELECT l.document_id, count(*), sum(abs(l.quantity)), sum({SIGN} * {TOTAL}), sum({SIGN} * {TAX})"
            " FROM documents_line l JOIN documents_document d ON d.id = l.document_id"
            f" WHERE {mine.sql} GROUP BY l.document_id",
            mine.params,
        )
    }
    posted = sql.among("o.document_id", [each[0] for each in found])
    postings = {
        document_id: (sql.moment(at), bool(undone))
        for document_id, at, undone in sql.rows(
            "SELECT o.document_id, o.posted_at, CASE WHEN r.id IS NULL THEN 0 ELSE 1 END FROM stock_posting o"
            f" LEFT JOIN stock_posting r ON r.reverses_id = o.id WHERE o.reverses_id IS NULL AND {posted.sql}",
            posted.params,
        )
    }
    return [_document(each, sums.get(each[0], (0, 0, 0, 0)), *postings.get(each[0], (None, False))) for each in found]


def _document(row: sql.Row, sums: sql.Row, posted_at: dt.datetime | None, undone: bool) -> DocumentRow:
    created_at = sql.moment(row[14])
    assert created_at is not None
    return DocumentRow(
        document_id=row[0],
        kind=row[1],
        number=row[2],
        status="reversed" if undone else row[3],
        location=row[4],
        party=row[5],
        party_name=row[6],
        date=sql.date(row[7]) or dt.date.min,
        from_bin=row[8],
        to_bin=row[9],
        source_id=row[10],
        reference=row[11],
        notes=row[12],
        created_by=row[13] or "",
        created_at=created_at,
        posted_at=posted_at if row[3] == Status.POSTED else None,
        lines=int(sums[0]),
        pieces=int(sums[1]),
        total_minor=int(sums[2]),
        tax_minor=int(sums[3]),
        header=_header(row[15:]),
    )


def _header(row: sql.Row) -> HeaderRow:
    theirs, contact, bill_to, ship_to, terms, due, deliver, expires, via, tracking, representative, *money = row
    currency, rate, included, reason, destination = money
    return HeaderRow(
        their_number=theirs,
        contact=contact,
        bill_to=bill_to,
        ship_to=ship_to,
        terms=terms,
        due_on=sql.date(due),
        deliver_on=sql.date(deliver),
        expires_on=sql.date(expires),
        ship_via=via,
        tracking_number=tracking,
        representative=representative or "",
        currency=currency,
        rate=rate,
        tax_included=bool(included),
        reason=reason or "",
        destination=destination or "",
    )


def document_lines(document_id: int) -> list[LineRow]:
    """The lines in order, with the cost of the goods that they moved between us and others."""
    costs = {
        line_id: int(cost)
        for line_id, cost in sql.rows(
            "SELECT moved.line_id, sum(moved.worth) FROM ("
            " SELECT m.line_id, m.from_bin_id, m.to_bin_id, m.posting_id, m.cost_minor AS worth FROM stock_movement m"
            " WHERE m.posting_id IN (SELECT id FROM stock_posting WHERE document_id = %s AND reverses_id IS NULL)"
            " UNION ALL"
            " SELECT q.line_id, q.from_bin_id, q.to_bin_id, q.posting_id, q.value_minor FROM stock_quantitymovement q"
            " WHERE q.posting_id IN (SELECT id FROM stock_posting WHERE document_id = %s AND reverses_id IS NULL)"
            ") moved JOIN places_bin f ON f.id = moved.from_bin_id JOIN places_bin t ON t.id = moved.to_bin_id"
            " WHERE f.bin_type <> t.bin_type GROUP BY moved.line_id",
            [document_id, document_id],
        )
    }
    exchange: Exchange | None = None
    lines = []
    for each in sql.dicts(
        "SELECT l.id AS line_id, l.position, i.id AS item_id, i.code AS item, i.name AS item_name, i.tracking,"
        " i.item_type, l.kit_id,"
        " l.quantity, l.attached, l.follows_units, l.price_minor, l.amount_minor, b.code AS from_bin,"
        " tb.code AS to_bin, l.source_line_id,"
        " l.discount, coalesce(t.code, '') AS tax_code, coalesce(t.recoverable, %s) AS recoverable, l.tax_rate,"
        " i.uses_lots, coalesce(lot.number, '') AS lot,"
        " l.worth_minor, l.note, d.kind, d.currency, d.rate, d.tax_included"
        " FROM documents_line l JOIN documents_document d ON d.id = l.document_id"
        " JOIN catalog_item i ON i.id = l.item_id LEFT JOIN places_bin b ON b.id = l.from_bin_id"
        " LEFT JOIN places_bin tb ON tb.id = l.to_bin_id"
        " LEFT JOIN documents_linelot named ON named.line_id = l.id LEFT JOIN catalog_lot lot ON lot.id = named.lot_id"
        " LEFT JOIN terms_taxcode t ON t.id = l.tax_code_id WHERE l.document_id = %s ORDER BY l.position",
        [True, document_id],
    ):
        exchange = exchange or exchange_of(each["currency"], each["rate"])
        lines.append(_line(each, exchange, costs))
    return lines


def _line(row: dict[str, Any], exchange: Exchange, costs: Mapping[int, int]) -> LineRow:
    quantity, sign = row["quantity"], -1 if row["quantity"] < 0 else 1
    included = bool(row["tax_included"])
    amount, tax = amount_and_tax(
        row["price_minor"], abs(quantity), row["amount_minor"], row["discount"], row["tax_rate"], included
    )
    worth = row["worth_minor"]
    if worth is None:
        net = amount - tax if included else amount
        worth = worth_in(exchange, net, tax, KINDS[row["kind"]], bool(row["recoverable"])).net_minor
    return LineRow(
        **{name: row[name] for name in AS_READ},
        follows_units=bool(row["follows_units"]),
        amount_minor=sign * amount,
        tax_minor=sign * tax,
        worth_minor=sign * worth,
        cost_minor=costs.get(row["line_id"]),
    )


def document_postings(document_id: int) -> list[PostingRow]:
    """The posting of the document and the one that reversed it, in order."""
    found = []
    for posting_id, at, who, reverses_id, reason in sql.rows(
        "SELECT p.id, p.posted_at, u.username, p.reverses_id, p.reason FROM stock_posting p"
        " LEFT JOIN people_user u ON u.id = p.actor_id WHERE p.document_id = %s ORDER BY p.id",
        [document_id],
    ):
        posted_at = sql.moment(at)
        assert posted_at is not None
        found.append(
            PostingRow(
                posting_id=posting_id, posted_at=posted_at, posted_by=who or "", reverses_id=reverses_id, reason=reason
            )
        )
    return found


# Which units are on a document: the ones it moved or gave a new cost when it was posted; until then those it holds.
_UNITS_OF = (
    "SELECT m.line_id, m.unit_id, m.home, m.cost_minor FROM stock_movement m"
    " JOIN stock_posting p ON p.id = m.posting_id"
    " JOIN documents_document posted ON posted.id = p.document_id AND posted.status = 'posted'"
    " WHERE p.document_id = %s AND p.reverses_id IS NULL"
    " UNION ALL"
    " SELECT c.line_id, c.unit_id, c.home, c.new_minor FROM stock_posting p"
    f" JOIN documents_document d ON d.id = p.document_id AND d.kind IN ({REVALUING})"
    " JOIN stock_costchange c ON c.posting_id = p.id WHERE p.document_id = %s AND p.reverses_id IS NULL"
    " UNION ALL"
    " SELECT h.line_id, h.unit_id, h.home, NULL FROM stock_hold h JOIN documents_line l ON l.id = h.line_id"
    " WHERE l.document_id = %s"
)


def document_unit_ranges(document_id: int, at_most: int = RANGES_SHOWN) -> dict[int, list[Range]]:
    """The serial numbers on each line as ranges, at most so many a line: found by the database, not counted out here.

    Ids are taken in blocks together with serial numbers, so a run of ids of one posting is a run of serial numbers.
    """
    ranges: dict[int, list[Range]] = {}
    for line_id, count, first, last in sql.rows(
        "SELECT runs.line_id, runs.count, a.serial, z.serial FROM ("
        " SELECT line_id, count(*) AS count, min(id) AS low, max(id) AS high,"
        "  row_number() OVER (PARTITION BY line_id ORDER BY min(id)) AS nth FROM ("
        "  SELECT t.line_id, u.id, u.generated_in_id,"
        "   u.id - row_number() OVER (PARTITION BY t.line_id, u.generated_in_id ORDER BY u.id) AS run"
        f"  FROM ({_UNITS_OF}) t JOIN stock_unit u ON u.id = t.unit_id AND u.home = t.home) islands"
        " GROUP BY line_id, generated_in_id, run) runs"
        " JOIN stock_unit a ON a.id = runs.low JOIN stock_unit z ON z.id = runs.high"
        " WHERE runs.nth <= %s ORDER BY runs.line_id, runs.low",
        [document_id, document_id, document_id, at_most],
    ):
        ranges.setdefault(line_id, []).append(Range(first, last, int(count)))
    return ranges


def document_units(document_id: int, *, after: tuple[int, int] = (0, 0), limit: int = 50) -> list[DocumentUnit]:
    """The units on the document in the order of lines and units, behind (line id, unit id) `after`."""
    return [
        DocumentUnit(
            line_id=line_id,
            unit_id=unit_id,
            serial=serial,
            maker_serial=maker_serial,
            item=item,
            bin=bin_,
            cost_minor=cost,
        )
        for line_id, unit_id, serial, maker_serial, item, bin_, cost in sql.rows(
            "SELECT t.line_id, u.id, u.serial, u.maker_serial, i.code, b.code, coalesce(t.cost_minor, u.cost_minor)"
            f" FROM ({_UNITS_OF}) t JOIN stock_unit u ON u.id = t.unit_id AND u.home = t.home"
            " JOIN catalog_item i ON i.id = u.item_id JOIN places_bin b ON b.id = u.bin_id"
            " WHERE (t.line_id, t.unit_id) > (%s, %s) ORDER BY t.line_id, t.unit_id LIMIT %s",
            [document_id, document_id, document_id, *after, limit],
        )
    ]


def expected_numbers(document_id: int, at_most: int = RANGES_SHOWN) -> dict[int, list[str]]:
    """The makers' numbers scanned into a draft receipt, the first of each line."""
    numbers: dict[int, list[str]] = {}
    for line_id, text in sql.rows(
        "SELECT line_id, text FROM (SELECT n.line_id, n.text, n.id,"
        "  row_number() OVER (PARTITION BY n.line_id ORDER BY n.id) AS nth"
        "  FROM documents_makernumber n JOIN documents_line l ON l.id = n.line_id WHERE l.document_id = %s) numbered"
        " WHERE nth <= %s ORDER BY line_id, id",
        [document_id, at_most],
    ):
        numbers.setdefault(line_id, []).append(text)
    return numbers


def kind_of(document: DocumentRow) -> Kind:
    """The row of the kinds table that the document follows."""
    return KINDS[document.kind]
