"""From whom items can be bought, and from whom they are bought unless somebody says otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.rules.prices import Break, order_size, vendor_price


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A vendor who sells an item now."""

    vendor_id: int
    vendor: str
    vendor_name: str
    part_number: str
    currency: str
    order_multiple: int
    lead_days: int
    preferred: bool
    breaks: tuple[Break, ...]

    @property
    def minimum(self) -> int:
        """The least that he sells."""
        return min((each.minimum for each in self.breaks), default=1)

    @property
    def sold(self) -> str:
        """From how many on and in what multiples he sells, in words; "" where it is any number."""
        least = f"from {self.minimum:,} on" if self.minimum > 1 else ""
        how = f"in multiples of {self.order_multiple:,}" if self.order_multiple > 1 else ""
        return ", ".join(part for part in (least, how) if part)

    def size(self, wanted: int) -> int:
        """The smallest number that he sells and that is not less than wanted."""
        return order_size(wanted, self.minimum, self.order_multiple)

    def price(self, quantity: int) -> int | None:
        """What he charges for each of so many, in his currency."""
        return vendor_price(self.breaks, quantity)


def sources_of(item_ids: Sequence[int]) -> dict[int, tuple[Source, ...]]:
    """Who sells each of the items, by vendor code; what and who is discontinued is left out. Two statements."""
    chosen = sql.among("v.item_id", item_ids)
    found = sql.rows(
        "SELECT v.id, v.item_id, p.id, p.code, p.name, v.part_number, v.currency, v.order_multiple, v.lead_days,"
        " v.preferred FROM prices_vendoritem v JOIN parties_party p ON p.id = v.vendor_id"
        f" WHERE NOT v.discontinued AND NOT p.discontinued AND {chosen.sql} ORDER BY p.code",
        chosen.params,
    )
    breaks = breaks_of([each[0] for each in found])
    sources: dict[int, list[Source]] = defaultdict(list)
    for row_id, item_id, vendor_id, vendor, name, part_number, currency, multiple, days, preferred in found:
        sources[item_id].append(
            Source(
                vendor_id=vendor_id,
                vendor=vendor,
                vendor_name=name,
                part_number=part_number,
                currency=currency,
                order_multiple=multiple,
                lead_days=days,
                preferred=bool(preferred),
                breaks=tuple(breaks[row_id]),
            )
        )
    return {item_id: tuple(each) for item_id, each in sources.items()}


def usual_source(sources: Sequence[Source]) -> Source | None:
    """The preferred vendor, else the only one (WHS-18); None where there is none, or several and none is preferred."""
    preferred = next((each for each in sources if each.preferred), None)
    return sources[0] if preferred is None and len(sources) == 1 else preferred


def breaks_of(vendor_item_ids: Sequence[int]) -> dict[int, list[Break]]:
    """The prices of vendors' items, by id; nothing for those without."""
    if not vendor_item_ids:
        return defaultdict(list)
    chosen = sql.among("vendor_item_id", vendor_item_ids)
    breaks: dict[int, list[Break]] = defaultdict(list)
    for row_id, minimum, price in sql.rows(
        f"SELECT vendor_item_id, minimum, price_minor FROM prices_vendorprice WHERE {chosen.sql} ORDER BY minimum",
        chosen.params,
    ):
        breaks[row_id].append(Break(minimum, price))
    return breaks
