"""What differs on a stock count, unit by unit, with what becomes of it; and the count sheets on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from everyunit.base.operation import Actor
from everyunit.counting.decide import Decide, decide
from everyunit.counting.difference_list import DifferenceRow, differences_page
from everyunit.counting.differences import DIFFERS, Sort
from everyunit.counting.queries import CountPage, CountRow, count_by_id, count_page
from everyunit.counting.sheets import count_sheets
from everyunit.exports.columns import Cell
from everyunit.rules import words
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import COUNT, SEE_COST
from everyunit.web.files import csv_file, plain_amount
from everyunit.web.frame import digits_of
from everyunit.web.lists import PAGE, address, chips
from everyunit.web.pages import draw, page, status_of
from everyunit.web.views.count import UNKNOWN
from everyunit.web.views.paper import on_paper

LABELS = {"bin": "Bin", "sort": "What", "search": "Search"}
FILE_BATCH = 1000
DECISIONS = {"put_right": "Put right", "leave": "Leave", "bring_back": "Bring back"}
HEADS = (
    *("Bin", "What", "Serial number", "Maker's number", "Item", "Name", "Lot", "Recorded in", "Found by", "Paper"),
    "Party",
    *("Quantity", "Cost", "Then"),
)


@require_safe
@page()
def differences(request: HttpRequest, actor: Actor, count_id: int) -> HttpResponse:
    """?bin=, ?sort= and ?search= narrow it; without a sort, all that differs."""
    return _whole(request, actor, count_id)


@require_safe
@page()
def differences_csv(request: HttpRequest, actor: Actor, count_id: int) -> HttpResponseBase:
    count, costs = _count(count_id), actor.may(SEE_COST)
    digits = digits_of(request)
    return csv_file(f"stock-count-{count.number}", HEADS, _lines(request, count_id, costs, digits))


@require_POST
@page()
def decide_differences(request: HttpRequest, actor: Actor, count_id: int) -> HttpResponseBase:
    asked = request.POST
    if asked.get("decision") not in DECISIONS:
        raise Refused("malformed", "The page sent something that cannot be read. Reload it and try again.")
    command = Decide(
        count_id=count_id,
        bin=asked.get("bin", ""),
        decision=cast(Any, asked["decision"]),
        serials=tuple(asked.getlist("serial")),
        items=tuple(asked.getlist("item")),
        lot=asked.get("lot", ""),
        sort=asked.get("all", ""),
    )
    try:
        decide(actor, command, key=asked.get("key") or None)
    except Refused as refusal:
        if refusal.code in ("unknown_count", "not_allowed"):
            raise
        return _whole(request, actor, count_id, status=status_of(refusal), refusal=refusal)
    query = request.GET.urlencode()
    return redirect(f"{reverse('count-differences', args=[count_id])}{'?' if query else ''}{query}")


@require_safe
@page()
def count_sheet(request: HttpRequest, actor: Actor, count_id: int) -> HttpResponse:
    """On paper, bin by bin: what is recorded, to be ticked; on a blind count, empty rows to be filled."""
    found = _page(count_id)
    heading = f"Count sheet {found.count.number}"
    context = {"page": found, "count": found.count, "sheets": count_sheets(count_id), **on_paper(request, heading, {})}
    return draw(request, "count_sheet.html", heading, context)


def _whole(request: HttpRequest, actor: Actor, count_id: int, status: int = 200, **context: Any) -> HttpResponse:
    found, asked = _page(count_id), _asked(request)
    after = request.GET.get("after", "")
    rows = _read(request, count_id, actor.may(SEE_COST), after if _is_key(after) else "", PAGE + 1)
    shown = rows[:PAGE]
    context = {
        "page": found,
        "count": found.count,
        "rows": shown,
        "asked": asked,
        "bins": [each.state.bin for each in found.bins if each.state.status in ("counted", "complete")],
        "sorts": {str(sort): words.DIFFERENCES[sort] for sort in Sort},
        "chips": chips(request, LABELS, {"sort": words.DIFFERENCES.get(asked["sort"], "Everything")}),
        "decides": actor.may(COUNT) and found.count.status not in ("complete", "void"),
        "states": {each.state.bin: each.state.status for each in found.bins},
        "sees_cost": actor.may(SEE_COST),
        "over": found.count.status == "complete",
        "next": address(request, after=shown[-1].key) if len(rows) > PAGE else "",
        "file": f"{reverse('count-differences-csv', args=[count_id])}?{request.GET.urlencode()}",
        "query": request.GET.urlencode(),
        "key": str(uuid4()),
        **context,
    }
    title = f"Stock count {found.count.number}: what {'differed' if context['over'] else 'differs'}"
    return draw(request, "count_differences.html", title, context, status=status)


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip() for name in LABELS}


def _read(request: HttpRequest, count_id: int, costs: bool, after: str, limit: int) -> list[DifferenceRow]:
    asked = _asked(request)
    sorts = (Sort(asked["sort"]),) if asked["sort"] in set(Sort) else tuple(Sort) if asked["sort"] == "all" else DIFFERS
    return differences_page(
        count_id, bin=asked["bin"], sorts=sorts, search=asked["search"], costs=costs, after=after, limit=limit
    )


def _is_key(text: str) -> bool:
    first, _, second = text.partition("-")
    return all(part.isascii() and part.isdigit() and len(part) < 19 for part in (first, second))


def _lines(request: HttpRequest, count_id: int, costs: bool, digits: int) -> Iterator[list[Cell]]:
    after = ""
    while True:
        batch = _read(request, count_id, costs, after, FILE_BATCH)
        for row in batch:
            yield _cells(row, digits)
        if len(batch) < FILE_BATCH:
            return
        after = batch[-1].key


def _cells(row: DifferenceRow, digits: int) -> list[Cell]:
    return [
        *(row.bin, words.DIFFERENCES[row.sort], row.serial, row.maker_serial, row.item, row.item_name, row.lot),
        *(row.recorded_in, row.found_by, row.paper, row.party, row.quantity),
        plain_amount(row.cost_minor, digits),
        row.then,
    ]


def _page(count_id: int) -> CountPage:
    found = count_page(count_id)
    if found is None:
        raise Refused("unknown_count", UNKNOWN)
    return found


def _count(count_id: int) -> CountRow:
    found = count_by_id(count_id)
    if found is None:
        raise Refused("unknown_count", UNKNOWN)
    return found
