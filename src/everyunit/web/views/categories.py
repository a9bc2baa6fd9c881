"""Categories: the tree, and the form of one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from everyunit.base.operation import Actor
from everyunit.books.save_category import SaveCategory, save_category
from everyunit.catalog.categories import CategoryRow, lying_in
from everyunit.catalog.categories import categories as all_categories
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import EDIT_MASTER
from everyunit.web.forms import Form
from everyunit.web.pages import draw, page

FIELDS = {"code": "code", "name": "name", "parent": "parent", "code_taken": "code"}


@require_safe
@page()
def categories(request: HttpRequest, actor: Actor) -> HttpResponse:
    return draw(request, "categories.html", "Categories", {"rows": all_categories()})


@page(EDIT_MASTER)
def new_category(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _edit(request, actor, None, Form({"parent": request.GET.get("parent", "")}), "New category")


@page(EDIT_MASTER)
def edit_category(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    found = next((each for each in all_categories() if each.code == code), None)
    if found is None:
        raise Http404(f"There is no category “{code}”.")
    form = Form({"code": found.code, "name": found.name, "parent": found.parent})
    return _edit(request, actor, found, form, f"Change {code}")


def _edit(request: HttpRequest, actor: Actor, old: CategoryRow | None, form: Form, title: str) -> HttpResponse:
    if request.method == "POST":
        form = Form.sent(request)
        command = SaveCategory(
            code=old.code if old else form.text("code"),
            name=form.text("name"),
            parent=form.text("parent"),
            new_only=old is None,
        )
        try:
            saved = save_category(actor, command)
            messages.success(request, f"Category {saved.code} is {'created' if saved.created else 'saved'}.")
            return redirect("categories")
        except Refused as refusal:
            form.take(refusal, FIELDS)
    inside = lying_in(old.code) if old else []
    parents = {each.code: each.label for each in all_categories() if each.category_id not in inside}
    context = {"form": form, "old": old, "parents": {"": "None"} | parents, "refusal": form.refusal}
    return draw(request, "category_form.html", title, context, status=409 if form.refused else 200)
