"""The return desk: scan what a customer brings, see whether we sold it, and begin the paper that takes it back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from everyunit.base.operation import Actor
from everyunit.documents.kinds import KINDS, Kind, Stage
from everyunit.reports.return_desk import Brought, brought
from everyunit.rules.rights import SEE_COST
from everyunit.rules.serials import clean
from everyunit.web.faces import face_of
from everyunit.web.pages import draw, page


@require_safe
@page()
def return_desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """?unit=NUMBER: ours or the maker's."""
    text = clean(request.GET.get("unit", ""))[:200]
    found = brought(text, costs=actor.may(SEE_COST)) if text else None
    context: dict[str, Any] = {"text": text, "found": found, "actions": _actions(found, actor) if found else []}
    return draw(request, "return_desk.html", "Return desk", context)


def _actions(found: Brought, actor: Actor) -> list[dict[str, str]]:
    """The papers that can take the unit back; for an unknown one, the papers that units can be generated on."""
    unknown = found.page is None and not found.choices
    free = found.page is not None and found.sold and found.page.unit.held_by is None
    if not unknown and not free:
        return []
    return [
        {"name": _name(kind, unknown), "icon": face_of(kind).icon, "address": _address(kind, found)}
        for kind in reversed(KINDS.values())
        if kind.takes_unknown and kind.stage is not Stage.QUOTE and actor.may(kind.right)
    ]


def _name(kind: Kind, unknown: bool) -> str:
    return f"New {kind.name.lower()}" if unknown else f"{kind.name} for it"


def _address(kind: Kind, found: Brought) -> str:
    begin = reverse("new-document", args=[kind.code])
    if found.page is None or found.page.sale is None:
        return begin
    return f"{begin}?{urlencode({'unit': found.page.unit.serial, 'party': found.page.sale.customer.code})}"
