"""Prices: what vendors sell, price lists and their entries, and which customer pays by which."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from everyunit.api.auth import actor_of_request
from everyunit.api.fields import Body, Code, Cursor, Day, Key, Limit, Name, Truth, Whole
from everyunit.api.paging import Page, cut, decode, text_key
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.prices.assign_price_list import AssignPriceList, PriceListAssigned, assign_price_list
from everyunit.prices.queries import (
    PriceListRow,
    VendorItemRow,
    category_discounts_of,
    price_entries_page,
    price_list_by_code,
    price_lists_page,
    vendor_items_page,
)
from everyunit.prices.save_price_list import CategoryOff, PriceListSaved, PriceOf, SavePriceList, save_price_list
from everyunit.prices.save_vendor_items import SaveVendorItems, VendorItemAs, VendorItemsSaved, save_vendor_items
from everyunit.rules.prices import Break
from everyunit.rules.rights import SEE_COST

router = Router(tags=["prices"])
AT_ONCE = 10_000
BREAK: dict[str, Any] = {"minimum": 10, "price_minor": 7100}
VENDOR_ITEM: dict[str, Any] = {
    "vendor": "V-100",
    "item": "HD-3TB",
    "part_number": "ED-3000",
    "prices": [{"minimum": 1, "price_minor": 7450}, BREAK],
    "currency": "EUR",
    "order_multiple": 5,
    "lead_days": 7,
    "preferred": True,
    "discontinued": False,
}
PRICE_LIST: dict[str, Any] = {
    "name": "For traders",
    "currency": "EUR",
    "valid_from": None,
    "valid_to": None,
    "discount_bp": 500,
    "is_default": False,
}


class PriceBreak(Body):
    """From this many pieces on, each costs so much."""

    model_config = ConfigDict(json_schema_extra={"example": BREAK})

    minimum: Whole = 1
    price_minor: Whole


class VendorItemBody(Body):
    """An item as a vendor shall sell it. What is left out or null stays as it is."""

    model_config = ConfigDict(json_schema_extra={"example": VENDOR_ITEM})

    vendor: Code
    item: Code = Field(description="Code or barcode.")
    part_number: Code | None = Field(None, description="What the vendor calls it; an empty text clears it.")
    prices: list[PriceBreak] | None = Field(
        None, max_length=100, description="All of his prices; the least is the least that he sells."
    )
    currency: Code | None = Field(None, description="Default: that of the vendor's papers.")
    order_multiple: Whole | None = None
    lead_days: Whole | None = None
    preferred: Truth | None = None
    discontinued: Truth | None = None

    def command(self) -> VendorItemAs:
        facts = dict(self) | {"prices": None if self.prices is None else _breaks(self.prices)}
        return VendorItemAs(**facts)


class VendorItemsBody(Body):
    """What vendors shall sell; others stay as they are."""

    items: list[VendorItemBody] = Field(max_length=AT_ONCE)


class SoldBreak(Schema):
    """From this many pieces on, each costs so much."""

    minimum: int
    price_minor: int


class VendorItem(Schema):
    """An item as a vendor sells it."""

    model_config = ConfigDict(
        json_schema_extra={"example": VENDOR_ITEM | {"vendor_name": "Example", "item_name": "Hard drive", "lone": True}}
    )

    vendor: str
    vendor_name: str
    item: str
    item_name: str
    part_number: str
    prices: list[SoldBreak] | None = Field(description="null for those who may not see costs.")
    currency: str
    order_multiple: int
    lead_days: int
    preferred: bool
    lone: bool = Field(description="No other vendor sells it: it is bought here unless somebody says otherwise.")
    discontinued: bool


class VendorItemPage(Page):
    """A page of what vendors sell, by vendor and item."""

    results: list[VendorItem]


class PriceBody(Body):
    """A price on a list; null takes it off."""

    model_config = ConfigDict(json_schema_extra={"example": {"item": "HD-3TB", "minimum": 10, "price_minor": 9900}})

    item: Code
    minimum: Whole = Field(1, description="From how many pieces it holds.")
    price_minor: Whole | None


class CategoryBody(Body):
    """A discount on items in a category and those below it; null: none of its own."""

    model_config = ConfigDict(json_schema_extra={"example": {"category": "DRIVES", "discount_bp": 1250}})

    category: Code
    discount_bp: Whole | None


class PriceListFields(Body):
    """A price list as it shall be; what is left out gets its default."""

    model_config = ConfigDict(json_schema_extra={"example": PRICE_LIST})

    name: Name
    currency: Code | None = Field(None, description="Default: as it is; the company's on a new list.")
    valid_from: Day | None = None
    valid_to: Day | None = None
    discount_bp: Whole = Field(0, description="Hundredths of a percent off everything that it does not name.")
    categories: list[CategoryBody] = Field([], max_length=1000, description="Others stay as they are.")
    is_default: Truth = Field(False, description="Takes the place of the present default list.")
    entries: list[PriceBody] = Field([], max_length=AT_ONCE, description="Added to those that are there.")
    replace: Truth = Field(False, description="The entries are all there shall be.")


class PriceList(Schema):
    """A price list."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"code": "TRADE", **PRICE_LIST, "entries": 120, "customers": 8}}
    )

    code: str
    name: str
    currency: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    discount_bp: int
    is_default: bool
    entries: int
    customers: int
    by_category: dict[str, int] | None = Field(None, description="Discounts by category, where one list is asked for.")


class PriceListPage(Page):
    """A page of price lists in the order of their codes."""

    results: list[PriceList]


class Price(Schema):
    """A price on a list."""

    price_list: str
    currency: str
    item: str
    item_name: str
    minimum: int
    price_minor: int


class PricePage(Page):
    """A page of prices by item and quantity."""

    results: list[Price]


class AssignmentBody(Body):
    """Customers, and the list by which they pay from now on; null: the default list."""

    model_config = ConfigDict(json_schema_extra={"example": {"customers": ["C-100"], "price_list": "TRADE"}})

    customers: list[Code] = Field(max_length=AT_ONCE)
    price_list: Code | None


@router.get("/vendor-items", response=VendorItemPage, summary="List what vendors sell", operation_id="listVendorItems")
def list_vendor_items(
    request: HttpRequest,
    vendor: Code | None = None,
    item: Code | None = None,
    search: Annotated[Name | None, Query(description="In part number, item code and name.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> VendorItemPage:
    """What vendors sell, by vendor and item."""
    key = decode(cursor, str, str)
    rows = vendor_items_page(
        vendor=vendor,
        item=item,
        search=search or "",
        after=("", "") if key is None else (str(key[0]), str(key[1])),
        limit=limit + 1,
    )
    page = cut(request, rows, limit, lambda row: [row.vendor, row.item])
    costs = actor_of_request(request).may(SEE_COST)
    results = [_vendor_item(row, costs) for row in page.rows]
    return VendorItemPage(results=results, next_cursor=page.next_cursor, next=page.next)


@router.post(
    "/vendor-items", response=VendorItemsSaved, summary="Save what vendors sell", operation_id="saveVendorItems"
)
def post_vendor_items(
    request: HttpRequest, response: HttpResponse, body: VendorItemsBody, key: Key = None
) -> VendorItemsSaved:
    """All of them or none; refused with all problems and their rows: `bad_vendor_items`."""
    command = SaveVendorItems(items=tuple(each.command() for each in body.items))
    return run(request, response, save_vendor_items, command, key)


@router.get("/price-lists", response=PriceListPage, summary="List price lists", operation_id="listPriceLists")
def list_price_lists(
    request: HttpRequest, search: Name | None = None, cursor: Cursor = None, limit: Limit = 50
) -> PriceListPage:
    """Price lists in the order of their codes."""
    rows = price_lists_page(search=search or "", after=text_key(cursor), limit=limit + 1)
    page = cut(request, rows, limit, lambda row: [row.code])
    results = [_price_list(row) for row in page.rows]
    return PriceListPage(results=results, next_cursor=page.next_cursor, next=page.next)


@router.get("/price-lists/{path:code}", response=PriceList, summary="One price list", operation_id="getPriceList")
def get_price_list(request: HttpRequest, code: Code) -> PriceList:
    """The price list, without its entries: those are at /prices?price_list=CODE."""
    found = price_list_by_code(code)
    if found is None:
        raise NotHere("unknown_price_list", f"There is no price list “{code}”.")
    return PriceList(**asdict(found), by_category=category_discounts_of(code))


@router.put(
    "/price-lists/{path:code}",
    response={200: PriceListSaved, 201: PriceListSaved},
    summary="Create or change a price list",
    operation_id="putPriceList",
)
def put_price_list(
    request: HttpRequest, response: HttpResponse, code: Code, body: PriceListFields, key: Key = None
) -> Status[PriceListSaved]:
    """The list as it shall be; entries are added, taken off or replaced. Refused with all problems at once:
    `bad_price_list`.
    """
    lists = {
        "entries": tuple(PriceOf(**dict(each)) for each in body.entries),
        "categories": tuple(CategoryOff(**dict(each)) for each in body.categories),
    }
    saved = run(request, response, save_price_list, SavePriceList(code=code, **dict(body) | lists), key)
    return Status(201 if saved.created else 200, saved)


@router.get("/prices", response=PricePage, summary="List prices of a list", operation_id="listPrices")
def list_prices(
    request: HttpRequest,
    price_list: Annotated[Code, Query(description="Code of the list.")],
    item: Code | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> PricePage:
    """The entries of a price list, by item and quantity."""
    key = decode(cursor, str, int)
    rows = price_entries_page(
        price_list=price_list, item=item, after=("", 0) if key is None else (str(key[0]), int(key[1])), limit=limit + 1
    )
    page = cut(request, rows, limit, lambda row: [row.item, row.minimum])
    results = [Price(**asdict(row)) for row in page.rows]
    return PricePage(results=results, next_cursor=page.next_cursor, next=page.next)


@router.post(
    "/price-list-assignments",
    response=PriceListAssigned,
    summary="Give customers a price list",
    operation_id="assignPriceList",
)
def post_assignment(
    request: HttpRequest, response: HttpResponse, body: AssignmentBody, key: Key = None
) -> PriceListAssigned:
    """Each customer pays by one list at most. Refused: `unknown_price_list`, `unknown_customer` with all of them."""
    command = AssignPriceList(customers=tuple(body.customers), price_list=body.price_list)
    return run(request, response, assign_price_list, command, key)


def _breaks(prices: list[PriceBreak]) -> tuple[Break, ...]:
    return tuple(Break(each.minimum, each.price_minor) for each in prices)


def _vendor_item(row: VendorItemRow, costs: bool) -> VendorItem:
    return VendorItem(**asdict(row) | ({} if costs else {"prices": None}))


def _price_list(row: PriceListRow) -> PriceList:
    return PriceList(**asdict(row))
