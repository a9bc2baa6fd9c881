"""What to see of all that is kept to work with: items, parties, prices, accounts, places."""

from __future__ import annotations

from typing import Any

from everyunit.base.operation import Actor
from everyunit.catalog.categories import categories as all_categories
from everyunit.catalog.put_away import put_away_of
from everyunit.catalog.queries import item_by_code, items_page
from everyunit.cli.sights import MANY, sight, there
from everyunit.documents.fill_fields import target_ids
from everyunit.documents.reasons import reasons as all_reasons
from everyunit.exports.queries import exports_of
from everyunit.fields.queries import held_by
from everyunit.fields.queries import own_fields as all_own_fields
from everyunit.money.queries import accounts as all_accounts
from everyunit.money.serving import serving, target_named
from everyunit.parties.queries import parties_page
from everyunit.people.queries import views_of
from everyunit.places.default_bins import bin_table
from everyunit.places.default_bins import search_order as searched
from everyunit.places.queries import stock_areas
from everyunit.places.workstations import workstations as all_workstations
from everyunit.prices.queries import price_entries_page, price_list_by_code, price_lists_page, vendor_items_page
from everyunit.purchasing.proposals import levels
from everyunit.rules.rights import SEE_COST
from everyunit.terms.queries import rates
from everyunit.terms.queries import tax_codes as all_tax_codes


@sight("price_minor")
def items(
    search: str = "",
    tracking: str | None = None,
    category: str = "",
    discontinued: bool | None = None,
    after: str = "",
    limit: int = MANY,
) -> Any:
    """items by their code, behind the code “after”"""
    return items_page(
        search=search, tracking=tracking, category=category, discontinued=discontinued, after=after, limit=limit
    )


@sight()
def parties(
    role: str | None = None, search: str = "", discontinued: bool | None = None, after: str = "", limit: int = MANY
) -> Any:
    """vendors and customers by their code, behind the code “after”"""
    return parties_page(role=role, search=search, discontinued=discontinued, after=after, limit=limit)


@sight()
def categories() -> Any:
    """categories of items"""
    return all_categories()


@sight()
def put_away(item: str) -> Any:
    """into which bin an item is put at each location"""
    return put_away_of(there(item_by_code(item), "unknown_item", f"There is no item {item}.").item_id)


@sight()
def vendor_items(vendor: str | None = None, item: str | None = None, search: str = "", limit: int = MANY) -> Any:
    """what vendors sell, and for how much"""
    return vendor_items_page(vendor=vendor, item=item, search=search, limit=limit)


@sight()
def price_lists(search: str = "", limit: int = MANY) -> Any:
    """price lists"""
    return price_lists_page(search=search, limit=limit)


@sight("price_minor", "own_minor")
def prices(price_list: str, item: str | None = None, search: str = "", limit: int = MANY) -> Any:
    """the prices of a price list"""
    there(price_list_by_code(price_list), "unknown_price_list", f"There is no price list {price_list}.")
    return price_entries_page(price_list=price_list, item=item, search=search, limit=limit)


@sight()
def reorder_points(location: str | None = None, item: str | None = None) -> Any:
    """when items are bought again, and how they stand"""
    return levels(location=location, item=item)


@sight()
def tax_codes() -> Any:
    """tax codes; rates in thousandths of a percent"""
    return all_tax_codes()


@sight()
def exchange_rates(limit: int = MANY) -> Any:
    """what foreign currencies are worth, newest first; in billionths"""
    return rates(limit)


@sight(right=SEE_COST)
def accounts() -> Any:
    """the chart of accounts"""
    return all_accounts()


@sight(right=SEE_COST)
def account_rules(scope: str = "company", target: str = "", location: str = "") -> Any:
    """which accounts serve an item, a category (also at one location), a location, or the company"""
    words = "Nothing is called “{}”."
    target_id = there(target_named(scope, target), "unknown_target", words.format(target))
    place = target_named("location", location) if location else 0
    rows = serving(scope, target_id, there(place, "unknown_target", words.format(location)))
    return [
        {"purpose": row.purpose, "own": row.own, "used": row.used.account, "by": row.used.scope, "name": row.name}
        for row in rows
    ]


@sight()
def reasons() -> Any:
    """why stock is adjusted"""
    return all_reasons()


@sight()
def own_fields(of: str | None = None, everything: bool = False) -> Any:
    """own fields, of all things or of one sort"""
    return all_own_fields(*([of] if of else []), everything=everything)


@sight()
def own_values(of: str, thing: str) -> Any:
    """what the own fields of a thing hold"""
    target = there(target_ids(of, [thing]).get(thing), "unknown_thing", f"There is no {of} {thing}.")
    return {each.field.code: each.text for each in held_by(of, target)}


@sight()
def areas(location: str | None = None) -> Any:
    """stock areas"""
    return stock_areas(location)


@sight()
def workstations(discontinued: bool | None = None) -> Any:
    """workstations"""
    return all_workstations(discontinued=discontinued)


@sight()
def default_bins(location: str | None = None, workstation: str | None = None) -> Any:
    """which bins are used when a paper names none, and where that is set"""
    return [
        {
            "purpose": row.purpose,
            "type": row.bin_type,
            "bin": row.used.bin if row.used else "",
            "set_at": row.used.place.code if row.used else "",
        }
        for row in bin_table(location, workstation).rows
    ]


@sight()
def search_order(location: str | None = None) -> Any:
    """in which bins picking looks further"""
    return searched(location)


@sight()
def views(actor: Actor, of_list: str) -> Any:
    """saved views of a list: one's own, and those that are shared"""
    return views_of(of_list, actor.user_id)


@sight()
def exports(actor: Actor) -> Any:
    """lists that are written in the background"""
    return exports_of(actor.user_id)
