"""Addresses that only take what a form sends: opened otherwise, they lead back to the page that they belong to."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse

from everyunit.counting.queries import count_by_id
from everyunit.documents.queries import document_by_id
from everyunit.selling.parcel_queries import parcel_by_id
from everyunit.selling.queries import sheet_by_id
from everyunit.web.beside import page_of
from everyunit.web.pages import wants_json

NOTHING_DONE = "Nothing was done: that address only takes what is sent from this page. Do it here once more if need be."


def _document(document_id: int) -> str | None:
    found = document_by_id(document_id)
    return reverse("document", args=[found.kind, found.number]) if found else None


def _count(count_id: int) -> str | None:
    found = count_by_id(count_id)
    return reverse("count", args=[found.number]) if found else None


def _sheet(sheet_id: int) -> str | None:
    found = sheet_by_id(sheet_id)
    return reverse("pull-sheet", args=[found.number]) if found else None


def _parcel(parcel_id: int) -> str | None:
    found = parcel_by_id(parcel_id)
    return reverse("parcel", args=[found.number]) if found else None


# Most addresses say what they are about.
ABOUT: dict[tuple[str, ...], Callable[..., str | None]] = {
    ("document_id",): _document,
    ("count_id",): _count,
    ("sheet_id",): _sheet,
    ("parcel_id",): _parcel,
    ("serial",): lambda serial: reverse("unit", args=[serial]),
    ("of", "thing"): page_of,
    ("item", "number"): lambda item, number: reverse("lot", args=[item, number]),
}
# Of the others, the page; those with a code pass it on.
PAGES = {
    "block-bin": "bin",
    "switch-lots": "item",
    "save-reordering": "item",
    "move-place": "places",
    "search-order": "default-bins",
    "set-preference": "settings",
    "refuse-unit": "return-desk",
    "close-books": "periods",
    "reopen-books": "periods",
    "export-list": "exports",
    "cancel-export": "exports",
    "delete-export": "exports",
}
Answering = Callable[[HttpRequest], HttpResponseBase]


def page_behind(match: ResolverMatch) -> str:
    """The page that the address belongs to; the dashboard where it belongs to none, or what it is about is gone."""
    parts = match.kwargs
    if match.url_name == "assign-price-list":
        return reverse("party", args=["customer", parts["code"]])
    if match.url_name in PAGES:
        return reverse(PAGES[match.url_name], args=[parts["code"]] if "code" in parts else [])
    for names, page in ABOUT.items():
        if all(name in parts for name in names):
            return page(*(parts[name] for name in names)) or reverse("dashboard")
    return reverse("dashboard")


def lead_back(answering: Answering) -> Answering:
    """A page that is reloaded after a refused form, or whose address is opened again, is a page all the same."""

    def answered(request: HttpRequest) -> HttpResponseBase:
        answer = answering(request)
        if answer.status_code != 405 or request.method not in ("GET", "HEAD") or wants_json(request):
            return answer
        match = request.resolver_match
        if match is None or not match.func.__module__.startswith("everyunit.web."):
            return answer
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())  # what there is, and its number, is for who is signed in
        messages.info(request, NOTHING_DONE)
        return redirect(page_behind(match))

    return answered
