"""Own fields: which there are, one of them, and what they hold of a thing."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from everyunit.base.operation import Actor
from everyunit.documents.fill_fields import Filled, FillFields, fill_fields, target_ids
from everyunit.fields.queries import FieldRow, Held, held_by, own_fields
from everyunit.fields.save_field import SaveField, save_field
from everyunit.rules.own_fields import OF, TYPES
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import KEEP_FILES, SET_UP
from everyunit.web.beside import beside, page_of
from everyunit.web.forms import Form
from everyunit.web.own_inputs import input_of
from everyunit.web.pages import draw, page, status_of

FIELDS = {"code_taken": "code", "choice_in_use": "choices"} | {
    name: name for name in ("of", "code", "label", "type", "choices")
}


@page(SET_UP)
def own_field_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    rows = own_fields(everything=True)
    sorts = [(name, words, [row for row in rows if row.of == name]) for name, words in OF.items()]
    return draw(request, "own_fields.html", "Own fields", {"sorts": sorts, "types": TYPES, "rows": rows})


@page(SET_UP)
def new_own_field(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    form = Form({"of": request.GET.get("of", "unit"), "type": "text", "searched": "yes"})
    return _edit(request, actor, None, form)


@page(SET_UP)
def edit_own_field(request: HttpRequest, actor: Actor, of: str, code: str) -> HttpResponseBase:
    old = next((row for row in own_fields(of, everything=True) if row.code == code), None)
    if old is None:
        raise Http404(f"There is no field {code} of {of}.")
    values = {"of": old.of, "code": old.code, "label": old.label, "type": old.type, "position": old.position}
    values |= {"choices": "\n".join(old.choices)}
    values |= {name: "yes" for name in ("required", "searched", "discontinued") if getattr(old, name)}
    return _edit(request, actor, old, Form(values))


def _edit(request: HttpRequest, actor: Actor, old: FieldRow | None, form: Form) -> HttpResponseBase:
    if request.method == "POST":
        form = Form.sent(request)
        command = SaveField(
            of=old.of if old else form.text("of"),
            code=old.code if old else form.text("code"),
            label=form.text("label"),
            type=old.type if old else form.text("type"),
            choices=tuple(form.text("choices").splitlines()),
            required=form.checked("required"),
            searched=form.checked("searched"),
            discontinued=form.checked("discontinued"),
            position=form.number("position"),
            new_only=old is None,
        )
        try:
            if not form.wrong:
                saved = save_field(actor, command)
                messages.success(request, f"The field {saved.code} is {'new' if saved.created else 'saved'}.")
                return redirect("own-fields")
        except Refused as refusal:
            form.take(refusal, FIELDS)
    context = {"form": form, "old": old, "sorts": OF, "types": TYPES, "refusal": form.refusal}
    title = f"Change {old.label}" if old else "New field"
    return draw(request, "own_field_form.html", title, context, status=409 if form.refused else 200)


@page()
def fill_own_fields(request: HttpRequest, actor: Actor, of: str, thing: str) -> HttpResponseBase:
    """What own fields of one thing hold; `thing` is its serial number, its code, or its kind and number."""
    name = thing
    if of not in OF:
        raise Http404(f"There is nothing called {of}.")
    target = target_ids(of, [name]).get(name)
    if target is None:
        raise Http404(f"There is no {of} {name}.")
    held = [each for each in held_by(of, target) if not each.field.discontinued]
    form = Form({each.field.code: each.text for each in held})
    if request.method == "POST":
        form = Form.sent(request)
        values = {each.field.code: form.text(each.field.code) for each in held}
        try:
            fill_fields(actor, FillFields(of=of, things=(Filled(name=name, values=values),)))
            messages.success(request, "Saved. What it was before is kept.")
            return redirect(page_of(of, name))
        except Refused as refusal:
            if refusal.code == "not_allowed":
                raise
            form.take(refusal, {f"{name}: {each.field.label}": each.field.code for each in held})
            return _fill_page(request, actor, of, name, target, held, form, status_of(refusal))
    return _fill_page(request, actor, of, name, target, held, form, 200)


def _fill_page(
    request: HttpRequest, actor: Actor, of: str, name: str, target: int, held: Sequence[Held], form: Form, status: int
) -> HttpResponse:
    inputs = [input_of(each.field) for each in held]
    context = {
        "of": of,
        "name": name,
        "held": held,
        "inputs": inputs,
        "form": form,
        "back": _back(of, name),
        "refusal": form.refusal,
    }
    if of == "document":
        context |= beside(of, name, target, actor, KEEP_FILES)
    return draw(request, "own_values_form.html", f"Own fields of {name}", context, status=status)


def _back(of: str, name: str) -> str:
    kind, _, number = name.partition(" ")
    return reverse("document", args=[kind, number]) if of == "document" else page_of(of, name)
