"""The Serial Numbers list: units by what is known of them, newest first, in pages by key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone

from everyunit.base import clock, sql
from everyunit.rules.refusals import Refused
from everyunit.rules.serials import home_of

PAGE = 50
FILE_BATCH = 2000
SECONDS_A_DAY = 24 * 60 * 60
TOP = "\U0010ffff"  # sorts behind every character that a number can have

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
class UnitFilter:
    """What to list; empty values do not narrow. Items, bins and parties by code, `document` as in “SI 100000”.

    `serial` and `maker_serial` are beginnings of numbers. `vendor` is who the unit was bought from, `customer` who
    has it. `document`: units that the document moved, or holds while it is a draft. Dates of entry include both ends.
    """

    serial: str = ""
    maker_serial: str = ""
    item: str = ""
    bin: str = ""
    bin_type: str = ""
    vendor: str = ""
    customer: str = ""
    document: str = ""
    entered_from: dt.date | None = None
    entered_to: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedUnit:
    """A unit as lists show it. `cost_minor` None: the reader may not see costs. `customer`: who has it now."""

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

    @property
    def state(self) -> str:
        """In stock, held, sold or out."""
        if self.held_by:
            return "held"
        if self.bin_type == "stock":
            return "in stock"
        return "sold" if self.customer else "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitList:
    """A page of units, and the key to go on with; None where the list ends."""

    units: tuple[ListedUnit, ...]
    next_before: int | None


def list_units(wanted: UnitFilter, *, costs: bool, before: int | None = None, limit: int = PAGE) -> UnitList:
    """Units that fit, newest first, behind the key `before`. Refused: `bad_document` where its name is not one."""
    condition = _condition(wanted)
    if before is not None:
        condition = sql.Fragment(f"{condition.sql} AND u.id < %s", [*condition.params, before])
    found = facts(condition, limit + 1, costs=costs)
    more = len(found) > limit
    units = tuple(found[:limit])
    return UnitList(units=units, next_before=units[-1].unit_id if more else None)


def every_unit(wanted: UnitFilter, *, costs: bool) -> Iterator[ListedUnit]:
    """All units that fit, read in batches as they are asked for."""
    before: int | None = None
    while True:
        page = list_units(wanted, costs=costs, before=before, limit=FILE_BATCH)
        yield from page.units
        before = page.next_before
        if before is None:
            return


def unit_facts(serial: str, *, costs: bool) -> ListedUnit | None:
    """One unit by its serial number."""
    found = facts(sql.Fragment("u.serial = %s AND u.home = %s", [serial, home_of(serial)]), 1, costs=costs)
    return found[0] if found else None


def facts(condition: sql.Fragment, limit: int, *, costs: bool) -> list[ListedUnit]:
    """Units under a condition over `u`, newest first, with all that lists show. One statement."""
    now_s = int(clock.now().timestamp())
    found = sql.rows(
        "WITH page AS (SELECT u.id, u.home, u.serial, u.maker_serial, u.item_id, u.bin_id, u.cost_minor, u.entered_at,"
        f" u.generated_in_id, u.note FROM stock_unit u WHERE {condition.sql} ORDER BY u.id DESC LIMIT %s)"
        " SELECT u.id, u.serial, u.maker_serial, i.code, i.name, b.code, b.name, b.bin_type, held.kind, held.number,"
        " made.kind, made.number, vendor.code, vendor.name, customer.code, customer.name, u.entered_at, u.cost_minor,"
        f" u.note, (SELECT sum((CASE t.bin_type WHEN 'stock' THEN -1 ELSE 1 END) * {sql.epoch('p.posted_at')})"
        " FROM stock_movement m JOIN stock_posting p ON p.id = m.posting_id"
        " JOIN places_bin f ON f.id = m.from_bin_id JOIN places_bin t ON t.id = m.to_bin_id"
        " WHERE m.unit_id = u.id AND m.home = u.home AND f.bin_type <> t.bin_type) AS stocked_s"
        " FROM page u JOIN catalog_item i ON i.id = u.item_id JOIN places_bin b ON b.id = u.bin_id"
        " JOIN stock_posting birth ON birth.id = u.generated_in_id"
        " JOIN documents_document made ON made.id = birth.document_id"
        " LEFT JOIN parties_party vendor ON vendor.id = made.party_id AND vendor.role = 'vendor'"
        " LEFT JOIN stock_hold h ON h.unit_id = u.id AND h.home = u.home"
        " LEFT JOIN documents_line held_line ON held_line.id = h.line_id"
        " LEFT JOIN documents_document held ON held.id = held_line.document_id"
        " LEFT JOIN stock_posting gone ON b.bin_type = 'out' AND gone.id = (SELECT m.posting_id"
        f" FROM {STOCK_TO_OUT} WHERE m.unit_id = u.id AND m.home = u.home ORDER BY m.step DESC LIMIT 1)"
        " LEFT JOIN documents_document sale ON sale.id = gone.document_id"
        " LEFT JOIN parties_party customer ON customer.id = sale.party_id AND customer.role = 'customer'"
        " ORDER BY u.id DESC",
        [*condition.params, limit],
    )
    return [_listed(each, now_s, costs) for each in found]


def _listed(each: sql.Row, now_s: int, costs: bool) -> ListedUnit:
    entered_at = sql.moment(each[16])
    assert entered_at is not None
    stocked_s = int(each[19] or 0) + (now_s if each[7] == "stock" else 0)
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
        days=max(0, stocked_s) // SECONDS_A_DAY,
        cost_minor=int(each[17]) if costs else None,
        note=each[18],
    )


def _condition(wanted: UnitFilter) -> sql.Fragment:
    """The filter over `u`. Beginnings are ranges, which use the index on both databases, as LIKE does not."""
    parts: list[str] = ["1 = 1"]
    params: list[object] = []

    def narrow(condition: str, *values: object) -> None:
        parts.append(condition)
        params.extend(values)

    for column, start in (("serial", wanted.serial), ("maker_serial", wanted.maker_serial)):
        if start:
            narrow(f"u.{column} >= %s AND u.{column} < %s", start, start + TOP)
    if wanted.maker_serial:
        narrow("u.maker_serial <> ''")  # as the partial index says
    if wanted.item:
        narrow("u.item_id = (SELECT id FROM catalog_item WHERE code = %s)", wanted.item)
    if wanted.bin:
        narrow("u.bin_id = (SELECT id FROM places_bin WHERE code = %s)", wanted.bin)
    if wanted.bin_type:
        narrow("u.bin_id IN (SELECT id FROM places_bin WHERE bin_type = %s)", wanted.bin_type)
    if wanted.vendor:
        narrow(
            "u.generated_in_id IN (SELECT p.id FROM parties_party v JOIN documents_document d ON d.party_id = v.id"
            " JOIN stock_posting p ON p.document_id = d.id WHERE v.code = %s AND v.role = 'vendor')",
            wanted.vendor,
        )
    if wanted.customer:
        narrow(
            "u.id IN (SELECT m.unit_id FROM parties_party c JOIN documents_document d ON d.party_id = c.id"
            " JOIN stock_posting p ON p.document_id = d.id JOIN stock_movement m ON m.posting_id = p.id"
            " JOIN places_bin f ON f.id = m.from_bin_id AND f.bin_type = 'stock'"
            " JOIN places_bin t ON t.id = m.to_bin_id AND t.bin_type = 'out'"
            " WHERE c.code = %s AND c.role = 'customer' AND NOT EXISTS (SELECT 1 FROM stock_movement later"
            " JOIN places_bin back ON back.id = later.to_bin_id AND back.bin_type = 'stock'"
            " WHERE later.unit_id = m.unit_id AND later.home = m.home AND later.step > m.step))",
            wanted.customer,
        )
    if wanted.document:
        kind, number = _paper_named(wanted.document)
        narrow(
            "u.id IN (SELECT m.unit_id FROM documents_document d JOIN stock_posting p ON p.document_id = d.id"
            " JOIN stock_movement m ON m.posting_id = p.id WHERE d.kind = %s AND d.number = %s"
            " UNION SELECT h.unit_id FROM documents_document d JOIN documents_line l ON l.document_id = d.id"
            " JOIN stock_hold h ON h.line_id = l.id WHERE d.kind = %s AND d.number = %s)",
            kind,
            number,
            kind,
            number,
        )
    if wanted.entered_from:
        narrow("u.entered_at >= %s", _midnight(wanted.entered_from))
    if wanted.entered_to and wanted.entered_to < dt.date.max:
        narrow("u.entered_at < %s", _midnight(wanted.entered_to + dt.timedelta(days=1)))
    return sql.Fragment(" AND ".join(parts), params)


def _paper_named(text: str) -> Paper:
    kind, _, number = text.strip().partition(" ")
    if not kind or not number.strip():
        raise Refused("bad_document", f"“{text}” does not name a document. Write its kind and number: SI 100000.")
    return Paper(kind.upper(), number.strip())


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
