"""Saved views of lists: the tabs above a list, and whether what it shows now is one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from everyunit.base.operation import Actor
from everyunit.people.queries import ViewRow, views_of
from everyunit.rules.rights import SHARE_VIEWS
from everyunit.web.columns import PARAMETER
from everyunit.web.lists import number_in

UNDO = "view_undo"

# What of a list's address is kept: its filters, its columns, its order. Anything else has no effect on it.
PARAMETERS = {
    "documents": (
        *("job", "kind", "status", "party", "location", "number", "reference", "from", "to", "outstanding", "mine"),
        *("delivered", "invoiced", "representative", "sort", PARAMETER),
    ),
    "units": (
        *("serial", "maker_serial", "item", "bin", "bin_type", "vendor", "customer", "document", "lot", "warranty"),
        *("entered_from", "entered_to", "find", "find_in", "find_how", "where", "sort", PARAMETER),
    ),
    "items": ("search", "tracking", "category", "state", PARAMETER),
    "vendors": ("search", PARAMETER),
    "customers": ("search", PARAMETER),
    "journal": ("account", "document", "from", "to"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """A view above the list. `by`: who shares it, where it is somebody else's."""

    name: str
    address: str
    current: bool
    shared: bool
    by: str


@dataclass(frozen=True, slots=True)
class Views:
    """The views of a list. `query`: what the list shows now; `savable`: whether that is worth a view of its own."""

    of_list: str
    all: str
    tabs: list[Tab]
    current: ViewRow | None
    query: str
    changed: bool
    savable: bool
    may_change: bool
    may_share: bool
    undo: dict[str, Any] | None


def views_for(
    request: HttpRequest,
    actor: Actor,
    of_list: str,
    *,
    plain: str = "",
    belongs: Callable[[QueryDict], bool] = lambda query: True,
) -> Views:
    """The views of the list that belong beside what is shown. `plain`: the query of the list without any filter."""
    rows = [row for row in views_of(of_list, actor.user_id) if belongs(QueryDict(row.query))]
    asked = number_in(request.GET.get("view", ""))
    current = next((row for row in rows if row.view_id == asked), None)
    query = query_of(request.GET, of_list)
    return Views(
        of_list=of_list,
        all=f"{reverse(of_list)}{'?' if plain else ''}{plain}",
        tabs=[
            Tab(row.name, address_of(of_list, row), row == current, row.shared, "" if row.mine else row.owner)
            for row in rows
        ],
        current=current,
        query=query,
        changed=current is not None and query != query_of(QueryDict(current.query), of_list),
        savable=query != plain,
        may_change=current is not None and (current.mine or actor.may(SHARE_VIEWS)),
        may_share=actor.may(SHARE_VIEWS),
        undo=request.session.pop(UNDO, None),
    )


def query_of(given: QueryDict, of_list: str) -> str:
    """What is known of the query, always in the same order."""
    return urlencode(
        [
            (name, value.strip())
            for name in PARAMETERS.get(of_list, ())
            for value in given.getlist(name)
            if value.strip()
        ]
    )


def address_of(of_list: str, view: ViewRow) -> str:
    return f"{reverse(of_list)}?{query_of(QueryDict(view.query), of_list)}&view={view.view_id}".replace("?&", "?")
