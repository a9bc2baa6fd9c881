"""Items with what we own of them, where they are, and what happened to them lately."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from everyunit.base import sql
from everyunit.catalog.categories import lying_in
from everyunit.catalog.queries import searched_columns
from everyunit.documents.kinds import KINDS, row_for
from everyunit.documents.on_orders import OnOrders, left_on_orders
from everyunit.rules.money import average


@dataclass(frozen=True, slots=True)
class ItemStock:
    """An item with how many pieces we own and what they are worth."""

    item_id: int
    code: str
    name: str
    tracking: str
    maker: str
    category: str
    price_minor: int
    discontinued: bool
    in_stock: int
    value_minor: int

    @property
    def average_minor(self) -> int | None:
        return average(self.value_minor, self.in_stock) if self.in_stock else None


@dataclass(slots=True)
class Quantities:
    """How many pieces of an item we own, what they are worth, and what is on open orders."""

    in_stock: int = 0
    value_minor: int = 0
    orders: OnOrders = field(default_factory=OnOrders)

    @property
    def available(self) -> int:
        """What is here and nobody has been promised (PUR-15); it may be negative."""
        return self.in_stock - self.orders.promised - self.orders.going_back - self.orders.away


@dataclass(frozen=True, slots=True)
class Place:
    """How many pieces of an item are in one bin."""

    bin: str
    bin_name: str
    bin_type: str
    stock_type: str
    location: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Event:
    """A posted line of the item. `quantity`: signed from our side, in positive, out negative, 0 for a move within."""

    posting_id: int
    posted_at: dt.datetime
    posted_by: str
    kind: str
    number: str
    party: str | None
    party_name: str | None
    moved: int
    quantity: int
    reverses: bool


COLUMNS = (
    "i.id, i.code, i.name, i.tracking, i.maker, coalesce(c.code, ''), i.price_minor, i.discontinued,"
    " coalesce(v.quantity, 0), coalesce(v.value_minor, 0)"
)


def items_with_stock(
    *,
    search: str = "",
    tracking: str = "",
    category: str = "",
    state: str = "",
    after: str = "",
    before: str = "",
    limit: int = 50,
) -> list[ItemStock]:
    """Items in the order of their codes, behind `after` or ahead of `before`. `search`: in code, name,
    maker, model and own fields.

    `category`: those in it and in what lies in it. `state`: "stocked" for those of which we own some, "discontinued"
    for those; else all.
    """
    conditions = sql.Conditions()
    if before:
        conditions.add("i.code < %s", before)
    elif after:
        conditions.add("i.code > %s", after)
    conditions.contains(search, *searched_columns())
    if tracking:
        conditions.add("i.tracking = %s", tracking)
    if category:
        chosen = sql.among("i.category_id", lying_in(category))
        conditions.add(chosen.sql, *chosen.params)
    if state == "stocked":
        conditions.add("v.quantity > 0")
    elif state == "discontinued":
        conditions.add("i.discontinued")
    found = sql.rows(
        f"SELECT {COLUMNS} FROM catalog_item i LEFT JOIN stock_valuation v ON v.item_id = i.id"
        " LEFT JOIN catalog_category c ON c.id = i.category_id"
        f" WHERE {conditions.sql} ORDER BY i.code {'DESC' if before else 'ASC'} LIMIT %s",
        [*conditions.params, limit],
    )
    rows = [_item(each) for each in found]
    return rows[::-1] if before else rows


def quantities_of(item_id: int) -> Quantities:
    """What we own of the item, and what is on open orders, at all locations together; one statement."""
    left = left_on_orders(sql.Fragment("l.item_id = %s", [item_id]))
    found = Quantities()
    for kind, pieces, value in sql.rows(
        "SELECT NULL, quantity, value_minor FROM stock_valuation WHERE item_id = %s"
        f" UNION ALL SELECT kind, sum(waiting), 0 FROM {left.sql} waits GROUP BY kind",
        [item_id, *left.params],
    ):
        if kind is None:
            found.in_stock, found.value_minor = int(pieces), int(value)
        else:
            found.orders.count(kind, int(pieces))
    return found


def places_of(item_id: int, limit: int = 200) -> list[Place]:
    """The bins that the item is in, our own first."""
    return [
        Place(*each)
        for each in sql.rows(
            "SELECT b.code, b.name, b.bin_type, b.stock_type, l.code, s.quantity FROM stock_balance s"
            " JOIN places_bin b ON b.id = s.bin_id JOIN places_location l ON l.id = b.location_id"
            " WHERE s.item_id = %s AND s.quantity <> 0"
            " ORDER BY CASE b.bin_type WHEN 'stock' THEN 0 ELSE 1 END, l.code, b.position, b.code LIMIT %s",
            [item_id, limit],
        )
    ]


def events_of(item_id: int, limit: int = 20) -> list[Event]:
    """The latest posted lines of the item, newest first."""
    found = sql.rows(
        "SELECT p.id, p.posted_at, u.username, d.kind, d.number, c.code, c.name, l.quantity, p.reverses_id"
        " FROM documents_line l JOIN documents_document d ON d.id = l.document_id"
        " JOIN stock_posting p ON p.document_id = d.id LEFT JOIN people_user u ON u.id = p.actor_id"
        " LEFT JOIN parties_party c ON c.id = d.party_id"
        " WHERE l.item_id = %s ORDER BY l.id DESC, p.id DESC LIMIT %s",
        [item_id, limit],
    )
    return sorted((_event(each) for each in found), key=lambda event: event.posting_id, reverse=True)


def _item(row: sql.Row) -> ItemStock:
    item_id, code, name, tracking, maker, category, price, discontinued, in_stock, value = row
    return ItemStock(
        item_id, code, name, tracking, maker, category, price, bool(discontinued), int(in_stock), int(value)
    )


def _event(row: sql.Row) -> Event:
    posting_id, at, who, kind, number, party, party_name, quantity, reverses_id = row
    posted_at = sql.moment(at)
    assert posted_at is not None
    route = row_for(KINDS[kind], quantity).route
    direction = (route.target == "stock") - (route.source == "stock")
    if reverses_id is not None:
        direction = -direction
    return Event(
        posting_id,
        posted_at,
        who or "",
        kind,
        number,
        party,
        party_name,
        abs(quantity),
        direction * abs(quantity),
        reverses_id is not None,
    )
