"""Say what vendors sell: their part number, their prices, how they sell it and how soon it comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.catalog.models import Item
from everyunit.catalog.named import items_named
from everyunit.parties.queries import parties_named
from everyunit.prices.checks import QUANTITY_LIMIT, break_problems, company_currency
from everyunit.prices.models import VendorItem, VendorPrice
from everyunit.rules.currencies import is_currency
from everyunit.rules.prices import Break
from everyunit.rules.refusals import Offender, refuse_if_any
from everyunit.rules.rights import EDIT_MASTER

PART_NUMBER_LIMIT = 60
LEAD_DAYS_LIMIT = 3650
Pair = tuple[int, int]  # vendor and item, by id


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorItemAs:
    """An item as a vendor shall sell it. What is None stays as it is, or gets its default where it is new.

    `prices`: all of them, from the least that he sells. `currency`: theirs; unless it is said, that of the vendor's
    papers.
    """

    vendor: str
    item: str
    part_number: str | None = None
    prices: tuple[Break, ...] | None = None
    currency: str | None = None
    order_multiple: int | None = None
    lead_days: int | None = None
    preferred: bool | None = None
    discontinued: bool | None = None

    @property
    def name(self) -> str:
        return f"{self.vendor} · {self.item}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveVendorItems:
    """Items as vendors shall sell them; others stay as they are. A preferred vendor takes the place of another."""

    items: tuple[VendorItemAs, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorItemsSaved:
    """How many are new, how many were there."""

    created: int
    changed: int


@operation(right=EDIT_MASTER)
def save_vendor_items(work: Work, command: SaveVendorItems) -> VendorItemsSaved:
    """Save what vendors sell, all or nothing (WHS-18). Refused with all problems at once: `bad_vendor_items`."""
    asked = _Asked(command.items)
    refuse_if_any(asked.problems(), "bad_vendor_items", "What the vendors sell cannot be saved like this.")
    return asked.write()


def vendor_item_problems(items: Sequence[VendorItemAs]) -> list[Offender]:
    """Everything that `save_vendor_items` would refuse; `row` counts the items from 1."""
    return _Asked(items).problems()


class _Asked:
    """What was asked for, beside what is known."""

    def __init__(self, items: Sequence[VendorItemAs]) -> None:
        self.items = items
        self.currency = company_currency()
        self.vendors = parties_named((each.vendor for each in items), "vendor")
        self.goods: Mapping[str, Item] = items_named(each.item for each in items)
        self.pairs = [self._pair(each) for each in items]
        listed = sql.listing("s", _columns([pair for pair in self.pairs if pair is not None]))
        self.known = {
            (each.vendor_id, each.item_id): each
            for each in VendorItem.objects.raw(
                f"SELECT v.* FROM {listed.sql} CROSS JOIN prices_vendoritem v"
                " WHERE v.vendor_id = s.vendor_id AND v.item_id = s.item_id",
                listed.params,
            )
        }

    def _pair(self, each: VendorItemAs) -> Pair | None:
        vendor, item = self.vendors.get(each.vendor), self.goods.get(each.item)
        return None if vendor is None or item is None else (vendor.party_id, item.pk)

    def problems(self) -> list[Offender]:
        found = []
        times = Counter(pair for pair in self.pairs if pair is not None)
        preferred = Counter(
            pair[1] for pair, each in zip(self.pairs, self.items, strict=True) if pair is not None and each.preferred
        )
        for row, (pair, each) in enumerate(zip(self.pairs, self.items, strict=True), 1):
            wrong = self._named(each) + _shape(each) + self._currency(pair, each)
            if pair is not None and times[pair] > 1:
                wrong.append(("repeated", "This vendor and this item are named more than once."))
            if pair is not None and each.preferred and preferred[pair[1]] > 1:
                wrong.append(("two_preferred", "Only one vendor of an item is preferred."))
            found += [Offender(each.name, code, message, row=row) for code, message in wrong]
        return found + self._part_numbers()

    def _named(self, each: VendorItemAs) -> list[tuple[str, str]]:
        wrong = []
        if each.vendor not in self.vendors:
            wrong.append(("unknown_vendor", f"There is no vendor “{each.vendor}”."))
        if each.item not in self.goods:
            wrong.append(("unknown_item", f"There is no item “{each.item}”."))
        return wrong

    def _currency(self, pair: Pair | None, each: VendorItemAs) -> list[tuple[str, str]]:
        if each.currency is None:
            return []
        if not is_currency(each.currency):
            return [("bad_currency", "A currency is three capital letters, such as EUR.")]
        known = self.known.get(pair) if pair is not None else None
        if known is not None and each.prices is None and known.currency != each.currency:
            return [("bad_currency", f"The prices are in {known.currency}. Give the new prices with the new currency.")]
        return []

    def _part_numbers(self) -> list[Offender]:
        """Of one vendor, a part number means one item."""
        named = [
            (pair, each, row)
            for row, (pair, each) in enumerate(zip(self.pairs, self.items, strict=True), 1)
            if pair is not None and (each.part_number or "").strip()
        ]
        texts = [(pair[0], (each.part_number or "").strip()) for pair, each, _ in named]
        owners = self._owners(texts)
        times = Counter(texts)
        return [
            Offender(
                each.name, "part_number_taken", f"The vendor’s number {text[1]} means another item of his.", row=row
            )
            for (pair, each, row), text in zip(named, texts, strict=True)
            if times[text] > 1 or owners.get(text, pair[1]) != pair[1]
        ]

    def _owners(self, texts: Sequence[tuple[int, str]]) -> dict[tuple[int, str], int]:
        """The item that a vendor's part number means now, unless this command takes the number off it."""
        listed = sql.listing(
            "s", {"vendor_id": ("bigint", [each[0] for each in texts]), "text": ("text", [each[1] for each in texts])}
        )
        renamed = {pair for pair, each in zip(self.pairs, self.items, strict=True) if each.part_number is not None}
        return {
            (vendor_id, text): item_id
            for vendor_id, text, item_id in sql.rows(
                f"SELECT v.vendor_id, v.part_number, v.item_id FROM {listed.sql} CROSS JOIN prices_vendoritem v"
                " WHERE v.vendor_id = s.vendor_id AND v.part_number = s.text",
                listed.params,
            )
            if (vendor_id, item_id) not in renamed
        }

    def write(self) -> VendorItemsSaved:
        """The rows as they shall be: flags and numbers that move from one to another are taken off first."""
        pairs = [pair for pair in self.pairs if pair is not None]
        rows = [self._row(pair, each) for pair, each in zip(pairs, self.items, strict=True)]
        newly = {row.item_id for row, each in zip(rows, self.items, strict=True) if each.preferred}
        for row, each in zip(rows, self.items, strict=True):
            row.preferred = row.preferred and (bool(each.preferred) or row.item_id not in newly)
        _take_off("preferred = false", "item_id", [row.item_id for row in rows if row.preferred])
        _take_off("part_number = ''", "id", [row.pk for row in self.known.values()])
        sql.insert("prices_vendoritem", _columns(pairs) | _values(rows), conflict=_OVERWRITE)
        _write_prices(pairs, self.items)
        return VendorItemsSaved(created=len(rows) - len(self.known), changed=len(self.known))

    def _row(self, pair: Pair, each: VendorItemAs) -> VendorItem:
        row = self.known.get(pair) or VendorItem(
            vendor_id=pair[0], item_id=pair[1], currency=self._usual_currency(each)
        )
        changes = {
            "part_number": None if each.part_number is None else each.part_number.strip(),
            "currency": each.currency,
            "order_multiple": each.order_multiple,
            "lead_days": each.lead_days,
            "preferred": each.preferred,
            "discontinued": each.discontinued,
        }
        for name, value in changes.items():
            if value is not None:
                setattr(row, name, value)
        return row

    def _usual_currency(self, each: VendorItemAs) -> str:
        return self.vendors[each.vendor].currency or self.currency


_FIELDS = {
    "part_number": "text",
    "currency": "text",
    "order_multiple": "bigint",
    "lead_days": "integer",
    "preferred": "boolean",
    "discontinued": "boolean",
}
_OVERWRITE = "ON CONFLICT (vendor_id, item_id) DO UPDATE SET " + ", ".join(
    f"{name} = excluded.{name}" for name in _FIELDS
)


def _shape(each: VendorItemAs) -> list[tuple[str, str]]:
    wrong = []
    if each.part_number is not None and len(each.part_number.strip()) > PART_NUMBER_LIMIT:
        wrong.append(("bad_part_number", f"A vendor’s part number has at most {PART_NUMBER_LIMIT} characters."))
    if each.order_multiple is not None and not 1 <= each.order_multiple <= QUANTITY_LIMIT:
        wrong.append(("bad_multiple", f"A vendor sells in multiples of 1 to {QUANTITY_LIMIT:,}."))
    if each.lead_days is not None and not 0 <= each.lead_days <= LEAD_DAYS_LIMIT:
        wrong.append(("bad_lead_days", f"Goods take 0 to {LEAD_DAYS_LIMIT} days to come."))
    return wrong + break_problems(each.prices or ())


def _columns(pairs: Sequence[Pair]) -> dict[str, tuple[str, Sequence[int]]]:
    return {
        "vendor_id": ("bigint", [vendor_id for vendor_id, _ in pairs]),
        "item_id": ("bigint", [item_id for _, item_id in pairs]),
    }


def _values(rows: Sequence[VendorItem]) -> dict[str, tuple[str, Sequence[object]]]:
    return {name: (kind, [getattr(row, name) for row in rows]) for name, kind in _FIELDS.items()}


def _take_off(change: str, column: str, ids: Sequence[int]) -> None:
    chosen = sql.among(column, ids)
    sql.execute(f"UPDATE prices_vendoritem SET {change} WHERE {chosen.sql}", chosen.params)


def _write_prices(pairs: Sequence[Pair], items: Sequence[VendorItemAs]) -> None:
    priced = [(pair, each.prices) for pair, each in zip(pairs, items, strict=True) if each.prices is not None]
    listed = sql.listing("s", _columns([pair for pair, _ in priced]))
    ids = {
        (vendor_id, item_id): row_id
        for row_id, vendor_id, item_id in sql.rows(
            f"SELECT v.id, v.vendor_id, v.item_id FROM {listed.sql} CROSS JOIN prices_vendoritem v"
            " WHERE v.vendor_id = s.vendor_id AND v.item_id = s.item_id",
            listed.params,
        )
    }
    chosen = sql.among("vendor_item_id", list(ids.values()))
    sql.execute(f"DELETE FROM prices_vendorprice WHERE {chosen.sql}", chosen.params)
    rows = [(ids[pair], each) for pair, prices in priced for each in prices]
    sql.insert(
        VendorPrice._meta.db_table,
        {
            "vendor_item_id": ("bigint", [row_id for row_id, _ in rows]),
            "minimum": ("bigint", [each.minimum for _, each in rows]),
            "price_minor": ("bigint", [each.price_minor for _, each in rows]),
        },
    )
