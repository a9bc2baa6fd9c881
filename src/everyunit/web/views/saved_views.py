"""Saving a view of a list, changing and deleting it. Each can be undone at once, in its place."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from everyunit.base.operation import Actor
from everyunit.people.delete_view import DeleteView, delete_view
from everyunit.people.queries import ViewRow, views_of
from everyunit.people.save_view import LISTS, SaveView, save_view
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import SHARE_VIEWS
from everyunit.web.forms import Form
from everyunit.web.lists import number_in
from everyunit.web.pages import draw, page, status_of
from everyunit.web.saved_views import UNDO, address_of, query_of

FIELDS = {"name": "name", "name_taken": "name"}


@require_POST
@page()
def keep_view(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Save the view, or change the one that `view_id` names; what is wrong is said on a page of its own."""
    form = Form.sent(request)
    of_list, view_id = _list(form), number_in(form.text("view_id"))
    earlier = _view(actor, of_list, view_id)
    command = SaveView(
        of_list=of_list,
        name=form.text("name"),
        query=query_of(QueryDict(form.text("query")), of_list),
        shared=form.checked("shared"),
        view_id=view_id,
    )
    try:
        saved = save_view(actor, command)
    except Refused as refusal:
        if refusal.code not in ("name_taken", "bad_view"):
            raise
        form.take(refusal, FIELDS)
        context = {"form": form, "may_share": actor.may(SHARE_VIEWS), "back": reverse(of_list), "refusal": form.refusal}
        return draw(request, "view_form.html", "Save the view", context, status=status_of(refusal))
    if not form.checked("undone"):
        request.session[UNDO] = _restore(earlier, of_list) if earlier else _delete(saved.view_id, saved.name)
    view = _view(actor, of_list, saved.view_id)
    return redirect(address_of(of_list, view) if view else reverse(of_list))


@require_POST
@page()
def drop_view(request: HttpRequest, actor: Actor, view_id: int) -> HttpResponseBase:
    """Delete the view; the list stays as it is shown."""
    form = Form.sent(request)
    of_list = _list(form)
    gone = delete_view(actor, DeleteView(view_id=view_id))
    if not form.checked("undone"):
        fields = {
            "of_list": gone.of_list,
            "name": gone.name,
            "query": gone.query,
            "shared": "yes" if gone.shared else "",
        }
        request.session[UNDO] = _undo(f"The view “{gone.name}” is deleted.", reverse("keep-view"), fields)
    query = query_of(QueryDict(form.text("query")), of_list)
    return redirect(f"{reverse(of_list)}{'?' if query else ''}{query}")


def _list(form: Form) -> str:
    of_list = form.text("of_list")
    if of_list not in LISTS:
        raise Refused("malformed", "The page sent something that cannot be read. Reload it and try again.")
    return of_list


def _view(actor: Actor, of_list: str, view_id: int | None) -> ViewRow | None:
    return next((each for each in views_of(of_list, actor.user_id) if each.view_id == view_id), None)


def _restore(view: ViewRow, of_list: str) -> dict[str, Any]:
    fields = {"of_list": of_list, "view_id": str(view.view_id), "name": view.name, "query": view.query}
    fields["shared"] = _yes(view.shared)
    return _undo(f"The view “{view.name}” is changed.", reverse("keep-view"), fields)


def _delete(view_id: int, name: str) -> dict[str, Any]:
    return _undo(f"The view “{name}” is saved. It is a tab above the list.", reverse("drop-view", args=[view_id]), {})


def _yes(checked: bool) -> str:
    return "yes" if checked else ""


def _undo(words: str, address: str, fields: dict[str, str]) -> dict[str, Any]:
    """What the list says next, and the form that undoes it."""
    return {"words": words, "address": address, "fields": fields}
