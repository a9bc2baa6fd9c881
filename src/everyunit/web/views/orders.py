"""What a clerk does with quotes and orders, and with what follows from any document: make, commit, close, generate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from everyunit.base.operation import Actor
from everyunit.documents.close import Close, close
from everyunit.documents.commit import Commit, commit
from everyunit.documents.convert import Convert, Wanted, begins_at_zero, convert
from everyunit.documents.detach import Detach, detach
from everyunit.documents.following import LineLeft, PaperLeft, between_left, left_on, others_left
from everyunit.documents.generate import Generate, generate
from everyunit.documents.kind import Kind
from everyunit.documents.naming import kind_named
from everyunit.documents.queries import DocumentRow, document_by_id
from everyunit.documents.reach import refuse_elsewhere
from everyunit.documents.replace_unit import ReplaceUnit, replace_unit
from everyunit.documents.send import Send, send
from everyunit.places.queries import company_facts
from everyunit.preferences.queries import Preferences
from everyunit.rules.refusals import Refused
from everyunit.rules.serials import split_scans
from everyunit.web.brought import brought_is_used
from everyunit.web.faces import face_of
from everyunit.web.forms import Form
from everyunit.web.pages import draw, needs, page, status_of
from everyunit.web.sent import body_of, key_of, number_of, numbered_of, text_of, typed_number
from everyunit.web.views.document import UNKNOWN, refused_here

CLOSED_WORDS = {
    "closed": "is closed. What was outstanding is dropped, and what it held is free again.",
    "open": "is open again.",
    "cancelled": "is cancelled, and is a quote again.",
}


# --- the next paper ---


@require_http_methods(["GET", "POST"])
@page()
def make_document(request: HttpRequest, actor: Actor, document_id: int, kind: str) -> HttpResponseBase:
    """Ask how many of each line go on and which other papers come along, then make the next document."""
    row = kind_named(kind)
    needs(actor, row.right)
    document = _document(document_id, actor)
    if request.method != "POST":
        return _form(request, actor, document, row, Form())
    form = Form.sent(request)
    taken = [(paper, line, name) for name in form.values if (found := _taken(name)) for paper, line in [found]]
    further = sorted({paper for paper, _, _ in taken if paper != document_id and form.checked(f"with-{paper}")})
    wanted = tuple(
        Wanted(line_id=line, quantity=quantity)
        for paper, line, name in sorted(taken)
        if (paper == document_id or paper in further) and (quantity := form.number(name))
    )
    if form.wrong:
        return _form(request, actor, document, row, form, status=400)
    entered = wanted or not begins_at_zero(row, Preferences(actor.workstation_id))
    command = Convert(
        document_id=document_id, to=kind, further=tuple(further), wanted=wanted if taken and entered else None
    )
    try:
        made = convert(actor, command, key=form.text("key") or None)
    except Refused as refusal:
        if refusal.code in ("unknown_document", "not_allowed"):
            raise
        form.refusal = refusal
        return _form(request, actor, document, row, form, status=status_of(refusal))
    return redirect("document", made.kind, made.number)


def _taken(name: str) -> tuple[int, int] | None:
    """The paper and the line that a field of the form is about. A quote asks for no quantities: all of it goes on."""
    word, _, ids = name.partition("-")
    paper, _, line = ids.partition("-")
    if word != "take" or not (paper.isdecimal() and line.isdecimal() and len(ids) < 36):
        return None
    return int(paper), int(line)


def _form(
    request: HttpRequest, actor: Actor, document: DocumentRow, kind: Kind, form: Form, status: int = 200
) -> HttpResponse:
    zero = begins_at_zero(kind, Preferences(actor.workstation_id))
    own, received = left_on(document, kind, zero), between_left(document, kind)
    papers = [_offered(own, "own", form, lambda line: bool(received))]
    papers += [_offered(paper, "received", form, lambda line: False) for paper in received]
    papers += [
        _offered(paper, "other", form, lambda line: own.begun and line.scanned and not line.committed)
        for paper in others_left(document, kind, zero)
    ]
    context: dict[str, Any] = {
        "document": document,
        "kind": kind,
        "face": face_of(kind),
        "form": form,
        "refusal": form.refusal,
        "key": form.text("key") or str(uuid4()),
        "papers": papers,
        "received": received,
        "nothing": not any(each["lines"] for each in papers),
    }
    return draw(request, "make_document.html", f"{face_of(kind).make}: {document.name}", context, status=status)


def _offered(paper: PaperLeft, role: str, form: Form, waits: Callable[[LineLeft], bool]) -> dict[str, Any]:
    """A paper as the form shows it: with what was typed, else all that is left; a line that `waits` begins at zero.
    `role`: own is the document itself, received a receipt of it, other another one of the same party.
    """
    return {
        "paper": paper,
        "role": role,
        "chosen": form.checked(f"with-{paper.document_id}") or (role == "received" and not form.values),
        "lines": [
            {
                "line": line,
                "name": name,
                "waits": waits(line),
                "take": form.values.get(name, "0" if waits(line) else str(line.starts_at)),
                "wrong": form.wrong.get(name, []),
            }
            for line in paper.lines
            for name in [f"take-{paper.document_id}-{line.line_id}"]
        ],
    }


# --- the order itself ---


@require_POST
@page()
def close_document(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponseBase:
    """Close the order, open it again, or cancel it to a quote; a refusal lists what stands in the way."""
    to = request.POST.get("to", "")
    if to not in ("closed", "open", "cancelled"):
        raise Refused("malformed", "Say whether it shall be closed, opened or cancelled.")
    try:
        changed = close(actor, Close(document_id=document_id, to=to), key=request.POST.get("key") or None)  # type: ignore[arg-type]
    except Refused as refusal:
        return refused_here(request, actor, document_id, refusal)
    quote = f" It is {changed.quote} now." if changed.quote else ""
    messages.success(request, f"{changed.kind} {changed.number} {CLOSED_WORDS[to]}{quote}")
    if changed.quote:
        return redirect("document", *changed.quote.split(" ", 1))
    return redirect("document", changed.kind, changed.number)


@require_POST
@page()
def commit_quantity(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponse:
    """Let a line of the order hold so many; for a page that stays open."""
    asked = body_of(request)
    line_id = number_of(asked, "line_id")
    quantity = typed_number(text_of(asked, "committed"), "Committed")
    if line_id is None or quantity is None:
        raise Refused("malformed", "Say how many the line shall hold.")
    command = Commit(
        document_id=document_id,
        line_id=line_id,
        quantity=quantity,
        from_bin=text_of(asked, "from_bin") or None,
        numbered=numbered_of(asked),
    )
    saved = commit(actor, command, key=key_of(request))
    return JsonResponse({"total_minor": saved.total_minor, "lines_total": len(saved.lines), "last_line": line_id})


@require_POST
@page()
def send_document(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponseBase:
    """Let leave what a transfer order asks for and nobody needs to scan."""
    try:
        done = send(actor, Send(document_id=document_id), key=request.POST.get("key") or None)
    except Refused as refusal:
        return refused_here(request, actor, document_id, refusal)
    left = f" {done.to_scan:,} to be scanned." if done.to_scan else ""
    messages.success(request, f"{done.sent:,} on the way.{left}")
    return redirect("document", done.kind, done.number)


@require_POST
@page()
def detach_units(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponseBase:
    """Take one unit off, or all that a line holds."""
    serial, line = request.POST.get("serial", "").strip(), request.POST.get("line", "")
    command = Detach(
        document_id=document_id,
        scans=(serial,) if serial else (),
        line_id=int(line) if not serial and line.isdecimal() and len(line) < 19 else None,
    )
    try:
        answer = detach(actor, command, key=request.POST.get("key") or None)
    except Refused as refusal:
        return refused_here(request, actor, document_id, refusal)
    skipped = [entry.message for entry in answer.entries if entry.code]
    done = answer.counts.get("detached", 0)
    if skipped:
        messages.warning(request, " ".join(skipped[:3]))
    if done:
        goes = " ".join(dict.fromkeys(entry.message for entry in answer.entries if not entry.code and entry.message))
        messages.success(request, f"{done:,} {'is' if done == 1 else 'are'} taken off. {goes}".strip())
    document = _document(document_id, actor)
    return redirect("document", document.kind, document.number)


@require_POST
@page()
def generate_units(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponseBase:
    """Give units that we never had serial numbers of ours."""
    form = Form.sent(request)
    company = company_facts()
    cost = form.amount("cost", company.currency_digits if company else 2) if form.text("cost").strip() else None
    count, line_id = form.number("count"), form.number("line")
    if form.wrong:
        wrong = Refused("malformed", " ".join(message for found in form.wrong.values() for message in found))
        return refused_here(request, actor, document_id, wrong)
    numbers = tuple(each for part in form.text("maker_numbers").split(",") for each in split_scans(part))
    command = Generate(document_id=document_id, line_id=line_id, count=count, cost_minor=cost, maker_numbers=numbers)
    try:
        saved = generate(actor, command, key=form.text("key") or None)
    except Refused as refusal:
        return refused_here(request, actor, document_id, refusal)
    brought_is_used(request, document_id, numbers)
    messages.success(request, f"{count:,} serial number{'' if count == 1 else 's'} for units that were never ours.")
    return redirect("document", saved.kind, saved.number)


@require_POST
@page()
def replace_unit_on(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponseBase:
    """Say which unit stands in for which, or take it back."""
    form = Form.sent(request)
    company = company_facts()
    cost = form.amount("cost", company.currency_digits if company else 2) if form.text("cost").strip() else None
    if form.wrong:
        wrong = Refused("malformed", " ".join(message for found in form.wrong.values() for message in found))
        return refused_here(request, actor, document_id, wrong)
    command = ReplaceUnit(
        document_id=document_id,
        replaced=form.text("replaced"),
        by=form.text("by"),
        cost_minor=cost,
        forget=form.text("forget") == "yes",
        alike=form.text("alike") == "yes",
    )
    try:
        saved = replace_unit(actor, command, key=form.text("key") or None)
    except Refused as refusal:
        typed = {"replaced": command.replaced, "by": command.by, "cost": form.text("cost")}
        return refused_here(request, actor, document_id, refusal, typed_exchange=typed)
    return redirect("document", saved.kind, saved.number)


def _document(document_id: int, actor: Actor) -> DocumentRow:
    found = document_by_id(document_id)
    if found is None:
        raise Refused("unknown_document", UNKNOWN)
    refuse_elsewhere(actor, found.kind, found.number, found.location)
    return found
