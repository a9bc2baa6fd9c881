"""The box at the top of every page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from everyunit.base.operation import Actor
from everyunit.web.pages import draw, page


@page()
def search(request: HttpRequest, actor: Actor) -> HttpResponse:
    return draw(request, "search.html", "Search")
