"""What items go for by themselves, where nobody names a price: by price lists, by vendors, or by what they cost.

Everything answers for many items at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from everyunit.base import sql
from everyunit.documents.kind import Kind, Stage
from everyunit.documents.kinds import KINDS, row_for
from everyunit.documents.models import Document
from everyunit.documents.pricing import WORTH, exchange_of
from everyunit.places.queries import company_facts
from everyunit.preferences.queries import Preferences
from everyunit.preferences.table import DEBIT_COST, PURCHASE_COST
from everyunit.prices.choosing import Wanted, customer_prices, vendor_prices
from everyunit.rules.money import average, divide_half_up

BUYING = ", ".join(
    f"'{kind.code}'" for kind in KINDS.values() if kind.generates and kind.stage is Stage.FINAL and kind.party
)


@dataclass(frozen=True, slots=True)
class Ask:
    """Prices for so many of some items, on a paper of this party and day; quantities are at least one."""

    party_id: int | None
    currency: str
    day: dt.date
    wanted: tuple[Wanted, ...]
    home: bool = True  # whether the currency is the company's

    @property
    def item_ids(self) -> list[int]:
        return list({each.item_id for each in self.wanted})


Prices = Sequence[int | None]  # None: it says nothing, and the item's own price or cost holds
Source = Callable[[Ask], Prices]


def own_prices(document: Document, kind: Kind, wanted: Sequence[Wanted], at_home: str | None = None) -> list[int]:
    """What one piece of each goes for on a line of this document, in its currency; a negative quantity follows the
    mirrored kind. `at_home`: the company's currency, where it is known already.
    """
    if at_home is None:
        company = company_facts()
        at_home = company.currency if company else ""
    prices = [0] * len(wanted)
    rows = [row_for(kind, each.quantity) for each in wanted]
    for price_from in {row.price_from for row in rows if row.priced}:
        mine = [place for place, row in enumerate(rows) if row.priced and row.price_from == price_from]
        asked = [Wanted(wanted[place].item_id, max(1, abs(wanted[place].quantity))) for place in mine]
        for place, price in zip(mine, _prices(document, price_from, asked, at_home), strict=True):
            prices[place] = price
    return prices


def own_price(document: Document, kind: Kind, item_id: int, quantity: int) -> int:
    """The same for one item."""
    return own_prices(document, kind, [Wanted(item_id, quantity)])[0]


def source_of(document: Document, price_from: str) -> Source:
    """Where prices of lines come from: the price lists, or the source of costs that is chosen for such papers."""
    if price_from == "price":
        return _customer_pays
    if price_from == "average":
        return _item_average
    if document.party_id is None:  # opening stock: nobody sells it
        return _vendor_standard
    return COST_SOURCES[Preferences(None).value(CHOSEN_SOURCES[price_from])]


def _prices(document: Document, price_from: str, wanted: Sequence[Wanted], at_home: str) -> list[int]:
    """In the document's currency where somebody names such prices, else exchanged from the company's."""
    source = source_of(document, price_from)
    ask = Ask(document.party_id, at_home, document.date, tuple(wanted))
    abroad: Prices = [None] * len(wanted)
    if document.currency:
        abroad = source(replace(ask, currency=document.currency, home=False))
    if None not in abroad:
        return [each for each in abroad if each is not None]
    found = source(ask)
    usual = _usual(ask, "price_minor" if price_from == "price" else "cost_minor") if None in found else {}
    exchange = exchange_of(document.currency, document.rate)
    return [
        exchange.abroad(usual[each.item_id] if here is None else here) if named is None else named
        for each, here, named in zip(wanted, found, abroad, strict=True)
    ]


def _usual(ask: Ask, column: str) -> dict[int, int]:
    chosen = sql.among("id", ask.item_ids)
    return dict(sql.rows(f"SELECT id, {column} FROM catalog_item WHERE {chosen.sql}", chosen.params))


def _customer_pays(ask: Ask) -> Prices:
    found = customer_prices(ask.party_id, ask.wanted, ask.currency, ask.day)
    return [None if each is None else each.price_minor for each in found]


def _vendor_standard(ask: Ask) -> Prices:
    return vendor_prices(ask.party_id, ask.wanted, ask.currency)


def _vendor_last(ask: Ask) -> Prices:
    return _last_bought(ask, " AND d.party_id = %s", [ask.party_id])


def _item_last(ask: Ask) -> Prices:
    return _last_bought(ask, "", [])


def _last_bought(ask: Ask, narrowed: str, params: list[object]) -> Prices:
    """What a piece cost on the latest receipt or invoice that stands (PUR-167)."""
    if not ask.home:
        return [None] * len(ask.wanted)
    listed = sql.listing("s", {"item_id": ("bigint", ask.item_ids)})
    last = {
        item_id: divide_half_up(worth, quantity)
        for item_id, worth, quantity in sql.rows(
            f"SELECT s.item_id, {WORTH}, l.quantity FROM {listed.sql} CROSS JOIN documents_line l"
            " WHERE l.id = (SELECT m.id FROM documents_line m JOIN documents_document d ON d.id = m.document_id"
            " JOIN stock_posting b ON b.document_id = d.id AND b.reverses_id IS NULL"
            f" WHERE m.item_id = s.item_id AND m.quantity > 0 AND d.kind IN ({BUYING}) AND d.status = 'posted'"
            f"{narrowed}"
            " AND NOT EXISTS (SELECT 1 FROM stock_posting r WHERE r.reverses_id = b.id)"
            " ORDER BY b.id DESC, m.position DESC LIMIT 1)",
            [*listed.params, *params],
        )
    }
    return [last.get(each.item_id) for each in ask.wanted]


def _item_average(ask: Ask) -> Prices:
    if not ask.home:
        return [None] * len(ask.wanted)
    chosen = sql.among("item_id", ask.item_ids)
    known = {
        item_id: average(int(value), int(quantity))
        for item_id, value, quantity in sql.rows(
            f"SELECT item_id, value_minor, quantity FROM stock_valuation WHERE quantity > 0 AND {chosen.sql}",
            chosen.params,
        )
    }
    return [known.get(each.item_id) for each in ask.wanted]


def _nothing(ask: Ask) -> Prices:
    return [0] * len(ask.wanted)


# The sources of costs that a company may choose from for its purchase papers and for its debit papers (PUR-160, 161).
COST_SOURCES: dict[str, Source] = {
    "vendor_standard": _vendor_standard,
    "vendor_last": _vendor_last,
    "item_last": _item_last,
    "item_average": _item_average,
    "none": _nothing,
}
# The preference that chooses one, by `Kind.price_from`; it is the company's, whoever writes the paper.
CHOSEN_SOURCES = {"cost": PURCHASE_COST, "returned": DEBIT_COST}
