"""What to buy again: every item at or below its reorder point, how many, from whom, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.on_orders import MAKING, OnOrders, on_orders
from everyunit.documents.set_aside import FOR_SALE, set_aside
from everyunit.prices.sourcing import Source, sources_of, usual_source


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How an item stands at a location, and when it is bought again there.

    `in_stock`: what can be sold; `unfit`: what we own besides, in repair, set aside for work or to be scrapped.
    `promised` to customers, and to work orders that have not set it aside yet; `going_back` to vendors, `ordered` from
    vendors or to be built: on open orders and not delivered yet. `item_type`: whether it can be built.

    An item that open work orders want and that has no reorder point is bought as far as it is short: `watched` False.
    """

    item_id: int
    item: str
    item_name: str
    location: str
    item_type: str
    watched: bool
    minimum: int
    reorder_at: int
    maximum: int
    in_stock: int
    unfit: int
    promised: int
    going_back: int
    ordered: int

    @property
    def expected(self) -> int:
        """What there will be once every order is delivered; it may be negative."""
        return self.in_stock - self.promised - self.going_back + self.ordered

    @property
    def lacking(self) -> int:
        """How many bring it up to the maximum; 0 above the reorder point."""
        return self.maximum - self.expected if self.expected <= self.reorder_at else 0

    @property
    def pressing(self) -> bool:
        return self.expected < self.minimum


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An item to buy again, so many pieces. `source` None: nobody sells it, or several do and none is preferred.

    `price_minor`: what one costs at this quantity, in the vendor's currency; None where he names no price.
    """

    level: Level
    sources: tuple[Source, ...]
    source: Source | None
    quantity: int
    price_minor: int | None


def proposals(*, location: str | None = None, for_order: int | None = None) -> list[Proposal]:
    """What to buy again, by vendor and item; what has no vendor comes last. `for_order`: only what goes into this order
    (id). A handful of statements for all items.
    """
    lacking = [level for level in levels(location=location, for_order=for_order) if level.lacking > 0]
    sources = sources_of([level.item_id for level in lacking])
    found = [_proposal(level, sources.get(level.item_id, ())) for level in lacking]
    return sorted(
        found, key=lambda each: (each.source is None, each.source.vendor if each.source else "", each.level.item)
    )


def _proposal(level: Level, sources: tuple[Source, ...]) -> Proposal:
    source = usual_source(sources)
    quantity = source.size(level.lacking) if source is not None else level.lacking
    price = source.price(quantity) if source is not None else None
    return Proposal(level=level, sources=sources, source=source, quantity=quantity, price_minor=price)


@dataclass(frozen=True, slots=True, kw_only=True)
class PointAt:
    """When an item is bought again at a location; None where it is not by itself."""

    location: str
    minimum: int | None
    reorder_at: int | None
    maximum: int | None


def points_of(item_id: int) -> list[PointAt]:
    """Every location, with the item's reorder point there."""
    return [
        PointAt(location=location, minimum=minimum, reorder_at=reorder_at, maximum=maximum)
        for location, minimum, reorder_at, maximum in sql.rows(
            "SELECT l.code, r.minimum, r.reorder_at, r.maximum FROM places_location l"
            " LEFT JOIN purchasing_reorderpoint r ON r.location_id = l.id AND r.item_id = %s ORDER BY l.code",
            [item_id],
        )
    ]


def levels(*, location: str | None = None, item: str | None = None, for_order: int | None = None) -> list[Level]:
    """How the items that have a reorder point or are wanted by open work orders stand, by item and location: a handful
    of statements. What is discontinued is left out.
    """
    conditions = sql.Conditions()
    conditions.add("NOT i.discontinued")
    if location is not None:
        conditions.add("l.code = %s", location)
    if item is not None:
        conditions.add("i.code = %s", item)
    if for_order is not None:
        conditions.add("i.id IN (SELECT o.item_id FROM documents_line o WHERE o.document_id = %s)", for_order)
    points = sql.rows(
        "SELECT r.item_id, r.location_id, i.code, i.name, l.code, i.item_type, r.watched, r.minimum, r.reorder_at,"
        f" r.maximum FROM ({_WATCHED}) r JOIN catalog_item i ON i.id = r.item_id"
        f" JOIN places_location l ON l.id = r.location_id WHERE {conditions.sql} ORDER BY i.code, l.code",
        conditions.params,
    )
    if not points:
        return []
    item_ids = list({each[0] for each in points})
    stock, orders, aside = _stock(item_ids), on_orders(item_ids), set_aside(item_ids)
    return [
        _level(each, stock.get(each[:2], (0, 0)), orders.get(each[:2], OnOrders()), aside.get(each[:2], 0))
        for each in points
    ]


# Where an item is bought again: what has a reorder point, and what goes into open work orders, as far as it is short.
WORK = ", ".join(f"'{code}'" for code in MAKING)
_WATCHED = (
    "SELECT item_id, location_id, 1 AS watched, minimum, reorder_at, maximum FROM purchasing_reorderpoint UNION ALL"
    " SELECT DISTINCT l.item_id, d.location_id, 0, 0, -1, 0 FROM documents_document d"
    " JOIN documents_line l ON l.document_id = d.id AND l.quantity > 0"
    " JOIN catalog_item i ON i.id = l.item_id AND i.tracking <> 'none'"
    f" WHERE d.kind IN ({WORK}) AND d.status = 'open' AND NOT EXISTS (SELECT 1 FROM purchasing_reorderpoint p"
    " WHERE p.item_id = l.item_id AND p.location_id = d.location_id)"
)


def _stock(item_ids: Sequence[int]) -> dict[tuple[int, int], tuple[int, int]]:
    """Pieces that can be sold, and other pieces that we own, by item and location."""
    chosen = sql.among("s.item_id", item_ids)
    stock: dict[tuple[int, int], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for item_id, location_id, stock_type, count in sql.rows(
        "SELECT s.item_id, b.location_id, b.stock_type, sum(s.quantity) FROM stock_balance s"
        f" JOIN places_bin b ON b.id = s.bin_id WHERE b.bin_type = 'stock' AND {chosen.sql}"
        " GROUP BY s.item_id, b.location_id, b.stock_type",
        chosen.params,
    ):
        fit, unfit = stock[item_id, location_id]
        counted = int(count)
        stock[item_id, location_id] = (fit + counted, unfit) if stock_type == FOR_SALE else (fit, unfit + counted)
    return stock


def _level(point: sql.Row, stock: tuple[int, int], orders: OnOrders, aside: int) -> Level:
    return Level(
        item_id=point[0],
        item=point[2],
        item_name=point[3],
        location=point[4],
        item_type=point[5],
        watched=bool(point[6]),
        minimum=point[7],
        reorder_at=point[8],
        maximum=point[9],
        in_stock=stock[0],
        unfit=stock[1],
        promised=orders.promised - aside,
        going_back=orders.going_back,
        ordered=orders.ordered,
    )
