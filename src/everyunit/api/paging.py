"""Pages by key: an opaque cursor says behind what the next page begins."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from everyunit.api.fields import BIGGEST
from everyunit.rules.refusals import Refused
from everyunit.rules.texts import storable

Row = TypeVar("Row")
Key = str | int


class Page(Schema):
    """A page of a list."""

    next_cursor: str | None = Field(
        default=None, description="Send it as `cursor` for the next page; null on the last."
    )
    next: str | None = Field(default=None, description="The address of the next page; null on the last.")


@dataclass(frozen=True, slots=True)
class Cut(Generic[Row]):
    """The rows of a page, and where the next begins."""

    rows: Sequence[Row]
    next_cursor: str | None
    next: str | None


def cut(request: HttpRequest, rows: Sequence[Row], limit: int, key: Callable[[Row], Sequence[Key]]) -> Cut[Row]:
    """A page of `limit` rows of the `limit + 1` that were read."""
    shown = rows[:limit]
    cursor = encode(key(shown[-1])) if len(rows) > limit else None
    return Cut(shown, cursor, address_of(request, cursor))


def address_of(request: HttpRequest, cursor: str | None) -> str | None:
    """The address of the request with another cursor."""
    if cursor is None:
        return None
    query = request.GET.copy()
    query["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path_info}?{query.urlencode()}")


def encode(key: Sequence[Key]) -> str:
    return urlsafe_b64encode(json.dumps(list(key)).encode()).decode().rstrip("=")


def decode(cursor: str | None, *kinds: type) -> tuple[Key, ...] | None:
    """The key in a cursor, of these types. Refused: `bad_cursor` where it was not made by `encode`."""
    if cursor is None:
        return None
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        key = json.loads(urlsafe_b64decode(padded))
    except (ValueError, RecursionError) as error:
        raise bad_cursor() from error
    if not isinstance(key, list) or [type(each) for each in key] != list(kinds):
        raise bad_cursor()
    if not all(storable(each) if isinstance(each, str) else abs(each) <= BIGGEST for each in key):
        raise bad_cursor()
    return tuple(key)


def text_key(cursor: str | None) -> str:
    """The code behind which a page begins; the beginning of the list without a cursor."""
    found = decode(cursor, str)
    return "" if found is None else str(found[0])


def number_key(cursor: str | None) -> int | None:
    found = decode(cursor, int)
    return None if found is None else int(found[0])


def bad_cursor() -> Refused:
    return Refused("bad_cursor", "This cursor is not one of ours. Begin again without a cursor.")
