"""The box at the top of every page: exactly one thing found means going there."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from everyunit.base.operation import Actor
from everyunit.reports.search import Hit, find
from everyunit.web.beside import page_of
from everyunit.web.pages import draw, page


@require_safe
@page()
def search(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A serial number of ours goes first: scanning a label always opens its unit. `all` shows every meaning."""
    text = request.GET.get("q", "").strip()
    hits = find(text)
    own = [hit for hit in hits if hit.what == "unit" and hit.because == "serial number"]
    if "all" not in request.GET and (own or len(hits) == 1):
        if len(hits) > 1:
            every = f"{request.path}?{urlencode({'q': text, 'all': 'yes'})}"
            messages.info(request, format_html('“{}” has other meanings too. <a href="{}">See all</a>', text, every))
        return redirect(address_of((own or hits)[0]))
    context = {"sought": text, "hits": [(hit, address_of(hit)) for hit in hits]}
    return draw(request, "search.html", "Search", context)


def address_of(hit: Hit) -> str:
    if hit.what == "document":
        return reverse("document", args=[hit.kind, hit.key])
    if hit.what in ("lot", "vendor", "customer"):
        return page_of(hit.what, hit.key)
    return reverse(hit.what.replace(" ", "-"), args=[hit.key])
