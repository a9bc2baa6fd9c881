"""Work orders: making one, its page with the steps, and what is done to built units."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from everyunit.assembly.build import Build, Used, build
from everyunit.assembly.gains import Gained
from everyunit.assembly.number_built import NumberBuilt, number_built
from everyunit.assembly.order_work import OrderWork, order_work
from everyunit.assembly.page import WorkOrderPage, work_order_id, work_order_page
from everyunit.assembly.runs import numbers_named
from everyunit.assembly.short import short_of_all
from everyunit.assembly.spread_parts import SpreadParts, spread_parts
from everyunit.assembly.start_work import StartWork, start_work
from everyunit.assembly.substitute import SubstitutePart, substitute
from everyunit.assembly.supply_work import SupplyWork, supply_work
from everyunit.assembly.swap import Exchange, Swap, swap
from everyunit.assembly.take_apart import TakeApart, take_apart
from everyunit.base.operation import Actor
from everyunit.documents.close import Close, close
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import BUILD
from everyunit.web.forms import Form
from everyunit.web.lists import date_in, number_in
from everyunit.web.pages import draw, page, status_of
from everyunit.web.views.units import unit_again

FIELDS = {
    "unknown_item": "item",
    "no_assembly": "item",
    "no_bill": "item",
    "item_discontinued": "item",
    "bad_quantity": "quantity",
    "too_many": "quantity",
    "deliver_on": "due_on",
    "too_long": "reference",
}


@page(BUILD)
def new_work_order(request: HttpRequest, actor: Actor) -> HttpResponse:
    """?item=CODE: what is to be built."""
    form = (
        Form.sent(request)
        if request.method == "POST"
        else Form({"item": request.GET.get("item", ""), "quantity": number_in(request.GET.get("quantity", "")) or 1})
    )
    if request.method == "POST":
        try:
            made = order_work(actor, _ordered(form), dry_run=form.refused)
            if not form.refused:
                return redirect("work-order", made.number)
        except Refused as refusal:
            form.take(refusal, FIELDS)
    context = {"form": form, "refusal": form.refusal}
    return draw(request, "work_order_form.html", "New work order", context, status=409 if form.refused else 200)


def _ordered(form: Form) -> OrderWork:
    due = form.text("due_on").strip()
    if due and date_in(due) is None:
        form.complain("due_on", "Write the date as 2026-01-31.")
    return OrderWork(
        item=form.text("item").strip(),
        quantity=form.number("quantity"),
        due_on=date_in(due) if due else None,
        reference=form.text("reference"),
        notes=form.text("notes"),
    )


@require_safe
@page()
def short(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What all open work orders lack, and what to do about it."""
    rows = short_of_all()
    buys = any(each.to_order and each.item_type != "assembly" for each in rows)
    return draw(request, "work_short.html", "What work orders lack", {"rows": rows, "buys": buys})


@require_safe
@page()
def work_order(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """The page of a work order: its steps, what goes in, what is missing, what is numbered and linked."""
    return _whole(request, actor, _known(work_order_id(number)))


@require_POST
@page(BUILD)
def do_work(request: HttpRequest, actor: Actor, document_id: int, step: str) -> HttpResponse:
    """One step of the order; a refusal is told on its page."""
    found = _known(document_id)
    if step not in STEPS:
        raise Http404(f"There is no step “{step}” of a work order.")
    try:
        answer = STEPS[step](request, actor, found)
    except Refused as refusal:
        if refusal.code == "not_allowed":
            raise
        form = Form.sent(request)
        return _whole(request, actor, _known(document_id), status=status_of(refusal), refusal=refusal, form=form)
    messages.success(request, answer)
    return redirect("work-order", found.number)


def _supply(request: HttpRequest, actor: Actor, found: WorkOrderPage) -> str:
    done = supply_work(actor, SupplyWork(document_id=found.document_id))
    return f"{done.committed} set aside." if done.committed else "Nothing more is free."


def _start(request: HttpRequest, actor: Actor, found: WorkOrderPage) -> str:
    start_work(actor, StartWork(document_id=found.document_id))
    return f"Work order {found.number} is in process."


def _back(request: HttpRequest, actor: Actor, found: WorkOrderPage) -> str:
    start_work(actor, StartWork(document_id=found.document_id, back=True))
    return f"Work order {found.number} is not in process any more."


def _number(request: HttpRequest, actor: Actor, found: WorkOrderPage) -> str:
    text = request.POST.get("quantity", "").strip()
    count = number_in(text) if text.isdecimal() or not text else -1  # whatever is no number is refused as one too few
    done = number_built(actor, NumberBuilt(document_id=found.document_id, quantity=count))
    return f"Numbered: {done.serials}."


def _spread(request: HttpRequest, actor: Actor, found: WorkOrderPage) -> str:
    return f"{spread_parts(actor, SpreadParts(document_id=found.document_id)).linked} parts are linked."


def _substitute(request: HttpRequest, actor: Actor, found: WorkOrderPage) -> str:
    line, item = number_in(request.POST.get("line", "")) or 0, request.POST.get("item", "")
    substitute(actor, SubstitutePart(document_id=found.document_id, line_id=line, item=item))
    return f"{item} goes in instead of what is missing."


def _build(request: HttpRequest, actor: Actor, found: WorkOrderPage) -> str:
    form = Form.sent(request)
    filled = [each for each in found.inputs if form.text(f"used-{each.line_id}").strip()]
    named = dict.fromkeys([*numbers_named([form.text("defective_units")]), *request.POST.getlist("defective_unit")])
    defective = form.number("defective") if form.text("defective").strip() else len(named)
    command = Build(
        document_id=found.document_id,
        good=form.number("good") if form.text("good").strip() else max(0, found.left - defective),
        defective=defective,
        defective_units=tuple(named),
        used=tuple(Used(line_id=each.line_id, quantity=form.number(f"used-{each.line_id}")) for each in filled),
        by_products=tuple(
            Gained(item=each.item, quantity=form.number(f"gained-{each.item}"))
            for each in found.by_products
            if form.text(f"gained-{each.item}").strip()
        ),
        spread=form.checked("spread"),
        lot=form.text("lot"),
    )
    labels = {"good": "Good", "defective": "Defective"} | {f"gained-{e.item}": e.item for e in found.by_products}
    _refuse_unread(form, labels | {f"used-{each.line_id}": each.item for each in filled})
    done = build(actor, command)
    numbers = f": {done.serials}" if done.serials else ""
    faulty = f" Defective: {done.defective_serials}." if done.defective_serials else ""
    left = f"{done.left} are left." if done.left else "All are built."
    return f"Work report {done.number} is posted{numbers}.{faulty} {left}"


def _refuse_unread(form: Form, labels: dict[str, str]) -> None:
    """Refused: `bad_quantity`, with each field that holds no whole number."""
    refuse_if_any(
        [
            Offender(labels[name], "bad_quantity", f"“{form.text(name)[:30]}” is no whole number.")
            for name in form.wrong
        ],
        "bad_quantity",
        "Some of what was typed are no whole numbers.",
    )


def _close(to: str) -> Callable[[HttpRequest, Actor, WorkOrderPage], str]:
    def step(request: HttpRequest, actor: Actor, found: WorkOrderPage) -> str:
        close(actor, Close(document_id=found.document_id, to=to))  # type: ignore[arg-type]
        return f"Work order {found.number} is {'closed' if to == 'closed' else 'void'}; what it held went back."

    return step


STEPS: dict[str, Callable[[HttpRequest, Actor, WorkOrderPage], str]] = {
    "supply": _supply,
    "start": _start,
    "back": _back,
    "number": _number,
    "spread": _spread,
    "substitute": _substitute,
    "build": _build,
    "close": _close("closed"),
    "void": _close("cancelled"),
}


@require_POST
@page(BUILD)
def take_unit_apart(request: HttpRequest, actor: Actor, serial: str) -> HttpResponse:
    done = take_apart(actor, TakeApart(serials=(serial,)))
    told = f"{serial} is taken apart: {done.parts or 'no units'} came back, and {done.pieces} pieces."
    if done.unlinked:
        told += f" Compare {done.unlinked}: not linked, so it may be another one of the same run."
    messages.success(request, told)
    return redirect("document", "TA", done.number)


@require_POST
@page(BUILD)
def swap_part(request: HttpRequest, actor: Actor, serial: str) -> HttpResponse:
    """Exchange a part of the unit for another; what was scanned stays in the form where it is refused."""
    form = Form.sent(request)
    old, new = form.text("old").strip(), form.text("new").strip()
    try:
        if not (old and new):
            raise Refused("nothing_scanned", "Scan the part that comes out, and the new one.")
        done = swap(actor, Swap(parts=(Exchange(old=old, new=new),), whole=serial))
    except Refused as refusal:
        if refusal.code == "not_allowed":
            raise
        return unit_again(request, actor, serial, refusal, exchange=form)
    gone, come = done.exchanged[0].old, done.exchanged[0].new
    messages.success(request, f"{gone} came out of {done.wholes[0]}, {come} went in: swap {done.number}.")
    return redirect("unit", serial)


def _known(document_id: int | None) -> WorkOrderPage:
    found = work_order_page(document_id) if document_id is not None else None
    if found is None:
        raise Refused("unknown_document", "There is no such work order.")
    return found


def _whole(request: HttpRequest, actor: Actor, found: WorkOrderPage, status: int = 200, **context: Any) -> HttpResponse:
    form = context.get("form") or Form()
    shown = {
        "order": found,
        "ticked": request.POST.getlist("defective_unit"),
        "really_used": [(each, form.text(f"used-{each.line_id}")) for each in found.inputs],
        "really_gained": [(each, form.text(f"gained-{each.item}")) for each in found.by_products],
        "used_typed": any(value for name, value in form.values.items() if name.startswith(("used-", "gained-"))),
        "form": form,
        "builds": actor.may(BUILD) and found.open,
        "paper": reverse("document", args=["WO", found.number]),
        **context,
    }
    return draw(request, "work_order.html", f"Work order {found.number}", shown, status=status)
