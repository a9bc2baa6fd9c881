"""What the page of a draft sends while a clerk works on it: scans, edits, new lines. JSON in, JSON out."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Literal, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from everyunit.base.operation import Actor
from everyunit.catalog.queries import items_page
from everyunit.documents.attach import Attach, attach
from everyunit.documents.drafts import DraftSaved, NewLine
from everyunit.documents.pick import Pick, pick
from everyunit.documents.revise import LineChange, Revise, revise
from everyunit.documents.scans import ScanEntry, Scanned
from everyunit.documents.unscan import Unscan, unscan
from everyunit.parties.queries import parties_page
from everyunit.places.queries import company_facts
from everyunit.rules.money import parse_amount
from everyunit.rules.refusals import Offender, Refused
from everyunit.web.pages import page

OFFERED = 12
UNIT_TRACKED = ("serialized", "auto_serialized")
WAYS = ("anything", "serial", "maker", "range")
HEADER = ("party", "from_bin", "to_bin", "reference", "notes")


@require_POST
@page()
def scan(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponse:
    """Attach what was scanned. The key makes it safe to send again after a lost answer."""
    asked = _body(request)
    by = _text(asked, "by") or "anything"
    if by not in WAYS:
        raise _malformed("by")
    command = Attach(
        document_id=document_id,
        scans=_texts(asked, "scans"),
        by=cast(Literal["anything", "serial", "maker", "range"], by),
        line_id=_number(asked, "line_id"),
        unit_id=_number(asked, "unit_id"),
        exceed=asked.get("exceed") is True,
    )
    return _scanned(attach(actor, command, key=_key(request)))


@require_POST
@page()
def undo(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponse:
    """Take back what a scan attached or counted."""
    asked = _body(request)
    command = Unscan(document_id=document_id, scans=_texts(asked, "scans"), counted=_numbers(asked, "counted"))
    return _scanned(unscan(actor, command, key=_key(request)))


@require_POST
@page()
def pick_units(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponse:
    """Fill the lines that pick their own units."""
    asked = _body(request)
    command = Pick(document_id=document_id, line_id=_number(asked, "line_id"))
    return _scanned(pick(actor, command, key=_key(request)))


@require_POST
@page()
def change(request: HttpRequest, actor: Actor, document_id: int) -> HttpResponse:
    """Change header fields, change a line, add one, or remove some."""
    asked = _body(request)
    header = {name: _text(asked, name) for name in HEADER if name in asked}
    command = Revise(
        document_id=document_id,
        **header,
        date=_day(asked) if "date" in asked else None,
        add=(_new_line(asked["add"]),) if isinstance(asked.get("add"), dict) else (),
        change=(_line_change(asked["line"]),) if isinstance(asked.get("line"), dict) else (),
        remove=_numbers(asked, "remove"),
    )
    return _saved(revise(actor, command, key=_key(request)))


@require_GET
@page()
def find_items(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Items whose code or name fits what is being typed."""
    found = items_page(search=request.GET.get("q", "")[:60], discontinued=False, limit=OFFERED)
    return JsonResponse({"found": [{"code": each.code, "name": each.name, "hint": each.tracking} for each in found]})


@require_GET
@page()
def find_parties(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Vendors or customers whose code or name fits what is being typed."""
    role = request.GET.get("role") or None
    found = parties_page(role=role, search=request.GET.get("q", "")[:60], discontinued=False, limit=OFFERED)
    return JsonResponse({"found": [{"code": each.code, "name": each.name, "hint": each.role} for each in found]})


# --- answers ---


def _scanned(answer: Scanned) -> HttpResponse:
    tracked = [line for line in answer.lines if line.tracking in UNIT_TRACKED]
    touched = {entry.line_id for entry in answer.entries}
    return JsonResponse(
        {
            "entries": [_entry(entry) for entry in answer.entries],
            "counts": answer.counts,
            "asks": answer.asks,
            "total_minor": answer.total_minor,
            "lines_total": len(answer.lines),
            "lines": [asdict(line) for line in answer.lines if line.line_id in touched],
            "units": sum(line.attached for line in tracked),
            "target": _target([(line.quantity, line.follows_units) for line in tracked]),
        }
    )


def _saved(answer: DraftSaved) -> HttpResponse:
    return JsonResponse(
        {
            "total_minor": answer.total_minor,
            "lines_total": len(answer.lines),
            "last_line": answer.lines[-1].line_id if answer.lines else None,
        }
    )


def _target(lines: list[tuple[int, bool]]) -> int | None:
    """How many units the lines ask for; None where all follow what is scanned."""
    asking = any(not follows for _, follows in lines)
    return sum(abs(quantity) for quantity, _ in lines) if asking else None


def _entry(entry: ScanEntry) -> dict[str, Any]:
    told = asdict(entry)
    if entry.serial:
        told["unit_address"] = reverse("unit", args=[entry.serial])
    kind, _, number = entry.holder.partition(" ")
    if number:
        told["holder_address"] = reverse("document", args=[kind, number])
    return told


# --- what was asked ---


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        asked = json.loads(request.body)
    except ValueError as error:
        raise _malformed("the request") from error
    if not isinstance(asked, dict):
        raise _malformed("the request")
    return asked


def _key(request: HttpRequest) -> str | None:
    return request.headers.get("Idempotency-Key") or None


def _malformed(what: str) -> Refused:
    return Refused("malformed", f"The page sent {what} in a form that cannot be read. Reload it and try again.")


def _text(asked: dict[str, Any], name: str) -> str:
    value = asked.get(name, "")
    if not isinstance(value, str):
        raise _malformed(name)
    return value.strip()


def _texts(asked: dict[str, Any], name: str) -> tuple[str, ...]:
    return tuple(_each(asked, name, str))


def _numbers(asked: dict[str, Any], name: str) -> tuple[int, ...]:
    return tuple(_each(asked, name, int))


def _each(asked: dict[str, Any], name: str, wanted: type) -> list[Any]:
    values = asked.get(name, [])
    if not isinstance(values, list) or not all(type(value) is wanted for value in values):
        raise _malformed(name)
    return values


def _number(asked: dict[str, Any], name: str) -> int | None:
    value = asked.get(name)
    if value is not None and type(value) is not int:
        raise _malformed(name)
    return value


def _new_line(asked: dict[str, Any]) -> NewLine:
    price = _typed(asked, "price", _amount, "Price")
    return NewLine(
        item=_text(asked, "item"),
        quantity=_typed(asked, "quantity", _whole, "Quantity"),
        price_minor=price,
        from_bin=_text(asked, "from_bin") or None,
    )


def _line_change(asked: dict[str, Any]) -> LineChange:
    line_id = _number(asked, "line_id")
    if line_id is None:
        raise _malformed("line_id")
    return LineChange(
        line_id=line_id,
        quantity=_typed(asked, "quantity", _whole, "Quantity"),
        price_minor=_typed(asked, "price", _amount, "Price"),
        from_bin=_text(asked, "from_bin") if "from_bin" in asked else None,
    )


def _typed(asked: dict[str, Any], name: str, read: Callable[[str], int], label: str) -> int | None:
    """What somebody typed into a field; None where it was left empty."""
    text = _text(asked, name)
    if not text:
        return None
    try:
        return read(text)
    except ValueError as error:
        message = "This is not a number of pieces." if read is _whole else "This is not an amount."
        raise Refused(f"bad_{name}", f"{label}: {message}", [Offender(text, f"bad_{name}", message)]) from error


def _whole(text: str) -> int:
    plain = text.replace("\u2212", "-").replace(",", "").replace(" ", "")
    if len(plain) > 12:
        raise ValueError(text)
    return int(plain)


def _amount(text: str) -> int:
    company = company_facts()
    return parse_amount(text, company.currency_digits if company else 2)


def _day(asked: dict[str, Any]) -> dt.date:
    text = _text(asked, "date")
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Refused("bad_date", "Write the date as 2026-01-31.") from error
