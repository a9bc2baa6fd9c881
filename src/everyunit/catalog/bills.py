"""Bills of materials: what kits and assemblies are made of, and what is made of an item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentRow:
    """What goes into one piece of `whole`. `waste`: in hundredths of a percent; `substitutes`: codes, best first."""

    component_id: int
    whole: str
    item_id: int
    item: str
    item_name: str
    item_type: str
    tracking: str
    quantity: int
    waste: int
    waste_quantity: int
    link: str
    cost_minor: int
    substitutes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ByProductRow:
    """So many of an item come of one piece besides, and take this share of the cost, in hundredths of a percent."""

    item_id: int
    item: str
    item_name: str
    quantity: int
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A component on a level of a tree of bills: `path` leads to it from the whole."""

    depth: int
    path: tuple[str, ...]
    row: ComponentRow

    @property
    def indent(self) -> range:
        return range(self.depth)


@dataclass(frozen=True, slots=True)
class UsedIn:
    """An item that so many of another go into."""

    item: str
    item_name: str
    quantity: int


def components_of(whole_ids: Sequence[int]) -> dict[int, list[ComponentRow]]:
    """The bills of these items, by item, in order."""
    chosen = sql.among("c.whole_id", whole_ids)
    substitutes: dict[int, list[str]] = {}
    for component_id, code in sql.rows(
        "SELECT s.component_id, i.code FROM catalog_component c JOIN catalog_substitute s ON s.component_id = c.id"
        f" JOIN catalog_item i ON i.id = s.item_id WHERE {chosen.sql} ORDER BY s.rank",
        chosen.params,
    ):
        substitutes.setdefault(component_id, []).append(code)
    bills: dict[int, list[ComponentRow]] = {}
    for whole_id, whole, component_id, item_id, code, name, item_type, tracking, *rest in sql.rows(
        "SELECT c.whole_id, w.code, c.id, i.id, i.code, i.name, i.item_type, i.tracking, c.quantity, c.waste,"
        " c.waste_quantity, c.link, i.cost_minor FROM catalog_component c JOIN catalog_item w ON w.id = c.whole_id"
        f" JOIN catalog_item i ON i.id = c.item_id WHERE {chosen.sql} ORDER BY c.whole_id, c.position",
        chosen.params,
    ):
        quantity, waste, waste_quantity, link, cost = rest
        bills.setdefault(int(whole_id), []).append(
            ComponentRow(
                component_id=component_id,
                whole=whole,
                item_id=item_id,
                item=code,
                item_name=name,
                item_type=item_type,
                tracking=tracking,
                quantity=quantity,
                waste=waste,
                waste_quantity=waste_quantity,
                link=link,
                cost_minor=cost,
                substitutes=tuple(substitutes.get(component_id, ())),
            )
        )
    return bills


def by_products_of(whole_id: int) -> list[ByProductRow]:
    """What comes of building the item besides, in order."""
    return [
        ByProductRow(item_id=item_id, item=code, item_name=name, quantity=int(quantity), share=share)
        for item_id, code, name, quantity, share in sql.rows(
            "SELECT i.id, i.code, i.name, b.quantity, b.share FROM catalog_byproduct b"
            " JOIN catalog_item i ON i.id = b.item_id WHERE b.whole_id = %s ORDER BY b.position",
            [whole_id],
        )
    ]


def bill_tree(whole_id: int) -> list[Part]:
    """All that goes into an item, down through its assemblies: level by level, each part under its whole."""
    below: dict[int, list[ComponentRow]] = {}
    wanted = [whole_id]
    while wanted:
        found = components_of(wanted)
        below |= found
        wanted = list({row.item_id for rows in found.values() for row in rows} - set(below))
    return _under(below, whole_id, ())


def _under(below: dict[int, list[ComponentRow]], whole_id: int, path: tuple[str, ...]) -> list[Part]:
    parts = []
    for row in below.get(whole_id, []):
        parts.append(Part(depth=len(path), path=(*path, row.item), row=row))
        parts += _under(below, row.item_id, (*path, row.item))
    return parts


def used_in(item_id: int) -> list[UsedIn]:
    """The kits and assemblies that the item goes into, by code."""
    return [
        UsedIn(code, name, int(quantity))
        for code, name, quantity in sql.rows(
            "SELECT w.code, w.name, c.quantity FROM catalog_component c JOIN catalog_item w ON w.id = c.whole_id"
            " WHERE c.item_id = %s ORDER BY w.code",
            [item_id],
        )
    ]
