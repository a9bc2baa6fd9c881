"""What to buy again: every item at or below its reorder point, how many, from whom, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.on_orders import OnOrders, on_orders
from everyunit.prices.sourcing import Source, sources_of, usual_source

FOR_SALE = (
    "normal"  # the stock type of bins whose goods can be sold; the others hold what is being mended or thrown away
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How an item stands at a location, and when it is bought again there.

    `in_stock`: what can be sold; `unfit`: what we own besides, in repair or to be scrapped. `promised` to customers,
    `going_back` to vendors, `ordered` from vendors: on open orders and not delivered yet.
    """

    item_id: int
    item: str
    item_name: str
    location: str
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


def proposals(*, location: str | None = None) -> list[Proposal]:
    """What to buy again, by vendor and item; what has no vendor comes last. A handful of statements for all items."""
    lacking = [level for level in levels(location=location) if level.lacking > 0]
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


def levels(*, location: str | None = None, item: str | None = None) -> list[Level]:
    """How the items that have a reorder point stand, by item and location: three statements. What is discontinued is
    left out.
    """
    conditions = sql.Conditions()
    conditions.add("NOT i.discontinued")
    if location is not None:
        conditions.add("l.code = %s", location)
    if item is not None:
        conditions.add("i.code = %s", item)
    points = sql.rows(
        "SELECT r.item_id, r.location_id, i.code, i.name, l.code, r.minimum, r.reorder_at, r.maximum"
        " FROM purchasing_reorderpoint r JOIN catalog_item i ON i.id = r.item_id"
        f" JOIN places_location l ON l.id = r.location_id WHERE {conditions.sql} ORDER BY i.code, l.code",
        conditions.params,
    )
    if not points:
        return []
    item_ids = list({each[0] for each in points})
    stock, orders = _stock(item_ids), on_orders(item_ids)
    return [_level(each, stock.get(each[:2], (0, 0)), orders.get(each[:2], OnOrders())) for each in points]


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


def _level(point: sql.Row, stock: tuple[int, int], orders: OnOrders) -> Level:
    return Level(
        item_id=point[0],
        item=point[2],
        item_name=point[3],
        location=point[4],
        minimum=point[5],
        reorder_at=point[6],
        maximum=point[7],
        in_stock=stock[0],
        unfit=stock[1],
        promised=orders.promised,
        going_back=orders.going_back,
        ordered=orders.ordered,
    )
