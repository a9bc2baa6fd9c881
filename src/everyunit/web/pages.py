"""What every view shares: who may see a page, how it is drawn, and how a refusal is told."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from everyunit.base.operation import Actor
from everyunit.people.tokens import actor_of
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import RIGHTS
from everyunit.web.workstation import here

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Actor, Rest], HttpResponseBase]
Guarded = Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]

STATUS = {
    "not_allowed": 403,
    **dict.fromkeys(
        ("unknown_document", "unknown_unit", "unknown_sheet", "unknown_count", "unknown_parcel", "unknown_export"), 404
    ),
}


def page(right: str | None = None) -> Callable[[View[Rest]], Guarded[Rest]]:
    """A page for signed-in users: the view gets their actor. Without the right: a plain refusal (403).

    A refusal that the view does not draw itself becomes a page of its own, or problem JSON for a script.
    """

    def make(view: View[Rest]) -> Guarded[Rest]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
            user = request.user
            if not user.is_authenticated:
                return _signed_out(request)
            try:
                actor = here(request, actor_of(user))
                if right is not None:
                    needs(actor, right)
                return view(request, actor, *args, **kwargs)
            except Refused as refusal:
                return refused_page(request, refusal)

        return guarded

    return make


def needs(actor: Actor, right: str) -> None:
    """Refuse (`not_allowed`), naming what is missing in words."""
    if not actor.may(right):
        raise Refused(
            "not_allowed",
            f"You may not {RIGHTS[right]}. Ask the owner of the company for that right.",
        )


def draw(
    request: HttpRequest, template: str, title: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A page in the frame. `title` is the name of the window and the heading, unless the template says otherwise."""
    return render(request, f"web/{template}", {"title": title, **(context or {})}, status=status)


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def status_of(refusal: Refused) -> int:
    return STATUS.get(refusal.code, 409)


def told(refusal: Refused) -> dict[str, Any]:
    """A refusal as data for a script."""
    return {
        "code": refusal.code,
        "message": refusal.message,
        "total": refusal.total,
        "offenders": [
            {"subject": each.subject, "code": each.code, "message": each.message, "holder": each.holder}
            for each in refusal.offenders
        ],
    }


def refused_page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The refusal as a page, or as JSON where a script asked."""
    status = status_of(refusal)
    if wants_json(request):
        return JsonResponse(told(refusal), status=status)
    title = "Not allowed" if status == 403 else "Not found" if status == 404 else "Refused"
    return draw(request, "refused.html", title, {"refusal": refusal}, status=status)


def _signed_out(request: HttpRequest) -> HttpResponseBase:
    if wants_json(request):
        return JsonResponse(
            {"code": "signed_out", "message": "You are signed out. Sign in again; what you scanned is kept."},
            status=401,
        )
    return redirect_to_login(request.get_full_path())
