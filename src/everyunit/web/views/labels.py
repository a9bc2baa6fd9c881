"""Sheets of labels to be printed: of units, and of bins (WHS-85)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from everyunit.base.operation import Actor
from everyunit.reports.labels import bin_labels, unit_labels
from everyunit.rules.code128 import bars, fits
from everyunit.web.pages import draw, page
from everyunit.web.qr import qr
from everyunit.web.views.paper import SIZES, on_paper

LABELS_AT_ONCE = 1000
Bars = tuple[int, list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Label:
    """A label as it is drawn: what scanners read of it is its code. `says`: the lines below, each with a bold word."""

    code: str
    says: tuple[tuple[str, str], ...]

    @property
    def qr(self) -> SafeString:
        return qr(self.code)

    @property
    def bars(self) -> Bars | None:
        return bars(self.code) if fits(self.code) else None


@require_http_methods(["GET", "HEAD", "POST"])
@page()
def labels_of_units(request: HttpRequest, actor: Actor) -> HttpResponse:
    """?unit=…&unit=…, or sent as lines of numbers and ranges."""
    given = request.GET.getlist("unit") or _lines(request, "units")
    labels = [
        Label(each.serial, ((each.item, each.item_name), ("", f"No. {each.maker_serial}" if each.maker_serial else "")))
        for each in unit_labels(given, LABELS_AT_ONCE)
    ]
    return _sheet(request, labels, {"units": "\n".join(given)}, (reverse("units"), "Serial Numbers"))


@require_http_methods(["GET", "HEAD", "POST"])
@page()
def labels_of_bins(request: HttpRequest, actor: Actor) -> HttpResponse:
    """?bin=…&area=…&location=…, each as often as needed, or sent likewise: bins, and all stock bins in the others."""
    sent = request.POST if request.method == "POST" else request.GET
    given = {name: sent.getlist(name[:-1]) or _lines(request, name) for name in ("bins", "areas", "locations")}
    found = bin_labels(**given, most=LABELS_AT_ONCE)
    labels = [Label(each.code, (("", each.name), (each.location, each.area))) for each in found]
    kept = {name: "\n".join(codes) for name, codes in given.items()}
    return _sheet(request, labels, kept, (f"{reverse('places')}?location={found[0].location}", "Places"))


def _sheet(request: HttpRequest, labels: Sequence[Label], kept: dict[str, str], back: tuple[str, str]) -> HttpResponse:
    context = {"labels": labels, "kept": kept, "back": back, **on_paper(request, "", {}), "sizes": SIZES}
    return draw(request, "labels.html", "Labels", context)


def _lines(request: HttpRequest, name: str) -> list[str]:
    return [line.strip() for line in request.POST.get(name, "").splitlines() if line.strip()]
