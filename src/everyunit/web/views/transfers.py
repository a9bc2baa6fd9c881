"""What is on its way between locations: to here, from here, and elsewhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from everyunit.base.operation import Actor
from everyunit.documents.reach import where
from everyunit.documents.travelling import transfers
from everyunit.places.queries import location_names
from everyunit.web.pages import draw, page


@require_safe
@page()
def transfers_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Open transfer orders as one location sees them; ?location=CODE: as another one does."""
    asked, known = request.GET.get("location", ""), dict(location_names())
    here = asked if asked in known else where(actor).code
    rows = transfers()
    context = {
        "here": here,
        "here_name": known[here],
        "locations": known,
        "groups": [
            ("Coming here", "Nothing is on its way here.", [row for row in rows if row.destination == here]),
            ("To send from here", "Nobody waits for goods from here.", [row for row in rows if row.origin == here]),
            ("Elsewhere", "", [row for row in rows if here not in (row.origin, row.destination)]),
        ],
    }
    return draw(request, "transfers.html", "On the way", context)
