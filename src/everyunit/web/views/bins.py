"""Bins: the list by location, one bin and what is in it, and its form."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from everyunit.base.operation import Actor
from everyunit.places.queries import BinRow, bin_by_code, locations, stock_areas
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.reports.bin_contents import bin_contents
from everyunit.reports.bins import bins_with_stock
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import EDIT_MASTER
from everyunit.rules.words import BIN_TYPES, STOCK_TYPES
from everyunit.stock.block_bin import BlockBin, block_bin
from everyunit.stock.blocks import blocks_of
from everyunit.web.forms import Form
from everyunit.web.lists import chips, cut_of, listed
from everyunit.web.pages import draw, page

FIELDS = {name: name for name in ("code", "name", "bin_type", "stock_type", "location", "area", "position")} | {
    "code_taken": "code",
    **dict.fromkeys(("bin_not_empty", "default_bin", "searched_bin", "put_away_bin"), "discontinued"),
}


@require_safe
@page()
def bins(request: HttpRequest, actor: Actor) -> HttpResponse:
    cut = cut_of(request)
    asked = {name: request.GET.get(name, "").strip() for name in ("search", "bin_type")}
    found = bins_with_stock(**asked, after=cut.after, before=cut.before, limit=cut.limit)
    words = {"bin_type": BIN_TYPES.get(asked["bin_type"], "")}
    context = {
        "list": listed(request, cut, found, lambda bin_: bin_.code),
        "chips": chips(request, {"search": "Search", "bin_type": "Bin type"}, words),
        "asked": asked,
        "bin_types": BIN_TYPES,
    }
    return draw(request, "bins.html", "Bins", context)


@require_safe
@page()
def bin_page(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    found = known(code)
    cut = cut_of(request)
    contents = bin_contents(found.bin_id, after=cut.after, before=cut.before, limit=cut.limit)
    context = {
        "bin": found,
        "list": listed(request, cut, contents, lambda content: content.item),
        "default_for": [
            purpose.replace("_", " ")
            for location in locations()
            for purpose, bin_code in location.default_bins.items()
            if bin_code == found.code
        ],
        "units_query": urlencode({"bin": found.code}),
        "blocked_by": blocks_of(found.bin_id),
    }
    return draw(request, "bin.html", found.name, context)


@require_POST
@page(EDIT_MASTER)
def block(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Block the bin for a reason, or unblock it."""
    blocked = request.POST.get("to") != "unblock"
    try:
        done = block_bin(actor, BlockBin(bin=code, blocked=blocked, reason=request.POST.get("reason", "")))
        messages.success(request, f"Bin {done.bin} is {'blocked' if done.blocked_by else 'not blocked any more'}.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("bin", code)


@page(EDIT_MASTER)
def new_bin(request: HttpRequest, actor: Actor) -> HttpResponse:
    given = {"location": request.GET.get("location", ""), "area": request.GET.get("area", "")}
    return _edit(request, actor, None, Form({"bin_type": "stock", "stock_type": "normal"} | given), "New bin")


@page(EDIT_MASTER)
def edit_bin(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    found = known(code)
    form = Form(
        {
            "code": found.code,
            "name": found.name,
            "bin_type": found.bin_type,
            "stock_type": found.stock_type,
            "location": found.location,
            "position": found.position,
            "area": found.area,
        }
        | ({"discontinued": "yes"} if found.discontinued else {})
    )
    return _edit(request, actor, found, form, f"Change {found.code}")


def _edit(request: HttpRequest, actor: Actor, old: BinRow | None, form: Form, title: str) -> HttpResponse:
    if request.method == "POST":
        form = Form.sent(request)
        command = _command(form, old)
        try:
            saved = save_bin(actor, command, dry_run=bool(form.wrong))
            if not form.wrong:
                messages.success(request, f"Bin {saved.code} is {'created' if saved.created else 'saved'}.")
                return redirect("bin", saved.code)
        except Refused as refusal:
            form.take(refusal, FIELDS)
    context = {
        "form": form,
        "old": old,
        "bin_types": BIN_TYPES,
        "stock_types": STOCK_TYPES,
        "areas": {"": "None"}
        | {
            each.code: f"{each.code} · {each.name}"
            for each in stock_areas(old.location if old else None)
            if not each.discontinued or each.code == form.text("area")
        },
        "locations": {each.code: f"{each.code} · {each.name}" for each in locations()},
        "refusal": form.refusal,
    }
    return draw(request, "bin_form.html", title, context, status=409 if form.refused else 200)


def _command(form: Form, old: BinRow | None) -> SaveBin:
    return SaveBin(
        code=old.code if old else form.text("code"),
        name=form.text("name"),
        bin_type=old.bin_type if old else form.text("bin_type"),
        stock_type=form.text("stock_type"),
        location=old.location if old else form.text("location"),
        position=form.number("position"),
        area=form.text("area"),
        discontinued=form.checked("discontinued"),
        new_only=old is None,
    )


def known(code: str) -> BinRow:
    found = bin_by_code(code)
    if found is None:
        raise Http404(f"There is no bin “{code}”.")
    return found
