"""The return desk: scan what a customer brings, see whether we sold it, and begin the paper that takes it back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from everyunit.base import clock
from everyunit.base.operation import Actor
from everyunit.documents.kind import Kind, Stage
from everyunit.documents.kinds import KINDS
from everyunit.documents.refuse_return import RefuseReturn, refuse_return
from everyunit.reports.return_desk import Brought, brought
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import SEE_COST, TAKE_BACK
from everyunit.rules.serials import clean
from everyunit.web.faces import face_of
from everyunit.web.pages import draw, page, status_of


@require_safe
@page()
def return_desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """?unit=NUMBER: ours or the maker's."""
    text = clean(request.GET.get("unit", ""))[:200]
    return _desk(request, actor, text)


@require_POST
@page(TAKE_BACK)
def refuse_unit(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The unit stays the customer's; a credit order tells why."""
    serial = request.POST.get("unit", "")
    command = RefuseReturn(serial=serial, reason=request.POST.get("reason", ""))
    try:
        refused = refuse_return(actor, command, key=request.POST.get("key") or None)
    except Refused as refusal:
        return _desk(request, actor, clean(serial)[:200], refusal)
    messages.success(request, f"{serial} is refused, and stands in {refused.bin}: {refused.kind} {refused.number}.")
    return redirect(f"{reverse('return-desk')}?{urlencode({'unit': serial})}")


def _desk(request: HttpRequest, actor: Actor, text: str, refusal: Refused | None = None) -> HttpResponse:
    found = brought(text, costs=actor.may(SEE_COST)) if text else None
    context: dict[str, Any] = {
        "text": text,
        "found": found,
        "actions": _actions(found, actor, text) if found else [],
        "may_refuse": found is not None and found.refusable and actor.may(TAKE_BACK),
        "refusal": refusal,
        "key": str(uuid4()),
        "today": clock.today(),
    }
    status = status_of(refusal) if refusal is not None else 200
    return draw(request, "return_desk.html", "Return desk", context, status=status)


def _actions(found: Brought, actor: Actor, text: str) -> list[dict[str, str]]:
    """The papers that can take the unit back; for an unknown one, the papers that units can be generated on."""
    unknown = found.page is None and not found.choices and found.item is None
    free = found.page is not None and found.sold and found.page.unit.held_by is None
    if not unknown and not free:
        return []
    return [
        {"name": _name(kind, unknown), "icon": face_of(kind).icon, "address": _address(kind, found, text)}
        for kind in reversed(KINDS.values())
        if kind.takes_unknown and kind.stage is not Stage.QUOTE and actor.may(kind.right)
    ]


def _name(kind: Kind, unknown: bool) -> str:
    return f"New {kind.name.lower()}" if unknown else f"{kind.name} for it"


def _address(kind: Kind, found: Brought, text: str) -> str:
    begin = reverse("new-document", args=[kind.code])
    if found.page is None or found.page.sale is None:
        return f"{begin}?{urlencode({'brought': text})}"
    return f"{begin}?{urlencode({'unit': found.page.unit.serial, 'party': found.page.sale.customer.code})}"
