"""Let parts go into units in order, where nobody scans which goes into which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.assembly.orders import Order, linked_counts, order_to_change, write_links
from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.catalog.models import Link
from everyunit.rules.building import places_of
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import BUILD
from everyunit.stock.holds import units_held


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadParts:
    """Let the parts that the order holds go into the units that it has numbered, in order."""

    document_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsSpread:
    """How many parts go into units by it."""

    document_id: int
    linked: int


@operation(right=BUILD)
def spread_parts(work: Work, command: SpreadParts) -> PartsSpread:
    """Each unit gets what it lacks of each component, oldest parts first; units that have parts keep them. Parts that
    may be linked, but of which there are too few, are left alone.

    Refused: `unknown_document`, `closed`, `not_a_work_order`, `nothing_numbered`; `counts_differ` with the components
    of which too few are there for what must be linked.
    """
    order = order_to_change(work, command.document_id)
    if not order.numbered:
        raise Refused("nothing_numbered", f"No unit of {order.name} has a serial number yet. Number them first.")
    units = units_held([order.output.pk]).get(order.output.pk, [])
    return PartsSpread(document_id=order.document.pk, linked=spread_over(order, units))


def spread_over(order: Order, units: Sequence[tuple[int, int]]) -> int:
    """Link what these units lack; how many parts. Refused: `counts_differ`."""
    counts = linked_counts(order)
    free = _free_parts(order)
    links: list[tuple[int, int, int, int]] = []
    offenders = []
    for each in order.linked:
        if each.instead_of is not None or not each.quantity:
            continue
        group = [one.line.pk for one in order.components if each.line.pk in (one.line.pk, one.instead_of)]
        missing = [
            max(0, each.quantity - sum(counts.get((unit_id, line_id), 0) for line_id in group)) for unit_id, _ in units
        ]
        parts = [part for line_id in group for part in free.get(line_id, [])]
        places = places_of(missing, len(parts))
        if places is not None:
            links += [(*part, *units[place]) for part, place in zip(parts, places, strict=False)]
        elif each.link == Link.MANDATORY:
            words = f"{sum(missing)} are to be linked, {len(parts)} are there. Attach the rest first."
            offenders.append(Offender(each.subject, "counts_differ", words))
    refuse_if_any(offenders, "counts_differ", "The parts do not suffice for all units.")
    write_links(links)
    return len(links)


def _free_parts(order: Order) -> dict[int, list[tuple[int, int]]]:
    """Parts that the order holds and that go into none of its units, by line, oldest first."""
    lines = sql.among("h.line_id", [each.line.pk for each in order.linked])
    found: dict[int, list[tuple[int, int]]] = {}
    for line_id, unit_id, home in sql.rows(
        f"SELECT h.line_id, h.unit_id, h.home FROM stock_hold h WHERE {lines.sql} AND NOT EXISTS ("
        " SELECT 1 FROM assembly_plannedlink p JOIN stock_hold o ON o.unit_id = p.whole_id AND o.home = p.whole_home"
        " WHERE p.unit_id = h.unit_id AND p.home = h.home AND o.line_id = %s) ORDER BY h.unit_id",
        [*lines.params, order.output.pk],
    ):
        found.setdefault(line_id, []).append((unit_id, home))
    return found
