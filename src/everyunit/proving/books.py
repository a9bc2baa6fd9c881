"""The books of the program beside those of the oracle: all of them, to the last unit and cent."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from everyunit.base import sql
from everyunit.proving.oracle.bills import stands
from everyunit.proving.oracle.boxes import contents, standing
from everyunit.proving.oracle.drafts import shown
from everyunit.proving.oracle.lots import lots_there
from everyunit.proving.oracle.state import State
from everyunit.stock.part_links import STANDS

LINE_NAME = "d.kind || ' ' || d.number || ' ' || l.position"
ON_LINE = "JOIN documents_line l ON l.id = h.line_id JOIN documents_document d ON d.id = l.document_id"
UNITS = (
    "SELECT u.serial, i.code, b.code, u.step, u.cost_minor, u.maker_serial, u.note FROM stock_unit u"
    " JOIN catalog_item i ON i.id = u.item_id JOIN places_bin b ON b.id = u.bin_id"
)
HOLDS = (
    f"SELECT u.serial, {LINE_NAME}, f.position FROM stock_hold h JOIN stock_unit u ON u.id = h.unit_id"
    f" AND u.home = h.home LEFT JOIN documents_line f ON f.id = h.from_line_id {ON_LINE}"
)
COMMITTED = (
    f"SELECT {LINE_NAME}, b.code, h.quantity FROM stock_quantityhold h JOIN places_bin b ON b.id = h.bin_id {ON_LINE}"
)
BALANCES = (
    "SELECT i.code, b.code, s.quantity FROM stock_balance s JOIN catalog_item i ON i.id = s.item_id"
    " JOIN places_bin b ON b.id = s.bin_id WHERE s.quantity <> 0"
)
WORTH = (
    "SELECT i.code, v.quantity, v.value_minor FROM stock_valuation v JOIN catalog_item i ON i.id = v.item_id"
    " WHERE v.quantity <> 0 OR v.value_minor <> 0"
)
JOURNAL = (
    "SELECT a.code, sum(l.amount_minor) FROM money_entryline l JOIN money_account a ON a.id = l.account_id"
    " GROUP BY a.code HAVING sum(l.amount_minor) <> 0"
)
LINES = (
    f"SELECT {LINE_NAME}, i.code, l.quantity, l.attached, l.price_minor, b.code, t.code, l.spread, s.position,"
    " l.discount, k.position FROM documents_line l JOIN documents_document d ON l.document_id = d.id"
    " LEFT JOIN documents_line k ON k.id = l.kit_id LEFT JOIN documents_line s ON s.id = l.source_line_id"
    " LEFT JOIN places_bin b ON b.id = l.from_bin_id"
    " LEFT JOIN places_bin t ON t.id = l.to_bin_id"
    " JOIN catalog_item i ON i.id = l.item_id"
)
PAPERS = (
    "SELECT d.kind || ' ' || d.number, d.status, p.code, f.code, t.code, s.kind || ' ' || s.number,"
    " d.currency, d.rate, CASE WHEN d.tax_included THEN 1 ELSE 0 END, h.code, g.code, d.date FROM documents_document d"
    " JOIN places_location h ON h.id = d.location_id LEFT JOIN places_location g ON g.id = d.destination_id"
    " LEFT JOIN parties_party p ON p.id = d.party_id"
    " LEFT JOIN places_bin f ON f.id = d.from_bin_id LEFT JOIN places_bin t ON t.id = d.to_bin_id"
    " LEFT JOIN documents_document s ON s.id = d.source_id"
)
STAND_INS = (
    f"SELECT {LINE_NAME}, o.serial, u.serial, h.text FROM documents_standin h JOIN stock_unit o ON o.id = h.replaced_id"
    f" AND o.home = h.replaced_home LEFT JOIN stock_unit u ON u.id = h.unit_id AND u.home = h.home {ON_LINE}"
)
REPLACED = (
    "SELECT u.serial, o.serial FROM stock_replacement r JOIN stock_unit u ON u.id = r.unit_id AND u.home = r.home"
    " JOIN stock_unit o ON o.id = r.replaced_id AND o.home = r.replaced_home"
)
BUILT_IN = (
    "SELECT u.serial, w.serial, l.cost_minor FROM stock_partlink l JOIN stock_unit u ON u.id = l.unit_id"
    f" AND u.home = l.home JOIN stock_unit w ON w.id = l.whole_id AND w.home = l.whole_home WHERE {STANDS}"
)
PLANNED = (
    "SELECT u.serial, w.serial FROM assembly_plannedlink p JOIN stock_unit u ON u.id = p.unit_id AND u.home = p.home"
    " JOIN stock_unit w ON w.id = p.whole_id AND w.home = p.whole_home"
)
SHEETS = (
    "SELECT s.number, s.status, l.quantity, l.start, d.kind || ' ' || d.number || ' ' || o.position,"
    " CASE WHEN w.waiting THEN 1 ELSE 0 END FROM selling_pullsheet s JOIN selling_sheetline l ON l.sheet_id = s.id"
    " JOIN documents_line o ON o.id = l.line_id JOIN documents_document d ON d.id = o.document_id"
    " JOIN selling_sheetorder w ON w.sheet_id = s.id AND w.order_id = d.id"
)
PARCELS = (
    "SELECT p.number, d.kind || ' ' || d.number, p.ship_via, p.tracking_number, p.weight_g FROM selling_parcel p"
    " JOIN documents_document d ON d.id = p.document_id"
)
PACKED = (
    f"SELECT p.number, {LINE_NAME}, u.serial, h.quantity FROM selling_packed h JOIN selling_parcel p"
    f" ON p.id = h.parcel_id LEFT JOIN stock_unit u ON u.id = h.unit_id AND u.home = h.home {ON_LINE}"
)
NUMBERS = (
    "SELECT s.scope, l.code, s.next_number FROM base_series s JOIN places_location l ON l.id = s.location_id"
    " WHERE s.scope <> 'unit_id' AND s.next_number <> 100000"
)
BLOCKED = "SELECT b.code, k.by FROM stock_blockedbin k JOIN places_bin b ON b.id = k.bin_id"
FOUND = (
    "SELECT s.number, b.code, u.serial, f.decision, f.settled, CASE WHEN f.current THEN 1 ELSE 0 END"
    " FROM counting_found f JOIN counting_stockcount s ON s.id = f.count_id"
    " JOIN counting_countbin c ON c.id = f.count_bin_id JOIN places_bin b ON b.id = c.bin_id"
    " JOIN stock_unit u ON u.id = f.unit_id AND u.home = f.home WHERE f.current OR f.settled <> ''"
)
PIECES = (
    "SELECT s.number, b.code, i.code, coalesce(t.number, ''), p.quantity, p.recorded FROM counting_pieces p"
    " JOIN counting_countbin c ON c.id = p.count_bin_id JOIN counting_stockcount s ON s.id = c.count_id"
    " JOIN places_bin b ON b.id = c.bin_id JOIN catalog_item i ON i.id = p.item_id"
    " LEFT JOIN catalog_lot t ON t.id = p.lot_id WHERE p.current"
)
LOTS_THERE = (
    "SELECT i.code, b.code, t.number, s.quantity FROM stock_lotbalance s JOIN catalog_item i ON i.id = s.item_id"
    " JOIN places_bin b ON b.id = s.bin_id JOIN catalog_lot t ON t.id = s.lot_id WHERE s.quantity <> 0"
)
LOTS = "SELECT i.code, t.number, t.expires_on FROM catalog_lot t JOIN catalog_item i ON i.id = t.item_id"
LINE_LOTS = f"SELECT {LINE_NAME}, t.number FROM documents_linelot h JOIN catalog_lot t ON t.id = h.lot_id {ON_LINE}"
REVERSALS = "SELECT count(*) FROM stock_posting WHERE reverses_id IS NOT NULL"


def differences(state: State) -> list[tuple[str, str, str]]:
    """(what, as the oracle has it, as the program has it) wherever they differ."""
    pairs = (
        ("documents", PAPERS, _papers(state)),
        ("lines", LINES, _lines(state)),
        ("units", UNITS, _units(state)),
        ("holds", HOLDS, _holds(state)),
        ("commitments", COMMITTED, _committed(state)),
        ("balances", BALANCES, [(*key, count) for key, count in state.balances.items() if count]),
        ("worth", WORTH, [(item, *worth) for item, worth in state.worth.items() if any(worth)]),
        ("journal", JOURNAL, [(account, amount) for account, amount in state.journal.items() if amount]),
        ("stand-ins", STAND_INS, _stand_ins(state)),
        ("replaced", REPLACED, [(each.serial, each.replaced) for each in state.replacements]),
        ("built in", BUILT_IN, [(each.part, each.whole, each.cost) for each in state.built_in if stands(state, each)]),
        ("planned links", PLANNED, list(state.planned.items())),
        ("sheets", SHEETS, _sheets(state)),
        ("parcels", PARCELS, _parcels(state)),
        ("in parcels", PACKED, _packed(state)),
        ("blocked bins", BLOCKED, list(state.blocked.items())),
        ("found in counts", FOUND, _found(state)),
        ("pieces in counts", PIECES, _pieces(state)),
        ("lots by bin", LOTS_THERE, [(*of, count) for of, count in lots_there(state).items() if count]),
        ("lots", LOTS, [(item, lot.number, lot.expires) for item, lots in state.lots.items() for lot in lots]),
        ("lots of lines", LINE_LOTS, _line_lots(state)),
        ("numbers", NUMBERS, [(*of, 100_000 + taken) for of, taken in state.next_number.items() if taken]),
        ("reversals", REVERSALS, [(sum(posting.reverses is not None for posting in state.postings.values()),)]),
    )
    found = []
    for name, statement, rows in pairs:
        expected, got = _sorted(rows), _sorted(sql.rows(statement))
        if expected != got:
            only_expected = [row for row in expected if row not in got]
            only_got = [row for row in got if row not in expected]
            found.append((name, str(only_expected[:10]), str(only_got[:10])))
    return found


def _sorted(rows: Iterable[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """In one order, and with sums as whole numbers: PostgreSQL answers decimals."""
    whole = [tuple(int(value) if isinstance(value, Decimal) else value for value in row) for row in rows]
    return sorted(whole, key=repr)


def _name(state: State, row_id: int) -> str:
    return f"{state.paper_of(row_id).name} {state.row(row_id).position}"


def _papers(state: State) -> list[tuple[object, ...]]:
    return [
        (
            paper.name,
            paper.status,
            paper.party,
            paper.from_bin,
            paper.to_bin,
            state.papers[paper.source].name if paper.source is not None else None,
            paper.money.currency,
            paper.money.rate,
            int(paper.included),
            paper.place,
            paper.destination,
            paper.day,
        )
        for paper in state.papers.values()
    ]


def _lines(state: State) -> list[tuple[object, ...]]:
    listed: list[tuple[object, ...]] = []
    for paper in state.papers.values():
        rows = sorted(paper.rows, key=lambda row: row.position)
        for row, (position, item, _, quantity, attached, _, price, *_) in zip(rows, shown(state, paper), strict=True):
            source = state.row(row.source).position if row.source is not None else None
            name = f"{paper.name} {position}"
            bins = row.from_bin, row.to_bin
            whole = state.row(row.kit).position if row.kit is not None else None
            listed.append((name, item, quantity, attached, price, *bins, row.spread, source, row.discount, whole))
    return listed


def _units(state: State) -> list[tuple[object, ...]]:
    return [
        (unit.serial, unit.item, unit.bin, len(unit.steps), unit.cost, unit.maker, unit.note)
        for unit in state.units.values()
    ]


def _holds(state: State) -> list[tuple[object, ...]]:
    return [
        (
            serial,
            _name(state, row_id),
            state.row(state.lent_by[serial]).position if serial in state.lent_by else None,
        )
        for serial, row_id in state.holds.items()
    ]


def _committed(state: State) -> list[tuple[object, ...]]:
    return [(_name(state, row_id), code, count) for (row_id, code), count in state.committed.items() if count]


def _stand_ins(state: State) -> list[tuple[object, ...]]:
    return [
        (_name(state, said.row), said.replaced, said.serial or None, said.text)
        for paper in state.papers.values()
        for said in paper.stand_ins
    ]


def _sheets(state: State) -> list[tuple[object, ...]]:
    return [
        (sheet.number, sheet.status, *asked, _name(state, row_id), int(sheet.orders[state.paper_of(row_id).id]))
        for sheet in state.sheets.values()
        for row_id, asked in sheet.rows.items()
        if state.find(row_id) is not None
    ]


def _parcels(state: State) -> list[tuple[object, ...]]:
    return [
        (parcel.number, state.papers[parcel.paper].name, parcel.ship_via, parcel.tracking, parcel.weight)
        for parcel in standing(state)
    ]


def _packed(state: State) -> list[tuple[object, ...]]:
    return [
        (parcel.number, _name(state, row_id), serial or None, count)
        for parcel in standing(state)
        for row_id, serial, count in contents(state, parcel)
    ]


def _line_lots(state: State) -> list[tuple[object, ...]]:
    return [(_name(state, row.id), row.lot) for paper in state.papers.values() for row in paper.rows if row.lot]


def _found(state: State) -> list[tuple[object, ...]]:
    return [
        (count.number, here.code, serial, each.decision, each.settled, int(each.current))
        for count in state.counts.values()
        for here in count.bins.values()
        for serial, each in here.found.items()
    ]


def _pieces(state: State) -> list[tuple[object, ...]]:
    return [
        (count.number, here.code, item, lot, each.quantity, each.recorded)
        for count in state.counts.values()
        for here in count.bins.values()
        for (item, lot), each in here.pieces.items()
    ]
