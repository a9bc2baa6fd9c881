"""The page of one stock count: bin by bin, counted by scanner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from everyunit.base.operation import Actor
from everyunit.counting.answers import Counted
from everyunit.counting.approve_count import ApproveCount, approve_count
from everyunit.counting.approving import must_be_approved
from everyunit.counting.cancel_bins import CancelBins, cancel_bins
from everyunit.counting.count_scans import CountScans, count_scans
from everyunit.counting.counts import BinState
from everyunit.counting.enter_number import EnterNumber, enter_number
from everyunit.counting.finalize_count import FinalizeCount, finalize_count
from everyunit.counting.finish_bins import FinishBins, finish_bins
from everyunit.counting.goods import goods_of
from everyunit.counting.queries import CountedBin, CountPage, count_id_of, count_page
from everyunit.counting.recount import Recount, recount
from everyunit.counting.start_bins import StartBins, start_bins
from everyunit.counting.take_away import TakeAway, take_away
from everyunit.counting.void_count import VoidCount, void_count
from everyunit.documents.scans import ScanEntry
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import APPROVE, COUNT, SEE_COST
from everyunit.rules.scanning import Action
from everyunit.web.pages import draw, page, status_of
from everyunit.web.panel import Choice, Panel
from everyunit.web.sent import body_of, key_of, number_of, text_of, texts_of
from everyunit.web.views.editing import entry_told

UNKNOWN = "There is no such stock count."
GOODS = 200  # shown of what is counted by number
OPEN = ("uncounted", "counting")  # bins in which one may scan


@require_safe
@page()
def count(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """?bin= is where counting goes on."""
    return _whole(request, actor, _page(_id_of(number)))


@require_safe
@page()
def count_lines(request: HttpRequest, actor: Actor, count_id: int) -> HttpResponse:
    """Only the bins, for a page that scans."""
    return draw(request, "_count.html", "", _context(request, actor, _page(count_id)))


@require_POST
@page()
def scan_count(request: HttpRequest, actor: Actor, count_id: int) -> HttpResponse:
    """Count what was scanned. The key makes it safe to send again after a lost answer."""
    asked = body_of(request)
    command = CountScans(
        count_id=count_id,
        scans=texts_of(asked, "scans"),
        bin=text_of(asked, "bin") or None,
        include=asked.get("exceed") is True,
        unit_id=number_of(asked, "unit_id"),
        before=text_of(asked, "before"),
        before_lot=None if asked.get("before_lot") is None else text_of(asked, "before_lot"),
    )
    answer = count_scans(actor, command, key=key_of(request))
    return counted_answer(answer, _undo(answer))


@require_POST
@page()
def number_count(request: HttpRequest, actor: Actor, count_id: int) -> HttpResponse:
    """So many of an item are in the bin."""
    asked = body_of(request)
    quantity = number_of(asked, "quantity")
    if quantity is None:
        raise Refused("bad_quantity", "Enter how many are there: 0 or more.")
    named = {name: text_of(asked, name) for name in ("bin", "item", "lot")}
    command = EnterNumber(count_id=count_id, quantity=quantity, new_lot=bool(asked.get("new_lot")), **named)
    return counted_answer(enter_number(actor, command, key=key_of(request)))


@require_POST
@page()
def undo_count(request: HttpRequest, actor: Actor, count_id: int) -> HttpResponse:
    asked = body_of(request)
    command = TakeAway(
        count_id=count_id,
        bin=text_of(asked, "bin"),
        scans=texts_of(asked, "scans"),
        items=texts_of(asked, "items"),
        lots=texts_of(asked, "lots"),
    )
    return counted_answer(take_away(actor, command, key=key_of(request)))


@require_POST
@page()
def change_bins(request: HttpRequest, actor: Actor, count_id: int) -> HttpResponseBase:
    """Start, finish, count again or cancel bins; finalize those that are counted; give the count up."""
    do = request.POST.get("do", "")
    bins = tuple(request.POST.getlist("bin"))
    if do not in DOING:
        raise Refused("malformed", "The page sent something that cannot be read. Reload it and try again.")
    try:
        told = DOING[do](actor, count_id, bins, request)
    except Refused as refusal:
        if refusal.code in ("unknown_count", "not_allowed"):
            raise
        return _whole(request, actor, _page(count_id), status=status_of(refusal), refusal=refusal, refused=(do, bins))
    messages.success(request, told)
    return redirect("count", _page(count_id).count.number)


Doing = Callable[[Actor, int, tuple[str, ...], HttpRequest], str]


def _start(actor: Actor, count_id: int, bins: tuple[str, ...], request: HttpRequest) -> str:
    start_bins(actor, StartBins(count_id=count_id, bins=bins), key=_key(request))
    return f"{', '.join(bins) or 'All bins'}: counting has begun."


def _finish(actor: Actor, count_id: int, bins: tuple[str, ...], request: HttpRequest) -> str:
    none = request.POST.get("rest") == "none"
    finish_bins(actor, FinishBins(count_id=count_id, bins=bins, rest_is_none=none), key=_key(request))
    return f"{', '.join(bins) or 'All bins'}: counted. Look at what differs, then finalize."


def _again(actor: Actor, count_id: int, bins: tuple[str, ...], request: HttpRequest) -> str:
    recount(actor, Recount(count_id=count_id, bins=bins), key=_key(request))
    return f"{', '.join(bins)}: counted again from the beginning. What was counted before is kept below."


def _cancel(actor: Actor, count_id: int, bins: tuple[str, ...], request: HttpRequest) -> str:
    cancel_bins(actor, CancelBins(count_id=count_id, bins=bins), key=_key(request))
    return f"{', '.join(bins)}: not being counted any more. Goods move again."


def _finalize(actor: Actor, count_id: int, bins: tuple[str, ...], request: HttpRequest) -> str:
    done = finalize_count(actor, FinalizeCount(count_id=count_id, bins=bins), key=_key(request))
    papers = ", ".join(f"{each.kind} {each.number}" for each in done.papers)
    return f"Put right by {papers}." if papers else "Everything was where it is recorded."


def _approve(actor: Actor, count_id: int, bins: tuple[str, ...], request: HttpRequest) -> str:
    approve_count(actor, ApproveCount(count_id=count_id), key=_key(request))
    return "Approved as it stands. Somebody else finalizes it."


def _void(actor: Actor, count_id: int, bins: tuple[str, ...], request: HttpRequest) -> str:
    void_count(actor, VoidCount(count_id=count_id), key=_key(request))
    return "The count is given up. Nothing was booked."


DOING: dict[str, Doing] = {
    "start": _start,
    "finish": _finish,
    "again": _again,
    "cancel": _cancel,
    "finalize": _finalize,
    "approve": _approve,
    "void": _void,
}


def _key(request: HttpRequest) -> str | None:
    return request.POST.get("key") or None


def _id_of(number: str) -> int:
    found = count_id_of(number)
    if found is None:
        raise Refused("unknown_count", UNKNOWN)
    return found


def _page(count_id: int) -> CountPage:
    found = count_page(count_id)
    if found is None:
        raise Refused("unknown_count", UNKNOWN)
    return found


def _whole(request: HttpRequest, actor: Actor, found: CountPage, status: int = 200, **context: Any) -> HttpResponse:
    title = f"Stock count {found.count.number}"
    return draw(request, "count.html", title, {**_context(request, actor, found), **context}, status=status)


def _context(request: HttpRequest, actor: Actor, found: CountPage) -> dict[str, Any]:
    changes = actor.may(COUNT) and found.count.status not in ("complete", "void")
    open_bins = [each for each in found.bins if each.state.status in OPEN]
    here = _here(request.GET.get("bin", ""), open_bins)
    return {
        "page": found,
        "count": found.count,
        "counts": changes,
        "here": here,
        "panel": _panel(found, open_bins, here) if changes and open_bins else None,
        "counted": [each for each in found.bins if each.state.status == "counted"],
        "under_way": [each for each in found.bins if each.state.status in ("counting", "counted")],
        "goods": goods_of(found.count.count_id, GOODS + 1),
        "goods_shown": GOODS,
        "sees_cost": actor.may(SEE_COST),
        "waits_for_approval": must_be_approved(found.count.count_id),
        "approves": actor.may(APPROVE),
        "key": str(uuid4()),
    }


def _here(code: str, open_bins: list[CountedBin]) -> CountedBin | None:
    """The bin that is counted: the one asked for, else the first that has begun."""
    asked = [each for each in open_bins if each.state.bin == code]
    begun = [each for each in open_bins if each.state.status == "counting"]
    return next(iter([*asked, *begun]), None)


def _panel(found: CountPage, open_bins: list[CountedBin], here: CountedBin | None) -> Panel:
    count_id = found.count.count_id
    options = [(each.state.bin, f"{each.state.bin} · {each.state.bin_name}") for each in open_bins]
    if here is not None:
        options.sort(key=lambda option: option[0] != here.state.bin)
    else:
        options.insert(0, ("", "Scan its code first"))
    return Panel(
        key=f"count-{count_id}",
        scan=reverse("scan-count", args=[count_id]),
        undo=reverse("undo-count", args=[count_id]),
        pick=reverse("number-count", args=[count_id]),
        table=reverse("file-count", args=[count_id]),
        lead="Scan a bin, then what is in it",
        hint="A bin’s code says where you are. Then scan every unit.",
        words=_words(here.state) if here else "found",
        units=_units(here.state) if here else 0,
        target=here.state.recorded if here else None,
        choices=(Choice(name="bin", label="Bin", options=options),),
    )


def _units(state: BinState) -> int:
    """How far the bin is: of what is expected there so many are found; on a blind count, so many at all."""
    return state.found if state.expected is None else state.expected


def _words(state: BinState) -> str:
    """Found; what else was found there that is not expected."""
    return f"found, and {state.unexpected:,} not expected here" if state.unexpected else "found"


def counted_answer(answer: Counted, undo: dict[str, Any] | None = None) -> HttpResponse:
    return JsonResponse(
        {
            "entries": [_told(entry) for entry in answer.entries] or [_here_now(answer)],
            "undo": undo,
            "lines": [],
            "units": _units(answer.bin),
            "target": answer.bin.recorded,
            "words": _words(answer.bin),
            "bin": answer.bin.bin,
            "bin_name": answer.bin.bin_name,
        }
    )


def _told(entry: ScanEntry) -> dict[str, Any]:
    told = entry_told(entry)
    return {**told, "action": "counted"} if entry.action == Action.ASSIGNED else told


def _here_now(answer: Counted) -> dict[str, Any]:
    """Only a bin was scanned: that is where counting goes on."""
    return {
        **asdict(ScanEntry(action=Action.ASSIGNED, text=answer.bin.bin, item_name=answer.bin.bin_name)),
        "action": "here",
    }


def _undo(answer: Counted) -> dict[str, Any] | None:
    """What taking the scan back takes; of thousands at once nothing is offered."""
    kept = [entry for entry in answer.entries if entry.action == Action.ASSIGNED]
    scans = [entry.serial for entry in kept if entry.serial]
    pieces = [entry for entry in kept if not entry.serial and not entry.bin]
    items, lots = [entry.item for entry in pieces], [entry.lot for entry in pieces]
    if not scans and not items:
        return None
    return {"bin": answer.bin.bin, "scans": scans, "items": items, "lots": lots}
