"""Say what a kit or an assembly is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.catalog.by_products import ByProductAs, by_product_problems, write_by_products
from everyunit.catalog.models import Component, Item, ItemType, Link, Substitute, Tracking
from everyunit.catalog.named import items_named
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import EDIT_MASTER

QUANTITY_LIMIT = 1_000_000
WASTE_LIMIT = 100_000  # ten times what is needed
BILLS_LOCK = 7_702  # of PostgreSQL's advisory locks: who changes a bill has all bills alone


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentAs:
    """What goes into one piece, by item code.

    `waste`: lost besides, in hundredths of a percent of what is needed; `waste_quantity`: lost for each piece built.
    `link`: whether the very unit that is built in is named: `no`, `optional` or `mandatory`; None: mandatory for
    serialized, optional for auto-serialized items of an assembly (WHS-200). `substitutes`: what may be built in
    instead, best first.
    """

    item: str
    quantity: int = 1
    waste: int = 0
    waste_quantity: int = 0
    link: str | None = None
    substitutes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveBill:
    """The whole bill of materials of this kit or assembly. `price_on_parts`: a kit's price is spread over its parts;
    `by_products`: what comes of building an assembly besides; None: what the bill had already.
    """

    item: str
    components: tuple[ComponentAs, ...]
    price_on_parts: bool = False
    by_products: tuple[ByProductAs, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BillSaved:
    """The item, and of how many components it is made."""

    item: str
    components: int


@operation(right=EDIT_MASTER)
def save_bill(work: Work, command: SaveBill) -> BillSaved:
    """Replace the bill of materials (WHS-175, WHS-176). Work orders that were made from the old one stay as they are.

    Refused: `unknown_item`, `no_bill`; with all problems and their rows `bad_bill` (`unknown_item`, `component_twice`,
    `a_kit`, `bad_quantity`, `bad_waste`, `bad_link`, `not_inventoried`, `contains_itself` with the way back to it, and
    of by-products `bad_by_product`, `bad_share`).
    """
    whole = Item.objects.filter(code=command.item).first()
    if whole is None:
        raise Refused("unknown_item", f"There is no item “{command.item[:60]}”.")
    if whole.item_type == ItemType.REGULAR:
        raise Refused("no_bill", f"{whole.name} is a regular item. Only kits and assemblies are made of others.")
    if sql.on_postgres():
        sql.execute("SELECT pg_advisory_xact_lock(%s)", [BILLS_LOCK])
    by_products = command.by_products or ()
    named = [code for each in command.components for code in (each.item, *each.substitutes)]
    items = items_named([*named, *(each.item for each in by_products)])
    problems = [
        problem for row, each in enumerate(command.components, 1) for problem in _problems(whole, each, row, items)
    ]
    problems += _twice(command.components, items)
    problems += by_product_problems(whole, by_products, items)
    problems += _circles(whole, command.components, items)
    refuse_if_any(problems, "bad_bill", f"{whole.name} cannot be made like this.")
    _write(whole, command, items)
    if command.by_products is not None:
        write_by_products(whole, command.by_products, items)
    return BillSaved(item=whole.code, components=len(command.components))


def _problems(whole: Item, wanted: ComponentAs, row: int, items: dict[str, Item]) -> Iterable[Offender]:
    for code in (wanted.item, *wanted.substitutes):
        if code not in items:
            yield Offender(code[:60] or "(empty)", "unknown_item", "No item has this code or barcode.", row=row)
        elif items[code].item_type == ItemType.KIT:
            yield Offender(code, "a_kit", "A kit goes onto papers only. Name what is in it.", row=row)
    if not 1 <= wanted.quantity <= QUANTITY_LIMIT:
        yield Offender(wanted.item, "bad_quantity", f"From 1 to {QUANTITY_LIMIT:,} go into one piece.", row=row)
    if not 0 <= wanted.waste <= WASTE_LIMIT or not 0 <= wanted.waste_quantity <= QUANTITY_LIMIT:
        yield Offender(wanted.item, "bad_waste", "What is lost is from nothing to ten times what is needed.", row=row)
    item = items.get(wanted.item)
    if item is None:
        return
    if (wanted.waste or wanted.waste_quantity) and whole.item_type == ItemType.KIT:
        yield Offender(wanted.item, "bad_waste", "Nothing is lost in putting a kit together.", row=row)
    if wanted.link is not None and wanted.link not in Link.values:
        yield Offender(wanted.item, "bad_link", f"One of {', '.join(Link.values)}.", row=row)
    elif _linked(wanted) and not (whole.item_type == ItemType.ASSEMBLY and _has_units(whole) and _has_units(item)):
        yield Offender(wanted.item, "bad_link", "Only units are linked, to units of an assembly.", row=row)
    substitutes = [items[code] for code in wanted.substitutes if code in items]
    if any((each.tracking == Tracking.NONE) != (item.tracking == Tracking.NONE) for each in substitutes):
        yield Offender(wanted.item, "not_inventoried", "Goods and work do not stand in for each other.", row=row)


def _linked(wanted: ComponentAs) -> bool:
    return wanted.link not in (None, Link.NO)


def _has_units(item: Item) -> bool:
    return item.tracking in (Tracking.SERIALIZED, Tracking.AUTO_SERIALIZED)


def _twice(components: Iterable[ComponentAs], items: dict[str, Item]) -> list[Offender]:
    seen: set[int] = set()
    problems = []
    for row, each in enumerate(components, 1):
        item = items.get(each.item)
        named = [items[code].pk for code in (each.item, *each.substitutes) if code in items]
        if item is not None and (item.pk in seen or len(set(named)) < len(named)):
            problems.append(Offender(each.item, "component_twice", "It is named twice. Add the quantities.", row=row))
        if item is not None:
            seen.add(item.pk)
    return problems


def _circles(whole: Item, components: Iterable[ComponentAs], items: dict[str, Item]) -> list[Offender]:
    """Components that contain the item itself at any depth, each with the way: one statement a level."""
    ways: dict[int, tuple[str, ...]] = {}
    for each in components:
        for code in (each.item, *each.substitutes):
            if code in items:
                ways.setdefault(items[code].pk, (whole.code, items[code].code))
    level, problems = dict(ways), []
    while level:
        if whole.pk in level:
            way = " → ".join(level[whole.pk])
            problems.append(Offender(whole.code, "contains_itself", f"It would contain itself: {way}."))
        below: dict[int, tuple[str, ...]] = {}
        for whole_id, item_id, code in _right_below([each for each in level if each != whole.pk]):
            if item_id not in ways or (item_id == whole.pk and whole.pk not in below):
                below[item_id] = (*level[whole_id], code)
        ways, level = below | ways, below
    return problems


def _right_below(whole_ids: list[int]) -> list[sql.Row]:
    """(whole, item, its code) of the components of these, and of what may stand in for them."""
    chosen = sql.among("c.whole_id", whole_ids)
    return sql.rows(
        "SELECT c.whole_id, i.id, i.code FROM catalog_component c JOIN catalog_item i ON i.id = c.item_id"
        f" WHERE {chosen.sql} UNION SELECT c.whole_id, i.id, i.code FROM catalog_component c"
        " JOIN catalog_substitute s ON s.component_id = c.id JOIN catalog_item i ON i.id = s.item_id"
        f" WHERE {chosen.sql} ORDER BY 1, 3",
        [*chosen.params, *chosen.params],
    )


def _write(whole: Item, command: SaveBill, items: dict[str, Item]) -> None:
    whole.price_on_parts = command.price_on_parts and whole.item_type == ItemType.KIT
    whole.save(update_fields=["price_on_parts"])
    Component.objects.filter(whole=whole).delete()
    Component.objects.bulk_create(
        Component(
            whole=whole,
            position=position,
            item=items[each.item],
            quantity=each.quantity,
            waste=each.waste,
            waste_quantity=each.waste_quantity,
            link=each.link or _usual_link(whole, items[each.item]),
        )
        for position, each in enumerate(command.components, 1)
    )
    written = dict(Component.objects.filter(whole=whole).values_list("item_id", "pk"))
    Substitute.objects.bulk_create(
        Substitute(component_id=written[items[each.item].pk], item=items[code], rank=rank)
        for each in command.components
        for rank, code in enumerate(each.substitutes, 1)
    )


def _usual_link(whole: Item, item: Item) -> str:
    if whole.item_type == ItemType.KIT or not _has_units(whole):
        return Link.NO
    return {Tracking.SERIALIZED: Link.MANDATORY, Tracking.AUTO_SERIALIZED: Link.OPTIONAL}.get(
        Tracking(item.tracking), Link.NO
    )
