"""Stock counts: made, counted by scans, numbers and lists, compared, finalized."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from everyunit.api.auth import actor_of_request
from everyunit.api.count_shapes import (
    ApprovedAnswer,
    CountAnswer,
    CountBin,
    CountBinsBody,
    CountBody,
    CountedAnswer,
    CountHead,
    CountNumberBody,
    CountPaper,
    CountRowsBody,
    CountScanBody,
    CountState,
    DecideBody,
    Difference,
    EarlierCount,
    FinalizedAnswer,
    FinishBody,
    Goods,
    PaperMade,
    RowsAnswer,
    SortName,
    SortTotal,
    StockCount,
    TakeAwayBody,
)
from everyunit.api.fields import Code, Cursor, Id, Key, Limit
from everyunit.api.paging import Page, cut, decode, number_key
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.counting.answers import Counted
from everyunit.counting.approve_count import ApproveCount, CountApproved, approve_count
from everyunit.counting.cancel_bins import CancelBins, cancel_bins
from everyunit.counting.count_rows import RowsCounted, count_rows
from everyunit.counting.count_scans import count_scans
from everyunit.counting.counts import CountSaved
from everyunit.counting.decide import decide
from everyunit.counting.difference_list import DifferenceRow, differences_page
from everyunit.counting.differences import DIFFERS, Sort
from everyunit.counting.enter_number import enter_number
from everyunit.counting.finalize_count import FinalizeCount, finalize_count
from everyunit.counting.finish_bins import FinishBins, finish_bins
from everyunit.counting.goods import goods_of
from everyunit.counting.make_count import make_count
from everyunit.counting.queries import count_by_id, count_page, counts_page
from everyunit.counting.recount import Recount, recount
from everyunit.counting.start_bins import StartBins, start_bins
from everyunit.counting.take_away import take_away
from everyunit.counting.void_count import VoidCount, void_count
from everyunit.documents.queries import FIRST
from everyunit.rules.rights import SEE_COST

router = Router(tags=["stock counts"])
UNKNOWN = "There is no such stock count."


class CountList(Page):
    """A page of stock counts, newest first."""

    results: list[CountHead]


class GoodsList(Page):
    """A page of counted goods, bin by bin."""

    results: list[Goods]


class DifferenceList(Page):
    """A page of what differs, bin by bin."""

    results: list[Difference]


@router.get("/counts", response=CountList, summary="List stock counts", operation_id="listCounts")
def list_counts(
    request: HttpRequest,
    status: CountState | Literal["open"] | None = None,
    number: Annotated[Code | None, Query(description="The whole number, such as 100001.")] = None,
    location: Annotated[Code | None, Query(description="Code of a location.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> CountList:
    """Stock counts, newest first; `open`: all that are neither complete nor void."""
    rows = counts_page(
        status=status, number=number or "", location=location, before=number_key(cursor) or FIRST, limit=limit + 1
    )
    page = cut(request, rows, limit, lambda row: [row.count_id])
    return CountList(
        results=[CountHead(**asdict(row)) for row in page.rows], next_cursor=page.next_cursor, next=page.next
    )


@router.post("/counts", response={201: CountAnswer}, summary="Make a stock count", operation_id="makeCount")
def create_count(request: HttpRequest, response: HttpResponse, body: CountBody, key: Key = None) -> Status[CountSaved]:
    """Nothing is counted and nothing is blocked yet. Refused: `no_bins`, `wrong_bin`, `unknown_area` and others."""
    made = run(request, response, make_count, body.command(), key)
    response["Location"] = f"{request.path_info}/{made.count_id}"
    return Status(201, made)


@router.get("/counts/{count_id}", response=StockCount, summary="One stock count", operation_id="getCount")
def get_count(request: HttpRequest, count_id: Id) -> StockCount:
    """The count with its bins, what was found in those that are counted, its papers and earlier counts."""
    found = count_page(count_id)
    if found is None:
        raise NotHere("unknown_count", UNKNOWN)
    costs = actor_of_request(request).may(SEE_COST)
    return StockCount(
        **asdict(found.count),
        each_bin=[CountBin(**asdict(each.state)) for each in found.bins],
        totals=[
            SortTotal(sort=each.sort.value, units=each.units, value_minor=each.value_minor if costs else None)
            for each in found.totals
        ],
        papers=[CountPaper(**asdict(each)) for each in found.papers],
        earlier=[EarlierCount(**asdict(each)) for each in found.earlier],
    )


@router.post("/counts/{count_id}/start", response=CountAnswer, summary="Start counting bins", operation_id="startBins")
def start(
    request: HttpRequest, response: HttpResponse, count_id: Id, body: CountBinsBody, key: Key = None
) -> CountSaved:
    """What is recorded in them is remembered. Refused: `not_on_count`, `wrong_state`, `bin_blocked`."""
    return run(request, response, start_bins, StartBins(count_id=count_id, bins=tuple(body.bins)), key)


@router.post("/counts/{count_id}/scan", response=CountedAnswer, summary="Count by scanning", operation_id="countScans")
def scan(request: HttpRequest, response: HttpResponse, count_id: Id, body: CountScanBody, key: Key = None) -> Counted:
    """Each scan is counted, asked about, or skipped with its reason. Refused: `no_bin`, `wrong_state`."""
    return run(request, response, count_scans, body.command(count_id), key)


@router.post("/counts/{count_id}/rows", response=RowsAnswer, summary="Count a list", operation_id="countRows")
def rows(
    request: HttpRequest, response: HttpResponse, count_id: Id, body: CountRowsBody, key: Key = None
) -> RowsCounted:
    """A row that is wrong is told, and the others are counted all the same. Refused: `nothing_scanned`."""
    return run(request, response, count_rows, body.command(count_id), key)


@router.post("/counts/{count_id}/number", response=CountedAnswer, summary="Count by number", operation_id="enterNumber")
def number(
    request: HttpRequest, response: HttpResponse, count_id: Id, body: CountNumberBody, key: Key = None
) -> Counted:
    """So many of an item are in a bin. Refused: `scan_the_units`, `bad_quantity`, `not_in_stock`, `unknown_item`."""
    return run(request, response, enter_number, body.command(count_id), key)


@router.post("/counts/{count_id}/take-away", response=CountedAnswer, summary="Undo counting", operation_id="takeAway")
def undo(request: HttpRequest, response: HttpResponse, count_id: Id, body: TakeAwayBody, key: Key = None) -> Counted:
    """What was scanned by mistake is not counted. Refused: `nothing_scanned`, `wrong_state`."""
    return run(request, response, take_away, body.command(count_id), key)


@router.post("/counts/{count_id}/finish", response=CountAnswer, summary="Bins are counted", operation_id="finishBins")
def finish(request: HttpRequest, response: HttpResponse, count_id: Id, body: FinishBody, key: Key = None) -> CountSaved:
    """Nothing more is scanned in them. Refused: `wrong_state`, `no_number`."""
    command = FinishBins(count_id=count_id, bins=tuple(body.bins), rest_is_none=body.rest_is_none)
    return run(request, response, finish_bins, command, key)


@router.post("/counts/{count_id}/recount", response=CountAnswer, summary="Count bins again", operation_id="recount")
def again(
    request: HttpRequest, response: HttpResponse, count_id: Id, body: CountBinsBody, key: Key = None
) -> CountSaved:
    """What was found before is kept as an earlier count. Refused: `wrong_state`."""
    return run(request, response, recount, Recount(count_id=count_id, bins=tuple(body.bins)), key)


@router.post(
    "/counts/{count_id}/cancel", response=CountAnswer, summary="Cancel counting bins", operation_id="cancelBins"
)
def cancel(
    request: HttpRequest, response: HttpResponse, count_id: Id, body: CountBinsBody, key: Key = None
) -> CountSaved:
    """They are uncounted again, and goods move. Refused: `wrong_state`."""
    return run(request, response, cancel_bins, CancelBins(count_id=count_id, bins=tuple(body.bins)), key)


@router.get(
    "/counts/{count_id}/differences", response=DifferenceList, summary="What differs", operation_id="listDifferences"
)
def list_differences(
    request: HttpRequest,
    count_id: Id,
    bin: Annotated[Code | None, Query(description="Code of a bin.")] = None,
    sort: SortName | None = None,
    search: Annotated[Code | None, Query(description="Part of a number, an item's code or name.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> DifferenceList:
    """Of the bins that are counted, unit by unit, with what becomes of it; without `sort`, all that differs."""
    if count_by_id(count_id) is None:
        raise NotHere("unknown_count", UNKNOWN)
    before = decode(cursor, int, int)
    found = differences_page(
        count_id,
        bin=bin or "",
        sorts=DIFFERS if sort is None else (Sort(sort),),
        search=search or "",
        costs=actor_of_request(request).may(SEE_COST),
        after="" if before is None else f"{before[0]}-{before[1]}",
        limit=limit + 1,
    )
    page = cut(request, found, limit, _key_of)
    return DifferenceList(results=[_difference(row) for row in page.rows], next_cursor=page.next_cursor, next=page.next)


@router.get("/counts/{count_id}/goods", response=GoodsList, summary="Counted goods", operation_id="listCountedGoods")
def list_goods(request: HttpRequest, count_id: Id, cursor: Cursor = None, limit: Limit = 50) -> GoodsList:
    """What is counted by number, bin by bin and lot by lot; also what still waits for its number."""
    if count_by_id(count_id) is None:
        raise NotHere("unknown_count", UNKNOWN)
    skip = max(0, number_key(cursor) or 0)
    page = cut(request, goods_of(count_id, limit + 1, skip), limit, lambda _: [skip + limit])
    results = [Goods(**asdict(row)) for row in page.rows]
    return GoodsList(results=results, next_cursor=page.next_cursor, next=page.next)


def _key_of(row: DifferenceRow) -> list[int]:
    return [int(part) for part in row.key.split("-")]


def _difference(row: DifferenceRow) -> Difference:
    facts: dict[str, Any] = {name: value for name, value in asdict(row).items() if name in Difference.model_fields}
    return Difference(**{**facts, "paper": row.paper, "then": row.then, "sort": row.sort.value})


@router.post(
    "/counts/{count_id}/decide", response=CountAnswer, summary="Decide what becomes of it", operation_id="decide"
)
def say(request: HttpRequest, response: HttpResponse, count_id: Id, body: DecideBody, key: Key = None) -> CountSaved:
    """Put right, leave, or bring back. Refused: `cannot_bring_back`, `wrong_state`."""
    return run(request, response, decide, body.command(count_id), key)


@router.post(
    "/counts/{count_id}/approve", response=ApprovedAnswer, summary="Approve a stock count", operation_id="approveCount"
)
def approve(request: HttpRequest, response: HttpResponse, count_id: Id, key: Key = None) -> CountApproved:
    """Agree to what it writes off and adds. Refused: `nothing_counted`."""
    return run(request, response, approve_count, ApproveCount(count_id=count_id), key)


@router.post(
    "/counts/{count_id}/finalize", response=FinalizedAnswer, summary="Finalize bins", operation_id="finalizeCount"
)
def finalize(
    request: HttpRequest, response: HttpResponse, count_id: Id, body: CountBinsBody, key: Key = None
) -> FinalizedAnswer:
    """Put right what differs, by papers posted in one go. Refused, with all that stands in the way:
    `cannot_finalize`; and `nothing_counted`, `needs_approval`.
    """
    done = run(request, response, finalize_count, FinalizeCount(count_id=count_id, bins=tuple(body.bins)), key)
    costs = actor_of_request(request).may(SEE_COST)
    papers = [PaperMade(**{**asdict(each), "value_minor": each.value_minor if costs else None}) for each in done.papers]
    bins = [CountBin(**asdict(each)) for each in done.bins]
    return FinalizedAnswer(
        count_id=done.count_id, number=done.number, status=_state(done.status), bins=bins, papers=papers
    )


def _state(status: str) -> Any:
    return status


@router.post("/counts/{count_id}/void", response=CountAnswer, summary="Give a stock count up", operation_id="voidCount")
def give_up(request: HttpRequest, response: HttpResponse, count_id: Id, key: Key = None) -> CountSaved:
    """Nothing is booked. Refused: `count_over`."""
    return run(request, response, void_count, VoidCount(count_id=count_id), key)
