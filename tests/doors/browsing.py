"""Signing in with the test client, and looking at what a page is made of."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLPattern, reverse

from everyunit.company.found import hire
from everyunit.web.urls import urlpatterns

STRANGE = "A/B 1 <x>"
ARGUMENTS = {
    "code": STRANGE,
    "item": STRANGE,
    "lot": STRANGE,
    "number": "100000",
    "serial": "100000",
    "role": "vendor",
    "kind": "SI",
    "of_list": "units",
    "export_id": 1,
    "of": "unit",
    "thing": "100000",
    "attachment_id": 1,
    "document_id": 1,
    "line_id": 1,
    "posting_id": 1,
    "closing_id": 1,
    "figure": "stock",
    "view_id": 1,
    "sheet_id": 1,
    "count_id": 1,
    "parcel_id": 1,
    "sort": "prices",
    "step": "start",
}
OPEN = {"sign-in", "sign-out", "warranty"}


def signed_in(username: str = "owner", role: str | None = None) -> Client:
    """A client signed in as the user; with a role, the user is hired first."""
    if role is not None:
        hire(username, role)
    client = Client()
    client.force_login(get_user_model().objects.get(username=username))
    return client


def routes() -> Iterator[tuple[str, str]]:
    """Each page with an address that fits it."""
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        names = pattern.pattern.converters
        missing = set(names) - set(ARGUMENTS)
        assert not missing, f"say in browsing.ARGUMENTS what {pattern.name} may get for {missing}"
        yield str(pattern.name), reverse(str(pattern.name), kwargs={name: ARGUMENTS[name] for name in names})


class Inline(HTMLParser):
    """Collects what a strict policy forbids: scripts and styles written into the page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag == "style" or (tag == "script" and not names.get("src")):
            self.found.append(f"<{tag}>")
        self.found += [f"{tag} {name}" for name in names if name == "style" or name.startswith("on")]
        self.found += [f"{tag} {name}" for name, value in attrs if (value or "").strip().startswith("javascript:")]


def inline_code(html: str) -> list[str]:
    parser = Inline()
    parser.feed(html)
    return parser.found
