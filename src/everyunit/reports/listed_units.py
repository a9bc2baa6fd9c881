"""Units as lists show them: all that is known of each, read with one statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from everyunit.base import clock, sql
from everyunit.documents.pricing import WORTH
from everyunit.fields.queries import WHOLE
from everyunit.reports.unit_past import LOT, days_in_stock, sold_to, vendor_warranty_until, warranty_until
from everyunit.rules.serials import home_of
from everyunit.rules.warranty import warranty_state

SORTS = {  # what an index gives: the column that is the key, and whether it falls; units are numbered as they enter
    "-entered": ("u.id", True),
    "entered": ("u.id", False),
    "serial": ("u.serial", False),
    "-serial": ("u.serial", True),
}
NEWEST = "-entered"

STOCK_TO_OUT = (
    "stock_movement m JOIN places_bin f ON f.id = m.from_bin_id AND f.bin_type = 'stock'"
    " JOIN places_bin t ON t.id = m.to_bin_id AND t.bin_type = 'out'"
)


class Paper(NamedTuple):
    """A document by name."""

    kind: str
    number: str

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Trader(NamedTuple):
    """A vendor or customer by name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedUnit:
    """A unit as lists show it. `cost_minor` None: the reader may not see costs. `customer`: who has it now;
    `sold_with`, `sold_on`, `price_minor`: how it went there. `first_customer`, `last_customer`: who was sold it at all.
    `lot`: the number of the one it was received with. `warranty_until`: ours, while a customer has it.
    """

    unit_id: int
    serial: str
    maker_serial: str
    item: str
    item_name: str
    bin: str
    bin_name: str
    bin_type: str
    held_by: Paper | None
    generated_in: Paper
    vendor: Trader | None
    customer: Trader | None
    entered_at: dt.datetime
    days: int
    cost_minor: int | None
    note: str
    tracking: str
    maker: str
    model: str
    category: str
    stock_type: str
    area: str
    location: str
    lot: str
    generated_on: dt.date
    first_customer: Trader | None
    last_customer: Trader | None
    warranty_until: dt.date | None
    vendor_warranty_until: dt.date | None
    sold_with: Paper | None = None
    sold_on: dt.date | None = None
    price_minor: int | None = None
    own: Mapping[str, str] = field(default_factory=dict)  # what its own fields hold, and those of its item, by name

    @property
    def state(self) -> str:
        """In stock, held, sold or out."""
        if self.held_by:
            return "held"
        if self.bin_type == "stock":
            return "in stock"
        return "sold" if self.customer else "out"

    @property
    def warranty(self) -> str:
        """How it stands with our warranty today."""
        return warranty_state(self.warranty_until, clock.today())

    @property
    def vendor_warranty(self) -> str:
        """How it stands with the vendor's warranty today."""
        return warranty_state(self.vendor_warranty_until, clock.today())


def unit_facts(serial: str, *, costs: bool) -> ListedUnit | None:
    """One unit by its serial number."""
    found = _told_of(sql.Fragment("u.serial = %s AND u.home = %s", [serial, home_of(serial)]), "u.id", 1, costs)
    return found[0] if found else None


def facts(
    conditions: Sequence[sql.Fragment],
    limit: int,
    *,
    costs: bool,
    sort: str = NEWEST,
    dated: bool = False,
    among: sql.Fragment | None = None,
) -> list[ListedUnit]:
    """Units under a condition over `u`, or several of which one must hold, with all that lists show. `among`: a query
    for the ids of all that can fit, and some more, where they are better looked at one after the other than sought in
    all units. Two statements, and one where prices do not divide.
    """
    key, falls = SORTS.get(sort, SORTS[NEWEST])
    way = "DESC" if falls else "ASC"
    order = f"u.entered_at {way}, u.id {way}" if dated and key == "u.id" else f"{key} {way}"
    ids = _ids(conditions, order, limit, among, way)
    return _told_of(sql.among("u.id", ids), order, limit, costs)


def _told_of(chosen: sql.Fragment, order: str, limit: int, costs: bool) -> list[ListedUnit]:
    """Few units, in this order."""
    with sql.looking_up():
        found = sql.rows(f"{_selected(chosen.sql)} ORDER BY {order}", [*chosen.params, limit])
    prices = _prices([(each[0], *each[28:32]) for each in found if each[14] and each[30]])
    return [_listed(each, costs, prices.get(each[0])) for each in found]


def _ids(conditions: Sequence[sql.Fragment], order: str, limit: int, among: sql.Fragment | None, way: str) -> list[int]:
    """Which units come first in this order; by their ids, where there are several conditions."""
    if len(conditions) > 1:
        walks = [
            f"SELECT id FROM (SELECT u.id FROM stock_unit u WHERE {each.sql} ORDER BY {order} LIMIT %s) walked"
            for each in conditions
        ]
        params = [value for each in conditions for value in (*each.params, limit)]
        found = sql.rows(f"{' UNION '.join(walks)} ORDER BY 1 {way} LIMIT %s", [*params, limit])
        return [unit_id for (unit_id,) in found]
    (condition,) = conditions
    sought, source = sql.Fragment("", []), "stock_unit u"
    if among is not None:
        first = "MATERIALIZED " if sql.on_postgres() else ""
        sought = sql.Fragment(f"WITH sought(id) AS {first}({among.sql}) ", among.params)
        source = f"(SELECT DISTINCT id FROM sought ORDER BY id {way}) s JOIN stock_unit u ON u.id = s.id"
    found = sql.rows(
        f"{sought.sql}SELECT u.id FROM {source} WHERE {condition.sql} ORDER BY {order} LIMIT %s",
        [*sought.params, *condition.params, limit],
    )
    return [unit_id for (unit_id,) in found]


def _selected(chosen: str) -> str:
    """All that is told of the few units `u` that were chosen: each table leads by a key to the next."""
    return (
        "SELECT u.id, u.serial, u.maker_serial, i.code, i.name, b.code, b.name, b.bin_type, held.kind, held.number,"
        " made.kind, made.number, vendor.code, vendor.name, customer.code, customer.name, u.entered_at, u.cost_minor,"
        f" u.note, {days_in_stock()}, i.tracking, i.maker, g.code, b.stock_type, a.code, sale.kind, sale.number,"
        f" gone.date, gone.id, l.id, abs(l.quantity), {WORTH}, i.model, s.code, {LOT}, made.date, first.code,"
        f" first.name, last.code, last.name, {warranty_until()}, {vendor_warranty_until()}"
        f" FROM (SELECT u.* FROM stock_unit u WHERE {chosen} LIMIT %s) u JOIN catalog_item i ON i.id = u.item_id"
        " JOIN places_bin b ON b.id = u.bin_id"
        " JOIN places_location a ON a.id = b.location_id LEFT JOIN places_stockarea s ON s.id = b.area_id"
        " LEFT JOIN catalog_category g ON g.id = i.category_id"
        " JOIN stock_posting birth ON birth.id = u.generated_in_id"
        " JOIN documents_document made ON made.id = birth.document_id"
        " LEFT JOIN parties_party vendor ON vendor.id = made.party_id AND vendor.role = 'vendor'"
        " LEFT JOIN stock_hold h ON h.unit_id = u.id AND h.home = u.home"
        " LEFT JOIN documents_line held_line ON held_line.id = h.line_id"
        " LEFT JOIN documents_document held ON held.id = held_line.document_id"
        " LEFT JOIN stock_movement way ON b.bin_type = 'out' AND way.unit_id = u.id AND way.home = u.home"
        f" AND way.step = (SELECT max(m.step) FROM {STOCK_TO_OUT} WHERE m.unit_id = u.id AND m.home = u.home)"
        " LEFT JOIN stock_posting gone ON gone.id = way.posting_id"
        " LEFT JOIN documents_document sale ON sale.id = gone.document_id"
        " LEFT JOIN documents_line l ON l.id = way.line_id"
        " LEFT JOIN parties_party customer ON customer.id = sale.party_id AND customer.role = 'customer'"
        f" LEFT JOIN parties_party first ON first.id = {sold_to('first')}"
        f" LEFT JOIN parties_party last ON last.id = {sold_to('last')}"
    )


def with_own(units: Sequence[ListedUnit]) -> list[ListedUnit]:
    """The units with what own fields of theirs and of their items hold. One statement."""
    among = sql.among("u.id", [unit.unit_id for unit in units])
    held: dict[int, dict[str, str]] = {}
    for unit_id, about, code, text in sql.rows(
        f"SELECT u.id, f.about, f.code, {WHOLE} FROM stock_unit u"
        " JOIN fields_ownvalue v ON v.target_id IN (u.id, u.item_id)"
        " JOIN fields_ownfield f ON f.id = v.field_id AND v.target_id = CASE f.about WHEN 'unit' THEN u.id"
        f" WHEN 'item' THEN u.item_id END WHERE {among.sql}",
        among.params,
    ):
        held.setdefault(unit_id, {})[f"{about}.{code}"] = text
    return [replace(unit, own=held.get(unit.unit_id, {})) for unit in units]


def _prices(sold: list[tuple[int, int, int, int, int]]) -> dict[int, int]:
    """What each unit was sold for, of (unit, posting, line, pieces, worth of the line): its share of the line. The
    first units of a line carry the odd cents, so that the shares sum to the line.
    """
    uneven = {(posting, line): worth % pieces for _, posting, line, pieces, worth in sold if worth % pieces}
    first_without: dict[tuple[int, int], int] = {}
    if uneven:
        listed = sql.listing(
            "s",
            {
                "posting_id": ("bigint", [posting for posting, _ in uneven]),
                "line_id": ("bigint", [line for _, line in uneven]),
                "extra": ("bigint", list(uneven.values())),
            },
        )
        for posting, line, unit in sql.rows(
            "SELECT n.posting_id, n.line_id, n.unit_id FROM (SELECT m.posting_id, m.line_id, m.unit_id, s.extra,"
            " row_number() OVER (PARTITION BY m.posting_id, m.line_id ORDER BY m.unit_id) - 1 AS place"
            f" FROM {listed.sql} CROSS JOIN stock_movement m"
            " WHERE m.posting_id = s.posting_id AND m.line_id = s.line_id) n WHERE n.place = n.extra",
            listed.params,
        ):
            first_without[posting, line] = unit
    return {
        unit: worth // pieces + (1 if unit < (first_without.get((posting, line)) or 0) else 0)
        for unit, posting, line, pieces, worth in sold
    }


def _listed(each: sql.Row, costs: bool, price_minor: int | None) -> ListedUnit:
    entered_at, generated_on = sql.moment(each[16]), sql.date(each[35])
    assert entered_at is not None
    assert generated_on is not None
    return ListedUnit(
        unit_id=each[0],
        serial=each[1],
        maker_serial=each[2],
        item=each[3],
        item_name=each[4],
        bin=each[5],
        bin_name=each[6],
        bin_type=each[7],
        held_by=Paper(each[8], each[9]) if each[8] else None,
        generated_in=Paper(each[10], each[11]),
        vendor=Trader(each[12], each[13]) if each[12] else None,
        customer=Trader(each[14], each[15]) if each[14] else None,
        entered_at=entered_at,
        days=int(each[19]),
        cost_minor=int(each[17]) if costs else None,
        note=each[18],
        tracking=each[20],
        maker=each[21],
        model=each[32],
        category=each[22] or "",
        stock_type=each[23],
        area=each[33] or "",
        location=each[24],
        lot=each[34] or "",
        generated_on=generated_on,
        first_customer=Trader(each[36], each[37]) if each[36] else None,
        last_customer=Trader(each[38], each[39]) if each[38] else None,
        warranty_until=sql.date(each[40]),
        vendor_warranty_until=sql.date(each[41]),
        sold_with=Paper(each[25], each[26]) if each[14] else None,
        sold_on=sql.date(each[27]) if each[14] else None,
        price_minor=price_minor,
    )
