"""Locations: the list, what one is called, and the address on its papers."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from everyunit.base.operation import Actor
from everyunit.places.queries import locations
from everyunit.places.save_location import SaveLocation, save_location
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import SET_UP
from everyunit.web.forms import Form
from everyunit.web.pages import draw, page

FIELDS = {name: name for name in ("code", "name", "address", "parent", "prefix")} | {"code_taken": "code"}


@require_safe
@page(SET_UP)
def locations_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    return draw(request, "locations.html", "Locations", {"rows": locations()})


@page(SET_UP)
def new_location(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    form = Form.sent(request) if request.method == "POST" else Form()
    if request.method == "POST":
        command = SaveLocation(
            code=form.text("code"),
            name=form.text("name"),
            address=form.text("address"),
            parent=form.text("parent"),
            prefix=form.text("prefix"),
            new_only=True,
        )
        try:
            saved = save_location(actor, command)
            messages.success(request, f"Location {saved.code} is created. Give it bins next.")
            return redirect("locations")
        except Refused as refusal:
            form.take(refusal, FIELDS)
    parents = {"": "None"} | {each.code: f"{each.code} · {each.name}" for each in locations()}
    context = {"form": form, "parents": parents, "back": reverse("locations"), "refusal": form.refusal}
    return draw(request, "location_form.html", "New location", context, status=409 if form.refused else 200)


@page(SET_UP)
def edit_location(request: HttpRequest, actor: Actor, code: str) -> HttpResponseBase:
    """The form; ?back= is the page to return to."""
    old = next((each for each in locations() if each.code == code), None)
    if old is None:
        raise Http404(f"There is no location “{code}”.")
    form = Form({"name": old.name, "address": old.address, "back": request.GET.get("back", "")})
    if request.method == "POST":
        form = Form.sent(request)
        try:
            saved = save_location(actor, SaveLocation(code=code, name=form.text("name"), address=form.text("address")))
            messages.success(request, f"Location {saved.code} is saved.")
            return redirect(_back(form))
        except Refused as refusal:
            form.take(refusal, FIELDS)
    context = {"form": form, "old": old, "back": _back(form), "refusal": form.refusal}
    return draw(request, "location_form.html", f"Change {code}", context, status=409 if form.refused else 200)


def _back(form: Form) -> str:
    """The page that the clerk came from, if it is one of ours."""
    back = form.text("back")
    return back if back.startswith("/") and url_has_allowed_host_and_scheme(back, None) else "/bins"
