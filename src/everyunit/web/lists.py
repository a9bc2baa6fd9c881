"""What every list shares: filters shown as chips, and pages by key, towards both ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.encoding import escape_uri_path

from everyunit.rules.moments import parse_moment

Row = TypeVar("Row")
PAGE = 50
CURSORS = ("after", "before")
DAYS = ("from", "to")  # filters that are days


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the address of the list without it."""

    label: str
    value: str
    without: str


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """One page of a list, and the addresses of its neighbours."""

    rows: Sequence[Row]
    previous: str
    next: str

    @property
    def alone(self) -> bool:
        return not self.previous and not self.next


@dataclass(frozen=True, slots=True)
class Cut:
    """Which page is asked for: the rows behind `after`, or the ones ahead of `before`, or the first page."""

    after: str
    before: str
    limit: int


def cut_of(request: HttpRequest) -> Cut:
    before = request.GET.get("before", "")
    return Cut("" if before else request.GET.get("after", ""), before, limit=PAGE + 1)


def number_in(text: str) -> int | None:
    """A cursor that is an id; None where it is not."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def date_in(text: str) -> dt.date | None:
    """A date as an input field sends it; None where it is not one."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def is_senseless(asked: Mapping[str, str], **choices: Container[str]) -> bool:
    """Whether a filter holds what is none of its choices, or no day where it is one: nothing is like that."""
    wrong = any(asked[name] and asked[name] not in known for name, known in choices.items())
    return wrong or any(asked[day] and date_in(asked[day]) is None for day in DAYS if day in asked)


def moment_in(text: str) -> dt.date | None:
    """A date, or a minute as a datetime; None where it is neither."""
    try:
        return parse_moment(text)
    except ValueError:
        return None


def with_time(request: HttpRequest) -> HttpResponse | None:
    """Leads to the address that names the day and the time of `known` in one, where a form sent them apart. A time
    alone is one of today.
    """
    query = request.GET.copy()
    time = "".join(query.pop("known_at", [])).strip()
    if "known_at" not in request.GET:
        return None
    day = query.get("known", "").strip()
    if time:
        query["known"] = f"{day or timezone.now().date()}T{time}"
    return redirect(f"{escape_uri_path(request.path)}?{query.urlencode()}")


def listed(request: HttpRequest, cut: Cut, found: Sequence[Row], key: Callable[[Row], object]) -> Listed[Row]:
    """The page out of at most one row more than it shows, in the order in which they are shown."""
    more = len(found) == cut.limit
    backwards = bool(cut.before)
    rows = found[1:] if more and backwards else found[: cut.limit - 1]
    if not rows:
        return Listed(rows, "", address(request) if cut.before or cut.after else "")
    first, last = str(key(rows[0])), str(key(rows[-1]))
    has_previous = more if backwards else bool(cut.after)
    has_next = True if backwards else more
    return Listed(
        rows,
        address(request, before=first) if has_previous else "",
        address(request, after=last) if has_next else "",
    )


def chips(request: HttpRequest, labels: Mapping[str, str], words: Mapping[str, str] | None = None) -> list[Chip]:
    """The filters in force; `words` says a parameter's value in words."""
    return [
        Chip(label, (words or {}).get(name) or request.GET[name], address(request, **{name: ""}))
        for name, label in labels.items()
        if request.GET.get(name, "").strip()
    ]


def kept(request: HttpRequest, *names: str) -> list[tuple[str, str]]:
    """What a form must send along so that these parameters stay as they are."""
    return [(name, value) for name in names for value in request.GET.getlist(name) if value]


@dataclass(frozen=True, slots=True)
class Toggle:
    """A filter that is on or off, and the address of the list with it the other way."""

    words: str
    address: str
    on: bool


def toggle(request: HttpRequest, name: str, words: str) -> Toggle:
    on = bool(request.GET.get(name, "").strip())
    return Toggle(words, address(request, **{name: "" if on else "yes"}), on)


def address(request: HttpRequest, **changes: str) -> str:
    """This list with other parameters: without its cursor, unless that is what changes."""
    query: QueryDict = request.GET.copy()
    for name in CURSORS:
        query.pop(name, None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    encoded = query.urlencode()
    return f"{request.path}?{encoded}" if encoded else request.path
