"""Buy again: one purchase order for each vendor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.catalog.models import Tracking
from everyunit.catalog.named import items_named
from everyunit.documents.draft import Draft, draft
from everyunit.documents.drafts import QUANTITY_LIMIT, NewLine
from everyunit.documents.kinds import KINDS
from everyunit.parties.queries import party_ids
from everyunit.places.queries import locations
from everyunit.prices.sourcing import sources_of
from everyunit.rules.refusals import Offender, Refused, refuse_if_any

KIND = KINDS["PO"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorderLine:
    """So many pieces of an item, from a vendor who sells it, to a location (None: where the buyer works)."""

    item: str
    vendor: str
    quantity: int
    location: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reorder:
    """Order these from their vendors."""

    lines: tuple[ReorderLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMade:
    """A purchase order that was made; it may still be changed."""

    document_id: int
    kind: str
    number: str
    vendor: str
    lines: int
    total_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reordered:
    """The purchase orders, by vendor."""

    orders: tuple[OrderMade, ...]


@operation(right=KIND.right)
def reorder(work: Work, command: Reorder) -> Reordered:
    """Make one purchase order for each vendor and location, at the vendor's prices, all or none.

    With an idempotency key the same command orders once, however often it is sent. Refused: `nothing_to_order`;
    `bad_reorder` with all problems; and what `draft` refuses.
    """
    if not command.lines:
        raise Refused("nothing_to_order", "Nothing is chosen. Choose at least one item to order.")
    asked = _Asked(command.lines)
    refuse_if_any(asked.problems(), "bad_reorder", "This cannot be ordered like this. Nothing was ordered.")
    return Reordered(orders=tuple(_order(work, lines) for lines in asked.papers()))


def _order(work: Work, lines: Sequence[ReorderLine]) -> OrderMade:
    paper = Draft(
        kind=KIND.code,
        party=lines[0].vendor,
        location=lines[0].location,
        lines=tuple(NewLine(item=each.item, quantity=each.quantity) for each in lines),
    )
    made = draft.within(work, paper)
    return OrderMade(
        document_id=made.document_id,
        kind=made.kind,
        number=made.number,
        vendor=lines[0].vendor,
        lines=len(made.lines),
        total_minor=made.total_minor,
    )


class _Asked:
    """What was asked for, beside what is known."""

    def __init__(self, lines: Sequence[ReorderLine]) -> None:
        self.lines = lines
        self.items = items_named(each.item for each in lines)
        self.vendors = party_ids((each.vendor for each in lines), "vendor")
        self.places = {each.code for each in locations()}
        self.sold = {
            (item_id, source.vendor_id)
            for item_id, sources in sources_of([item.pk for item in self.items.values()]).items()
            for source in sources
        }

    def papers(self) -> list[list[ReorderLine]]:
        """The lines of each order: one vendor and location, by item code."""
        papers: dict[tuple[int, str | None], list[ReorderLine]] = {}
        for each in sorted(self.lines, key=lambda line: (line.vendor, line.location or "", self.items[line.item].code)):
            papers.setdefault((self.vendors[each.vendor][0], each.location), []).append(each)
        return list(papers.values())

    def problems(self) -> list[Offender]:
        keys = [self._key(each) for each in self.lines]
        times = Counter(key for key in keys if key is not None)
        problems = []
        for row, (key, each) in enumerate(zip(keys, self.lines, strict=True), 1):
            wrong = self._item(each) + self._vendor(key, each)
            if each.location is not None and each.location not in self.places:
                wrong.append(("unknown_location", f"There is no location “{each.location}”."))
            if not 1 <= each.quantity <= QUANTITY_LIMIT:
                wrong.append(("bad_quantity", f"Order 1 to {QUANTITY_LIMIT:,} pieces."))
            if key is not None and times[key] > 1:
                wrong.append(("repeated", "It is named more than once for this vendor."))
            problems += [Offender(each.item or "(empty)", code, message, row=row) for code, message in wrong]
        return problems

    def _key(self, each: ReorderLine) -> tuple[int, int, str | None] | None:
        item, vendor = self.items.get(each.item), self.vendors.get(each.vendor)
        return None if item is None or vendor is None else (item.pk, vendor[0], each.location)

    def _item(self, each: ReorderLine) -> list[tuple[str, str]]:
        item = self.items.get(each.item)
        if item is None:
            return [("unknown_item", f"There is no item “{each.item}”.")]
        if item.tracking == Tracking.NONE:
            return [("not_inventoried", "It is not kept in stock.")]
        return [("item_discontinued", "The item is discontinued.")] if item.discontinued else []

    def _vendor(self, key: tuple[int, int, str | None] | None, each: ReorderLine) -> list[tuple[str, str]]:
        if each.vendor not in self.vendors:
            return [("unknown_vendor", f"There is no vendor “{each.vendor}”.")]
        if key is not None and key[:2] not in self.sold:
            return [("not_sold", f"{each.vendor} does not sell it. Say so on the item's page, or choose another.")]
        return []
