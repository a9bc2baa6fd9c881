"""The profit report, and its file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from everyunit.base import clock
from everyunit.base.operation import Actor
from everyunit.places.queries import company_facts
from everyunit.reports.profit import GROUPS, ProfitFilter, ProfitRow, every_profit, profit, total_profit
from everyunit.rules.money import format_amount
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import SEE_COST
from everyunit.web.lists import PAGE, address, chips, date_in
from everyunit.web.pages import draw, page
from everyunit.web.views.units import Echo, harmless

LABELS = {"from": "From", "to": "To"}
COLUMNS = ("code", "name", "pieces", "sales", "cost", "profit")


@require_safe
@page(SEE_COST)
def profit_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What was earned, by what is asked for, page by page."""
    asked = _asked(request)
    wrong = {name: "Write the date as 2026-01-31." for name in LABELS if asked[name] and date_in(asked[name]) is None}
    wanted = _wanted({**asked, **dict.fromkeys(wrong, "")})
    after = request.GET.get("after")
    found = profit(wanted, after=after, limit=PAGE + 1)
    rows = found[:PAGE]
    given = {name: value for name, value in asked.items() if value}
    context = {
        "rows": rows,
        "total": total_profit(wanted),
        "by": wanted.by,
        "groups": list(GROUPS),
        "asked": asked,
        "wrong": wrong,
        "chips": chips(request, LABELS),
        "keep": urlencode({"by": wanted.by}),
        "next": address(request, after=rows[-1].key) if len(found) > PAGE else "",
        "first": address(request) if after is not None else "",
        "file": f"{reverse('profit-csv')}?{urlencode(given)}",
    }
    return draw(request, "profit.html", "Profit", context, status=400 if wrong else 200)


@require_safe
@page(SEE_COST)
def profit_csv(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """All rows as a file; written while they are read, whatever their number."""
    asked = _asked(request)
    if any(asked[name] and date_in(asked[name]) is None for name in LABELS):
        raise Refused("bad_filter", "The report cannot be filtered like this. Write dates as 2026-01-31.")
    wanted = _wanted(asked)
    company = company_facts()
    profit(wanted, limit=1)  # refuses before the file begins
    rows = _file(every_profit(wanted), company.currency_digits if company else 2)
    answer = StreamingHttpResponse(rows, content_type="text/csv")
    name = f"profit-by-{wanted.by}-{clock.today():%Y-%m-%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip() for name in ("by", *LABELS)}


def _wanted(asked: dict[str, str]) -> ProfitFilter:
    return ProfitFilter(by=asked["by"] or "item", date_from=date_in(asked["from"]), date_to=date_in(asked["to"]))


def _file(found: Iterator[ProfitRow], digits: int) -> Iterator[str]:
    writer = csv.writer(Echo(), quoting=csv.QUOTE_NONNUMERIC)
    yield "\ufeff" + writer.writerow(COLUMNS)
    for row in found:
        amounts = [Decimal(format_amount(each, digits)) for each in (row.sales_minor, row.cost_minor, row.profit_minor)]
        yield writer.writerow([harmless(row.code), harmless(row.name), row.pieces, *amounts])
