"""The first page: how things stand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from everyunit.base.operation import Actor
from everyunit.web.pages import draw, page


@page()
def dashboard(request: HttpRequest, actor: Actor) -> HttpResponse:
    return draw(request, "dashboard.html", "Dashboard")
