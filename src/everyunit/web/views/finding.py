"""What fields offer while somebody types in them: items, vendors and customers, people."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from everyunit.base.operation import Actor
from everyunit.parties.queries import parties_page
from everyunit.people.queries import users_named
from everyunit.reports.item_lookup import items_offered
from everyunit.web.pages import page

OFFERED = 12


@require_GET
@page()
def find_items(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Items that are known by what is being typed, with as what (`by`); then those that contain it."""
    text = _typed(request)
    rows = items_offered(text, OFFERED)
    return _found({"code": row.code, "name": row.name, "by": row.by and f"{row.by} {text}"} for row in rows)


@require_GET
@page()
def find_parties(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Vendors or customers whose code or name fits what is being typed."""
    role = request.GET.get("role") or None
    found = parties_page(role=role, search=_typed(request), discontinued=False, limit=OFFERED)
    return _found({"code": each.code, "name": each.name, "hint": each.role} for each in found)


@require_GET
@page()
def find_people(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who works here, by what is being typed."""
    return _found({"code": name, "name": "", "hint": ""} for name in users_named(_typed(request), OFFERED))


def _typed(request: HttpRequest) -> str:
    return request.GET.get("q", "")[:60]


def _found(rows: Iterable[dict[str, str]]) -> HttpResponse:
    return JsonResponse({"found": list(rows)})
