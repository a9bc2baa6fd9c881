"""Locations: what one is called, and the address on its papers."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from everyunit.base.operation import Actor
from everyunit.places.queries import locations
from everyunit.places.save_location import SaveLocation, save_location
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import SET_UP
from everyunit.web.forms import Form
from everyunit.web.pages import draw, page

FIELDS = {"name": "name", "address": "address"}


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
