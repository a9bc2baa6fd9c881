"""Units over the API: what is asked and answered."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from everyunit.api.fields import Body, Code, Note, Reason
from everyunit.api.paging import Page

Sort = Literal["-entered", "entered", "serial", "-serial"]


class Paper(Schema):
    """A document by name."""

    kind: str
    number: str


class Trader(Schema):
    """A vendor or customer by name."""

    code: str
    name: str


class Unit(Schema):
    """One physical piece."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "unit_id": 100000,
                "serial": "100000",
                "maker_serial": "W1F0A1",
                "item": "HD-3TB",
                "item_name": "Hard drive 3 TB",
                "bin": "SOLD",
                "bin_name": "Sold to customers",
                "bin_type": "out",
                "state": "sold",
                "held_by": None,
                "generated_in": {"kind": "PR", "number": "100000"},
                "vendor": {"code": "V-100", "name": "Example Components"},
                "customer": {"code": "C-100", "name": "Example Customer"},
                "entered_at": "2026-01-05T09:12:44Z",
                "days": 12,
                "currency": "EUR",
                "cost_minor": 7450,
                "note": "",
                "tracking": "serialized",
                "maker": "Example Drives",
                "model": "XD-3000",
                "category": "DISKS",
                "stock_type": "normal",
                "area": "",
                "location": "MAIN",
                "lot": "",
                "generated_on": "2026-01-05",
                "first_customer": {"code": "C-100", "name": "Example Customer"},
                "last_customer": {"code": "C-100", "name": "Example Customer"},
                "warranty": "in_warranty",
                "warranty_until": "2028-01-17",
                "vendor_warranty": "in_warranty",
                "vendor_warranty_until": "2027-01-05",
                "sold_with": {"kind": "SI", "number": "100000"},
                "sold_on": "2026-01-17",
                "price_minor": 9900,
                "own": {"unit.colour": "black"},
            }
        }
    )

    unit_id: int
    serial: str = Field(description="Our number: unique, never reused.")
    maker_serial: str = Field(description="The maker's number; it may repeat.")
    item: str
    item_name: str
    bin: str
    bin_name: str
    bin_type: str = Field(description="stock: we own what is in it; out: somebody else does.")
    state: str = Field(description="in stock, held, sold or out.")
    held_by: Paper | None = Field(description="The open document that it is committed to.")
    generated_in: Paper = Field(description="The document that it came in with.")
    vendor: Trader | None
    customer: Trader | None = Field(description="Who has it now.")
    entered_at: dt.datetime
    days: int = Field(description="Days it has been in our stock.")
    currency: str
    cost_minor: int | None = Field(description="null for those who may not see costs.")
    note: str
    tracking: str
    maker: str
    model: str
    category: str = Field(description="Code of its item's category; empty without one.")
    stock_type: str = Field(description="The condition of what is in its bin.")
    location: str = Field(description="Code of the location of its bin.")
    area: str = Field(description="Code of the stock area of its bin; empty without one.")
    lot: str = Field(description="Number of the lot that it was received with; empty without one.")
    generated_on: dt.date = Field(description="Date of the document that it came in with.")
    first_customer: Trader | None = Field(description="Who was sold it first, also when it came back since.")
    last_customer: Trader | None = Field(description="Who was sold it last, also when it came back since.")
    warranty: str = Field(description="in_warranty, ends_soon (within 31 days), over or no_warranty.")
    warranty_until: dt.date | None = Field(description="The last day of our warranty, while a customer has it.")
    vendor_warranty: str
    vendor_warranty_until: dt.date | None = Field(description="The last day of the vendor's warranty.")
    sold_with: Paper | None = Field(description="The document by which who has it now got it.")
    sold_on: dt.date | None
    price_minor: int | None = Field(description="What it was sold for: its share of the line.")
    own: dict[str, str] = Field(description="What own fields of it and of its item hold, by name: unit.colour.")


class UnitTotals(Schema):
    """How many units fit and what they cost."""

    count: int | None = Field(description="null: it would take too long to count them.")
    more: bool = Field(description="There are more than `count`, and their cost is not added up.")
    currency: str
    cost_minor: int | None


class UnitSearch(Body):
    """Conditions as a tree: `{"all": […]}`, `{"any": […]}`, or a field, an operator and a `value` or `values`."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "where": {
                    "all": [
                        {"field": "item", "operator": "=", "value": "HD-3TB"},
                        {
                            "any": [
                                {"field": "note", "operator": "contains", "value": "dent"},
                                {"field": "cost", "operator": ">", "value": "100"},
                            ]
                        },
                    ]
                },
                "sort": "serial",
            }
        }
    )

    where: dict[str, Any] = Field(description="Fields and operators are those of the page; docs/api.md lists them.")
    sort: Sort = "-entered"
    cursor: str | None = Field(None, max_length=1000)
    limit: int = Field(50, ge=1, le=200)
    totals: bool = Field(False, description="Also count, up to 10,000.")


class UnitPage(Page):
    """A page of units."""

    results: list[Unit]


class UnitsFound(UnitPage):
    """A page of units that fit conditions. To go on, send them again with `next_cursor` as `cursor`."""

    totals: UnitTotals | None


class Found(Page):
    """The units that a number may mean: by serial number one, by maker's number possibly several."""

    by: Literal["serial", "maker", "nothing"] = Field(description="What the number is.")
    results: list[Unit]


class UnitSale(Schema):
    """The sale by which a unit left."""

    document: Paper
    on: dt.date = Field(description="The day of the sale.")
    at: dt.datetime = Field(description="When it was posted.")
    customer: Trader
    sold_for_minor: int
    margin_minor: int | None = Field(description="null for those who may not see costs.")


class Other(Schema):
    """Another unit, and the document that exchanged the two."""

    serial: str
    document: Paper
    at: dt.datetime


class UnitDetail(Unit):
    """One unit, in a sentence and with its sale if it is sold."""

    sentence: str = Field(description="Where it stands, for people.")
    sale: UnitSale | None
    replaces: list[Other] = Field(description="The units that it stands in for.")
    replaced_by: list[Other] = Field(description="The units that stand in for it.")
    built_into: Other | None = Field(description="The unit that it is right in now.")


class UnitPlace(Schema):
    """Where a unit was. `bin` is null before it came in; `known` is as it was asked for."""

    serial: str
    as_of: dt.date | None
    known: str | None
    bin: str | None
    owned: bool = Field(description="Whether it was ours.")
    cost_minor: int | None = Field(description="Null for who may not see costs, and before it came in.")
    currency: str


class Movement(Schema):
    """The unit went from a bin to a bin; the first step is its birth."""

    what: Literal["movement"] = "movement"
    step: int
    at: dt.datetime
    user: str
    document: Paper
    party: Trader | None
    from_bin: str
    to_bin: str
    from_type: str
    to_type: str
    cost_minor: int | None
    undoes: bool = Field(description="It reversed the document.")
    undone: bool = Field(description="It was reversed later.")
    reason: str


class Change(Schema):
    """Its note or maker's number was changed."""

    what: Literal["edit"] = "edit"
    at: dt.datetime
    user: str
    field: str
    old: str
    new: str


class CostChange(Schema):
    """Its cost was changed by a document; only those who may see costs get these."""

    what: Literal["cost"] = "cost"
    step: int = Field(description="The movement of the unit that it followed.")
    at: dt.datetime
    user: str
    document: Paper
    old_minor: int
    new_minor: int
    reason: str
    undoes: bool = Field(description="It reversed the document.")


class Replacement(Schema):
    """An exchange: it stands in for another unit, or the other for it."""

    what: Literal["replacement"] = "replacement"
    at: dt.datetime
    user: str
    document: Paper
    replaces: bool = Field(description="true: it stands in for the other; false: the other stands in for it.")
    other: str = Field(description="The serial number of the other.")
    undone: bool = Field(description="It was reversed later.")


class PartMove(Schema):
    """It was built into another unit or taken out of it, or a part of it was exchanged."""

    what: Literal["part"] = "part"
    at: dt.datetime
    user: str
    document: Paper
    way: Literal["built_into", "taken_out_of", "part_in", "part_out"] = Field(
        description="built_into, taken_out_of: the other is the unit around it; part_in, part_out: a part of it."
    )
    other: str = Field(description="The serial number of the other.")
    within: str = Field(description="The unit in this one that had that part; empty where this one had it itself.")
    undone: bool = Field(description="It was reversed later.")


class History(Page):
    """What happened to the unit, newest first; `limit` counts movements, edits and costs come along with them."""

    serial: str
    currency: str
    results: list[Movement | Change | CostChange | Replacement | PartMove]


class UnitChange(Body):
    """New values; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"example": {"note": "Box is dented"}})

    maker_serial: Code | None = None
    note: Note | None = None
    alike: bool = Field(False, description="Yes, another unit of the item has this maker's number, too.")


class UnitChanged(Schema):
    """The unit as it stands, and which fields changed."""

    serial: str
    maker_serial: str
    note: str
    changed: list[str]


class RefusalBody(Body):
    """Why a unit is not taken back."""

    model_config = ConfigDict(json_schema_extra={"example": {"reason": "Broken by the customer"}})

    reason: Reason


class ReturnRefused(Schema):
    """The credit order that tells of it, and the bin where the unit stands."""

    document_id: int
    kind: str
    number: str
    bin: str
