"""A document as it is printed: on white, whole, without costs. What is shown of it is said in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from everyunit.base.operation import Actor
from everyunit.documents.kind import STOCK, Kind, Stage
from everyunit.documents.page import document_id_of
from everyunit.documents.reach import refuse_elsewhere
from everyunit.reports.paper import Paper, charges, paper
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import SEE_COST
from everyunit.web.faces import face_of
from everyunit.web.frame import digits_of
from everyunit.web.header_fields import header_fields, own_digits
from everyunit.web.pages import draw, page
from everyunit.web.views.document import UNKNOWN

SIZES = {"a4": "A4", "letter": "Letter"}
WIDTHS = {"A4": "210mm", "Letter": "8.5in"}
SHEET = """:root { --sheet: %(width)s; }
@page {
  size: %(size)s;
  margin: 15mm 14mm 18mm;
  font: 9pt system-ui, "Liberation Sans", Arial, sans-serif;
  color: #444;
  @bottom-left { content: "%(running)s"; }
  @bottom-right { content: "Page " counter(page) " of " counter(pages); }
}
"""
OPEN = ("draft", "open")
OF_MONEY = ("terms", "due_on")
BESIDE = (
    *("their_number", "due_on", "terms", "deliver_on", "expires_on", "ship_via", "tracking_number"),
    *("contact", "representative"),
)
MARKS = {"draft": "Draft", "cancelled": "Cancelled", "reversed": "Reversed"}


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be switched, and the address that does it."""

    words: str
    address: str
    on: bool


@require_safe
@page()
def paper_page(request: HttpRequest, actor: Actor, kind: str, number: str) -> HttpResponse:
    """?as=slip or pick: another paper of the same; ?serials=no, ?prices=no; ?size=letter is remembered."""
    document_id = document_id_of(kind, number)
    form = request.GET.get("as", "")
    serials = request.GET.get("serials", "") != "no"
    found = paper(document_id, serials=serials, picks=form == "pick") if document_id is not None else None
    if found is None:
        raise Refused("unknown_document", UNKNOWN)
    refuse_elsewhere(actor, found.document.kind, found.document.number, found.document.location)
    forms = _forms(found)
    form = form if form in forms else ""
    charged = not form and charges(found.kind) and (found.kind.price_from == "price" or actor.may(SEE_COST))
    priced = charged and request.GET.get("prices", "") != "no"
    face = face_of(found.kind)
    running = f"{found.letterhead.company} · {forms[form]} {found.document.number}"
    asked = {"as": form, "serials": "" if serials else "no", "prices": "" if priced or not charged else "no"}
    context: dict[str, Any] = {
        "paper": found,
        "document": found.document,
        "form": form,
        "heading": forms[form],
        "mark": MARKS.get(found.document.status, ""),
        "priced": priced,
        "facts": _facts(found, form),
        "own_digits": own_digits(found.document, digits_of(request)),
        "currency": found.document.header.currency or found.letterhead.currency,
        "discounted": priced and any(line.row.discount for line in found.lines),
        "taxed": priced and any(line.row.tax_code for line in found.lines),
        "serials": serials,
        "asks": "" if form else face.asks,
        "forms": options(asked, "as", forms, form),
        "with_serials": Option("Serial numbers", _address(asked, serials="no" if serials else ""), serials),
        "with_prices": Option("Prices", _address(asked, prices="no" if priced else ""), priced) if charged else None,
        **on_paper(request, running, asked),
    }
    context["span"] = (5 if priced else 4 if form == "pick" else 3) + context["discounted"] + context["taxed"]
    return draw(request, "paper.html", f"{forms[form]} {found.document.number}", context)


@require_safe
@page()
def sheet(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The size of the sheet, and what stands at the foot of each page, as CSS: only there can it be said."""
    size = SIZES.get(request.GET.get("size", ""), "A4")
    running = "".join(f"\\{ord(character):x} " for character in request.GET.get("running", "")[:300])
    css = SHEET % {"size": size, "width": WIDTHS[size], "running": running}
    return HttpResponse(css, content_type="text/css", headers={"Cache-Control": "private, max-age=3600"})


def on_paper(request: HttpRequest, running: str, asked: dict[str, str]) -> dict[str, Any]:
    """What every printed page needs: its size, what stands at its foot, and a switch for the size."""
    size = _size(request)
    return {
        "sheet": f"{reverse('sheet')}?{urlencode({'size': size, 'running': running})}",
        "size": size,
        "sizes": options(asked, "size", SIZES, size),
    }


def options(asked: dict[str, str], name: str, words: dict[str, str], chosen: str) -> list[Option]:
    """The values that a name in the address may have."""
    return [Option(label, _address(asked, **{name: value}), value == chosen) for value, label in words.items()]


def _size(request: HttpRequest) -> str:
    """The size of the sheet: as asked for, else as last time."""
    size = request.POST.get("size") or request.GET.get("size", "")
    if size in SIZES:
        request.session["paper_size"] = size
    kept = str(request.session.get("paper_size", ""))
    return kept if kept in SIZES else "a4"


def _forms(found: Paper) -> dict[str, str]:
    """What the document can be printed as, by the word in the address."""
    forms = {"": face_of(found.kind).printed or found.kind.name}
    if _leaves(found.kind) and found.kind.party:
        forms["slip"] = "Packing slip"
    if _leaves(found.kind) and found.document.status in OPEN:
        forms["pick"] = "Pick list"
    return forms


def _leaves(kind: Kind) -> bool:
    """Whether goods of ours are taken from the shelf for it."""
    return kind.route.source in (STOCK, None) and kind.stage is not Stage.QUOTE and not kind.revalues


def _facts(found: Paper, form: str) -> list[tuple[str, str]]:
    """What stands beside the address, as far as it says something; what is about money not on papers without prices."""
    document, kind = found.document, found.kind
    values = {each.name: (each.label, each.shown) for each in header_fields(kind, document).fields}
    inside = form == "pick" or not kind.party  # for those who know the place
    location = found.letterhead.location
    facts = [
        ("For", f"{kind.name} {document.number}" if form else ""),
        (kind.ours, document.number if kind.ours else ""),
        ("Date", f"{document.date:%Y-%m-%d}"),
        (f"{(kind.party or '').capitalize()} no.", found.party.code if found.party else ""),
        *(values.get(name, ("", "")) for name in BESIDE if not form or name not in OF_MONEY),
        ("Reference", document.reference),
        ("From", found.source),
        ("Location", location.name if location and inside else ""),
        ("From bin", document.from_bin or "" if inside else ""),
        ("To bin", document.to_bin or "" if inside else ""),
    ]
    return [(label, text) for label, text in facts if text]


def _address(asked: dict[str, str], **changes: str) -> str:
    return "?" + urlencode({name: value for name, value in {**asked, **changes}.items() if value})
