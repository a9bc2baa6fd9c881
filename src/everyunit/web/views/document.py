"""The page of one document, whatever its kind, and what is done with it as a whole."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse as url
from django.views.decorators.http import require_GET, require_POST

from everyunit.base.operation import Actor
from everyunit.counting.queries import count_of_document
from everyunit.documents.amend_document import FIELDS, AmendDocument, amend_document
from everyunit.documents.approve import Approve, approve
from everyunit.documents.approving import WaitingRow, waiting
from everyunit.documents.availability import there_for
from everyunit.documents.changes import CHANGES_SHOWN, changes_of
from everyunit.documents.credit import Credit, credit
from everyunit.documents.discard import Discard, discard
from everyunit.documents.expiry import expired_orders
from everyunit.documents.following import left_on, next_kinds
from everyunit.documents.history import history_of
from everyunit.documents.kind import OUT, STOCK, Kind
from everyunit.documents.kinds import invoices, row_for
from everyunit.documents.order_sizes import odd_sizes
from everyunit.documents.page import (
    DocumentPage,
    document_id_of,
    document_page,
    numbers_on,
    units_on,
)
from everyunit.documents.post import Post, post
from everyunit.documents.reach import refuse_elsewhere
from everyunit.documents.reverse import Reverse, reverse
from everyunit.documents.routes import ARRIVING
from everyunit.documents.standing_in import stand_ins_on
from everyunit.places.default_bins import usual_bins
from everyunit.reports.lots import lots_taken
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import APPROVE, REVERSE, SEE_COST, TRANSFER
from everyunit.selling.packing import is_packed, packing_of
from everyunit.selling.parcel_queries import parcels_of
from everyunit.selling.queries import sheet_that_waits_for
from everyunit.terms.queries import tax_codes
from everyunit.web.bins_offered import bins_in_use, suitable, taking_in
from everyunit.web.brought import brought_for
from everyunit.web.changes_shown import shown
from everyunit.web.faces import face_of
from everyunit.web.frame import company_of, digits_of
from everyunit.web.header_fields import header_fields, own_digits
from everyunit.web.pages import draw, page, status_of
from everyunit.web.panel import panel_of
from everyunit.web.path import steps
from everyunit.web.templatetags.shown import percent

SPREADS = {"value": "by value", "quantity": "by quantity", "weight": "by weight"}
UNKNOWN = "There is no such document. It may have been discarded."


@require_GET
@page()
def document(request: HttpRequest, actor: Actor, kind: str, number: str) -> HttpResponse:
    """The document; ?after=POSITION shows further lines, ?before=POSTING what moved before that."""
    document_id = document_id_of(kind, number)
    if document_id is None:
        raise Refused("unknown_document", UNKNOWN)
    return whole(request, actor, _known(request, document_id, actor, after=number_in(request, "after")))


@require_GET
@page()
def lines(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponse:
    """Only the lines of the document, for a page that scans into it."""
    found = _known(request, document_id, actor, after=number_in(request, "after"))
    return draw(request, "_lines.html", "", _context(request, found, actor))


@require_GET
@page()
def units_of_document(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponse:
    """A page of the units on the document, or on one line of it."""
    found = _known(request, document_id, actor)
    line_id = number_in(request, "line") or None
    start = number_in(request, "after")
    editable = found.changeable and actor.may(found.kind.right)
    context: dict[str, Any] = {"page": found, "line_id": line_id, "start": start, "editable": editable}
    context["key"] = str(uuid4())
    expects = found.draft and found.kind.generates
    numbers, more = numbers_on(document_id, line_id=line_id, after=start) if expects else ([], None)
    if numbers:
        context |= {"numbers": numbers, "more": {"after": more} if more else None}
    else:
        after = (number_in(request, "after_line"), start)
        listed, key = units_on(document_id, line_id=line_id, after=after)
        context |= {"listed": listed, "more": {"after_line": key[0], "after": key[1]} if key else None}
    return draw(request, "document_units.html", f"Units on {found.document.name}", context)


@require_POST
@page()
def post_document(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponseBase:
    """Post the draft. A second click with the same form posts nothing more; a refusal shows the form as it was."""
    try:
        posted = post(actor, Post(document_id=document_id), key=_key(request))
    except Refused as refusal:
        return refused_here(request, actor, document_id, refusal)
    given = ", ".join(posted.serials.values())
    messages.success(request, f"Posted. {f'New serial numbers: {given}.' if given else ''}".strip())
    if posted.free:
        places = ", ".join(map(str, posted.free))
        messages.warning(request, f"Line{'s' if len(posted.free) > 1 else ''} {places}: for nothing. No price was set.")
    return redirect("document", posted.kind, posted.number)


@require_POST
@page(APPROVE)
def approve_document(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponseBase:
    """Agree to somebody else's draft; then it can be posted."""
    try:
        done = approve(actor, Approve(document_id=document_id), key=_key(request))
    except Refused as refusal:
        return refused_here(request, actor, document_id, refusal)
    messages.success(request, f"{done.kind} {done.number} is approved. Somebody else can post it now.")
    return redirect("document", done.kind, done.number)


@require_POST
@page()
def amend_posted(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponseBase:
    """Say how a posted document is shipped, or its notes, otherwise; it stays as it was posted."""
    said = {name: request.POST[name] for name in FIELDS if name in request.POST}
    try:
        done = amend_document(actor, AmendDocument(document_id=document_id, **said), key=_key(request))
    except Refused as refusal:
        return refused_here(request, actor, document_id, refusal)
    messages.success(request, "Saved beside the document." if done.changed else "Nothing was changed.")
    return redirect("document", done.kind, done.number)


@require_GET
@page()
def approvals(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What waits for a second person."""
    return draw(request, "approvals.html", "To approve", {"rows": waiting()})


@require_POST
@page()
def discard_document(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponseBase:
    try:
        gone = discard(actor, Discard(document_id=document_id))
    except Refused as refusal:
        return refused_here(request, actor, document_id, refusal)
    messages.success(request, f"{gone.kind} {gone.number} is discarded. What it held is free again.")
    return redirect(f"{url('documents')}?{urlencode({'kind': gone.kind})}")


@require_POST
@page(REVERSE)
def reverse_document(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponseBase:
    """Undo a posted document by a mirror posting; a refusal names what stands in the way and keeps the reason."""
    reason = request.POST.get("reason", "")
    try:
        done = reverse(actor, Reverse(document_id=document_id, reason=reason), key=_key(request))
    except Refused as refusal:
        return refused_here(request, actor, document_id, refusal, reason=reason)
    messages.success(request, f"{done.kind} {done.number} is reversed. Everything is back where it came from.")
    return redirect("document", done.kind, done.number)


@require_POST
@page()
def credit_document(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponseBase:
    """Begin the credit of a posted sale."""
    try:
        begun = credit(actor, Credit(document_id=document_id), key=_key(request))
    except Refused as refusal:
        return refused_here(request, actor, document_id, refusal)
    return redirect("document", begun.kind, begun.number)


def whole(request: HttpRequest, actor: Actor, found: DocumentPage, status: int = 200, **context: Any) -> HttpResponse:
    """The page of a document."""
    name = f"{found.kind.name} {found.document.number}"
    before = number_in(request, "before")
    past: dict[str, Any] = {"earlier": before, **_changes(request, found, actor)}
    if found.orders:  # others move once, as their lines say
        past["history"] = history_of(found.document.document_id, before or None)
    return draw(request, "document.html", name, {**_context(request, found, actor), **past, **context}, status=status)


def _changes(request: HttpRequest, found: DocumentPage, actor: Actor) -> dict[str, Any]:
    before = number_in(request, "changed_before")
    rows = changes_of(found.document.document_id, before or None, CHANGES_SHOWN + 1)
    digits = own_digits(found.document, digits_of(request))
    prices = found.kind.price_from == "price" or actor.may(SEE_COST)
    return {
        "changes": [shown(row, found.kind, digits, prices) for row in rows[:CHANGES_SHOWN]],
        "changed_before": rows[CHANGES_SHOWN - 1].change_id if len(rows) > CHANGES_SHOWN else None,
        "changed_earlier": before,
    }


def number_in(request: HttpRequest, name: str) -> int:
    """A key in the address; 0 where there is none."""
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def refused_here(
    request: HttpRequest, actor: Actor, document_id: int, refusal: Refused, **context: Any
) -> HttpResponse:
    """The page of the document with what was refused on it; who may not even look gets a page of its own."""
    if refusal.code in ("unknown_document", "not_allowed"):
        raise refusal
    return whole(
        request, actor, _known(request, document_id, actor), status=status_of(refusal), refusal=refusal, **context
    )


def _known(request: HttpRequest, document_id: int, actor: Actor, after: int = 0) -> DocumentPage:
    company = company_of(request)
    at_home = company.currency if company else None
    found = document_page(document_id, costs=actor.may(SEE_COST), after=after, at_home=at_home)
    if found is None:
        raise Refused("unknown_document", UNKNOWN)
    document = found.document
    refuse_elsewhere(actor, document.kind, document.number, document.location)
    return found


def _key(request: HttpRequest) -> str | None:
    """The idempotency key in the form. A form without one is not protected, but works."""
    return request.POST.get("key") or None


def _context(request: HttpRequest, found: DocumentPage, actor: Actor) -> dict[str, Any]:
    editable = found.changeable and actor.may(found.kind.right)
    mirror = found.credited_by
    bins = bins_in_use() if editable else []
    stands = found.posting is not None and found.reversal is None
    return {
        "page": found,
        "document": found.document,
        "brought": brought_for(request, found.document.document_id) if editable else "",
        "stock_count": count_of_document(found.document.document_id) if found.posting else None,
        "kind": found.kind,
        "face": face_of(found.kind),
        "header": header_fields(found.kind, found.document),
        **_line_columns(found, editable),
        "foreign": found.document.header.currency,
        "own_digits": own_digits(found.document, digits_of(request)),
        "steps": steps(found),
        "editable": editable,
        "may_change": actor.may(found.kind.right),
        "scans": editable and not found.quotes,
        "panel": panel_of(found),
        **_parcels(found),
        "approval": next(iter(waiting(found.document.document_id)), None)
        if found.draft and found.kind.adjusts
        else None,
        "there": there_for([line.row.line_id for line in found.lines if line.wants]) if editable else {},
        "odd": odd_sizes([line.row.line_id for line in found.lines])
        if editable and found.kind.party == "vendor"
        else {},
        "fetches": found.orders and actor.may(TRANSFER),
        "pull_sheet": sheet_that_waits_for(found.document.document_id) if found.orders else "",
        "makes": _makes(found, actor),
        "to_send": editable and found.kind.travels and any(line.not_sent for line in found.lines),
        "lots_taken": lots_taken(found.document.document_id) if any(line.row.uses_lots for line in found.lines) else {},
        "does": [row_for(found.kind, sign).done for sign in (1, -1)],
        "as_written": not (found.kind.by_hand or found.orders),  # posted at once: what was asked for is what was done
        "delivers": bool(found.kind.becomes) or not found.orders,
        "late": [kind for kind in _follow(found, actor) if invoices(kind)] if stands else [],
        "spreads": SPREADS if found.kind.generates and not found.kind.goods_only else {},
        "reversible": stands and actor.may(REVERSE),
        "creditable": mirror if mirror and actor.may(mirror.right) else None,
        "credit_face": face_of(mirror) if mirror else None,
        "ends": ("Out bin", "Stock bin") if found.kind.adjusts else ("From bin", "To bin"),
        **(_as_set_up(found, actor) if editable and not found.quotes else {}),
        "from_bins": suitable(bins, found.kind.route.source),
        "to_bins": taking_in(bins, found.kind.route.target),
        "shows_prices": found.kind.priced and (found.kind.price_from == "price" or actor.may(SEE_COST)),
        "costed": actor.may(SEE_COST)
        and not (found.orders and found.cost_minor is None)
        and not (found.changeable and found.kind.generates),
        "to_pick": sum(line.picked and line.attached < (line.target or 0) for line in found.lines)
        if found.draft
        else 0,
        "empty_lines": [line for line in found.lines if found.changeable and line.row.quantity == 0],
        "expired": expired_orders(found.document.document_id) if found.changeable else [],
        "takes_unknown": any(row_for(found.kind, sign).takes_unknown for sign in (1, -1)),
        "exchanged": stand_ins_on(found.document.document_id),
        "exchange": _exchange(found, editable),
        "key": str(uuid4()),
    }


def _approval(found: DocumentPage) -> WaitingRow | None:
    """What the page says of a second person, where the draft needs one."""
    return next(iter(waiting(found.document.document_id)), None) if found.draft and found.kind.adjusts else None


def _asks_vendor(found: DocumentPage) -> bool:
    return found.kind.party == "vendor" and (found.quotes or found.orders)


def _line_columns(found: DocumentPage, editable: bool) -> dict[str, Any]:
    """Which of the columns that not every paper needs there are: what is used, and on a draft what can be used."""
    rows = [line.row for line in found.lines]
    uses = {
        "discount": any(row.discount for row in rows),
        "tax": any(row.tax_code for row in rows),
        "note": any(row.note for row in rows),
    }
    taxed = found.kind.taxed and editable
    has = {name: used or (editable if name == "note" else taxed) for name, used in uses.items()}
    offered = tax_codes() if taxed else []
    return {
        "uses": uses,
        "has": has,
        "tax_offered": {each.code: f"{percent(each.rate)} {each.code}" for each in offered if not each.discontinued},
    }


def _parcels(found: DocumentPage) -> dict[str, Any]:
    """The parcels that its goods leave in, and what is in none of them."""
    document_id = found.document.document_id
    if not is_packed(found.kind):
        return {}
    parcels = parcels_of(document_id)
    return {"packs": True, "parcels": parcels, "packing": packing_of(document_id) if parcels else None}


def _exchange(found: DocumentPage, editable: bool) -> dict[str, str] | None:
    """What the form begins with that says which unit stands in for which; none where nothing is exchanged.

    Something is where units go and come on one paper, and where a vendor may send another one.
    """
    signs = {line.row.quantity < 0 for line in found.lines if line.row.quantity}
    from_vendor = found.kind.party == "vendor" and row_for(found.kind, -1).takes_unknown
    if not editable or found.quotes or not (len(signs) == 2 or from_vendor):
        return None
    back = OUT if found.kind.party == "customer" else STOCK
    going: list[str] = []
    coming: list[str] = []
    for line in found.lines:
        side = going if row_for(found.kind, line.row.quantity).route.source == back else coming
        side += [str(run) if run.count == 1 else "" for run in line.runs]
    return {
        "replaced": going[0] if len(going) == 1 else "",
        "by": coming[0] if len(coming) == 1 and len(going) == 1 else "",
    }


def _follow(found: DocumentPage, actor: Actor) -> list[Kind]:
    """The kinds that may follow now, as far as the actor may make them; what credits a sale has a button of its own."""
    if found.reversal is not None:
        return []
    return [kind for kind in next_kinds(found.document) if actor.may(kind.right) and kind != found.credited_by]


def _makes(found: DocumentPage, actor: Actor) -> list[dict[str, Any]]:
    """The buttons that make the next document; the first of an order or a quote is the next step."""
    left = {kind.code: bool(left_on(found.document, kind).lines) for kind in _follow(found, actor)}
    return [
        {"kind": kind, "face": face_of(kind), "next": found.changeable and place == 0}
        for place, kind in enumerate(kind for kind in _follow(found, actor) if left[kind.code])
    ]


def _as_set_up(found: DocumentPage, actor: Actor) -> dict[str, str]:
    """Which bins the paper uses where it names none, in words."""
    document, route = found.document, found.kind.route
    here = usual_bins(document.location, actor.workstation_id)
    there = usual_bins(document.header.destination, actor.workstation_id) if document.header.destination else here
    source, picked = here.get(route.source_default), here.get(route.pick_default, here.get(route.source_default))
    comes = document.header.destination or route.target_default == ARRIVING
    unset = "it stays where it is" if found.orders else "no bin is set"
    target = there.get(ARRIVING if document.header.destination else route.target_default, unset)
    return {
        "usual_from": f"{source or 'no bin is set'}{f', picked from {picked}' if picked not in (None, source) else ''}",
        "usual_to": f"{target}, or where the item is put away" if comes else target,
    }
