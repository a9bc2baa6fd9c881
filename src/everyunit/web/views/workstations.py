"""Workstations: the list, the form, and which of them this browser is."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from everyunit.base.operation import Actor
from everyunit.places.queries import company_facts, locations
from everyunit.places.save_workstation import SaveWorkstation, save_workstation
from everyunit.places.workstations import WorkstationRow, workstation_by_code, workstations
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import SET_UP
from everyunit.web.forms import Form
from everyunit.web.pages import draw, page
from everyunit.web.workstation import remember, workstation_of

FIELDS = {name: name for name in ("code", "name", "location")} | {"code_taken": "code"}


@require_safe
@page(SET_UP)
def workstation_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    return draw(request, "workstations.html", "Workstations", {"rows": workstations(), "mine": workstation_of(request)})


@page(SET_UP)
def new_workstation(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _edit(request, actor, None, Form({"location": _here(request)}), "New workstation")


def _here(request: HttpRequest) -> str:
    """The location where the reader works."""
    mine, company = workstation_of(request), company_facts()
    return mine.location if mine is not None else company.location if company is not None else ""


@page(SET_UP)
def edit_workstation(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    old = workstation_by_code(code)
    if old is None:
        raise Http404(f"There is no workstation “{code}”.")
    values = {"code": old.code, "name": old.name, "location": old.location}
    form = Form(values | ({"discontinued": "yes"} if old.discontinued else {}))
    return _edit(request, actor, old, form, f"Change {old.code}")


@require_http_methods(["GET", "POST"])
@page()
def choose_workstation(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Which workstation this browser is: asked once after signing in, and changed from the foot of the rail."""
    offered = workstations(discontinued=False)
    then = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(then, {request.get_host()}, require_https=request.is_secure()):
        then = reverse("dashboard")
    if request.method != "POST":
        context = {"rows": offered, "mine": workstation_of(request), "next": then}
        return draw(request, "choose_workstation.html", "Which workstation is this?", context)
    chosen = request.POST.get("workstation", "")
    found = next((each for each in offered if each.code == chosen), None)
    if chosen and found is None:
        raise Refused("unknown_workstation", f"There is no workstation “{chosen}” in use any more. Choose another.")
    answer = redirect(then)
    remember(answer, found, request.is_secure())
    messages.success(request, f"This workstation is {found.name}." if found else "This browser is no workstation.")
    return answer


def _edit(request: HttpRequest, actor: Actor, old: WorkstationRow | None, form: Form, title: str) -> HttpResponse:
    if request.method == "POST":
        form = Form.sent(request)
        command = SaveWorkstation(
            code=old.code if old else form.text("code"),
            name=form.text("name"),
            location=form.text("location"),
            discontinued=form.checked("discontinued"),
            new_only=old is None,
        )
        try:
            saved = save_workstation(actor, command)
            messages.success(request, f"Workstation {saved.code} is {'created' if saved.created else 'saved'}.")
            return redirect("workstations")
        except Refused as refusal:
            form.take(refusal, FIELDS)
    context = {
        "form": form,
        "old": old,
        "locations": {each.code: f"{each.code} · {each.name}" for each in locations()},
        "bins_query": urlencode({"workstation": old.code}) if old else "",
        "refusal": form.refusal,
    }
    return draw(request, "workstation_form.html", title, context, status=409 if form.refused else 200)
