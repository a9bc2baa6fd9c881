"""What has to be packed for a paper, and what is packed already: for an order, or for the invoice that delivers it.

Goods are packed by the line of the order, so that what is packed on the order is packed on its invoice, too; an invoice
without an order has lines of its own. A unit that goes over to another line of the paper stays in its parcel, as long
as it has not left our stock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from everyunit.base import sql
from everyunit.documents.kind import OUT, STOCK, Kind, Stage
from everyunit.rules.serials import Range, compress
from everyunit.selling.left import PICKED_FOR, lines_of_order
from everyunit.stock.queries import LEFT

ORDERS = ", ".join(f"'{code}'" for code in PICKED_FOR)
# The line that a line `l` is packed by: the one of the order that it delivers, else itself.
BY = f"CASE WHEN o.kind IN ({ORDERS}) THEN s.id ELSE l.id END"
BY_TABLES = (
    "LEFT JOIN documents_line s ON s.id = l.source_line_id LEFT JOIN documents_document o ON o.id = s.document_id"
)
# Whether the unit of a row `k` of a parcel has left our stock with the line that it was packed by.
LEFT_WITH_IT = (
    "EXISTS (SELECT 1 FROM stock_movement m JOIN documents_line w ON w.id = m.line_id"
    " JOIN places_bin f ON f.id = m.from_bin_id AND f.bin_type = 'stock'"
    " JOIN places_bin t ON t.id = m.to_bin_id AND t.bin_type = 'out'"
    " WHERE m.unit_id = k.unit_id AND m.home = k.home AND k.line_id IN (w.id, w.source_line_id))"
)
STANDS = (
    "NOT EXISTS (SELECT 1 FROM stock_posting p JOIN stock_posting r ON r.reverses_id = p.id WHERE p.document_id = d.id)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedLine:
    """Of what the paper has of a line so many are packed; `missing`: the units that are not."""

    line_id: int
    item: str
    item_name: str
    tracking: str
    expected: int
    packed: int
    missing: tuple[Range, ...]

    @property
    def left(self) -> int:
        return self.expected - self.packed

    @property
    def lacking(self) -> str:
        """What is not packed: serial numbers as runs, or how many of a counted item."""
        runs = ", ".join(str(run) for run in self.missing)
        return runs or f"{self.left:,} {self.item}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """How far the packing of a paper is."""

    lines: tuple[PackedLine, ...]

    @property
    def expected(self) -> int:
        return sum(line.expected for line in self.lines)

    @property
    def packed(self) -> int:
        return sum(line.packed for line in self.lines)

    @property
    def missing(self) -> list[str]:
        return [line.lacking for line in self.lines if line.left]


@dataclass(slots=True)
class _Goods:
    """What a paper has of a line: units by id and number, or pieces; `used`: pieces that earlier deliveries took along,
    so that what is packed of them is gone.
    """

    item: str = ""
    item_name: str = ""
    tracking: str = ""
    units: dict[int, str] = field(default_factory=dict)
    pieces: int = 0
    used: int = 0


def is_packed(kind: Kind) -> bool:
    """Whether goods leave in parcels for papers of this kind: customers' orders, and what takes stock to customers."""
    sells = kind.stage is Stage.FINAL and kind.party == "customer" and kind.route.source == STOCK
    return kind.code in PICKED_FOR or (sells and kind.route.target == OUT)


def anchor_of(document_id: int) -> int:
    """The paper that the parcels belong to: the order, where an invoice delivers just one; else the paper itself."""
    orders = sql.rows(
        f"SELECT DISTINCT CASE WHEN o.kind IN ({ORDERS}) THEN o.id END FROM documents_line l {BY_TABLES}"
        " WHERE l.document_id = %s",
        [document_id],
    )
    return int(orders[0][0]) if len(orders) == 1 and orders[0][0] is not None else document_id


def packing_of(document_id: int) -> Packing:
    """What is packed of what is on the paper now: of an order, what it has committed and not delivered."""
    kind = sql.scalar("SELECT kind FROM documents_document WHERE id = %s", [document_id])
    goods = _of_order(document_id) if kind in PICKED_FOR else _of_invoice(document_id)
    packed = _packed_on(goods)
    return Packing(lines=tuple(_line(line_id, mine, *packed[line_id]) for line_id, mine in goods.items()))


def parcels_of(by_unit: Mapping[int, int]) -> dict[int, str]:
    """The parcel of its paper that each unit is in. `by_unit`: the line that it is packed by now."""
    listed = sql.listing("s", {"unit_id": ("bigint", list(by_unit)), "line_id": ("bigint", list(by_unit.values()))})
    return dict(
        sql.rows(
            f"SELECT k.unit_id, c.number FROM {listed.sql} CROSS JOIN documents_line l"
            " JOIN documents_line o ON o.document_id = l.document_id JOIN selling_packed k ON k.line_id = o.id"
            " JOIN selling_parcel c ON c.id = k.parcel_id"
            f" WHERE l.id = s.line_id AND k.unit_id = s.unit_id AND (k.line_id = l.id OR NOT {LEFT_WITH_IT})",
            listed.params,
        )
        if by_unit
        else []
    )


def _packed_on(goods: Mapping[int, _Goods]) -> dict[int, tuple[set[int], int]]:
    """By line: those of its units that are in parcels of its paper, and how many pieces without units."""
    found: dict[int, tuple[set[int], int]] = {line_id: (set(), 0) for line_id in goods}
    by_unit = {unit_id: line_id for line_id, mine in goods.items() for unit_id in mine.units}
    lines = sql.among("id", list(goods))
    strays: dict[int, int] = {}
    for line_id, unit_id, quantity in sql.rows(
        "SELECT k.line_id, k.unit_id, k.quantity FROM documents_line l JOIN selling_packed k ON k.line_id = l.id"
        f" WHERE l.document_id IN (SELECT document_id FROM documents_line WHERE {lines.sql})",
        lines.params,
    ):
        if unit_id is None:
            if line_id in found:
                found[line_id] = found[line_id][0], found[line_id][1] + int(quantity)
        elif by_unit.get(unit_id) == line_id:
            found[line_id][0].add(int(unit_id))
        elif unit_id in by_unit:  # packed for another line of the paper
            strays[int(unit_id)] = by_unit[unit_id]
    for unit_id in parcels_of(strays):
        found[strays[unit_id]][0].add(unit_id)
    return found


def lines_of_units(unit_ids: Sequence[int]) -> dict[int, int]:
    """The line that each unit is packed by: of the paper that holds it, else of the one that it left our stock with."""
    gone, held = sql.among("u.id", unit_ids), sql.among("h.unit_id", unit_ids)
    return dict(
        sql.rows(
            f"SELECT u.id, {BY} FROM stock_unit u JOIN places_bin b ON b.id = u.bin_id AND b.bin_type = 'out'"
            f" JOIN stock_movement m ON m.unit_id = u.id AND m.home = u.home AND m.step = {LEFT}"
            f" JOIN documents_line l ON l.id = m.line_id {BY_TABLES} WHERE {gone.sql}",
            gone.params,
        )
        + sql.rows(
            f"SELECT h.unit_id, {BY} FROM stock_hold h JOIN documents_line l ON l.id = h.line_id {BY_TABLES}"
            f" WHERE {held.sql}",
            held.params,
        )
    )


def _of_order(order_id: int) -> dict[int, _Goods]:
    lines = lines_of_order(order_id)
    goods = {line.line_id: _Goods(line.item, line.item_name, line.tracking) for line in lines}
    mine, lent = sql.among("h.line_id", list(goods)), sql.among("h.from_line_id", list(goods))
    for line_id, unit_id, serial in sql.rows(
        "SELECT coalesce(h.from_line_id, h.line_id), u.id, u.serial FROM stock_hold h"
        f" JOIN stock_unit u ON u.id = h.unit_id AND u.home = h.home WHERE {mine.sql} OR {lent.sql} ORDER BY u.id",
        [*mine.params, *lent.params],
    ):
        goods[line_id].units[unit_id] = serial
    for line in lines:
        if line.tracking == "quantity":
            goods[line.line_id].pieces = line.gone_on - line.reached.done
            goods[line.line_id].used = line.reached.done
    return goods


def _of_invoice(document_id: int) -> dict[int, _Goods]:
    goods: dict[int, _Goods] = {}
    packed_by: dict[int, int] = {}
    for own, line_id, item, item_name, tracking, quantity in sql.rows(
        f"SELECT l.id, {BY}, i.code, i.name, i.tracking, l.quantity FROM documents_line l"
        f" JOIN catalog_item i ON i.id = l.item_id {BY_TABLES}"
        " WHERE l.document_id = %s AND l.quantity > 0 AND i.tracking <> 'none' ORDER BY l.position",
        [document_id],
    ):
        packed_by[own] = line_id
        mine = goods.setdefault(line_id, _Goods(item, item_name, tracking))
        mine.pieces += quantity if tracking == "quantity" else 0
    held = sql.among("h.line_id", list(packed_by))
    units = sql.rows(
        "SELECT h.line_id, u.id, u.serial FROM stock_hold h JOIN stock_unit u ON u.id = h.unit_id AND u.home = h.home"
        f" WHERE {held.sql}",
        held.params,
    ) + sql.rows(
        "SELECT m.line_id, u.id, u.serial FROM stock_posting p JOIN stock_movement m ON m.posting_id = p.id"
        " JOIN stock_unit u ON u.id = m.unit_id AND u.home = m.home"
        " WHERE p.document_id = %s AND p.reverses_id IS NULL",
        [document_id],
    )
    for own, unit_id, serial in sorted(units, key=lambda row: row[1]):
        if own in packed_by:
            goods[packed_by[own]].units[unit_id] = serial
    earlier = sql.among("l.source_line_id", list(goods))
    for line_id, used in sql.rows(
        "SELECT l.source_line_id, sum(l.quantity) FROM documents_line l JOIN documents_document d"
        f" ON d.id = l.document_id AND d.status IN ('draft', 'posted') WHERE {earlier.sql} AND d.id < %s AND {STANDS}"
        " GROUP BY l.source_line_id",
        [*earlier.params, document_id],
    ):
        goods[line_id].used = int(used)
    return goods


def _line(line_id: int, goods: _Goods, units: set[int], pieces: int) -> PackedLine:
    counted = goods.tracking == "quantity"
    missing = [serial for unit_id, serial in goods.units.items() if unit_id not in units]
    packed = max(0, min(goods.pieces, pieces - goods.used)) if counted else len(goods.units) - len(missing)
    return PackedLine(
        line_id=line_id,
        item=goods.item,
        item_name=goods.item_name,
        tracking=goods.tracking,
        expected=goods.pieces if counted else len(goods.units),
        packed=packed,
        missing=tuple(compress(missing)),
    )
