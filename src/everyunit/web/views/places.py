"""Places: a location as a tree of stock areas and bins that can be rearranged, and the form of an area."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from everyunit.base.operation import Actor
from everyunit.documents.reach import where
from everyunit.places.queries import AreaRow, location_names, locations, stock_areas
from everyunit.places.rearrange import Rearrange, rearrange
from everyunit.places.save_area import SaveArea, save_area
from everyunit.reports.places_tree import Node, places_tree
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import EDIT_MASTER
from everyunit.web.forms import Form
from everyunit.web.pages import draw, page, status_of, told, wants_json

FIELDS = {name: name for name in ("code", "name", "location", "parent")} | {
    "code_taken": "code",
    "in_use": "discontinued",
}


@require_safe
@page()
def places(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One location; ?move=bin:CODE or area:CODE asks where that shall lie."""
    return _tree(request, actor, request.GET.get("location", ""), request.GET.get("move", ""))


@require_POST
@page(EDIT_MASTER)
def move_place(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Let a bin or an area lie in another area. A script gets what to say."""
    what, location = request.POST.get("what", ""), request.POST.get("location", "")
    sort, _, code = what.partition(":")
    command = Rearrange(
        bins=(code,) if sort == "bin" else (),
        areas=(code,) if sort == "area" else (),
        into=request.POST.get("into", ""),
    )
    try:
        rearrange(actor, command)
    except Refused as refusal:
        if wants_json(request):
            return JsonResponse(told(refusal), status=status_of(refusal))
        return _tree(request, actor, location, what, refusal)
    words = f"{code} lies in {command.into} now." if command.into else f"{code} lies right below the location now."
    if wants_json(request):
        return JsonResponse({"message": words})
    messages.success(request, words)
    return redirect(f"{reverse('places')}?location={location}")


def _tree(request: HttpRequest, actor: Actor, asked: str, moving: str, refusal: Refused | None = None) -> HttpResponse:
    names = dict(location_names())
    here = asked if asked in names else where(actor).code
    nodes = places_tree(here)
    moved = next((node for node in nodes if f"{node.sort}:{node.code}" == moving), None)
    context = {
        "here": here,
        "here_name": names[here],
        "locations": locations(),
        "nodes": nodes,
        "pieces": sum(node.pieces for node in nodes if node.sort == "bin" and node.bin_type == "stock"),
        "value_minor": sum(node.value_minor for node in nodes if node.sort == "bin"),
        "moved": moved,
        "targets": _targets(nodes, moved),
        "refusal": refusal,
    }
    return draw(request, "places.html", "Places", context, status=200 if refusal is None else status_of(refusal))


def _targets(nodes: list[Node], moved: Node | None) -> list[Node]:
    """Where it may lie: areas in use, but not itself, what is below it, or where it is."""
    if moved is None:
        return []
    below = {moved.code} if moved.sort == "area" else set()
    for node in nodes:  # each behind what it lies in
        if node.sort == "area" and node.inside in below:
            below.add(node.code)
    areas = [node for node in nodes if node.sort == "area" and not node.discontinued]
    return [node for node in areas if node.code not in below and node.code != moved.inside]


@page(EDIT_MASTER)
def new_area(request: HttpRequest, actor: Actor) -> HttpResponse:
    given = {"location": request.GET.get("location", ""), "parent": request.GET.get("parent", "")}
    return _edit(request, actor, None, Form(given), "New stock area")


@page(EDIT_MASTER)
def edit_area(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    old = next((each for each in stock_areas() if each.code == code), None)
    if old is None:
        raise Http404(f"There is no stock area “{code}”.")
    form = Form({"code": old.code, "name": old.name, "location": old.location, "parent": old.parent})
    if old.discontinued:
        form.values["discontinued"] = "yes"
    return _edit(request, actor, old, form, f"Change {old.code}")


def _edit(request: HttpRequest, actor: Actor, old: AreaRow | None, form: Form, title: str) -> HttpResponse:
    if request.method == "POST":
        form = Form.sent(request)
        command = SaveArea(
            code=old.code if old else form.text("code"),
            name=form.text("name"),
            location=old.location if old else form.text("location") or None,
            parent=form.text("parent"),
            discontinued=form.checked("discontinued"),
            new_only=old is None,
        )
        try:
            saved = save_area(actor, command)
            messages.success(request, f"Stock area {saved.code} is {'created' if saved.created else 'saved'}.")
            return redirect(f"{reverse('places')}?location={form.text('location') if old is None else old.location}")
        except Refused as refusal:
            form.take(refusal, FIELDS)
    areas = [each for each in stock_areas(old.location if old else None) if not old or each.code != old.code]
    context = {
        "form": form,
        "old": old,
        "areas": {"": "None"} | {each.code: f"{each.code} · {each.name} ({each.location})" for each in areas},
        "locations": dict(location_names()),
        "refusal": form.refusal,
    }
    return draw(request, "area_form.html", title, context, status=409 if form.refused else 200)
