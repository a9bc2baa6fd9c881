"""Reading units that have a number and are not built yet, with the parts that shall go into them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.assembly.orders import Order
from everyunit.base import sql
from everyunit.catalog.models import Link

UNITS_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPart:
    """A part that shall go into a unit."""

    serial: str
    maker_serial: str
    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedUnit:
    """A unit that has its number and is not built yet: so many parts are wanted in it, these go into it. `lacks`: what
    must be linked to it still.
    """

    serial: str
    parts: tuple[PlannedPart, ...]
    lacks: tuple[str, ...]
    wanted: int


def numbered_units(order: Order, here: str = "") -> tuple[NumberedUnit, ...]:
    """The unit with this serial number and the first others, with what goes into each: two statements."""
    units = sql.rows(
        "SELECT u.id, u.serial FROM stock_hold h JOIN stock_unit u ON u.id = h.unit_id AND u.home = h.home"
        " WHERE h.line_id = %s ORDER BY CASE WHEN u.serial = %s THEN 0 ELSE 1 END, u.id LIMIT %s",
        [order.output.pk, here, UNITS_SHOWN],
    )
    lines = {each.line.pk: each for each in order.components}
    parts: dict[int, list[tuple[int, PlannedPart]]] = {}
    for whole_id, line_id, serial, maker, item in _planned([unit_id for unit_id, _ in units], list(lines)):
        part = PlannedPart(serial=serial, maker_serial=maker, item=item)
        parts.setdefault(whole_id, []).append((lines[line_id].instead_of or line_id, part))
    return tuple(_told(order, serial, parts.get(unit_id, [])) for unit_id, serial in units)


def _told(order: Order, serial: str, parts: Sequence[tuple[int, PlannedPart]]) -> NumberedUnit:
    counts = Counter(line_id for line_id, _ in parts)
    lacks = [
        f"{each.quantity - counts[each.line.pk]} {each.line.item.code}"
        for each in order.slots
        if each.link == Link.MANDATORY and counts[each.line.pk] < each.quantity
    ]
    return NumberedUnit(
        serial=serial,
        parts=tuple(part for _, part in parts),
        lacks=tuple(lacks),
        wanted=sum(each.quantity for each in order.slots),
    )


def _planned(unit_ids: Sequence[int], line_ids: Sequence[int]) -> list[sql.Row]:
    wholes, lines = sql.among("p.whole_id", unit_ids), sql.among("h.line_id", line_ids)
    return sql.rows(
        "SELECT p.whole_id, h.line_id, u.serial, u.maker_serial, i.code FROM assembly_plannedlink p"
        " JOIN stock_hold h ON h.unit_id = p.unit_id AND h.home = p.home"
        " JOIN stock_unit u ON u.id = p.unit_id AND u.home = p.home JOIN catalog_item i ON i.id = u.item_id"
        f" WHERE {wholes.sql} AND {lines.sql} ORDER BY p.whole_id, i.code, u.id",
        [*wholes.params, *lines.params],
    )
