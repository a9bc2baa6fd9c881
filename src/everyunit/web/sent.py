"""What the script of a page sends: JSON, read field by field; what cannot be read is refused in words."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any, Literal, cast

from django.http import HttpRequest

from everyunit.rules.money import parse_amount
from everyunit.rules.refusals import Offender, Refused
from everyunit.selling.parcels import Counted
from everyunit.selling.sheets import Taken


def body_of(request: HttpRequest) -> dict[str, Any]:
    try:
        asked = json.loads(request.body)
    except ValueError as error:
        raise malformed("the request") from error
    if not isinstance(asked, dict):
        raise malformed("the request")
    return asked


def key_of(request: HttpRequest) -> str | None:
    return request.headers.get("Idempotency-Key") or None


def malformed(what: str) -> Refused:
    return Refused("malformed", f"The page sent {what} in a form that cannot be read. Reload it and try again.")


def text_of(asked: dict[str, Any], name: str) -> str:
    value = asked.get(name, "")
    if not isinstance(value, str):
        raise malformed(name)
    return value.strip()


def texts_of(asked: dict[str, Any], name: str) -> tuple[str, ...]:
    return tuple(_each(asked, name, str))


def numbers_of(asked: dict[str, Any], name: str) -> tuple[int, ...]:
    return tuple(_each(asked, name, int))


def dicts_of(asked: dict[str, Any], name: str) -> tuple[dict[str, Any], ...]:
    return tuple(_each(asked, name, dict))


def numbered_of(asked: dict[str, Any]) -> Literal["take", "skip"] | None:
    """Whether units with makers' numbers are picked; None where nobody said."""
    said = text_of(asked, "numbered")
    if said not in ("", "take", "skip"):
        raise malformed("numbered")
    return cast(Literal["take", "skip"], said) if said else None


def _each(asked: dict[str, Any], name: str, wanted: type) -> list[Any]:
    values = asked.get(name, [])
    if not isinstance(values, list) or not all(type(value) is wanted for value in values):
        raise malformed(name)
    return values


def counted_of(asked: dict[str, Any]) -> tuple[Counted, ...]:
    """How many pieces of which lines."""
    return tuple(Counted(line_id=each.line_id, quantity=each.quantity) for each in taken_of(asked))


def taken_of(asked: dict[str, Any]) -> tuple[Taken, ...]:
    """How many pieces of which lines, and out of which bins."""
    found = []
    for each in _each(asked, "counted", dict):
        line_id, quantity = number_of(each, "line_id"), number_of(each, "quantity")
        if line_id is None or quantity is None:
            raise malformed("counted")
        found.append(Taken(line_id=line_id, quantity=quantity, bin=text_of(each, "bin")))
    return tuple(found)


def number_of(asked: dict[str, Any], name: str) -> int | None:
    value = asked.get(name)
    if value is not None and type(value) is not int:
        raise malformed(name)
    return value


def typed(
    asked: dict[str, Any], name: str, read: Callable[[str], int], label: str, wrong: str = "This is not an amount."
) -> int | None:
    """What somebody typed into a field; None where it was left empty."""
    text = text_of(asked, name)
    if not text:
        return None
    try:
        return read(text)
    except ValueError as error:
        message = "This is not a number of pieces." if read is whole else wrong
        raise Refused(f"bad_{name}", f"{label}: {message}", [Offender(text, f"bad_{name}", message)]) from error


def whole(text: str) -> int:
    plain = text.replace("\u2212", "-").replace(",", "").replace(" ", "")
    if len(plain) > 12:
        raise ValueError(text)
    return int(plain)


def amount_of(digits: int) -> Callable[[str], int]:
    """Reads amounts of a currency with so many decimals."""
    return lambda text: parse_amount(text, digits)


def percent(text: str) -> int:
    """Hundredths of a percent: 1250 for 12.5 %."""
    return parse_amount(text.replace("%", ""), 2)


def day_of(asked: dict[str, Any]) -> dt.date:
    text = text_of(asked, "date")
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Refused("bad_date", "Write the date as 2026-01-31.") from error


def typed_number(text: str, label: str) -> int | None:
    """A whole number that somebody typed; None where nothing was. Refused: `bad_quantity`."""
    return typed({"quantity": text}, "quantity", whole, label)
