"""What labels of units and of bins say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from everyunit.base import sql
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.stock.many import units_named


class LabelFacts(NamedTuple):
    """A unit as its label shows it."""

    serial: str
    maker_serial: str
    item: str
    item_name: str


class BinFacts(NamedTuple):
    """A bin as its label shows it. `area`: the code of the stock area that it lies in."""

    code: str
    name: str
    location: str
    area: str


def unit_labels(texts: Sequence[str], most: int) -> list[LabelFacts]:
    """One for each of the units, in the order named. Refused: `too_many_labels`, and what `units_named` refuses."""
    units = units_named(texts)
    if len(units) > most:
        raise _too_many(most)
    among = sql.among("i.id", sorted({unit.item_id for unit in units}))
    items = {
        each[0]: each[1:]
        for each in sql.rows(f"SELECT i.id, i.code, i.name FROM catalog_item i WHERE {among.sql}", among.params)
    }
    return [LabelFacts(unit.serial, unit.maker_serial, *items[unit.item_id]) for unit in units]


def bin_labels(*, bins: Sequence[str], areas: Sequence[str], locations: Sequence[str], most: int) -> list[BinFacts]:
    """One for each of these bins, and for each stock bin in use in these areas, in those below them, and at these
    locations; in the order of walking. Refused: `unknown_bins`, `no_bins`, `too_many_labels`.
    """
    named, inside = sql.among("b.code", bins, "text"), sql.among("a.code", areas, "text")
    there = sql.among("l.code", locations, "text")
    found = sql.rows(
        f"WITH RECURSIVE inside(id) AS (SELECT a.id FROM places_stockarea a WHERE {inside.sql} UNION"
        " SELECT a.id FROM places_stockarea a JOIN inside i ON a.parent_id = i.id)"
        " SELECT b.code, b.name, l.code, coalesce(s.code, '') FROM places_bin b"
        " JOIN places_location l ON l.id = b.location_id LEFT JOIN places_stockarea s ON s.id = b.area_id"
        f" WHERE {named.sql} OR (b.bin_type = 'stock' AND NOT b.discontinued"
        f" AND (b.area_id IN (SELECT id FROM inside) OR {there.sql}))"
        " ORDER BY l.code, b.position, b.code LIMIT %s",
        [*inside.params, *named.params, *there.params, most + 1],
    )
    known = {code for code, *_ in found}
    unknown = [Offender(code[:60], "unknown_bin", "There is no such bin.") for code in bins if code not in known]
    refuse_if_any(unknown if len(found) <= most else [], "unknown_bins", "Some of these bins do not exist.")
    if not found:
        raise Refused("no_bins", "No bin is chosen. Tick bins, or areas that bins lie in, and print their labels then.")
    if len(found) > most:
        raise _too_many(most)
    return [BinFacts(*each) for each in found]


def _too_many(most: int) -> Refused:
    return Refused("too_many_labels", f"At most {most:,} labels at once. Choose fewer, and print the rest next.")
