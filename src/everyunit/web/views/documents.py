"""The list of documents of all kinds, of one, or of a job's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from everyunit.base.operation import Actor
from everyunit.documents.kind import Kind, Stage
from everyunit.documents.kinds import KINDS
from everyunit.documents.lists import (
    CHANGING,
    DocumentFilter,
    Key,
    Order,
    find_documents,
    order_in,
)
from everyunit.documents.queries import DocumentRow
from everyunit.documents.standing import DELIVERED, IN_TRANSIT, INVOICED, is_delivered, is_invoiced, said
from everyunit.exports.document_columns import delivered_word, party_word
from everyunit.places.queries import location_names
from everyunit.rules.rights import SEE_COST
from everyunit.rules.words import STATUSES, word
from everyunit.web.columns import Column, table
from everyunit.web.document_columns import document_columns
from everyunit.web.faces import face_of, kinds_of
from everyunit.web.frame import company_of, digits_of
from everyunit.web.lists import chips, cut_of, date_in, is_senseless, kept, listed, toggle
from everyunit.web.pages import draw, page
from everyunit.web.rail import PAGES
from everyunit.web.saved_views import Views, views_for
from everyunit.web.views.exports import exporting

JOB_TITLES = {page.job: page.label for page in PAGES if page.job}
LABELS = {
    "kind": "Kind",
    "status": "Status",
    "party": "Vendor or customer",
    "location": "Location",
    "number": "Number",
    "reference": "Reference",
    "from": "From",
    "to": "To",
    "delivered": "Delivered",
    "invoiced": "Invoiced",
    "representative": "Representative",
}
SWITCHES = {"outstanding": "Outstanding", "mine": "Mine"}
KEPT = ("sort", "column", "view", *SWITCHES)
PARTS = ","


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the list asks for, read once."""

    values: dict[str, str]
    kind: Kind | None
    job: str
    siblings: list[Kind]

    @property
    def kinds(self) -> list[Kind]:
        """The kinds that may be on the list; an unknown one asks for none."""
        if self.kind:
            return [self.kind]
        return self.siblings or list(KINDS.values())

    @property
    def order(self) -> Order:
        return order_in(self.values["sort"], one_kind=self.kind is not None)

    @property
    def sort(self) -> str:
        return f"{'-' if self.order.falling else ''}{self.order.by}"

    def wanted(self, actor: Actor) -> DocumentFilter:
        values = self.values
        unknown = values["kind"] and self.kind is None
        return DocumentFilter(
            kinds=(values["kind"],) if unknown else tuple(kind.code for kind in self.kinds) if self._narrows else (),
            status=values["status"],
            party=values["party"],
            location=values["location"],
            number=values["number"],
            reference=values["reference"],
            date_from=date_in(values["from"]),
            date_to=date_in(values["to"]),
            outstanding=bool(values["outstanding"]),
            delivered=values["delivered"],
            invoiced=values["invoiced"],
            representative=values["representative"],
            created_by=actor.user_id if values["mine"] else None,
        )

    @property
    def _narrows(self) -> bool:
        return bool(self.kind or self.siblings)


@require_safe
@page()
def documents(request: HttpRequest, actor: Actor) -> HttpResponse:
    asked, cut = _asked(request), cut_of(request)
    kind, kinds, order = asked.kind, asked.kinds, asked.order
    found = find_documents(
        asked.wanted(actor),
        order=order,
        after=_key(order, cut.after),
        before=_key(order, cut.before),
        limit=0 if is_senseless(asked.values, status=STATUSES, delivered=DELIVERED, invoiced=INVOICED) else cut.limit,
    )
    shown = listed(request, cut, found, lambda row: _cursor(order, row))
    standings = _standings(kinds)
    words = {
        "status": STATUSES.get(asked.values["status"], ""),
        "kind": kind.name if kind else "",
        **{name: choices.get(asked.values[name], "") for name, _, choices in standings},
    }
    columns = _columns(request, actor, asked)
    context = {
        "list": shown,
        "table": table(request, columns, shown.rows, asked.sort, apart=_summed_apart),
        "chips": [chip for chip in chips(request, LABELS, words) if chip.label != "Kind" or kind is None],
        "asked": asked.values,
        "kind": kind,
        "kinds": list(KINDS.values()),
        "party_word": party_word(kinds),
        "job": asked.job if asked.siblings else "",
        "siblings": asked.siblings,
        "startable": [each for each in kinds if each.by_hand and actor.may(each.right)],
        "statuses": _statuses(kinds),
        "standings": [(name, label, choices, asked.values[name]) for name, label, choices in standings],
        "locations": _places(request),
        "shows_party": any(each.party for each in kinds),
        "party_role": _role(kinds),
        "switches": [toggle(request, name, words) for name, words in _switches(kinds).items()],
        "views": _views(request, actor, asked),
        "kept": kept(request, *KEPT),
        "filtered": any(asked.values[name] for name in (*LABELS, *SWITCHES) if name != "kind"),
        "export": exporting(request, "documents"),
        "newer": "Newer" if order.falling else "Earlier",
        "older": "Older" if order.falling else "Later",
    }
    title = f"{kind.name}s" if kind else JOB_TITLES.get(asked.job, "Documents")
    return draw(request, "documents.html", title, context)


def _summed_apart(row: DocumentRow) -> str:
    """Drafts, and what was reversed or cancelled, add to no sum of what stands."""
    return word(row.status).lower()


def _columns(request: HttpRequest, actor: Actor, asked: Asked) -> list[Column[DocumentRow]]:
    """Papers of several kinds add to no sum: what is bought and what is sold are no more of anything together."""
    columns = document_columns(actor.may(SEE_COST), digits_of(request), asked.kinds)
    return columns if asked.kind else [replace(column, total=None) for column in columns]


def _asked(request: HttpRequest) -> Asked:
    values = {name: request.GET.get(name, "").strip() for name in (*LABELS, *SWITCHES, "sort")}
    kind = KINDS.get(values["kind"])
    job = face_of(kind).job if kind else request.GET.get("job", "")
    return Asked(values, kind, job, [] if values["kind"] and kind is None else kinds_of(job))


def _views(request: HttpRequest, actor: Actor, asked: Asked) -> Views:
    """The views of this job; where all kinds are listed, those of no job."""
    job = asked.job if asked.siblings else ""

    def belongs(query: QueryDict) -> bool:
        kind = KINDS.get(query.get("kind", ""))
        return (face_of(kind).job if kind else query.get("job", "")) == job

    plain = {"kind": asked.kind.code} if asked.kind else {"job": job} if job else {}
    return views_for(request, actor, "documents", plain=urlencode(plain), belongs=belongs)


def _key(order: Order, text: str) -> Key | None:
    """The key in the address; a nonsensical one begins at the beginning."""
    return order.read(text.split(PARTS)) if text else None


def _cursor(order: Order, row: DocumentRow) -> str:
    return PARTS.join(str(part) for part in order.key(row))


def _statuses(kinds: Sequence[Kind]) -> dict[str, str]:
    """The statuses that documents of these kinds can have."""
    final = {"draft", "posted", "reversed"}
    known = {
        name
        for kind in kinds
        for name in (final if kind.stage is Stage.FINAL else set(CHANGING) - final)
        if name != "cancelled" or kind.stage is Stage.ORDER
    }
    return {name: words for name, words in STATUSES.items() if name in known}


def _standings(kinds: Sequence[Kind]) -> list[tuple[str, str, dict[str, str]]]:
    """How far documents of these kinds can have come: each filter with its label and its choices."""
    found, done = [], delivered_word(kinds)
    delivering = [kind for kind in kinds if is_delivered(kind)]
    if delivering:
        travels = {kind.travels for kind in delivering}
        words = [word for word in DELIVERED if word != IN_TRANSIT or True in travels]
        choices = {word: said(word, done, travels == {True} or word == IN_TRANSIT) for word in words}
        found.append(("delivered", done.capitalize(), choices))
    if any(is_invoiced(kind) for kind in kinds):
        found.append(("invoiced", "Invoiced", {word: said(word, "invoiced") for word in INVOICED}))
    return found


def _switches(kinds: Sequence[Kind]) -> dict[str, str]:
    orders = any(kind.stage is Stage.ORDER for kind in kinds)
    return {name: words for name, words in SWITCHES.items() if orders or name != "outstanding"}


def _places(request: HttpRequest) -> dict[str, str]:
    """Locations to choose from; one alone is no choice."""
    company = company_of(request)
    several = company is not None and company.has_locations
    return {code: f"{code} · {name}" for code, name in location_names()} if several else {}


def _role(kinds: Sequence[Kind]) -> str:
    roles = {kind.party for kind in kinds if kind.party}
    return roles.pop() or "" if len(roles) == 1 else ""
