"""The page on which parts are linked to the units of a work order, by scanner."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from everyunit.assembly.bench import LinkEntry
from everyunit.assembly.link_parts import LinkParts, link_parts
from everyunit.assembly.numbered import NumberedUnit
from everyunit.assembly.page import WorkOrderPage, work_order_id, work_order_page
from everyunit.base.operation import Actor
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import BUILD
from everyunit.web.pages import draw, page
from everyunit.web.panel import Choice, Panel
from everyunit.web.sent import body_of, key_of, text_of, texts_of


@require_safe
@page(BUILD)
def linking(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """?unit= is where parts go now. Refused where the order has nothing to link."""
    found = _page(work_order_id(number), request)
    if not (found.open and found.numbered and found.links):
        raise Refused("nothing_to_link", f"Work order {number} has no units to link parts to. Number them first.")
    title = f"Link parts of work order {number}"
    return draw(request, "link_parts.html", title, {**_context(request, found), "panel": _panel(request, found)})


@require_safe
@page(BUILD)
def links(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponse:
    """Only the units and their parts, for a page that scans."""
    return draw(request, "_links.html", "", _context(request, _page(document_id, request)))


@require_POST
@page(BUILD)
def scan_links(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponse:
    """Link what was scanned. The key makes it safe to send again after a lost answer."""
    return _linked(request, actor, document_id, undo=False)


@require_POST
@page(BUILD)
def undo_links(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponse:
    """Take out what a scan linked."""
    return _linked(request, actor, document_id, undo=True)


def _linked(request: HttpRequest, actor: Actor, document_id: int, undo: bool) -> HttpResponse:
    asked = body_of(request)
    scans, whole = texts_of(asked, "scans"), text_of(asked, "whole")
    command = LinkParts(document_id=document_id, scans=scans, whole=whole, undo=undo)
    answer = link_parts(actor, command, key=key_of(request))
    linked = [each.serial for each in answer.entries if each.action == "linked"]
    return JsonResponse(
        {
            "entries": [_told(each) for each in answer.entries],
            "undo": {"scans": linked, "whole": answer.whole} if linked else None,
            "lines": [],
            "units": answer.linked,
            "target": answer.wanted if answer.whole else None,
            "whole": answer.whole,
            "complete": answer.complete,
            "lacks": answer.lacks,
        }
    )


def _told(entry: LinkEntry) -> dict[str, Any]:
    told = {**asdict(entry), "count": 1, "item_name": "", "maker_serial": "", "line_id": None}
    if entry.serial:
        told["unit_address"] = reverse("unit", args=[entry.serial])
    kind, _, number = entry.holder.partition(" ")
    if number:
        told["holder_address"] = reverse("document", args=[kind, number])
    return told


def _page(document_id: int | None, request: HttpRequest) -> WorkOrderPage:
    here = request.GET.get("unit", "")
    found = work_order_page(document_id, here) if document_id is not None else None
    if found is None:
        raise Refused("unknown_document", "There is no such work order.")
    return found


def _context(request: HttpRequest, found: WorkOrderPage) -> dict[str, Any]:
    return {"order": found, "here": _here(request, found)}


def _here(request: HttpRequest, found: WorkOrderPage) -> NumberedUnit | None:
    """The unit that parts go into: the one asked for."""
    return next((unit for unit in found.units if unit.serial == request.GET.get("unit")), None)


def _panel(request: HttpRequest, found: WorkOrderPage) -> Panel:
    here = _here(request, found)
    options = [(unit.serial, unit.serial) for unit in found.units]
    return Panel(
        key=f"links-{found.document_id}",
        scan=reverse("scan-links", args=[found.document_id]),
        undo=reverse("undo-links", args=[found.document_id]),
        pick="",
        lead="Scan a unit, then its parts",
        hint="A unit’s number says where parts go. Then scan what goes into it.",
        words="parts linked",
        units=len(here.parts) if here else 0,
        target=here.wanted if here else None,
        asks=False,
        choices=(Choice(name="whole", label="Parts go into", options=_first(here, options)),),
    )


def _first(here: NumberedUnit | None, options: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The unit that parts go into is chosen; without one, none is."""
    return options if here else [("", "Scan its number first"), *options]
