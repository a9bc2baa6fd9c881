"""What a work order still lacks, and in which bins it would be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.assembly.orders import Component, Order
from everyunit.base import clock, sql
from everyunit.documents.models import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeIn:
    """So many pieces that nothing holds, in a bin of normal stock. `expired`: how many more there are that have."""

    item: str
    bin_id: int
    bin: str
    bin_name: str
    location: str
    free: int
    expired: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """A component of which some are missing. `where`: bins that have it, the order's own location first;
    `instead`: bins that have what may stand in for it.
    """

    line_id: int
    item: str
    item_name: str
    tracking: str
    planned: int
    committed: int
    used: int
    missing: int
    where: tuple[FreeIn, ...]
    instead: tuple[FreeIn, ...]

    @property
    def short(self) -> int:
        """How many are nowhere to be had."""
        return max(0, self.missing - sum(each.free for each in self.where))


def shortages(order: Order) -> list[Shortage]:
    """Each component that the order does not hold whole yet: two statements, whatever their number."""
    lacking = [
        (each, each.planned - each.used - each.held)
        for each in order.components
        if each.line.item.tracking != "none" and each.planned > each.used + each.held
    ]
    if not lacking:
        return []
    instead = _instead(order, [each for each, _ in lacking])
    wanted = {each.line.item_id for each, _ in lacking} | {item for items in instead.values() for item in items}
    free = free_in_bins(sorted(wanted), order.document)
    return [
        Shortage(
            line_id=each.line.pk,
            item=each.line.item.code,
            item_name=each.line.item.name,
            tracking=each.line.item.tracking,
            planned=each.planned,
            committed=each.held,
            used=each.used,
            missing=missing,
            where=tuple(free.get(each.line.item_id, ())),
            instead=tuple(one for item in instead[each.line.pk] for one in free.get(item, ())),
        )
        for each, missing in lacking
    ]


def _instead(order: Order, lacking: Sequence[Component]) -> dict[int, list[int]]:
    """What may go in instead, by line: what the bill has for the component that it is for, and that one itself."""
    meant = {each.line.pk: order.meant(each).line.item_id for each in lacking}
    named = _substitutes(sorted(set(meant.values())), order.output.item_id)
    return {
        each.line.pk: [
            item_id
            for item_id in (meant[each.line.pk], *named.get(meant[each.line.pk], ()))
            if item_id != each.line.item_id
        ]
        for each in lacking
    }


def _substitutes(item_ids: Sequence[int], whole_id: int) -> dict[int, list[int]]:
    chosen = sql.among("c.item_id", item_ids)
    found: dict[int, list[int]] = {}
    for item_id, substitute in sql.rows(
        "SELECT c.item_id, s.item_id FROM catalog_component c JOIN catalog_substitute s ON s.component_id = c.id"
        f" WHERE c.whole_id = %s AND {chosen.sql} ORDER BY c.item_id, s.rank",
        [whole_id, *chosen.params],
    ):
        found.setdefault(item_id, []).append(substitute)
    return found


def free_in_bins(item_ids: Sequence[int], order: Document) -> dict[int, list[FreeIn]]:
    """What nothing holds of these items in the order's own bin and in bins of normal stock, by item; the location's own
    bins first.
    """
    units, counted = sql.among("u.item_id", item_ids), sql.among("b.item_id", item_ids)
    found: dict[int, list[FreeIn]] = {}
    for item_id, item, bin_id, code, name, location, free, good in sql.rows(
        "SELECT f.item_id, i.code, p.id, p.code, p.name, o.code, f.free, f.good FROM ("
        " SELECT u.item_id, u.bin_id, count(*) AS free, count(*) AS good FROM stock_unit u"
        f" WHERE {units.sql} AND NOT EXISTS (SELECT 1 FROM stock_hold h WHERE h.unit_id = u.id AND h.home = u.home)"
        " GROUP BY u.item_id, u.bin_id UNION ALL"
        " SELECT b.item_id, b.bin_id, b.quantity - coalesce((SELECT sum(h.quantity) FROM stock_quantityhold h"
        "  WHERE h.item_id = b.item_id AND h.bin_id = b.bin_id), 0),"
        " b.quantity - coalesce((SELECT sum(s.quantity) FROM stock_lotbalance s JOIN catalog_lot t ON t.id = s.lot_id"
        "  WHERE s.item_id = b.item_id AND s.bin_id = b.bin_id AND t.expires_on < %s), 0)"
        " FROM stock_balance b JOIN catalog_item c ON c.id = b.item_id AND c.tracking = 'quantity'"
        f" WHERE {counted.sql}) f"
        " JOIN places_bin p ON p.id = f.bin_id AND p.bin_type = 'stock' AND (p.stock_type = 'normal' OR p.id = %s)"
        " AND NOT p.discontinued JOIN places_location o ON o.id = p.location_id JOIN catalog_item i ON i.id = f.item_id"
        " WHERE f.free > 0 ORDER BY CASE WHEN p.location_id = %s THEN 0 ELSE 1 END, p.position, p.code",
        [*units.params, clock.today(), *counted.params, order.to_bin_id, order.location_id],
    ):
        usable = min(int(free), int(good))
        found.setdefault(item_id, []).append(
            FreeIn(
                item=item,
                bin_id=bin_id,
                bin=code,
                bin_name=name,
                location=location,
                free=usable,
                expired=int(free) - usable,
            )
        )
    return found
