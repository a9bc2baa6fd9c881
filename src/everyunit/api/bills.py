"""Bills of materials: what kits and assemblies are made of."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from everyunit.api.auth import actor_of_request
from everyunit.api.fields import Body, Code, Key, Truth, Whole
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.catalog.bills import bill_tree, by_products_of, used_in
from everyunit.catalog.by_products import ByProductAs
from everyunit.catalog.queries import item_by_code
from everyunit.catalog.save_bill import BillSaved, ComponentAs, SaveBill, save_bill
from everyunit.rules.rights import SEE_COST

router = Router(tags=["bills of materials"])
Link = Literal["no", "optional", "mandatory"]
COMPONENT: dict[str, Any] = {
    "item": "HD-3TB",
    "quantity": 2,
    "waste": 0,
    "waste_quantity": 0,
    "link": "mandatory",
    "substitutes": ["HD-4TB"],
}


class ComponentBody(Body):
    """What goes into one piece."""

    model_config = ConfigDict(json_schema_extra={"example": COMPONENT})

    item: Code
    quantity: Whole = 1
    waste: Whole = Field(0, description="Lost besides, in hundredths of a percent of what is needed.")
    waste_quantity: Whole = Field(0, description="Lost for each piece built.")
    link: Link | None = Field(
        None,
        description="Whether the very unit is named. Default: mandatory for serialized, optional for auto-serialized.",
    )
    substitutes: list[Code] = Field([], max_length=100, description="What may be built in instead, best first.")


class ByProductBody(Body):
    """What comes of building one piece besides, and is kept."""

    item: Code
    quantity: Whole = 1
    share: Whole = Field(0, description="Of the cost, in hundredths of a percent, that it is worth.")


class BillBody(Body):
    """The whole bill of materials."""

    components: list[ComponentBody] = Field(max_length=1000)
    price_on_parts: Truth = Field(False, description="Of a kit: its price is spread over its components.")
    by_products: list[ByProductBody] | None = Field(
        None, max_length=100, description="What comes of an assembly besides; null: as it is."
    )


class BillPart(Schema):
    """A component on its level of the tree."""

    depth: int = Field(description="0: right in the item.")
    path: list[str] = Field(description="The items that lead to it, itself last.")
    item: str
    item_name: str
    item_type: str
    tracking: str
    quantity: int = Field(description="For one piece of what it goes into.")
    waste: int
    waste_quantity: int
    link: str
    substitutes: list[str]
    cost_minor: int | None = Field(description="Usual cost of one; null for those who may not see costs.")


class ByProduct(Schema):
    """What comes of one piece besides."""

    item: str
    item_name: str
    quantity: int
    share: int = Field(description="Of the cost, in hundredths of a percent.")


class BillUse(Schema):
    """An item that it goes into."""

    item: str
    item_name: str
    quantity: int


class Bill(Schema):
    """What the item is made of, down through its assemblies, and what it goes into."""

    item: str
    item_type: str
    price_on_parts: bool
    parts: list[BillPart]
    by_products: list[ByProduct]
    used_in: list[BillUse]


@router.get("/bills/{path:code}", response=Bill, summary="What an item is made of", operation_id="getBill")
def get_bill(request: HttpRequest, code: Code) -> Bill:
    """The tree of components, and what the item itself goes into."""
    item = item_by_code(code)
    if item is None:
        raise NotHere("unknown_item", f"There is no item “{code}”.")
    costs = actor_of_request(request).may(SEE_COST)
    return Bill(
        item=item.code,
        item_type=item.item_type,
        price_on_parts=item.price_on_parts,
        parts=[
            BillPart(
                depth=part.depth,
                path=list(part.path),
                item=part.row.item,
                item_name=part.row.item_name,
                item_type=part.row.item_type,
                tracking=part.row.tracking,
                quantity=part.row.quantity,
                waste=part.row.waste,
                waste_quantity=part.row.waste_quantity,
                link=part.row.link,
                substitutes=list(part.row.substitutes),
                cost_minor=part.row.cost_minor if costs else None,
            )
            for part in bill_tree(item.item_id)
        ],
        by_products=[
            ByProduct(item=each.item, item_name=each.item_name, quantity=each.quantity, share=each.share)
            for each in by_products_of(item.item_id)
        ],
        used_in=[
            BillUse(item=each.item, item_name=each.item_name, quantity=each.quantity) for each in used_in(item.item_id)
        ],
    )


@router.put("/bills/{path:code}", response=BillSaved, summary="Say what an item is made of", operation_id="putBill")
def put_bill(request: HttpRequest, response: HttpResponse, code: Code, body: BillBody, key: Key = None) -> BillSaved:
    """The whole bill of a kit or an assembly; refused with all problems and their rows: `bad_bill`."""
    command = SaveBill(
        item=code,
        components=tuple(
            ComponentAs(**{**dict(each), "substitutes": tuple(each.substitutes)}) for each in body.components
        ),
        price_on_parts=body.price_on_parts,
        by_products=None
        if body.by_products is None
        else tuple(ByProductAs(item=each.item, quantity=each.quantity, share=each.share) for each in body.by_products),
    )
    return run(request, response, save_bill, command, key)
