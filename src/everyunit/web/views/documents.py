"""The list of documents of all kinds, or of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from everyunit.base.operation import Actor
from everyunit.documents.kinds import KINDS
from everyunit.documents.queries import FIRST, documents_page
from everyunit.web.lists import chips, cut_of, date_in, listed, number_in
from everyunit.web.pages import draw, page
from everyunit.web.words import STATUSES

LABELS = {
    "kind": "Kind",
    "status": "Status",
    "party": "Vendor or customer",
    "number": "Number",
    "from": "From",
    "to": "To",
}


@require_safe
@page()
def documents(request: HttpRequest, actor: Actor) -> HttpResponse:
    cut = cut_of(request)
    asked = {name: request.GET.get(name, "").strip() for name in LABELS}
    kind = KINDS.get(asked["kind"])
    found = documents_page(
        kind=asked["kind"] or None,
        status=asked["status"] if asked["status"] in STATUSES else None,
        party=asked["party"] or None,
        number=asked["number"],
        date_from=date_in(asked["from"]),
        date_to=date_in(asked["to"]),
        before=number_in(cut.after) or FIRST,
        newer_than=number_in(cut.before),
        limit=cut.limit,
    )
    words = {"status": STATUSES.get(asked["status"], ""), "kind": kind.name if kind else ""}
    context = {
        "list": listed(request, cut, found, lambda document: document.document_id),
        "chips": [chip for chip in chips(request, LABELS, words) if chip.label != "Kind" or kind is None],
        "asked": asked,
        "kind": kind,
        "kinds": list(KINDS.values()),
        "startable": [each for each in KINDS.values() if actor.may(each.right) and kind in (None, each)],
        "statuses": STATUSES,
        "shows_party": kind is None or kind.party is not None,
        "shows_amount": kind is None or kind.priced,
    }
    return draw(request, "documents.html", f"{kind.name}s" if kind else "Documents", context)
