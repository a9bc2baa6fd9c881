"""The reasons why stock is adjusted: the list and the form."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from everyunit.base.operation import Actor
from everyunit.documents.reasons import ReasonRow, reasons
from everyunit.documents.save_reason import SaveReason, save_reason
from everyunit.money.purposes import INVENTORY_ADJUSTMENT
from everyunit.money.queries import accounts
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import EDIT_MASTER
from everyunit.web.forms import Form
from everyunit.web.pages import draw, page

FIELDS = {name: name for name in ("code", "name", "account")} | {"code_taken": "code", "not_allowed": "account"}


@require_safe
@page()
def reason_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    return draw(request, "reasons.html", "Reasons", {"reasons": reasons()})


@page(EDIT_MASTER)
def new_reason(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _edit(request, actor, None, Form(), "New reason")


@page(EDIT_MASTER)
def edit_reason(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    old = next((each for each in reasons() if each.code == code), None)
    if old is None:
        raise Http404(f"There is no reason “{code}”.")
    form = Form({"code": old.code, "name": old.name, "account": old.account})
    if old.discontinued:
        form.values["discontinued"] = "yes"
    return _edit(request, actor, old, form, f"Change {old.code}")


def _edit(request: HttpRequest, actor: Actor, old: ReasonRow | None, form: Form, title: str) -> HttpResponse:
    if request.method == "POST":
        form = Form.sent(request)
        command = SaveReason(
            code=old.code if old else form.text("code"),
            name=form.text("name"),
            account=form.text("account"),
            discontinued=form.checked("discontinued"),
            new_only=old is None,
        )
        try:
            saved = save_reason(actor, command)
            messages.success(request, f"Reason {saved.code} is {'created' if saved.created else 'saved'}.")
            return redirect("reasons")
        except Refused as refusal:
            form.take(refusal, FIELDS)
    context = {"form": form, "old": old, "refusal": form.refusal, "accounts": _accounts()}
    return draw(request, "reason_form.html", title, context, status=409 if form.refused else 200)


def _accounts() -> dict[str, str]:
    """What the form offers: the usual account, and those for inventory adjustment."""
    mine = [each for each in accounts() if each.purpose == INVENTORY_ADJUSTMENT and not each.discontinued]
    return {"": "The usual one"} | {each.code: f"{each.code} · {each.name}" for each in mine}
