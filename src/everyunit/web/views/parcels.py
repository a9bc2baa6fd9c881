"""Parcels: beginning one for a paper, packing it by scanner, and the slip that goes along."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from everyunit.base.operation import Actor
from everyunit.documents.kinds import KINDS
from everyunit.documents.queries import document_by_id
from everyunit.parties.queries import party_by_code
from everyunit.reports.paper import letterhead
from everyunit.rules.money import format_amount, parse_amount
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import PICK
from everyunit.selling.discard_parcel import DiscardParcel, discard_parcel
from everyunit.selling.pack import Pack, pack
from everyunit.selling.packing import packing_of
from everyunit.selling.parcel_queries import ParcelRow, contents_of, parcel_by_id, parcel_id_of, parcels_of
from everyunit.selling.parcels import ParcelPacked
from everyunit.selling.save_parcel import SaveParcel, save_parcel
from everyunit.selling.unpack import Unpack, unpack
from everyunit.web.forms import Form
from everyunit.web.pages import draw, page, status_of
from everyunit.web.panel import Panel
from everyunit.web.sent import body_of, counted_of, key_of, number_of, texts_of
from everyunit.web.views.document import refused_here
from everyunit.web.views.editing import entry_told
from everyunit.web.views.paper import on_paper

UNKNOWN = "There is no such parcel. It may have been discarded."
KILO_DIGITS = 3  # weights are kept in grams and written in kilograms


@require_POST
@page()
def new_parcel(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponseBase:
    try:
        made = save_parcel(actor, SaveParcel(document_id=document_id), key=request.POST.get("key") or None)
    except Refused as refusal:
        return refused_here(request, actor, document_id, refusal)
    return redirect("parcel", made.number)


@require_http_methods(["GET", "POST"])
@page()
def parcel(request: HttpRequest, actor: Actor, number: str) -> HttpResponseBase:
    """The parcel; what is sent says how it goes."""
    found = _known(parcel_id_of(number))
    form = Form({**asdict(found), "weight": format_amount(found.weight_g, KILO_DIGITS) if found.weight_g else ""})
    if request.method != "POST":
        return _whole(request, actor, found, form)
    form = Form.sent(request)
    command = SaveParcel(
        parcel_id=found.parcel_id,
        ship_via=form.text("ship_via"),
        tracking_number=form.text("tracking_number"),
        weight_g=_grams(form),
    )
    if form.wrong:
        return _whole(request, actor, found, form, status=400)
    try:
        save_parcel(actor, command, key=form.text("key") or None)
    except Refused as refusal:
        form.take(refusal, {"ship_via": "ship_via", "tracking_number": "tracking_number", "weight": "weight"})
        return _whole(request, actor, found, form, status=status_of(refusal))
    messages.success(request, f"Parcel {number} is saved.")
    return redirect("parcel", number)


@require_safe
@page()
def parcel_lines(request: HttpRequest, actor: Actor, parcel_id: int) -> HttpResponse:
    """Only what is in it and what is missing, for a page that scans."""
    return draw(request, "_parcel.html", "", _context(actor, _known(parcel_id)))


@require_safe
@page()
def packing_slip(request: HttpRequest, actor: Actor, parcel_id: int) -> HttpResponse:
    """What goes along in the box: what is in it, and no prices."""
    found = _known(parcel_id)
    document = document_by_id(found.document_id)
    assert document is not None
    boxes = [each.number for each in parcels_of(found.document_id)]
    heading = f"Packing slip {found.number}"
    context = {
        "parcel": found,
        "document": document,
        "kind": KINDS[document.kind],
        "contents": contents_of(parcel_id),
        "letterhead": letterhead(document.location),
        "party": party_by_code(document.party) if document.party else None,
        "place": boxes.index(found.number) + 1,
        "boxes": len(boxes),
        **on_paper(request, heading, {}),
    }
    return draw(request, "packing_slip.html", heading, context)


@require_POST
@page()
def pack_parcel(request: HttpRequest, actor: Actor, parcel_id: int) -> HttpResponse:
    """Pack what was scanned, or so many pieces. The key makes it safe to send again after a lost answer."""
    asked = body_of(request)
    command = Pack(
        parcel_id=parcel_id,
        scans=texts_of(asked, "scans"),
        counted=counted_of(asked),
        unit_id=number_of(asked, "unit_id"),
    )
    return _packed(pack(actor, command, key=key_of(request)))


@require_POST
@page()
def unpack_parcel(request: HttpRequest, actor: Actor, parcel_id: int) -> HttpResponse:
    asked = body_of(request)
    command = Unpack(parcel_id=parcel_id, scans=texts_of(asked, "scans"), counted=counted_of(asked))
    return _packed(unpack(actor, command, key=key_of(request)))


@require_POST
@page()
def drop_parcel(request: HttpRequest, actor: Actor, parcel_id: int) -> HttpResponseBase:
    """Throw the parcel away, and go back to its paper."""
    gone = discard_parcel(actor, DiscardParcel(parcel_id=parcel_id), key=request.POST.get("key") or None)
    messages.success(request, f"Parcel {gone.number} is discarded. What was in it is to be packed again.")
    document = document_by_id(gone.document_id)
    assert document is not None
    return redirect("document", document.kind, document.number)


def _known(parcel_id: int | None) -> ParcelRow:
    found = parcel_by_id(parcel_id) if parcel_id is not None else None
    if found is None:
        raise Refused("unknown_parcel", UNKNOWN)
    return found


def _whole(request: HttpRequest, actor: Actor, found: ParcelRow, form: Form, status: int = 200) -> HttpResponse:
    context = {**_context(actor, found), "form": form, "refusal": form.refusal}
    return draw(request, "parcel.html", f"Parcel {found.number}", context, status=status)


def _context(actor: Actor, found: ParcelRow) -> dict[str, Any]:
    packing = packing_of(found.document_id)
    packs = actor.may(PICK)
    return {
        "parcel": found,
        "contents": contents_of(found.parcel_id),
        "siblings": parcels_of(found.document_id),
        "packing": packing,
        "packs": packs,
        "panel": _panel(found, packing.packed, packing.expected) if packs else None,
        "key": str(uuid4()),
    }


def _panel(found: ParcelRow, packed: int, expected: int) -> Panel:
    return Panel(
        key=f"parcel-{found.parcel_id}",
        scan=reverse("pack-parcel", args=[found.parcel_id]),
        undo=reverse("unpack-parcel", args=[found.parcel_id]),
        pick=reverse("pack-parcel", args=[found.parcel_id]),
        lead=f"Scan what goes into parcel {found.number}",
        hint=f"Everything on {found.document} that is in no parcel yet can be packed.",
        words="packed",
        units=packed,
        target=expected,
        asks=False,
    )


def _packed(answer: ParcelPacked) -> HttpResponse:
    undo = {"scans": answer.undo_scans, "counted": [asdict(each) for each in answer.undo_counted]}
    return JsonResponse(
        {
            "entries": [entry_told(entry) for entry in answer.entries],
            "undo": undo if answer.undo_scans or answer.undo_counted else None,
            "lines": [],
            "units": answer.packed,
            "target": answer.expected,
        }
    )


def _grams(form: Form) -> int:
    """What was written as kilograms; nothing is 0."""
    text = form.text("weight").strip()
    try:
        return parse_amount(text, KILO_DIGITS) if text else 0
    except ValueError:
        form.complain("weight", "Write kilograms with at most 3 decimals, such as 2.5.")
        return 0
