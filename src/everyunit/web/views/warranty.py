"""The page where anybody may look a warranty up, if the company wants it."""

from __future__ import annotations

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from everyunit.base import clock
from everyunit.preferences.queries import Preferences
from everyunit.preferences.table import PUBLIC_WARRANTY
from everyunit.reports.warranty import warranties_of
from everyunit.rules.serials import clean
from everyunit.web.frame import company_of
from everyunit.web.pages import draw

MOST, WINDOW_S = 30, 600  # so many look-ups from one address in so many seconds


@require_safe
def warranty(request: HttpRequest) -> HttpResponse:
    """?number= says for a serial or maker's number which product it is and until when it is under warranty."""
    if not Preferences(None).on(PUBLIC_WARRANTY):
        raise Http404("There is no such page.")
    number = clean(request.GET.get("number", "")[:100])
    if number and _too_many(str(request.META.get("REMOTE_ADDR", ""))):
        return draw(request, "warranty.html", "Warranty", {**_frame(request), "number": number, "wait": True}, 429)
    found = warranties_of(number)
    context = {**_frame(request), "number": number, "found": found, "today": clock.today()}
    return draw(request, "warranty.html", "Warranty", context)


def _frame(request: HttpRequest) -> dict[str, object]:
    return {"company": company_of(request)}


def _too_many(address: str) -> bool:
    """Whether this address has asked too often; nobody shall go through all numbers."""
    key = f"warranty-{address}"
    cache.add(key, 0, WINDOW_S)
    try:
        return cache.incr(key) > MOST
    except ValueError:  # it has just run out
        return False
