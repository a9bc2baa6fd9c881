"""What to buy again: proposals by vendor, and the orders made of them; when items are bought again."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from everyunit.assembly.page import work_order_id
from everyunit.base.operation import Actor
from everyunit.places.queries import locations
from everyunit.purchasing.proposals import Proposal, levels, proposals
from everyunit.purchasing.reorder import KIND, Reorder, Reordered, ReorderLine, reorder
from everyunit.purchasing.save_reorder_points import PointOf, SaveReorderPoints, save_reorder_points
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import EDIT_MASTER
from everyunit.web.forms import Form
from everyunit.web.pages import draw, page

SHOWN = 300


@dataclass(slots=True, kw_only=True)
class Row:
    """A proposal as the form shows it: chosen or not, with the quantity as it was typed."""

    number: int
    proposal: Proposal
    chosen: bool
    quantity: str
    wrong: list[str] = field(default_factory=list)

    @property
    def breaks(self) -> str:
        """The vendor's prices for the script of the page: from so many pieces, so much each."""
        source = self.proposal.source
        return " ".join(f"{each.minimum}:{each.price_minor}" for each in (source.breaks if source else ()))


@page(KIND.right)
def reorder_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Proposals, or – posted – one order for each vendor; a refusal shows the form as it was filled in."""
    form = Form()
    if request.method == "POST":
        form = Form.sent(request)
        numbers = _chosen(form)
        lines = tuple(_line(form, number) for number in numbers)
        try:
            if not form.refused:
                return _done(request, reorder(actor, Reorder(lines=lines), key=form.text("key") or None))
        except Refused as refusal:
            for each in refusal.offenders:
                if each.row is not None:
                    form.complain(f"quantity-{numbers[each.row - 1]}", each.message)
            form.refusal = Refused(refusal.code, refusal.message, refusal.offenders)
    return draw(request, "reorder.html", "Reorder", _context(request, form), status=409 if form.refused else 200)


def _context(request: HttpRequest, form: Form) -> dict[str, Any]:
    places = [each.code for each in locations()]
    place = request.GET.get("location", "")
    order = work_order_id(request.GET.get("work_order", "")) if request.GET.get("work_order") else None
    found = proposals(location=place or None, for_order=order)
    sent = {(form.text(f"item-{number}"), form.text(f"location-{number}")): number for number in _numbers(form)}
    rows = [_row(form, sent, number, each) for number, each in enumerate(found[:SHOWN]) if each.source is not None]
    return {
        "vendors": [(next(iter(group)), group) for group in _by_vendor(rows)],
        "without": [each for each in found if each.source is None],
        "left_out": max(0, len(found) - SHOWN),
        "watched": bool(found) or bool(levels()),
        "places": places if len(places) > 1 else [],
        "place": place,
        "work_order": request.GET.get("work_order", "") if order is not None else "",
        "refusal": form.refusal,
        "key": form.text("key") or str(uuid4()),
    }


def _by_vendor(rows: list[Row]) -> list[list[Row]]:
    def vendor(row: Row) -> str:
        return row.proposal.source.vendor if row.proposal.source is not None else ""

    return [list(group) for _, group in groupby(rows, vendor)]


def _row(form: Form, sent: dict[tuple[str, str], int], number: int, proposal: Proposal) -> Row:
    """As it was sent, where it was; else as it is proposed."""
    level = proposal.level
    before = sent.get((level.item, level.location))
    if before is None:
        return Row(number=number, proposal=proposal, chosen=not sent, quantity=str(proposal.quantity))
    return Row(
        number=number,
        proposal=proposal,
        chosen=form.checked(f"take-{before}"),
        quantity=form.text(f"quantity-{before}"),
        wrong=form.wrong.get(f"quantity-{before}", []),
    )


def _numbers(form: Form) -> list[int]:
    """The rows that were sent."""
    return sorted(int(name[5:]) for name in form.values if name.startswith("item-") and name[5:].isdecimal())


def _chosen(form: Form) -> list[int]:
    return [number for number in _numbers(form) if form.checked(f"take-{number}")]


def _line(form: Form, number: int) -> ReorderLine:
    return ReorderLine(
        item=form.text(f"item-{number}"),
        vendor=form.text(f"vendor-{number}"),
        quantity=form.number(f"quantity-{number}"),
        location=form.text(f"location-{number}") or None,
    )


def _done(request: HttpRequest, made: Reordered) -> HttpResponse:
    """To the order, or to the open orders where there are several."""
    names = ", ".join(f"{each.kind} {each.number}" for each in made.orders)
    if len(made.orders) == 1:
        messages.success(request, f"{names} is made. Look through it, then send it to the vendor.")
        return redirect("document", made.orders[0].kind, made.orders[0].number)
    messages.success(request, f"{len(made.orders)} orders are made: {names}.")
    return redirect(f"{reverse('documents')}?{urlencode({'kind': KIND.code, 'status': 'open'})}")


@require_POST
@page(EDIT_MASTER)
def save_reordering(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """When the item is bought again, at each location, as its page says."""
    form = Form.sent(request)
    places = sorted(name[9:] for name in form.values if name.startswith("location-"))
    points = tuple(_point(form, code, place) for place in places)
    if form.wrong:
        raise Refused("bad_reorder_points", "Write whole numbers. Nothing was changed.")
    saved = save_reorder_points(actor, SaveReorderPoints(points=points))
    messages.success(
        request, "It is bought again by itself now." if saved.saved else "It is not bought again by itself."
    )
    return redirect(f"{reverse('item', args=[code])}#reordering")


def _point(form: Form, item: str, place: str) -> PointOf:
    """An empty reorder point is none."""
    return PointOf(
        item=item,
        location=form.text(f"location-{place}"),
        reorder_at=form.number(f"reorder_at-{place}") if form.text(f"reorder_at-{place}").strip() else None,
        maximum=form.number(f"maximum-{place}"),
        minimum=form.number(f"minimum-{place}"),
    )
