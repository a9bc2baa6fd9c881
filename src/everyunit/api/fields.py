"""The kinds of value that the API reads: whole numbers that fit, texts that can be kept, keys and pages."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from ninja import Header, Query, Schema
from pydantic import AfterValidator, ConfigDict, Field, ValidatorFunctionWrapHandler, WithJsonSchema, WrapValidator
from pydantic_core import PydanticCustomError

from everyunit.rules.moments import HOW, parse_moment
from everyunit.rules.texts import storable

BIGGEST = 2**63 - 1
PAGE_LIMIT = 200
KNOWN = "As it was known at the end of this day, or of this minute (UTC): what was recorded later is left out."


def _kept(text: str) -> str:
    if not storable(text):
        raise PydanticCustomError("bad_text", "It holds a character that is none: NUL, or half of a pair.")
    return text


def _said(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("empty", "Say why.")
    return text


Text = Annotated[str, AfterValidator(_kept)]
Code = Annotated[str, Field(max_length=200), AfterValidator(_kept)]
Name = Annotated[str, Field(max_length=1000), AfterValidator(_kept)]
Reason = Annotated[str, Field(max_length=200), AfterValidator(_kept), AfterValidator(_said)]
Note = Annotated[str, Field(max_length=20_000), AfterValidator(_kept)]
Id = Annotated[int, Field(ge=1, le=BIGGEST)]
Whole = Annotated[int, Field(strict=True, ge=-BIGGEST, le=BIGGEST)]
WholeId = Annotated[int, Field(strict=True, ge=1, le=BIGGEST)]
Day = Annotated[dt.date, Field(ge=dt.date(1900, 1, 1), le=dt.date(2999, 12, 31))]


def _moment(value: object, day: ValidatorFunctionWrapHandler) -> dt.date:
    """A day as ever, or a minute: a text with a time in it."""
    try:
        given = parse_moment(value) if isinstance(value, str) else None
    except ValueError as error:
        raise PydanticCustomError("bad_moment", HOW) from error
    checked: dt.date = day(given.date() if isinstance(given, dt.datetime) else value)
    return given if isinstance(given, dt.datetime) else checked


# A datetime where a minute was named.
Moment = Annotated[
    Day,
    WrapValidator(_moment),
    WithJsonSchema({"type": "string", "examples": ["2026-03-31", "2026-03-31T14:30"]}),
]
DayOrNone = Day | Literal[""] | None
Truth = Annotated[bool, Field(strict=True)]

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="A text of your own, up to 200 characters, new for each command. Sent again with the same body it"
        " gives the same answer and does nothing twice; with another body it is refused (`key_reused`).",
        examples=["9f6c1c1e-receipt-of-monday"],
    ),
]
Limit = Annotated[int, Query(ge=1, le=PAGE_LIMIT, description="How many on a page.")]
Cursor = Annotated[
    str | None,
    Query(max_length=1000, description="Where the page begins: `next_cursor` of the page before. Opaque."),
]


class Body(Schema):
    """What a request sends: a field that is not known is refused, so that no misspelt one is lost in silence."""

    model_config = ConfigDict(extra="forbid")
