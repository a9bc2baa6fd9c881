"""What to see of goods: counts, picking, parcels, returns, lots, what is on its way."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from everyunit.base.operation import Actor
from everyunit.cli.sights import MANY, sight, there
from everyunit.counting.difference_list import differences_page
from everyunit.counting.differences import DIFFERS
from everyunit.counting.goods import goods_of
from everyunit.counting.queries import count_page, counts_page
from everyunit.documents.approving import waiting
from everyunit.documents.travelling import transfers as all_transfers
from everyunit.fields.queries import held_by
from everyunit.reports.labels import unit_labels
from everyunit.reports.lot_holders import Holder, holders_of
from everyunit.reports.lots import built_with, lot_named, places_of, units_of
from everyunit.reports.lots import lots as all_lots
from everyunit.reports.places_tree import places_tree
from everyunit.reports.return_desk import brought
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import SEE_COST
from everyunit.rules.serials import describe
from everyunit.selling.page import sheet_page
from everyunit.selling.parcel_queries import contents_of, parcel_by_id, parcels_of
from everyunit.selling.queries import scans_of, sheets_page
from everyunit.selling.sheets import state_of

EVERYBODY = 10_000
MOST_LABELS = 1000


@sight()
def counts(status: str | None = None, location: str | None = None, limit: int = MANY) -> Any:
    """stock counts, newest first; status open: all that are neither complete nor void"""
    return counts_page(status=status, location=location, limit=limit)


@sight()
def count(count_id: int) -> Any:
    """one stock count: its bins, what was found, its papers"""
    found = there(count_page(count_id), "unknown_count", "There is no such stock count.")
    told = {"each_bin": [asdict(each.state) for each in found.bins], "totals": [asdict(each) for each in found.totals]}
    lists = {"papers": [asdict(each) for each in found.papers], "earlier": [asdict(each) for each in found.earlier]}
    return asdict(found.count) | told | lists


@sight()
def counted_goods(count_id: int, limit: int = MANY) -> Any:
    """what is counted by number in a stock count, bin by bin and lot by lot"""
    there(count_page(count_id), "unknown_count", "There is no such stock count.")
    return goods_of(count_id, limit)


@sight()
def differences(actor: Actor, count_id: int, bin: str = "", search: str = "", limit: int = MANY) -> Any:
    """what differs in a stock count, unit by unit, and what becomes of it"""
    costs = actor.may(SEE_COST)
    return differences_page(count_id, bin=bin, sorts=DIFFERS, search=search, costs=costs, after="", limit=limit)


@sight()
def pull_sheets(
    status: str | None = None,
    customer: str | None = None,
    location: str | None = None,
    created_from: dt.date | None = None,
    created_to: dt.date | None = None,
    limit: int = MANY,
) -> Any:
    """pull sheets, newest first"""
    return sheets_page(
        status=status,
        customer=customer,
        location=location,
        created_from=created_from,
        created_to=created_to,
        limit=limit,
    )


@sight()
def pull_sheet(sheet_id: int) -> Any:
    """one pull sheet: what each order wants, and the walk from bin to bin"""
    found = there(sheet_page(sheet_id), "unknown_sheet", "There is no such pull sheet.")
    lines = [asdict(state_of(each.line)) for ticket in found.tickets for each in ticket.lines]
    walk = [
        {
            "bin": stop.bin.code,
            "item": each.item,
            "quantity": each.count,
            "serials": describe(each.runs),
            "orders": each.orders,
        }
        for stop in found.walk
        for each in stop.items
    ]
    return asdict(found.sheet) | {"lines": lines, "walk": walk}


@sight()
def sheet_scans(sheet_id: int, limit: int = MANY) -> Any:
    """every scan of a pull sheet, newest first"""
    return scans_of(sheet_id, limit=limit)


@sight()
def parcels(document_id: int) -> Any:
    """the parcels of an order or invoice"""
    return parcels_of(document_id)


@sight()
def parcel(parcel_id: int) -> Any:
    """one parcel, and what is in it"""
    found = there(parcel_by_id(parcel_id), "unknown_parcel", "There is no such parcel.")
    return asdict(found) | {"contents": [asdict(each) for each in contents_of(parcel_id)]}


@sight()
def returned(actor: Actor, number: str) -> Any:
    """what the return desk is told of a unit: where it is, when it was sold, when it came back"""
    found = brought(number, costs=actor.may(SEE_COST))
    if found.item is not None:
        item = f"the {found.item.by} of {found.item.code} {found.item.name}"
        raise Refused("unknown_unit", f"{number} is {item}, which all of its units share. Scan the unit’s own number.")
    if found.page is None and not found.choices:
        near = f" There is {found.near[0].serial}, with other capital letters." if found.near else ""
        raise Refused("unknown_unit", f"No unit has the number {number}.{near}")
    moved = {"left": found.left, "came_back": found.came_back}
    told: dict[str, Any] = {
        name: each and {"on": each.date, "document": str(each.document)} for name, each in moved.items()
    }
    told |= {"sold": found.sold, "refusable": found.refusable, "choices": [asdict(each) for each in found.choices]}
    if found.page is None:
        return told
    unit, sale = found.page.unit, found.page.sale
    facts = {"serial": unit.serial, "maker_serial": unit.maker_serial, "item": unit.item, "bin": unit.bin}
    sold = sale and {"customer": sale.customer.code, "warranty_until": sale.warranty_until}
    return facts | {"state": found.page.state} | (sold or {}) | told


@sight()
def labels(units: tuple[str, ...]) -> Any:
    """what the labels of units say"""
    return [each._asdict() for each in unit_labels(units, MOST_LABELS)]


@sight()
def lots(item: str = "", search: str = "", limit: int = MANY) -> Any:
    """lots of all items, or of one"""
    return all_lots(item=item, search=search, limit=limit)


@sight()
def lot(item: str, number: str) -> Any:
    """one lot: where it is, who has some of it by which papers, what it was built into"""
    found = there(lot_named(item, number), "unknown_lot", f"There is no lot “{number}” of {item}.")
    holders = [_with_papers(each) for each in holders_of(found.lot_id, EVERYBODY)]
    built = [asdict(each) for each in built_with(found.lot_id, EVERYBODY)]
    places = [asdict(each) for each in places_of(found.lot_id)]
    own = {each.field.code: each.text for each in held_by("lot", found.lot_id)}
    told = {"own": own, "units": units_of(found.lot_id), "places": places}
    return asdict(found) | told | {"holders": holders, "built": built}


def _with_papers(holder: Holder) -> dict[str, Any]:
    papers = [
        {
            "document": f"{each.kind} {each.number}",
            "date": each.date,
            "item": each.item,
            "pieces": each.pieces,
            "units": describe(each.units),
        }
        for each in holder.papers
    ]
    return asdict(holder) | {"papers": papers}


@sight()
def approvals() -> Any:
    """what waits for a second person, the oldest first"""
    return waiting()


@sight()
def transfers(origin: str = "", destination: str = "") -> Any:
    """what is on its way between locations"""
    return [row for row in all_transfers() if origin in ("", row.origin) and destination in ("", row.destination)]


@sight()
def places(location: str) -> Any:
    """a location as a tree of areas and bins, with how much is in each"""
    return places_tree(location)
