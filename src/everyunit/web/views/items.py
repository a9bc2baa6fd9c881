"""Items: the list, one item, and its form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from everyunit.base import clock
from everyunit.base.operation import Actor
from everyunit.books.categorize import Categorize, categorize
from everyunit.catalog.bills import bill_tree, by_products_of, used_in
from everyunit.catalog.categories import categories
from everyunit.catalog.put_away import PutAwayRow, put_away_of
from everyunit.catalog.queries import ItemRow, item_by_code
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.catalog.set_put_away import PutInto, SetPutAway, set_put_away
from everyunit.places.queries import BinRow, bins_page, company_facts
from everyunit.prices.queries import price_entries_page, vendor_items_page
from everyunit.purchasing.proposals import points_of
from everyunit.reports.items import events_of, items_with_stock, places_of, quantities_of
from everyunit.reports.lots import lots
from everyunit.rules.money import average, format_amount
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import EDIT_MASTER, SEE_COST
from everyunit.rules.words import ITEM_TYPES, TRACKING
from everyunit.web.beside import beside
from everyunit.web.bins_offered import taking_in
from everyunit.web.columns import PARAMETER, table
from everyunit.web.forms import Form
from everyunit.web.frame import digits_of
from everyunit.web.item_columns import item_columns
from everyunit.web.lists import chips, cut_of, is_senseless, kept, listed
from everyunit.web.own_inputs import OwnInputs, own_inputs
from everyunit.web.pages import draw, page
from everyunit.web.saved_views import views_for
from everyunit.web.views.exports import exporting
from everyunit.web.views.terms import tax_choices

BINS_OFFERED = 500
VENDORS_SHOWN = 50
PRICES_SHOWN = 50
STATES = {"stocked": "In stock", "discontinued": "Discontinued"}
FIELDS = {
    name: name
    for name in (
        "code",
        "name",
        "tracking",
        "item_type",
        "maker",
        "model",
        "price",
        "cost",
        "weight",
        "warranty",
        "vendor_warranty",
        "tax_code",
        "category",
    )
} | {
    "unknown_category": "category",
    "code_taken": "code",
    "bad_barcode": "barcodes",
    "barcode_taken": "barcodes",
}


@require_safe
@page()
def items(request: HttpRequest, actor: Actor) -> HttpResponse:
    cut = cut_of(request)
    asked = {name: request.GET.get(name, "").strip() for name in ("search", "tracking", "category", "state")}
    limit = 0 if is_senseless(asked, state=STATES) else cut.limit
    found = items_with_stock(**asked, after=cut.after, before=cut.before, limit=limit)
    tree = categories()
    words = {
        "tracking": TRACKING.get(asked["tracking"], ""),
        "category": next((each.name for each in tree if each.code == asked["category"]), ""),
        "state": STATES.get(asked["state"], ""),
    }
    shown = listed(request, cut, found, lambda item: item.code)
    context = {
        "list": shown,
        "table": table(request, item_columns(actor.may(SEE_COST), digits_of(request)), shown.rows),
        "views": views_for(request, actor, "items"),
        "kept": kept(request, PARAMETER, "view"),
        "export": exporting(request, "items"),
        "chips": chips(
            request, {"search": "Search", "tracking": "Tracking", "category": "Category", "state": "State"}, words
        ),
        "asked": asked,
        "trackings": TRACKING,
        "categories": tree,
        "states": STATES,
    }
    return draw(request, "items.html", "Items", context)


@require_safe
@page()
def item(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    found = known(code)
    quantities = quantities_of(found.item_id)
    context = {
        "item_lots": lots(item=found.code, limit=10) if found.uses_lots else [],
        "today": clock.today(),
        "item": found,
        "quantities": quantities,
        "average_minor": average(quantities.value_minor, quantities.in_stock) if quantities.in_stock else None,
        "bill": bill_tree(found.item_id) if found.item_type != "regular" else (),
        "price_on_parts": found.price_on_parts,
        "by_products": by_products_of(found.item_id) if found.item_type == "assembly" else (),
        "used_in": used_in(found.item_id),
        "vendors": vendor_items_page(item=found.code, limit=VENDORS_SHOWN),
        "list_prices": price_entries_page(item=found.code, limit=PRICES_SHOWN),
        "reordering": points_of(found.item_id),
        "places": places_of(found.item_id),
        "put_away": put_away_of(found.item_id) if found.tracking != "none" else [],
        "events": events_of(found.item_id),
        "units_query": urlencode({"item": found.code}),
        "has_units": found.tracking in ("serialized", "auto_serialized"),
        **beside("item", found.code, found.item_id, actor, EDIT_MASTER),
    }
    return draw(request, "item.html", found.name, context)


@page(EDIT_MASTER)
def put_item_away(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Into which bin the item is put at each location."""
    found = known(code)
    rows = put_away_of(found.item_id)
    form = Form({f"at-{row.location}": row.bin for row in rows})
    if request.method == "POST":
        form = Form.sent(request)
        asked = tuple(PutInto(location=row.location, bin=form.text(f"at-{row.location}")) for row in rows)
        try:
            set_put_away(actor, SetPutAway(item=found.code, bins=asked))
            messages.success(request, f"{found.code} is put away like that from now on.")
            return redirect("item", found.code)
        except Refused as refusal:
            form.take(refusal, {row.location: f"at-{row.location}" for row in rows})
    bins = bins_page(bin_type="stock", discontinued=False, limit=BINS_OFFERED)
    places = [(row, f"at-{row.location}", _bins_at(row, bins)) for row in rows]
    context = {"item": found, "form": form, "places": places, "refusal": form.refusal}
    return draw(request, "put_away.html", f"Put {found.code} away", context, status=409 if form.refused else 200)


def _bins_at(row: PutAwayRow, bins: Sequence[BinRow]) -> dict[str, str]:
    """What may be chosen at a location."""
    there = [each for each in taking_in(bins, None) if each.location == row.location]
    mine = {each.code: f"{each.code} · {each.name}" for each in there}
    return {"": "The receiving bin"} | ({row.bin: row.bin} if row.bin else {}) | mine


@page(EDIT_MASTER)
def new_item(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = Form({"tracking": "serialized", "item_type": "regular", "code": request.GET.get("code", "")})
    return _edit(request, actor, None, form, "New item", own_inputs("item"))


@page(EDIT_MASTER)
def edit_item(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    found = known(code)
    digits = _digits()
    own = own_inputs("item")
    form = Form(
        {
            "code": found.code,
            "name": found.name,
            "tracking": found.tracking,
            "item_type": found.item_type,
            "maker": found.maker,
            "model": found.model,
            "category": found.category,
            "price": format_amount(found.price_minor, digits),
            "cost": format_amount(found.cost_minor, digits),
            "barcodes": "\n".join(found.barcodes),
            "weight": str(found.weight_g or ""),
            "warranty": str(found.warranty_months or ""),
            "vendor_warranty": str(found.vendor_warranty_months or ""),
            "tax_code": found.tax_code,
        }
        | ({"discontinued": "yes"} if found.discontinued else {})
        | own.held("item", found.item_id)
    )
    return _edit(request, actor, found, form, f"Change {found.code}", own)


def _edit(
    request: HttpRequest, actor: Actor, old: ItemRow | None, form: Form, title: str, own: OwnInputs
) -> HttpResponse:
    if request.method == "POST":
        form = Form.sent(request)
        command = replace(_command(form, old), own=own.written(form))
        try:
            saved = save_item(actor, command, dry_run=bool(form.wrong))
            if old is not None and form.values.get("category", old.category) != old.category:
                move = Categorize(items=(old.code,), category=form.text("category"))
                categorize(actor, move, dry_run=bool(form.wrong))
            if not form.wrong:
                messages.success(request, f"Item {saved.code} is {'created' if saved.created else 'saved'}.")
                return redirect("item", saved.code)
        except Refused as refusal:
            form.take(refusal, FIELDS | own.beside(command.code.strip()))
    context = {
        "form": form,
        "old": old,
        "trackings": TRACKING,
        "item_types": ITEM_TYPES,
        "categories": {"": "None"} | {each.code: each.label for each in categories()},
        "tax_codes": tax_choices(),
        "inputs": own.inputs,
        "refusal": form.refusal,
    }
    return draw(request, "item_form.html", title, context, status=409 if form.refused else 200)


def _command(form: Form, old: ItemRow | None) -> SaveItem:
    digits = _digits()
    return SaveItem(
        code=old.code if old else form.text("code"),
        name=form.text("name"),
        tracking=form.text("tracking"),
        item_type=None if old else form.text("item_type") or None,
        price_minor=form.amount("price", digits),
        cost_minor=form.amount("cost", digits) if "cost" in form.values else old.cost_minor if old else 0,
        maker=form.text("maker"),
        model=form.text("model"),
        category="" if old else form.text("category"),
        barcodes=tuple(form.text("barcodes").splitlines()),
        weight_g=form.number("weight"),
        warranty_months=form.number("warranty"),
        vendor_warranty_months=form.number("vendor_warranty"),
        tax_code=form.text("tax_code"),
        discontinued=form.checked("discontinued"),
        new_only=old is None,
    )


def known(code: str) -> ItemRow:
    found = item_by_code(code)
    if found is None:
        raise Http404(f"There is no item “{code}”.")
    return found


def _digits() -> int:
    company = company_facts()
    return company.currency_digits if company else 2
