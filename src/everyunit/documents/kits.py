"""A kit on a customer's paper: its components follow as lines of their own, from their own stock (WHS-12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from everyunit.base import sql
from everyunit.catalog.bills import ComponentRow, components_of
from everyunit.catalog.models import Item, ItemType
from everyunit.documents.kind import Kind
from everyunit.documents.models import Document, Line
from everyunit.documents.own_prices import own_prices
from everyunit.prices.choosing import Wanted
from everyunit.rules.money import spread
from everyunit.rules.pricing import WHOLE_DISCOUNT, discounted

if TYPE_CHECKING:
    from everyunit.documents.new_lines import NewLine


@dataclass(frozen=True, slots=True)
class Asked:
    """A line as it was asked for, or a component of the kit on the line that is the `kit`-th of all."""

    line: NewLine
    kit: int | None = None


def with_parts(document: Document, kind: Kind, new: Sequence[NewLine], items: dict[str, Item]) -> list[Asked]:
    """The lines, each kit followed by its components; `items` learns of these. What cannot be taken apart stays whole.
    What refers to a line that was sold comes alone, for its components refer to theirs.

    The price stays on the kit, or it is spread over the components by their own prices, to the cent.
    """
    kits = {item.pk: item for line in new if (item := items[line.item]).item_type == ItemType.KIT}
    bills = components_of(list(kits)) if kits and kind.party == "customer" else {}
    known = Item.objects.select_related("tax_code").in_bulk({row.item_id for rows in bills.values() for row in rows})
    items |= {item.code: item for item in known.values()}
    asked: list[Asked] = []
    for line in new:
        item = items[line.item]
        rows = bills.get(item.pk, [])
        if not rows or not line.quantity or line.source_line_id is not None:
            asked.append(Asked(line))
            continue
        whole = len(asked)
        parts = [_part(line, row, line.quantity) for row in rows]
        if item.price_on_parts:
            total = _total(document, kind, line, item, line.quantity)
            weights = _own_amounts(document, kind, rows, line.quantity)
            amounts = spread(total, weights)
            parts = [replace(part, amount_minor=amount) for part, amount in zip(parts, amounts, strict=True)]
            line = replace(line, price_minor=0, amount_minor=None, discount=0)
        else:
            parts = [replace(part, price_minor=0) for part in parts]
        asked += [Asked(line), *(Asked(part, whole) for part in parts)]
    return asked


def _part(line: NewLine, row: ComponentRow, quantity: int) -> NewLine:
    return replace(
        line,
        item=row.item,
        quantity=quantity * row.quantity,
        price_minor=None,
        amount_minor=None,
        discount=0,
        note="",
        maker_numbers=(),
        source_line_id=None,
        spread=None,
    )


def _total(document: Document, kind: Kind, line: NewLine, item: Item, quantity: int) -> int:
    if line.amount_minor is not None:
        return line.amount_minor
    price = line.price_minor
    if price is None:
        price = own_prices(document, kind, [Wanted(item.pk, quantity)])[0]
    return max(0, discounted(price * abs(quantity), min(WHOLE_DISCOUNT, max(0, line.discount or 0))))


def _own_amounts(document: Document, kind: Kind, rows: Sequence[ComponentRow], quantity: int) -> list[int]:
    """What the components would come to by themselves."""
    wanted = [Wanted(row.item_id, quantity * row.quantity) for row in rows]
    return [price * abs(each.quantity) for price, each in zip(own_prices(document, kind, wanted), wanted, strict=True)]


def keep_kits(lines: Sequence[Line], asked: Sequence[Asked]) -> None:
    """Let the lines of components know the line of their kit."""
    parts = [(line, lines[each.kit]) for line, each in zip(lines, asked, strict=True) if each.kit is not None]
    for part, whole in parts:
        part.kit = whole
    if parts:
        ids = {"id": ("bigint", [part.pk for part, _ in parts])}
        sql.put("documents_line", ids, {"kit_id": ("bigint", [whole.pk for _, whole in parts])})


def keep_copied_kits(pairs: Sequence[tuple[Line, Line]]) -> None:
    """Copies, each beside what it was made of: those of components belong to the copy of their kit, if it is there."""
    copies = {line.pk: copy for line, copy in pairs}
    parts = [(copy, copies[line.kit_id]) for line, copy in pairs if line.kit_id in copies]
    for part, whole in parts:
        part.kit = whole
    Line.objects.bulk_update([part for part, _ in parts], ["kit"])


def parts_of(line_ids: Sequence[int]) -> list[int]:
    """The lines of the components of kits on these lines."""
    return list(Line.objects.filter(kit__in=line_ids).values_list("pk", flat=True))
