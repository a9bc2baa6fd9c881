"""What a figure comes from, event by event."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from everyunit.base.operation import Actor
from everyunit.reports.explain import figure as figure_named
from everyunit.reports.figures import Before, explained
from everyunit.rules.rights import SEE_COST
from everyunit.web.lists import address, date_in, number_in
from everyunit.web.pages import draw, page


@require_safe
@page()
def explain(request: HttpRequest, actor: Actor, figure: str) -> HttpResponse:
    """The events of a figure, newest first, with what it was then; ?before=DAY&before=NUMBER goes further back."""
    asked = {key: request.GET.get(key, "") for key in request.GET if key != "before"}
    before = _before(request)
    found = explained(figure_named(figure, asked), costs=actor.may(SEE_COST), before=before)
    here = f"{reverse('explain', args=[figure])}?{urlencode(asked)}"
    oldest = found.events[-1] if found.events else None
    context = {
        "found": found,
        "next": f"{here}&{urlencode({'before': (oldest.day, oldest.nr)}, doseq=True)}" if found.more and oldest else "",
        "first": address(request, before="") if before else "",
        "start": _start(found.start.name, dict(found.start.asked)) if found.start else "",
    }
    return draw(request, "explain.html", found.title, context)


def _start(name: str, asked: dict[str, str]) -> str:
    return f"{reverse('explain', args=[name])}?{urlencode(asked)}"


def _before(request: HttpRequest) -> Before | None:
    texts = request.GET.getlist("before")
    if len(texts) != 2:
        return None
    day, nr = date_in(texts[0]), number_in(texts[1])
    return None if day is None or nr is None else Before(day, nr)
