"""Buy again: one purchase order for each vendor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.catalog.models import Tracking
from everyunit.catalog.named import items_named
from everyunit.documents.draft import Draft, draft
from everyunit.documents.header import Header
from everyunit.documents.kinds import KINDS
from everyunit.documents.new_lines import QUANTITY_LIMIT, NewLine
from everyunit.parties.queries import parties_named
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
    """A purchase order that was made; it may still be changed. `total_minor`: in its `currency`."""

    document_id: int
    kind: str
    number: str
    vendor: str
    currency: str
    lines: int
    total_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reordered:
    """The purchase orders, by vendor."""

    orders: tuple[OrderMade, ...]


@operation(right=KIND.right)
def reorder(work: Work, command: Reorder) -> Reordered:
    """Make one purchase order for each vendor and location, in his currency and at his prices, all or none.

    With an idempotency key the same command orders once, however often it is sent. Refused: `nothing_to_order`;
    `bad_reorder` with all problems; and what `draft` refuses.
    """
    if not command.lines:
        raise Refused("nothing_to_order", "Nothing is chosen. Choose at least one item to order.")
    asked = _Asked(command.lines)
    refuse_if_any(asked.problems(), "bad_reorder", "This cannot be ordered like this. Nothing was ordered.")
    return Reordered(orders=tuple(_order(work, *paper) for paper in asked.papers()))


def _order(work: Work, vendor: str, currency: str, lines: Sequence[tuple[ReorderLine, int | None]]) -> OrderMade:
    paper = Draft(
        kind=KIND.code,
        header=Header(currency=currency),
        party=vendor,
        location=lines[0][0].location,
        lines=tuple(NewLine(item=each.item, quantity=each.quantity, price_minor=price) for each, price in lines),
    )
    made = draft.within(work, paper)
    return OrderMade(
        document_id=made.document_id,
        kind=made.kind,
        number=made.number,
        vendor=vendor,
        currency=currency,
        lines=len(made.lines),
        total_minor=made.total_minor,
    )


class _Asked:
    """What was asked for, beside what is known."""

    def __init__(self, lines: Sequence[ReorderLine]) -> None:
        self.lines = lines
        self.items = items_named(each.item for each in lines)
        self.vendors = parties_named((each.vendor for each in lines), "vendor")
        self.places = {each.code for each in locations()}
        self.sources = {
            (item_id, source.vendor_id): source
            for item_id, sources in sources_of([item.pk for item in self.items.values()]).items()
            for source in sources
        }

    def papers(self) -> list[tuple[str, str, list[tuple[ReorderLine, int | None]]]]:
        """The vendor, currency and lines of each order, with his price for so many; the lines are by item code and for
        one location.
        """
        papers: dict[tuple[str, str | None, str], list[tuple[ReorderLine, int | None]]] = {}
        for each in sorted(self.lines, key=lambda line: self.items[line.item].code):
            vendor = self.vendors[each.vendor]
            source = self.sources[self.items[each.item].pk, vendor.party_id]
            priced = (each, source.price(each.quantity))
            papers.setdefault((vendor.code, each.location, source.currency), []).append(priced)
        ordered = sorted(papers.items(), key=lambda paper: (paper[0][0], paper[0][1] or "", paper[0][2]))
        return [(vendor, currency, lines) for (vendor, _, currency), lines in ordered]

    def problems(self) -> list[Offender]:
        keys = [self._key(each) for each in self.lines]
        times = Counter(key for key in keys if key is not None)
        problems = []
        for row, (key, each) in enumerate(zip(keys, self.lines, strict=True), 1):
            wrong = self._item(each) + self._vendor(key, each) + self._size(key, each)
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
        return None if item is None or vendor is None else (item.pk, vendor.party_id, each.location)

    def _item(self, each: ReorderLine) -> list[tuple[str, str]]:
        item = self.items.get(each.item)
        if item is None:
            return [("unknown_item", f"There is no item “{each.item}”.")]
        if item.tracking == Tracking.NONE:
            return [("not_inventoried", "It is not kept in stock.")]
        return [("item_discontinued", "The item is discontinued.")] if item.discontinued else []

    def _size(self, key: tuple[int, int, str | None] | None, each: ReorderLine) -> list[tuple[str, str]]:
        """A vendor sells from so many on, and in multiples."""
        source = self.sources.get(key[:2]) if key is not None else None
        if source is None or not 1 <= each.quantity <= QUANTITY_LIMIT or each.quantity == source.size(each.quantity):
            return []
        return [("not_so_many", f"{each.vendor} sells it {source.sold}. Order {source.size(each.quantity):,}.")]

    def _vendor(self, key: tuple[int, int, str | None] | None, each: ReorderLine) -> list[tuple[str, str]]:
        if each.vendor not in self.vendors:
            return [("unknown_vendor", f"There is no vendor “{each.vendor}”.")]
        if key is not None and key[:2] not in self.sources:
            return [("not_sold", f"{each.vendor} does not sell it. Say so on the item's page, or choose another.")]
        return []
