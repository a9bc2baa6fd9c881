"""The page of one pull sheet: as a walk or by order, picked from by scanner; and on paper."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from everyunit.base.operation import Actor
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import PICK, SELL
from everyunit.selling.page import SheetPage, sheet_page
from everyunit.selling.pick_by_scan import PickByScan, pick_by_scan
from everyunit.selling.pick_from_bin import PickFromBin, pick_from_bin
from everyunit.selling.put_back import PutBack, put_back
from everyunit.selling.queries import SheetRow, sheet_by_id, sheet_id_of
from everyunit.selling.sheets import Picked
from everyunit.web.lists import number_in
from everyunit.web.pages import draw, page, status_of
from everyunit.web.panel import Choice, Panel
from everyunit.web.sent import body_of, key_of, number_of, taken_of, text_of, texts_of
from everyunit.web.views.editing import entry_told
from everyunit.web.views.paper import on_paper, options

UNKNOWN = "There is no such pull sheet."
VIEWS = {"walk": "By bin", "orders": "By order"}
FORMS = {"walk": "Pull sheet", "tickets": "Pick tickets"}


@require_safe
@page()
def pull_sheet(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """?view=orders: by order instead of by bin."""
    sheet_id = sheet_id_of(number)
    if sheet_id is None:
        raise Refused("unknown_sheet", UNKNOWN)
    return _whole(request, actor, _page(sheet_id))


@require_safe
@page()
def sheet_lines(request: HttpRequest, actor: Actor, sheet_id: int) -> HttpResponse:
    """Only what is to be picked, for a page that scans."""
    return draw(request, "_sheet.html", "", _context(request, actor, _page(sheet_id)))


@require_safe
@page()
def sheet_paper(request: HttpRequest, actor: Actor, sheet_id: int) -> HttpResponse:
    """?as=tickets: a pick ticket for each order instead of the walk."""
    found = _page(sheet_id)
    form = request.GET.get("as", "")
    form = form if form in FORMS else "walk"
    heading = f"{FORMS[form]} {found.sheet.number}"
    context = {
        "page": found,
        "form": form,
        "heading": FORMS[form],
        "forms": options({}, "as", FORMS, form),
        **on_paper(request, heading, {"as": form}),
    }
    return draw(request, "sheet_paper.html", heading, context)


@require_POST
@page()
def scan_sheet(request: HttpRequest, actor: Actor, sheet_id: int) -> HttpResponse:
    """Pick what was scanned. The key makes it safe to send again after a lost answer."""
    asked = body_of(request)
    command = PickByScan(
        sheet_id=sheet_id,
        scans=texts_of(asked, "scans"),
        order_id=number_in(text_of(asked, "order_id")),
        from_bin=text_of(asked, "from_bin") or None,
        unit_id=number_of(asked, "unit_id"),
    )
    return _picked(pick_by_scan(actor, command, key=key_of(request)))


@require_POST
@page()
def pick_sheet(request: HttpRequest, actor: Actor, sheet_id: int) -> HttpResponse:
    """Pick so many from a bin."""
    asked = body_of(request)
    command = PickFromBin(
        sheet_id=sheet_id,
        item=text_of(asked, "item"),
        quantity=number_of(asked, "quantity") or 0,
        from_bin=text_of(asked, "from_bin"),
        order_id=number_in(text_of(asked, "order_id")),
    )
    return _picked(pick_from_bin(actor, command, key=key_of(request)))


@require_POST
@page()
def undo_sheet(request: HttpRequest, actor: Actor, sheet_id: int) -> HttpResponse:
    """Put back what a scan picked."""
    asked = body_of(request)
    command = PutBack(sheet_id=sheet_id, scans=texts_of(asked, "scans"), counted=taken_of(asked))
    return _picked(put_back(actor, command, key=key_of(request)))


def refused_here(request: HttpRequest, actor: Actor, sheet_id: int, refusal: Refused) -> HttpResponse:
    """The page of the sheet with what was refused on it; who may not even look gets a page of its own."""
    if refusal.code in ("unknown_sheet", "not_allowed"):
        raise refusal
    return _whole(request, actor, _page(sheet_id), status=status_of(refusal), refusal=refusal)


def sheet_known(sheet_id: int) -> SheetRow:
    found = sheet_by_id(sheet_id)
    if found is None:
        raise Refused("unknown_sheet", UNKNOWN)
    return found


def _page(sheet_id: int) -> SheetPage:
    found = sheet_page(sheet_id)
    if found is None:
        raise Refused("unknown_sheet", UNKNOWN)
    return found


def _whole(request: HttpRequest, actor: Actor, found: SheetPage, status: int = 200, **context: Any) -> HttpResponse:
    title = f"Pull sheet {found.sheet.number}"
    return draw(request, "pull_sheet.html", title, {**_context(request, actor, found), **context}, status=status)


def _context(request: HttpRequest, actor: Actor, found: SheetPage) -> dict[str, Any]:
    view = request.GET.get("view", "")
    changes = actor.may(PICK) and found.sheet.status != "closed"
    return {
        "page": found,
        "sheet": found.sheet,
        "view": view if view in VIEWS else "walk",
        "views": VIEWS,
        "picks": changes,
        "may_sell": actor.may(SELL),
        "panel": _panel(found) if changes else None,
        "key": str(uuid4()),
    }


def _panel(found: SheetPage) -> Panel:
    sheet_id = found.sheet.sheet_id
    orders = [(str(each.order_id), f"{each.order} · {each.party_name}") for each in found.tickets]
    return Panel(
        key=f"sheet-{sheet_id}",
        scan=reverse("scan-pull-sheet", args=[sheet_id]),
        undo=reverse("undo-pull-sheet", args=[sheet_id]),
        pick=reverse("pick-pull-sheet", args=[sheet_id]),
        lead="Scan what is picked",
        hint="Each unit goes to the oldest order that wants it.",
        words="pieces",
        units=found.sheet.picked,
        target=found.sheet.quantity,
        asks=False,
        choices=(
            Choice(name="order_id", label="For", options=[("", "Any order, the oldest first"), *orders]),
            Choice(
                name="from_bin",
                label="Item codes from",
                options=[("", "The first bin that has it"), *((bin_.code, bin_.code) for bin_ in found.bins)],
            ),
        ),
    )


def _picked(answer: Picked) -> HttpResponse:
    undo = {"scans": answer.undo_scans, "counted": [asdict(each) for each in answer.undo_counted]}
    return JsonResponse(
        {
            "entries": [entry_told(entry) for entry in answer.entries],
            "undo": undo if answer.undo_scans or answer.undo_counted else None,
            "lines": [],
            "units": sum(line.picked for line in answer.lines),
            "target": sum(line.quantity for line in answer.lines),
        }
    )
