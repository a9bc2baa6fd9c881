"""Units: listing, finding by anything, one with its history, changing its note."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from everyunit.api.auth import actor_of_request
from everyunit.api.company import currency
from everyunit.api.fields import KNOWN, Body, Code, Cursor, Day, Key, Limit, Moment, Note, Reason
from everyunit.api.paging import Page, address_of, cut, decode, encode, number_key
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.documents.refuse_return import RefuseReturn, refuse_return
from everyunit.documents.refuse_return import ReturnRefused as UnitRefused
from everyunit.reports.as_built import AsBuilt, as_built
from everyunit.reports.as_of import unit_as_of
from everyunit.reports.cost_history import CostChange as CostStep
from everyunit.reports.listed_units import ListedUnit, unit_facts, with_own
from everyunit.reports.listed_units import Paper as NamedPaper
from everyunit.reports.listed_units import Trader as NamedTrader
from everyunit.reports.part_moves import PartMoved
from everyunit.reports.serial_numbers import UnitFilter, list_units, search_for, totals_of
from everyunit.reports.unit_lookup import units_with_maker_serial
from everyunit.reports.unit_page import AnyEvent, Edit, Exchanged, Sale, timeline, unit_page
from everyunit.rules.conditions import from_data, parse
from everyunit.rules.moments import written
from everyunit.rules.rights import SEE_COST
from everyunit.rules.serials import clean
from everyunit.stock.amend import AmendUnit, UnitAmended, amend_unit

router = Router(tags=["units"])
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


@router.get("/units", response=UnitPage, summary="List units", operation_id="listUnits")
def list_all_units(
    request: HttpRequest,
    serial: Annotated[Code | None, Query(description="Beginning of the serial number.")] = None,
    maker_serial: Annotated[Code | None, Query(description="Beginning of the maker's number.")] = None,
    item: Annotated[Code | None, Query(description="Item code.")] = None,
    bin: Annotated[Code | None, Query(description="Code of the bin that it is in.")] = None,
    bin_type: Literal["stock", "out"] | None = None,
    vendor: Annotated[Code | None, Query(description="Code of the vendor that it was bought from.")] = None,
    customer: Annotated[Code | None, Query(description="Code of the customer who has it.")] = None,
    document: Annotated[
        Code | None, Query(description="Kind and number of a document that moved or holds it: SI 100000.")
    ] = None,
    lot: Annotated[Code | None, Query(description="Beginning of the number of its lot.")] = None,
    warranty: Annotated[
        Literal["in_warranty", "ends_soon", "over", "no_warranty"] | None,
        Query(description="How it stands with our warranty."),
    ] = None,
    entered_from: Annotated[Day | None, Query(description="First day of entry.")] = None,
    entered_to: Annotated[Day | None, Query(description="Last day of entry.")] = None,
    where: Annotated[
        str | None,
        Query(max_length=4000, description="Conditions as text: `cost >= 100 and (bin = MAIN or note contains dent)`."),
    ] = None,
    sort: Sort = "-entered",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> UnitPage:
    """Units that fit all filters, newest first or as `sort` says. Refused: `bad_condition`, `too_slow`."""
    wanted = UnitFilter(
        serial=serial or "",
        maker_serial=maker_serial or "",
        item=item or "",
        bin=bin or "",
        bin_type=bin_type or "",
        vendor=vendor or "",
        customer=customer or "",
        document=document or "",
        lot=lot or "",
        warranty=warranty or "",
        entered_from=entered_from,
        entered_to=entered_to,
        where=parse(where or ""),
    )
    search = search_for(wanted, costs=_costs(request))
    page = list_units(search, sort=sort, after=_after(cursor, sort), limit=limit)
    following = None if page.next_after is None else encode([page.next_after])
    return UnitPage(results=_units(page.units), next_cursor=following, next=address_of(request, following))


@router.post("/units/search", response=UnitsFound, summary="Find units by conditions", operation_id="searchUnits")
def search_units(request: HttpRequest, body: UnitSearch, key: Key = None) -> UnitsFound:
    """Units that fit a tree of conditions. It changes nothing, so a key has no effect.

    Refused: `bad_condition`, `too_slow`.
    """
    search = search_for(UnitFilter(where=from_data(body.where)), costs=_costs(request))
    after = _after(body.cursor, body.sort)
    page = list_units(search, sort=body.sort, after=after, limit=body.limit)
    sums = totals_of(search, page, whole=after is None) if body.totals else None
    return UnitsFound(
        results=_units(page.units),
        next_cursor=None if page.next_after is None else encode([page.next_after]),
        next=None,
        totals=None
        if sums is None
        else UnitTotals(count=sums.count, more=sums.more, currency=currency(), cost_minor=sums.cost_minor),
    )


@router.get("/units/find", response=Found, summary="Find units by any number", operation_id="findUnits")
def find_units(
    request: HttpRequest,
    number: Annotated[Code, Query(description="A serial number, else a maker's number: whole, as scanned.")],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Found:
    """The unit with this serial number, else all units with this maker's number. Nothing found is an empty list."""
    costs = _costs(request)
    one = unit_facts(clean(number), costs=costs)
    if one is not None:
        return Found(by="serial", results=_units([one]))
    rows = units_with_maker_serial(clean(number), costs=costs, before=number_key(cursor), limit=limit + 1)
    page = cut(request, rows, limit, lambda row: [row.unit_id])
    return Found(
        by="maker" if rows else "nothing", results=_units(page.rows), next_cursor=page.next_cursor, next=page.next
    )


@router.get(
    "/units/{path:serial}/history", response=History, summary="What happened to a unit", operation_id="getUnitHistory"
)
def get_unit_history(request: HttpRequest, serial: Code, cursor: Cursor = None, limit: Limit = 50) -> History:
    """Its movements with document, bins, user and time, changes of its cost and by hand; newest first."""
    costs = _costs(request)
    unit = unit_facts(serial, costs=costs)
    if unit is None:
        raise _unknown(serial)
    page = timeline(unit.unit_id, costs=costs, before=number_key(cursor), limit=limit)
    following = None if page.next_before is None else encode([page.next_before])
    return History(
        serial=serial,
        currency=currency(),
        results=[_event(each) for each in page.events],
        next_cursor=following,
        next=address_of(request, following),
    )


@router.post(
    "/units/{path:serial}/refuse",
    response=ReturnRefused,
    summary="Refuse to take a unit back",
    operation_id="refuseReturn",
)
def refuse_unit(
    request: HttpRequest, response: HttpResponse, serial: Code, body: RefusalBody, key: Key = None
) -> UnitRefused:
    """It stays the customer's and moves to the bin for refused returns; a credit order that credits nothing tells why.

    Refused: `unknown_unit`, `not_sold`, `held`, `already_refused`, `not_taken`, `too_long`.
    """
    return run(request, response, refuse_return, RefuseReturn(serial=serial, reason=body.reason), key)


@router.get(
    "/units/{path:serial}/as-built", response=AsBuilt, summary="What a unit is made of", operation_id="getAsBuilt"
)
def get_as_built(
    request: HttpRequest,
    serial: Code,
    on: Annotated[dt.date | None, Query(description="As it was at the end of this day. Default: as it is.")] = None,
) -> AsBuilt:
    """What is in the unit, down to any depth, and what it is in, up to the outermost."""
    costs = actor_of_request(request).may(SEE_COST)
    found = unit_page(serial, costs=costs)
    if found is None:
        raise NotHere("unknown_unit", f"There is no unit {serial}.")
    return as_built(found.unit.unit_id, on, costs=costs)


@router.get("/units/{path:serial}/place", response=UnitPlace, summary="Where a unit was", operation_id="getUnitPlace")
def get_place(
    request: HttpRequest,
    serial: Code,
    as_of: Annotated[Day | None, Query(description="At the end of this day, by the dates of papers; else now.")] = None,
    known: Annotated[Moment | None, Query(description=KNOWN)] = None,
) -> UnitPlace:
    """In which bin it was at the end of a day, and what it cost, as known then or now; in none before it came in."""
    found = unit_page(serial, costs=False)
    if found is None:
        raise _unknown(serial)
    then = unit_as_of(found.unit.unit_id, as_of, known, costs=_costs(request))
    return UnitPlace(
        serial=serial,
        as_of=as_of,
        known=written(known) or None,
        bin=then.bin or None,
        owned=then.owned,
        cost_minor=then.cost_minor,
        currency=currency(),
    )


@router.get("/units/{path:serial}", response=UnitDetail, summary="One unit", operation_id="getUnit")
def get_unit(request: HttpRequest, serial: Code) -> UnitDetail:
    """The unit with this serial number: where it is, who has it, what it cost and brought."""
    found = unit_page(serial, costs=_costs(request))
    if found is None:
        raise _unknown(serial)
    unit = _units([found.unit])[0]
    return UnitDetail(
        **unit.model_dump(),
        sentence=found.state,
        sale=None if found.sale is None else _sale(found.sale),
        replaces=[_other(each) for each in found.exchanged if each.replaces],
        replaced_by=[_other(each) for each in found.exchanged if not each.replaces],
        built_into=_other(found.whole) if found.whole is not None and found.whole.way == "built_into" else None,
    )


@router.patch("/units/{path:serial}", response=UnitChanged, summary="Change a unit's note", operation_id="amendUnit")
def change_unit(
    request: HttpRequest, response: HttpResponse, serial: Code, body: UnitChange, key: Key = None
) -> UnitAmended:
    """Its note or maker's number; what it was before stays in its history.

    Refused: `too_long`, `mangled`, `number_known`.
    """
    command = AmendUnit(serial=serial, maker_serial=body.maker_serial, note=body.note, alike=body.alike)
    return run(request, response, amend_unit, command, key)


def _after(cursor: str | None, sort: str) -> int | str | None:
    """The key in a cursor of this order: a serial number, or an id."""
    found = decode(cursor, str if sort.endswith("serial") else int)
    return None if found is None else found[0]


def _costs(request: HttpRequest) -> bool:
    return actor_of_request(request).may(SEE_COST)


def _unknown(serial: str) -> NotHere:
    return NotHere("unknown_unit", f"There is no unit {serial}. A maker's number? Try `GET /units/find?number=…`.")


def _units(rows: Sequence[ListedUnit]) -> list[Unit]:
    money = currency()
    return [
        Unit(
            unit_id=row.unit_id,
            serial=row.serial,
            maker_serial=row.maker_serial,
            item=row.item,
            item_name=row.item_name,
            bin=row.bin,
            bin_name=row.bin_name,
            bin_type=row.bin_type,
            state=row.state,
            held_by=_paper(row.held_by) if row.held_by else None,
            generated_in=_paper(row.generated_in),
            vendor=_trader(row.vendor) if row.vendor else None,
            customer=_trader(row.customer) if row.customer else None,
            entered_at=row.entered_at,
            days=row.days,
            currency=money,
            cost_minor=row.cost_minor,
            note=row.note,
            tracking=row.tracking,
            maker=row.maker,
            model=row.model,
            category=row.category,
            stock_type=row.stock_type,
            area=row.area,
            location=row.location,
            lot=row.lot,
            generated_on=row.generated_on,
            first_customer=_trader(row.first_customer) if row.first_customer else None,
            last_customer=_trader(row.last_customer) if row.last_customer else None,
            warranty=row.warranty,
            warranty_until=row.warranty_until,
            vendor_warranty=row.vendor_warranty,
            vendor_warranty_until=row.vendor_warranty_until,
            sold_with=_paper(row.sold_with) if row.sold_with else None,
            sold_on=row.sold_on,
            price_minor=row.price_minor,
            own=dict(row.own),
        )
        for row in with_own(rows)
    ]


def _paper(named: NamedPaper) -> Paper:
    return Paper(kind=named.kind, number=named.number)


def _trader(named: NamedTrader) -> Trader:
    return Trader(code=named.code, name=named.name)


def _sale(sale: Sale) -> UnitSale:
    return UnitSale(
        document=_paper(sale.document),
        on=sale.on,
        at=sale.at,
        customer=_trader(sale.customer),
        sold_for_minor=sale.sold_for_minor,
        margin_minor=sale.margin_minor,
    )


def _other(exchanged: Exchanged | PartMoved) -> Other:
    return Other(serial=exchanged.other, document=_paper(exchanged.document), at=exchanged.at)


def _event(event: AnyEvent) -> Movement | Change | CostChange | Replacement | PartMove:
    if isinstance(event, PartMoved):
        return PartMove(
            at=event.at,
            user=event.user,
            document=_paper(event.document),
            way=event.way,
            other=event.other,
            within=event.within,
            undone=event.undone,
        )
    if isinstance(event, Exchanged):
        return Replacement(
            at=event.at,
            user=event.user,
            document=_paper(event.document),
            replaces=event.replaces,
            other=event.other,
            undone=event.undone,
        )
    if isinstance(event, Edit):
        return Change(at=event.at, user=event.user, field=event.field, old=event.old, new=event.new)
    if isinstance(event, CostStep):
        return CostChange(
            step=event.step,
            at=event.at,
            user=event.user,
            document=_paper(event.document),
            old_minor=event.old_minor,
            new_minor=event.new_minor,
            reason=event.reason,
            undoes=event.undoes,
        )
    return Movement(
        step=event.step,
        at=event.at,
        user=event.user,
        document=_paper(event.document),
        party=_trader(event.document_name) if event.document_name else None,
        from_bin=event.from_bin,
        to_bin=event.to_bin,
        from_type=event.from_type,
        to_type=event.to_type,
        cost_minor=event.cost_minor,
        undoes=event.undoes,
        undone=event.undone,
        reason=event.reason,
    )
