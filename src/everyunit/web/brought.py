"""What was scanned at the return desk and no unit has: kept beside the paper begun for it, until it is used."""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpRequest

from everyunit.reports.item_lookup import item_on_label
from everyunit.rules.serials import LENGTH_LIMIT, clean

KEPT = "brought"
PAPERS_KEPT = 20


def brought_now(request: HttpRequest) -> str:
    """The number in ?brought=; what names an item is the number of no unit."""
    given = clean(request.GET.get("brought", ""))[:LENGTH_LIMIT]
    return "" if given and item_on_label(given) else given


def brought_for(request: HttpRequest, document_id: int) -> str:
    """The number in ?brought=, which is kept from then on, so that it is there without that, too."""
    kept, paper = request.session.get(KEPT, {}), str(document_id)
    given = brought_now(request)
    if given and kept.get(paper) != given:
        request.session[KEPT] = dict([*kept.items(), (paper, given)][-PAPERS_KEPT:])
    return given or str(kept.get(paper, ""))


def brought_is_used(request: HttpRequest, document_id: int, numbers: Collection[str]) -> None:
    """A unit got the number as its maker's."""
    kept = dict(request.session.get(KEPT, {}))
    if kept.get(str(document_id)) in numbers:
        del kept[str(document_id)]
        request.session[KEPT] = kept
