"""Begin a document: first what a draft cannot be without, so that nothing empty is ever saved."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from everyunit.base.operation import Actor
from everyunit.documents.attach import Attach, attach
from everyunit.documents.draft import Draft, draft
from everyunit.documents.header import Header
from everyunit.documents.kind import Kind
from everyunit.documents.naming import kind_named
from everyunit.documents.queries import document_by_id
from everyunit.documents.reasons import reasons
from everyunit.parties.queries import parties_page, party_by_code
from everyunit.places.queries import location_names
from everyunit.rules.refusals import Refused
from everyunit.rules.scanning import Action
from everyunit.rules.serials import clean
from everyunit.web.bins_offered import bins_in_use, taking_in
from everyunit.web.brought import brought_now
from everyunit.web.faces import face_of
from everyunit.web.lists import number_in
from everyunit.web.pages import draw, needs, page, status_of

BEGINNING = ("party", "location", "destination", "to_bin", "reason", "reference", "their_number")
GIVEN = (*BEGINNING, "unit", "brought", "source")
BESIDE_PARTY = {"unknown_party", "wrong_party", "party_discontinued"}
BESIDE = {"no_reason": "reason", "no_destination": "destination"}
BESIDE_BIN = {"unknown_bin", "bin_discontinued", "no_target_bin", "reserved_bin", "wrong_bin"}


@require_http_methods(["GET", "POST"])
@page()
def new_document(request: HttpRequest, actor: Actor, kind: str) -> HttpResponseBase:
    """Ask for the party or the target bin, then make the draft; ?unit=SERIAL is attached to it at once, and
    ?brought=NUMBER is that of a unit to be generated on it.
    """
    row = kind_named(kind)
    needs(actor, row.right)
    remembered = f"last_{row.party}" if row.party else f"last_bin_{row.code}"
    if request.method != "POST":
        last = request.session.get(remembered, "")
        given = {
            "party": request.GET.get("party", "") or (last if row.party else ""),
            "to_bin": request.GET.get("to_bin", "") or ("" if row.party else last),
            "location": request.GET.get("location", ""),
            "destination": request.GET.get("destination", ""),
            "reason": request.GET.get("reason", ""),
            "reference": "",
            "their_number": "",
            "unit": clean(request.GET.get("unit", "")),
            "brought": brought_now(request),
            "source": clean(request.GET.get("source", "")),
        }
        return _form(request, row, given)
    given = {name: clean(request.POST.get(name, "")) for name in GIVEN}
    try:
        begun = _begin(request, actor, row, given)
    except Refused as refusal:
        beside = _beside(refusal, given)
        return _form(request, row, given, None if beside else refusal, beside, status=status_of(refusal))
    request.session[remembered] = given["party"] if row.party else given["to_bin"]
    return begun


def _begin(request: HttpRequest, actor: Actor, row: Kind, given: dict[str, str]) -> HttpResponseBase:
    if _asks_bin(row) and not given["to_bin"]:
        raise Refused("no_target_bin", "Choose the bin that the stock moves to.")
    if row.travels and not given["destination"]:
        raise Refused("no_destination", "Choose the location that the goods go to.")
    if row.adjusts and not given["reason"]:
        raise Refused("no_reason", "Choose why the stock is adjusted.")
    if row.party:
        given["party"] = _party_meant(given["party"], row.party)
    saved = draft(
        actor,
        Draft(
            kind=row.code,
            party=given["party"] or None,
            location=given["location"] or None,
            to_bin=given["to_bin"] or None,
            reference=given["reference"],
            header=Header(
                their_number=given["their_number"] or None,
                reason=given["reason"] or None,
                destination=given["destination"] or None,
            ),
            source_id=number_in(given["source"]),
        ),
        key=request.POST.get("key") or None,
    )
    for name in saved.doubles:
        messages.warning(request, f"{row.theirs} {given['their_number']} is also on {name}.")
    if given["unit"]:
        answer = attach(actor, Attach(document_id=saved.document_id, scans=(given["unit"],), by="serial"))
        for entry in answer.entries:
            if entry.action == Action.SKIPPED:
                messages.warning(request, f"{entry.text} is not on it yet: {entry.message}")
    address = reverse("document", args=[saved.kind, saved.number])
    return redirect(f"{address}?{urlencode({'brought': given['brought']})}" if given["brought"] else address)


def _asks_bin(row: Kind) -> bool:
    """Whether nothing but the clerk can say where it goes."""
    return not row.route.target_default and not row.revalues


def _party_meant(text: str, role: str) -> str:
    """The code that was typed, or the one of the only party whose code or name has what was typed in it."""
    if not text or party_by_code(text) is not None:
        return text
    found = parties_page(role=role, search=text, discontinued=False, limit=2)
    return found[0].code if len(found) == 1 else text


def _beside(refusal: Refused, given: dict[str, str]) -> dict[str, str]:
    """The refusal by the field that it is about."""
    if refusal.code in BESIDE_PARTY:
        return {"party": refusal.message}
    if refusal.code in BESIDE:
        return {BESIDE[refusal.code]: refusal.message}
    if refusal.code == "bad_header" and all(each.subject in given for each in refusal.offenders):
        return {each.subject: each.message for each in refusal.offenders}
    if refusal.code in BESIDE_BIN:
        return {"to_bin": refusal.message}
    return {}


def _form(
    request: HttpRequest,
    row: Kind,
    given: dict[str, str],
    refusal: Refused | None = None,
    wrong: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "kind": row,
        "face": face_of(row),
        "given": given,
        "wrong": wrong or {},
        "refusal": refusal,
        "key": str(uuid4()),
        "asks_bin": _asks_bin(row),
        "bins": taking_in(bins_in_use(), row.route.target) if _asks_bin(row) else [],
        "locations": location_names() if row.travels else [],
        "reasons": reasons(discontinued=False) if row.adjusts else [],
        "source": document_by_id(number_in(given["source"]) or 0) if given["source"] else None,
        "offered": parties_page(role=row.party, discontinued=False, limit=12) if row.party else [],
    }
    return draw(request, "new_document.html", f"New {row.name.lower()}", context, status=status)
