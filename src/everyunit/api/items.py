"""Items: what is traded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from everyunit.api.auth import actor_of_request
from everyunit.api.company import currency
from everyunit.api.fields import Body, Code, Cursor, Key, Limit, Name, Note, Truth, Whole
from everyunit.api.paging import Page, cut, text_key
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.catalog.queries import ItemRow, item_by_code, items_page
from everyunit.catalog.save_item import ItemSaved, SaveItem, save_item
from everyunit.rules.rights import SEE_COST

router = Router(tags=["items"])
ItemType = Literal["regular", "kit", "assembly"]
Tracking = Literal["serialized", "auto_serialized", "quantity", "none"]
EXAMPLE: dict[str, Any] = {
    "name": "Hard drive 3 TB",
    "tracking": "serialized",
    "item_type": "regular",
    "price_minor": 10900,
    "cost_minor": 7450,
    "maker": "Example Drives",
    "model": "XD-3000",
    "category": "",
    "barcodes": ["4006381333931"],
    "weight_g": 620,
    "warranty_months": 24,
    "vendor_warranty_months": 12,
    "tax_code": "",
    "discontinued": False,
}


class ItemFields(Body):
    """An item as it shall be; what is left out gets its default."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    name: Name
    tracking: Tracking = Field(
        "serialized", description="How it is kept track of. Later only serialized and auto_serialized may be switched."
    )
    item_type: ItemType | None = Field(
        None, description="Fixed once the item exists. Default: regular, or as it is. Kits are tracked as none."
    )
    price_minor: Whole = Field(0, description="Selling price of one, in minor units of the company's currency.")
    cost_minor: Whole = Field(0, description="Usual cost of one, in minor units.")
    maker: Name = ""
    model: Name = Field("", description="What the maker calls it.")
    category: Code = Field(
        "",
        description="Code of the category of a new item. One that exists changes it with `POST /categorize`.",
    )
    barcodes: list[Code] = Field([], max_length=1000, description="Further codes that a scan of it may give.")
    weight_g: Whole = Field(0, description="Of one piece, in grams.")
    warranty_months: int = Field(0, ge=0, le=1200, description="Of what is sold from now on; 0 for none.")
    vendor_warranty_months: int = Field(0, ge=0, le=1200, description="Of what is bought from now on; 0 for none.")
    tax_code: Code = Field("", description="Empty: as the party or the company usually has it.")
    discontinued: Truth = False
    own: dict[Code, Note] = Field({}, description="What own fields shall hold, by code; one that is left out stays.")

    def command(self, code: str, new_only: bool = False) -> SaveItem:
        return SaveItem(
            code=code,
            name=self.name,
            tracking=self.tracking,
            item_type=self.item_type,
            price_minor=self.price_minor,
            cost_minor=self.cost_minor,
            maker=self.maker,
            model=self.model,
            category=self.category,
            barcodes=tuple(self.barcodes),
            weight_g=self.weight_g,
            warranty_months=self.warranty_months,
            vendor_warranty_months=self.vendor_warranty_months,
            tax_code=self.tax_code,
            discontinued=self.discontinued,
            own=dict(self.own),
            new_only=new_only,
        )


class NewItem(ItemFields):
    """A new item."""

    model_config = ConfigDict(json_schema_extra={"example": {"code": "HD-3TB", **EXAMPLE}})

    code: Code = Field(description="Names the item for ever.")


class Item(Schema):
    """An item. Amounts are in minor units of `currency`."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"code": "HD-3TB", "item_id": 1, "currency": "EUR", **EXAMPLE}}
    )

    item_id: int
    code: str
    name: str
    tracking: str
    item_type: str
    currency: str
    price_minor: int
    cost_minor: int | None = Field(description="null for those who may not see costs.")
    maker: str
    model: str
    category: str = Field(description="Code of its category; empty for none.")
    barcodes: list[str]
    weight_g: int
    warranty_months: int
    vendor_warranty_months: int
    tax_code: str
    discontinued: bool


class ItemPage(Page):
    """A page of items in the order of their codes."""

    results: list[Item]


@router.get("/items", response=ItemPage, summary="List items", operation_id="listItems")
def list_items(
    request: HttpRequest,
    search: Annotated[Name | None, Query(description="In code, name, maker or model.")] = None,
    tracking: Tracking | None = None,
    category: Annotated[Code | None, Query(description="In it, or in a category that lies in it.")] = None,
    discontinued: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ItemPage:
    """Items in the order of their codes."""
    rows = items_page(
        search=search or "",
        tracking=tracking,
        category=category or "",
        discontinued=discontinued,
        after=text_key(cursor),
        limit=limit + 1,
    )
    page = cut(request, rows, limit, lambda row: [row.code])
    return ItemPage(results=_items(request, page.rows), next_cursor=page.next_cursor, next=page.next)


@router.get("/items/{path:code}", response=Item, summary="One item", operation_id="getItem")
def get_item(request: HttpRequest, code: Code) -> Item:
    """The item with this code."""
    found = item_by_code(code)
    if found is None:
        raise NotHere("unknown_item", f"There is no item “{code}”.")
    return _items(request, [found])[0]


@router.post("/items", response={201: ItemSaved}, summary="Create an item", operation_id="createItem")
def create_item(request: HttpRequest, response: HttpResponse, body: NewItem, key: Key = None) -> Status[ItemSaved]:
    """A new item; a code that is taken is refused (`code_taken`), other problems all at once (`bad_item`)."""
    return Status(201, run(request, response, save_item, body.command(body.code, new_only=True), key))


@router.put(
    "/items/{path:code}",
    response={200: ItemSaved, 201: ItemSaved},
    summary="Create or replace an item",
    operation_id="putItem",
)
def put_item(
    request: HttpRequest, response: HttpResponse, code: Code, body: ItemFields, key: Key = None
) -> Status[ItemSaved]:
    """The item as it shall be: made where it does not exist (201), else replaced (200).

    What is left out gets its default. Refused with all problems at once: `bad_item`.
    """
    saved = run(request, response, save_item, body.command(code), key)
    return Status(201 if saved.created else 200, saved)


def _items(request: HttpRequest, rows: Sequence[ItemRow]) -> list[Item]:
    money, costs = currency(), actor_of_request(request).may(SEE_COST)
    return [
        Item(
            item_id=row.item_id,
            code=row.code,
            name=row.name,
            tracking=row.tracking,
            item_type=row.item_type,
            currency=money,
            price_minor=row.price_minor,
            cost_minor=row.cost_minor if costs else None,
            maker=row.maker,
            model=row.model,
            category=row.category,
            barcodes=list(row.barcodes),
            weight_g=row.weight_g,
            warranty_months=row.warranty_months,
            vendor_warranty_months=row.vendor_warranty_months,
            tax_code=row.tax_code,
            discontinued=row.discontinued,
        )
        for row in rows
    ]
