"""Reports on what was earned."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from everyunit.api.auth import actor_of_request, needs
from everyunit.api.company import currency
from everyunit.api.fields import KNOWN, Code, Cursor, Day, Limit, Moment
from everyunit.api.paging import Page, address_of, bad_cursor, cut, decode, encode
from everyunit.reports.as_of import StockFilter, stock_as_of, total_of
from everyunit.reports.explain import figure
from everyunit.reports.figures import Before, Event, Start, explained
from everyunit.reports.profit import ProfitFilter, ProfitRow, profit, total_profit
from everyunit.rules.moments import written
from everyunit.rules.rights import SEE_COST

router = Router(tags=["reports"])


class Earned(Schema):
    """What was sold less what came back, and what it cost."""

    pieces: int
    sales_minor: int
    cost_minor: int
    profit_minor: int
    margin_per_mille: int | None = Field(description="Profit in thousandths of sales; null where nothing was earned.")


class EarnedBy(Earned):
    """The same for one item, customer, vendor, document, line or unit."""

    code: str = Field(description="Empty where no vendor is known.")
    name: str


class ProfitPage(Page):
    """A page of profits, and the total of all pages."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "by": "item",
                "currency": "EUR",
                "total": {
                    "pieces": 3,
                    "sales_minor": 30000,
                    "cost_minor": 18000,
                    "profit_minor": 12000,
                    "margin_per_mille": 400,
                },
                "results": [
                    {
                        "code": "HD-3TB",
                        "name": "Hard drive 3 TB",
                        "pieces": 3,
                        "sales_minor": 30000,
                        "cost_minor": 18000,
                        "profit_minor": 12000,
                        "margin_per_mille": 400,
                    }
                ],
                "next_cursor": None,
                "next": None,
            }
        }
    )

    by: str
    currency: str
    total: Earned
    results: list[EarnedBy]


@router.get("/reports/profit", response=ProfitPage, summary="Profit", operation_id="reportProfit")
def report_profit(
    request: HttpRequest,
    by: Literal["item", "customer", "vendor", "document", "line", "unit"] = "item",
    date_from: Annotated[Day | None, Query(description="First day.")] = None,
    date_to: Annotated[Day | None, Query(description="Last day.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ProfitPage:
    """What was sold for how much and what it cost, as the journal has it; returns, reversals and late costs included.

    Needs the right to see costs. Documents count on their date, reversals with what they undo.
    """
    needs(request, SEE_COST)
    wanted = ProfitFilter(by=by, date_from=date_from, date_to=date_to)
    key = decode(cursor, str)
    rows = profit(wanted, after=None if key is None else str(key[0]), limit=limit + 1)
    page = cut(request, rows, limit, lambda row: [row.key])
    return ProfitPage(
        by=by,
        currency=currency(),
        total=Earned(**_figures(total_profit(wanted))),
        results=[EarnedBy(code=row.code, name=row.name, **_figures(row)) for row in page.rows],
        next_cursor=page.next_cursor,
        next=page.next,
    )


class Stocked(Schema):
    """Pieces of an item in a bin. `bin` is empty where a value stands without pieces on that day."""

    item: str
    name: str
    bin: str
    location: str
    quantity: int
    value_minor: int | None = Field(description="Null without the right to see costs.")


class StockTotals(Schema):
    """All pages together."""

    quantity: int
    value_minor: int | None


class StockPage(Page):
    """A page of the stock of a day, and the total of all pages."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "as_of": "2026-03-31",
                "known": "2026-03-31",
                "currency": "EUR",
                "total": {"quantity": 2, "value_minor": 12000},
                "results": [
                    {
                        "item": "HD-3TB",
                        "name": "Hard drive 3 TB",
                        "bin": "MAIN",
                        "location": "HQ",
                        "quantity": 2,
                        "value_minor": 12000,
                    }
                ],
                "next_cursor": None,
                "next": None,
            }
        }
    )

    as_of: dt.date | None
    known: str | None
    currency: str
    total: StockTotals
    results: list[Stocked]


@router.get("/reports/stock", response=StockPage, summary="Stock as of a day", operation_id="reportStock")
def report_stock(
    request: HttpRequest,
    as_of: Annotated[Day | None, Query(description="At the end of this day, by the dates of papers; else now.")] = None,
    known: Annotated[Moment | None, Query(description=KNOWN)] = None,
    item: Annotated[Code | None, Query(description="Of this item.")] = None,
    location: Annotated[Code | None, Query(description="At this location.")] = None,
    bin: Annotated[Code | None, Query(description="In this bin.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> StockPage:
    """What was in stock, by item and bin, and what it was worth: as the inventory accounts have it for both days."""
    costs = actor_of_request(request).may(SEE_COST)
    found = stock_as_of(StockFilter(on=as_of, known=known, item=item or "", location=location or "", bin=bin or ""))
    key = decode(cursor, str, str)
    page = cut(request, [row for row in found if key is None or row.key > key][: limit + 1], limit, lambda row: row.key)
    total = total_of(found)
    return StockPage(
        as_of=as_of,
        known=written(known) or None,
        currency=currency(),
        total=StockTotals(quantity=total.quantity, value_minor=total.value_minor if costs else None),
        results=[
            Stocked(
                item=row.item,
                name=row.item_name,
                bin=row.bin,
                location=row.location,
                quantity=row.quantity,
                value_minor=row.value_minor if costs else None,
            )
            for row in page.rows
        ],
        next_cursor=page.next_cursor,
        next=page.next,
    )


class Head(Schema):
    """A column of amounts."""

    label: str
    money: bool = Field(description="In minor units of the company's currency; else pieces.")


class FigureEvent(Schema):
    """What happened, what it added to each column, and what the sums were then."""

    day: dt.date
    recorded_at: dt.datetime | None
    posting_id: int | None
    kind: str
    number: str
    text: str
    amounts: list[int]
    then: list[int]


class FigureStart(Schema):
    """What is there before the events: another figure."""

    text: str
    amounts: list[int]
    figure: str
    asked: dict[str, str]


class FigurePage(Page):
    """The events that sum to a figure, newest first."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "title": "In stock DRIVE",
                "heads": [{"label": "Pieces", "money": False}, {"label": "Value", "money": True}],
                "totals": [2, 12000],
                "exact": True,
                "count": 1,
                "quotient": 6000,
                "start": None,
                "results": [
                    {
                        "day": "2026-03-02",
                        "recorded_at": "2026-03-02T09:00:00Z",
                        "posting_id": 1,
                        "kind": "PR",
                        "number": "100000",
                        "text": "",
                        "amounts": [2, 12000],
                        "then": [2, 12000],
                    }
                ],
                "next_cursor": None,
                "next": None,
            }
        }
    )

    title: str
    heads: list[Head]
    totals: list[int]
    exact: bool = Field(description="Whether the events sum to what pages and reports say.")
    count: int = Field(description="How many events there are; 10,001 where there are more than 10,000.")
    quotient: int | None = Field(description="The second total by the first, where that is a figure: the average cost.")
    start: FigureStart | None
    results: list[FigureEvent]


@router.get("/figures/{name}", response=FigurePage, summary="Explain a figure", operation_id="explainFigure")
def explain_figure(
    request: HttpRequest,
    name: Literal["stock", "cost", "balance", "available", "on-order", "promised", "profit", "units", "built"],
    item: Annotated[Code | None, Query(description="Of stock, available, on-order, promised.")] = None,
    bin: Annotated[Code | None, Query(description="Of stock.")] = None,
    serial: Annotated[Code | None, Query(description="Of cost.")] = None,
    account: Annotated[Code | None, Query(description="Of balance.")] = None,
    by: Annotated[Code | None, Query(description="Of profit: item, customer, vendor, document, line or unit.")] = None,
    key: Annotated[Code | None, Query(description="Of profit: which of them.")] = None,
    where: Annotated[str | None, Query(max_length=4000, description="Of units, as in `GET /units`.")] = None,
    order: Annotated[Code | None, Query(description="Of built: the number of a work order.")] = None,
    report: Annotated[Code | None, Query(description="Of built: one of its reports alone.")] = None,
    on: Annotated[Day | None, Query(description="At the end of this day, for stock and balance.")] = None,
    known: Annotated[Moment | None, Query(description=f"For stock and balance. {KNOWN}")] = None,
    date_from: Annotated[Day | None, Query(description="First day, for profit.")] = None,
    date_to: Annotated[Day | None, Query(description="Last day, for profit.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> FigurePage:
    """What a figure comes from: the events that sum to it, each with its document, its two times and the sum then."""
    given = {"item": item, "bin": bin, "serial": serial, "account": account, "by": by, "key": key}
    given |= {"where": where, "order": order, "report": report}
    days = {"on": on, "known": written(known) or None, "from": date_from, "to": date_to}
    asked = {name: str(value) for name, value in {**given, **days}.items() if value is not None}
    place = decode(cursor, str, int)
    before = None if place is None else Before(_day_of(str(place[0])), int(place[1]))
    found = explained(figure(name, asked), costs=actor_of_request(request).may(SEE_COST), before=before, limit=limit)
    oldest = found.events[-1] if found.more else None
    next_cursor = encode([str(oldest.day), oldest.nr]) if oldest else None
    return FigurePage(
        title=found.title,
        heads=[Head(label=head.label, money=head.money) for head in found.heads],
        totals=list(found.totals),
        exact=found.exact,
        count=found.count,
        quotient=found.quotient,
        start=None if found.start is None else _begins(found.start),
        results=[_event(each) for each in found.events],
        next_cursor=next_cursor,
        next=address_of(request, next_cursor),
    )


def _begins(row: Start) -> FigureStart:
    return FigureStart(text=row.text, amounts=list(row.amounts), figure=row.name, asked=dict(row.asked))


def _day_of(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise bad_cursor() from error


def _event(row: Event) -> FigureEvent:
    return FigureEvent(
        day=row.day,
        recorded_at=row.recorded_at,
        posting_id=row.posting_id,
        kind=row.kind,
        number=row.number,
        text=row.text,
        amounts=list(row.amounts),
        then=list(row.running),
    )


def _figures(row: ProfitRow) -> dict[str, Any]:
    return {
        "pieces": row.pieces,
        "sales_minor": row.sales_minor,
        "cost_minor": row.cost_minor,
        "profit_minor": row.profit_minor,
        "margin_per_mille": row.margin_per_mille,
    }
