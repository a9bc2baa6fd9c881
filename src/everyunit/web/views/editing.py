"""What the page of a draft sends while a clerk works on it: scans, edits, new lines. JSON in, JSON out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any, Literal, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from everyunit.base.operation import Actor
from everyunit.documents.attach import Attach, attach
from everyunit.documents.capture import Capture, capture
from everyunit.documents.detach import Detach, detach
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.kind import Kind
from everyunit.documents.kinds import KINDS, row_for
from everyunit.documents.name_lot import NameLot, name_lot
from everyunit.documents.new_lines import NewLine
from everyunit.documents.pick import Pick, pick
from everyunit.documents.picking import FromBin
from everyunit.documents.queries import currency_of, document_by_id, kind_of
from everyunit.documents.revise import LineChange, Revise, revise
from everyunit.documents.scans import ScanEntry, Scanned
from everyunit.documents.unscan import Unscan, unscan
from everyunit.reports.item_lookup import ItemMeant, items_meant
from everyunit.rules.currencies import digits_of as currency_digits
from everyunit.rules.refusals import Offender, Refused
from everyunit.web.frame import digits_of
from everyunit.web.header_fields import header_fields, header_sent, own_digits
from everyunit.web.pages import page
from everyunit.web.panel import CAPTURED, GOES
from everyunit.web.sent import (
    amount_of,
    body_of,
    day_of,
    dicts_of,
    key_of,
    malformed,
    number_of,
    numbered_of,
    numbers_of,
    percent,
    text_of,
    texts_of,
    typed,
    whole,
)

OFFERED = 12
UNIT_TRACKED = ("serialized", "auto_serialized")
WAYS = ("anything", "serial", "maker", "range")
HEADER = ("party", "from_bin", "to_bin", "reference", "notes")


@require_POST
@page()
def scan(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponse:
    """Attach what was scanned. The key makes it safe to send again after a lost answer."""
    asked = body_of(request)
    by = text_of(asked, "by") or "anything"
    if by == CAPTURED:
        return _captured(request, actor, document_id, asked)
    if by == GOES:
        letting_go = Detach(document_id=document_id, scans=texts_of(asked, "scans"))
        return _scanned(detach(actor, letting_go, key=key_of(request)), {"undo": None})
    if by not in WAYS:
        raise malformed("by")
    command = Attach(
        document_id=document_id,
        scans=texts_of(asked, "scans"),
        by=cast(Literal["anything", "serial", "maker", "range"], by),
        line_id=number_of(asked, "line_id"),
        unit_id=number_of(asked, "unit_id"),
        exceed=asked.get("exceed") is True,
    )
    return _scanned(attach(actor, command, key=key_of(request)))


def _captured(request: HttpRequest, actor: Actor, document_id: int, asked: dict[str, Any]) -> HttpResponse:
    """Write makers' numbers on units that leave; undoing it takes the numbers off again."""
    command = Capture(document_id=document_id, scans=texts_of(asked, "scans"), line_id=number_of(asked, "line_id"))
    told = capture(actor, command, key=key_of(request))
    kept = [entry for entry in told.entries if entry.action != "skipped" and entry.serial]
    written = [entry.serial for entry in kept if entry.written]
    others = [entry.serial for entry in kept if entry.serial not in written]
    undo = {"captured": written, "scans": others} if kept else None
    return _scanned(told, {"undo": undo})


@require_POST
@page()
def undo(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponse:
    """Take back what a scan attached or counted."""
    asked = body_of(request)
    command = Unscan(
        document_id=document_id,
        scans=texts_of(asked, "scans"),
        counted=numbers_of(asked, "counted"),
        captured=texts_of(asked, "captured"),
    )
    return _scanned(unscan(actor, command, key=key_of(request)))


@require_POST
@page()
def pick_units(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponse:
    """Fill the lines that pick their own units."""
    asked = body_of(request)
    command = Pick(
        document_id=document_id,
        line_id=number_of(asked, "line_id"),
        bins=tuple(_from_bin(each) for each in dicts_of(asked, "bins")),
        numbered=numbered_of(asked),
        take=texts_of(asked, "take"),
        leave=texts_of(asked, "leave"),
    )
    return _scanned(pick(actor, command, key=key_of(request)))


@require_POST
@page()
def change(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponse:
    """Change header fields, change a line, add one, or remove some. What the header says then is told back."""
    asked = body_of(request)
    if isinstance(asked.get("line"), dict) and "lot" in asked["line"]:
        return _saved(name_lot(actor, _lot_named(document_id, asked["line"]), key=key_of(request)), {})
    header = {name: text_of(asked, name) for name in HEADER if name in asked}
    read = amount_of(_digits(request, document_id))
    command = Revise(
        document_id=document_id,
        party=header.get("party"),
        from_bin=header.get("from_bin"),
        to_bin=header.get("to_bin"),
        reference=header.get("reference"),
        notes=header.get("notes"),
        date=day_of(asked) if "date" in asked else None,
        header=header_sent(asked),
        add=(_new_line(asked["add"], read),) if isinstance(asked.get("add"), dict) else (),
        change=(_line_change(asked["line"], read),) if isinstance(asked.get("line"), dict) else (),
        remove=numbers_of(asked, "remove"),
    )
    saved, told = _with_item_meant(command, lambda meant: revise(actor, meant, key=key_of(request)))
    changes_lines = any(name in asked for name in ("add", "line", "remove"))
    return _saved(saved, {"found": told} if changes_lines else _header(request, document_id))


def _with_item_meant(command: Revise, save: Callable[[Revise], DraftSaved]) -> tuple[DraftSaved, str]:
    """Where no item has the code that was typed, the only one that it may mean is added, and it is told how it was
    found; of several one is chosen.
    """
    try:
        return save(command), ""
    except Refused as refusal:
        text = command.add[0].item if command.add else ""
        if refusal.code != "unknown_item" or not text:
            raise
        found = items_meant(text, OFFERED)
        if len(found) > 1:
            chosen = [Offender(each.code, "several_items", each.name) for each in found]
            raise Refused("several_items", _several(text, found[0].by), chosen) from refusal
        if not found:
            raise
        saved = save(replace(command, add=(replace(command.add[0], item=found[0].code),)))
        return saved, _found_by(text, found[0])


def _several(text: str, by: str) -> str:
    where = f"have the {by} “{text}”" if by else f"have “{text}” in them"
    return f"Several items {where}. Choose one."


def _found_by(text: str, item: ItemMeant) -> str:
    by = f"the {item.by} {text}" if item.by else f"“{text}”"
    return f"{item.code} {item.name}, found by {by}."


def _digits(request: HttpRequest, document_id: int) -> int:
    """The decimals of what is typed: of the document's own currency, else the company's."""
    currency = currency_of(document_id)
    return currency_digits(currency) if currency else digits_of(request)


def _header(request: HttpRequest, document_id: int) -> dict[str, Any]:
    """What the header says now: one field may have changed others."""
    document = document_by_id(document_id)
    if document is None:
        return {}
    fields = header_fields(kind_of(document), document)
    digits = own_digits(document, digits_of(request))
    return {"header": fields.values, "summary": fields.summary, "digits": digits}


# --- answers ---


def _scanned(answer: Scanned, more: dict[str, Any] | None = None) -> HttpResponse:
    tracked = [line for line in answer.lines if line.tracking in UNIT_TRACKED]
    touched = {entry.line_id for entry in answer.entries}
    return JsonResponse(
        {
            "entries": [entry_told(entry) for entry in answer.entries],
            "counts": answer.counts,
            "asks": answer.asks,
            "questions": [asdict(question) for question in answer.questions],
            "total_minor": answer.total_minor,
            "lines_total": len(answer.lines),
            "lines": [asdict(line) for line in answer.lines if line.line_id in touched],
            "units": sum(line.attached for line in tracked),
            "target": _target(KINDS[answer.kind], [(line.quantity, line.follows_units) for line in tracked]),
            **(more or {}),
        }
    )


def _saved(answer: DraftSaved, further: dict[str, Any]) -> HttpResponse:
    return JsonResponse(
        {
            **further,
            "total_minor": answer.total_minor,
            "doubles": answer.doubles,
            "lines_total": len(answer.lines),
            "last_line": answer.lines[-1].line_id if answer.lines else None,
        }
    )


def _target(kind: Kind, lines: list[tuple[int, bool]]) -> int | None:
    """How many units the lines ask for; None where all follow what is scanned, or are made."""
    lines = [line for line in lines if not (kind.brings_back and row_for(kind, line[0]).generates)]
    asking = any(not follows for _, follows in lines)
    return sum(abs(quantity) for quantity, _ in lines) if asking else None


def entry_told(entry: ScanEntry) -> dict[str, Any]:
    """What became of a scan, with the addresses of the unit and of the paper in question."""
    told = asdict(entry)
    if entry.serial:
        told["unit_address"] = reverse("unit", args=[entry.serial])
    kind, _, number = entry.holder.partition(" ")
    if number:
        told["holder_address"] = reverse("document", args=[kind, number])
    return told


# --- what was asked ---


def _new_line(asked: dict[str, Any], read: Callable[[str], int]) -> NewLine:
    price = typed(asked, "price", read, "Price")
    return NewLine(
        item=text_of(asked, "item"),
        quantity=typed(asked, "quantity", whole, "Quantity"),
        price_minor=price,
        from_bin=text_of(asked, "from_bin") or None,
        spread=text_of(asked, "spread") or None,
    )


def _from_bin(asked: dict[str, Any]) -> FromBin:
    return FromBin(bin=text_of(asked, "bin"), line_id=number_of(asked, "line_id"))


def _lot_named(document_id: int, asked: dict[str, Any]) -> NameLot:
    line_id = number_of(asked, "line_id")
    if line_id is None:
        raise malformed("line_id")
    return NameLot(document_id=document_id, line_id=line_id, lot=text_of(asked, "lot"))


def _line_change(asked: dict[str, Any], read: Callable[[str], int]) -> LineChange:
    line_id = number_of(asked, "line_id")
    if line_id is None:
        raise malformed("line_id")
    return LineChange(
        line_id=line_id,
        quantity=typed(asked, "quantity", whole, "Quantity"),
        price_minor=typed(asked, "price", read, "Price"),
        discount=typed(asked, "discount", percent, "Discount", "Write a percentage, such as 12.5."),
        tax_code=text_of(asked, "tax_code") if "tax_code" in asked else None,
        note=text_of(asked, "note") if "note" in asked else None,
        own_price=asked.get("own_price") is True,
        from_bin=text_of(asked, "from_bin") if "from_bin" in asked else None,
    )
