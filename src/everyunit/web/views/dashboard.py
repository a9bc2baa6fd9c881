"""The first page: how things stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from everyunit.base.operation import Actor
from everyunit.documents.kind import Stage
from everyunit.documents.kinds import KINDS
from everyunit.documents.lists import DocumentFilter, find_documents
from everyunit.reports.dashboard import WEEK, Day, last_days, latest_postings, owned, total
from everyunit.web.pages import draw, page

CHART_HEIGHT = 96
SLOT = 30
DRAFTS_SHOWN = 8
RECEIVING = [kind.code for kind in KINDS.values() if kind.generates and kind.party and kind.stage is Stage.FINAL]


@dataclass(frozen=True, slots=True)
class Bars:
    """One day of the chart: where it begins, and the height of each bar, in the chart's own units."""

    date: dt.date
    left: int
    middle: int
    received: int
    received_height: int
    sold: int
    sold_height: int


@require_safe
@page()
def dashboard(request: HttpRequest, actor: Actor) -> HttpResponse:
    days = last_days()
    week = days[-WEEK:]
    latest = latest_postings()
    startable = [kind for kind in KINDS.values() if kind.by_hand and actor.may(kind.right)]
    context = {
        "owned": owned(),
        "received": total([day.received for day in week]),
        "sold": total([day.sold for day in week]),
        "returned": total([day.returned for day in week]),
        "bars": bars(days),
        "chart_height": CHART_HEIGHT,
        "chart_width": SLOT * len(days),
        "latest": latest,
        "drafts": find_documents(DocumentFilter(status="draft"), limit=DRAFTS_SHOWN),
        "startable": startable,
        "receives": next((kind for kind in startable if kind.code in RECEIVING), None),
        "begins": not latest,
    }
    return draw(request, "dashboard.html", "Dashboard", context)


def bars(days: Sequence[Day]) -> list[Bars]:
    """The heights of the bars, the highest filling the chart; nothing where nothing happened."""
    highest = max((max(day.received.pieces, day.sold.pieces) for day in days), default=0)
    if highest <= 0:
        return []
    return [
        Bars(
            day.date,
            SLOT * number,
            SLOT * number + SLOT // 2,
            day.received.pieces,
            _height(day.received.pieces, highest),
            day.sold.pieces,
            _height(day.sold.pieces, highest),
        )
        for number, day in enumerate(days)
    ]


def _height(pieces: int, highest: int) -> int:
    return max(2, pieces * CHART_HEIGHT // highest) if pieces > 0 else 0
