"""The list of documents of all kinds, or of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from everyunit.base.operation import Actor
from everyunit.documents.kinds import KINDS, Kind
from everyunit.documents.queries import FIRST, documents_page
from everyunit.web.faces import face_of, kinds_of
from everyunit.web.frame import JOBS
from everyunit.web.lists import chips, cut_of, date_in, listed, number_in
from everyunit.web.pages import draw, page
from everyunit.web.words import STATUSES

JOB_TITLES = {job.job: job.label for job in JOBS if job.job}
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
    job = face_of(kind).job if kind else request.GET.get("job", "")
    mine = kinds_of(job)
    found = documents_page(
        kind=asked["kind"] or None,
        kinds=() if asked["kind"] else [each.code for each in mine],
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
        "party_word": _party_word([kind] if kind else mine or list(KINDS.values())),
        "job": job if mine else "",
        "siblings": mine,
        "startable": [each for each in mine or KINDS.values() if actor.may(each.right) and kind in (None, each)],
        "statuses": STATUSES,
        "shows_party": any(each.party for each in ([kind] if kind else mine or KINDS.values())),
        "shows_amount": any(each.priced for each in ([kind] if kind else mine or KINDS.values())),
    }
    title = f"{kind.name}s" if kind else JOB_TITLES.get(job, "Documents")
    return draw(request, "documents.html", title, context)


def _party_word(kinds: list[Kind]) -> str:
    roles = {kind.party for kind in kinds if kind.party}
    return roles.pop().capitalize() if len(roles) == 1 else "Vendor or customer"
