"""The places of a location as a tree: areas in areas, bins in them, with what lies below each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from everyunit.base import sql
from everyunit.reports.as_of import StockFilter, stock_as_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A stock area or a bin. `depth`: how many areas it lies in. Of an area, the figures count all the bins below it;
    `value_minor`: what is in stock bins is worth, as `as_of.stock_as_of` has it.
    """

    sort: str  # "area" or "bin"
    code: str
    name: str
    inside: str
    depth: int
    bin_type: str
    stock_type: str
    position: int
    discontinued: bool
    blocked_by: str
    bins: int
    items: int
    pieces: int
    value_minor: int

    @property
    def indent(self) -> range:
        return range(self.depth)


def places_tree(location: str) -> list[Node]:
    """Every area and bin of the location, each behind what it lies in; three statements. Areas come by code, bins by
    position and code.
    """
    worth: dict[str, int] = {}
    for row in stock_as_of(StockFilter(location=location)):
        worth[row.bin] = worth.get(row.bin, 0) + row.value_minor
    areas = sql.dicts(
        "SELECT a.code, a.name, coalesce(p.code, '') AS inside, a.discontinued FROM places_stockarea a"
        " JOIN places_location l ON l.id = a.location_id LEFT JOIN places_stockarea p ON p.id = a.parent_id"
        " WHERE l.code = %s ORDER BY a.code",
        [location],
    )
    bins = sql.dicts(
        "SELECT b.code, b.name, coalesce(a.code, '') AS inside, b.discontinued, b.bin_type, b.stock_type, b.position,"
        " coalesce(k.by, '') AS blocked_by, coalesce(s.items, 0) AS items, coalesce(s.pieces, 0) AS pieces"
        " FROM places_bin b JOIN places_location l ON l.id = b.location_id"
        " LEFT JOIN places_stockarea a ON a.id = b.area_id LEFT JOIN stock_blockedbin k ON k.bin_id = b.id"
        " LEFT JOIN (SELECT v.bin_id, count(*) AS items, sum(v.quantity) AS pieces FROM stock_balance v"
        " WHERE v.quantity <> 0 GROUP BY v.bin_id) s ON s.bin_id = b.id WHERE l.code = %s ORDER BY b.position, b.code",
        [location],
    )
    return _below("", areas, [each | {"value_minor": worth.get(each["code"], 0)} for each in bins], 0)


def _below(inside: str, areas: Sequence[dict[str, Any]], bins: Sequence[dict[str, Any]], depth: int) -> list[Node]:
    """The nodes right inside the area, each followed by those below it."""
    found: list[Node] = []
    for area in (each for each in areas if each["inside"] == inside):
        below = _below(area["code"], areas, bins, depth + 1)
        leaves = [node for node in below if node.sort == "bin"]
        found.append(
            Node(
                sort="area",
                code=area["code"],
                name=area["name"],
                inside=inside,
                depth=depth,
                bin_type="",
                stock_type="",
                position=0,
                discontinued=bool(area["discontinued"]),
                blocked_by="",
                bins=len(leaves),
                items=0,
                pieces=sum(node.pieces for node in leaves),
                value_minor=sum(node.value_minor for node in leaves),
            )
        )
        found += below
    return found + [_bin(each, depth) for each in bins if each["inside"] == inside]


def _bin(row: dict[str, Any], depth: int) -> Node:
    counts = {name: int(row[name]) for name in ("items", "pieces", "value_minor")}
    return Node(**{**row, **counts, "discontinued": bool(row["discontinued"])}, sort="bin", depth=depth, bins=1)
