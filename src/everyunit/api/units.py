"""Units: listing, finding by anything, one with its history, changing its note."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from everyunit.api.auth import actor_of_request
from everyunit.api.company import currency
from everyunit.api.fields import KNOWN, Code, Cursor, Day, Key, Limit, Moment
from everyunit.api.paging import address_of, cut, decode, encode, number_key
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.api.unit_answers import event_answer, other_answer, sale_answer, units_answer
from everyunit.api.unit_shapes import (
    Found,
    History,
    RefusalBody,
    ReturnRefused,
    Sort,
    UnitChange,
    UnitChanged,
    UnitDetail,
    UnitPage,
    UnitPlace,
    UnitSearch,
    UnitsFound,
    UnitTotals,
)
from everyunit.documents.refuse_return import RefuseReturn, refuse_return
from everyunit.documents.refuse_return import ReturnRefused as UnitRefused
from everyunit.reports.as_built import AsBuilt, as_built
from everyunit.reports.as_of import unit_as_of
from everyunit.reports.listed_units import unit_facts
from everyunit.reports.serial_numbers import UnitFilter, list_units, search_for, totals_of
from everyunit.reports.unit_lookup import units_with_maker_serial
from everyunit.reports.unit_page import timeline, unit_page
from everyunit.rules.conditions import from_data, parse
from everyunit.rules.moments import written
from everyunit.rules.rights import SEE_COST
from everyunit.rules.serials import clean
from everyunit.stock.amend import AmendUnit, UnitAmended, amend_unit

router = Router(tags=["units"])


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
    return UnitPage(results=units_answer(page.units), next_cursor=following, next=address_of(request, following))


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
        results=units_answer(page.units),
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
        return Found(by="serial", results=units_answer([one]))
    rows = units_with_maker_serial(clean(number), costs=costs, before=number_key(cursor), limit=limit + 1)
    page = cut(request, rows, limit, lambda row: [row.unit_id])
    return Found(
        by="maker" if rows else "nothing", results=units_answer(page.rows), next_cursor=page.next_cursor, next=page.next
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
        results=[event_answer(each) for each in page.events],
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
    unit = units_answer([found.unit])[0]
    return UnitDetail(
        **unit.model_dump(),
        sentence=found.state,
        sale=None if found.sale is None else sale_answer(found.sale),
        replaces=[other_answer(each) for each in found.exchanged if each.replaces],
        replaced_by=[other_answer(each) for each in found.exchanged if not each.replaces],
        built_into=other_answer(found.whole) if found.whole is not None and found.whole.way == "built_into" else None,
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
