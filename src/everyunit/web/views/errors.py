"""Pages for what went wrong, in the frame where that is possible."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from everyunit.web.pages import draw


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    said = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    return draw(request, "errors/404.html", "Not found", {"said": said}, status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return draw(request, "errors/403.html", "Not allowed", {"said": str(exception)}, status=403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came without its token: an old page, or another site."""
    return draw(request, "errors/stale.html", "This page is out of date", status=403)


def locked_out(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """Too many wrong passwords for one name from one address."""
    return draw(request, "errors/locked.html", "Wait a quarter of an hour", status=429)


def broken(request: HttpRequest) -> HttpResponse:
    """Without the frame: what broke may be what the frame is drawn from."""
    return HttpResponse(render_to_string("web/errors/500.html"), status=500)
