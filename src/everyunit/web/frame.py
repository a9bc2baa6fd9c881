"""What every page shows around its content: the jobs, the company, and what the signed-in user may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from everyunit.base.operation import Actor
from everyunit.documents.kinds import KINDS
from everyunit.people.tokens import actor_of
from everyunit.places.queries import CompanyFacts, company_facts
from everyunit.rules.rights import PURCHASE, RIGHTS, SEE_COST, SET_UP
from everyunit.web.faces import face_of
from everyunit.web.workstation import chosen_or_offered, here, workstation_of


@dataclass(frozen=True, slots=True)
class Job:
    """An entry of the rail. `job`: the documents of the kinds that are its. `first`: also on a phone's foot bar.
    `right`: who has it not is not led there.
    """

    label: str
    icon: str
    route: str
    job: str = ""
    first: bool = False
    starts_group: bool = False
    right: str = ""


JOBS = (
    Job("Dashboard", "home", "dashboard", first=True),
    Job("Buy", "buy", "documents", job="buy", first=True, starts_group=True),
    Job("Reorder", "refresh", "reorder", right=PURCHASE),
    Job("Send back", "upload", "documents", job="back"),
    Job("Sell", "sell", "documents", job="sell", first=True),
    Job("Take back", "return", "documents", job="take", first=True),
    Job("Move", "transfer", "documents", job="move"),
    Job("Adjust", "edit", "documents", job="adjust"),
    Job("Serial Numbers", "barcode", "units", first=True, starts_group=True),
    Job("Items", "item", "items"),
    Job("Bins", "bin", "bins"),
    Job("Vendors", "vendor", "vendors", starts_group=True),
    Job("Customers", "customer", "customers"),
    Job("Price Lists", "note", "price-lists"),
    Job("Documents", "document", "documents"),
    Job("Profit", "reports", "profit", right=SEE_COST),
    Job("Journal", "money", "journal", right=SEE_COST),
    Job("Settings", "settings", "settings", starts_group=True, right=SET_UP),
)

# Pages that belong to a job without being its list.
WITHIN = {
    "unit": "units",
    "amend-unit": "units",
    "item": "items",
    "new-item": "items",
    "edit-item": "items",
    "categories": "items",
    "new-category": "items",
    "edit-category": "items",
    "vendor-items": "vendors",
    "vendor-item": "vendors",
    "price-list": "price-lists",
    "new-price-list": "price-lists",
    "edit-price-list": "price-lists",
    "bin": "bins",
    "new-bin": "bins",
    "edit-bin": "bins",
    "document": "documents",
    "make-document": "documents",
    "return-desk": "documents",
    "pull-sheets": "documents",
    "pull-sheet": "documents",
    "new-pull-sheet": "documents",
    "sheet-scans": "documents",
    "parcel": "documents",
    "new-document": "documents",
    "units-of-document": "documents",
    "journal-entry": "journal",
    "trial-balance": "journal",
    "accounts": "journal",
    "new-account": "journal",
    "edit-account": "journal",
    "account-rules": "journal",
    "new-journal-entry": "journal",
    "default-bins": "settings",
    "workstations": "settings",
    "locations": "settings",
    "new-location": "settings",
    "edit-location": "settings",
    "new-workstation": "settings",
    "edit-workstation": "settings",
}

JOB_OF = {  # … and that are about documents of a job without naming a kind
    "return-desk": "take",
    "pull-sheets": "sell",
    "pull-sheet": "sell",
    "new-pull-sheet": "sell",
    "sheet-scans": "sell",
    "parcel": "sell",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A job as a page shows it."""

    label: str
    icon: str
    address: str
    current: bool
    first: bool
    starts_group: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of every page for a signed-in user; nothing for others."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    actor, workstation = here(request, actor_of(user)), workstation_of(request)
    company = company_of(request)
    return {
        "company": company,
        "actor": actor,
        "can": rights_of(actor),
        "jobs": entries(request, actor),
        "workstation": workstation,
        "has_workstations": workstation is not None or chosen_or_offered(request, company),
    }


def company_of(request: HttpRequest) -> CompanyFacts | None:
    """The company, read once a request."""
    if not hasattr(request, "company"):
        request.company = company_facts()  # type: ignore[attr-defined]
    return request.company  # type: ignore[attr-defined, no-any-return]


def digits_of(request: HttpRequest) -> int:
    """How many decimals the company's currency has."""
    company = company_of(request)
    return company.currency_digits if company else 2


def rights_of(actor: Actor) -> dict[str, bool]:
    """For templates: {% if can.see_cost %}."""
    return {right: actor.may(right) for right in RIGHTS}


def entries(request: HttpRequest, actor: Actor) -> list[Entry]:
    """The jobs, with the one marked that this page belongs to."""
    route, mine = _place(request)
    shown = []
    for job in JOBS:
        if job.right and not actor.may(job.right):
            continue
        address = reverse(job.route)
        current = job.route == route and job.job == mine
        if job.job:
            address = f"{address}?{urlencode({'job': job.job})}"
        shown.append(Entry(job.label, job.icon, address, current, job.first, job.starts_group))
    return shown


def _place(request: HttpRequest) -> tuple[str, str]:
    """The route of the job, and the job whose kinds of document the page is about."""
    match = request.resolver_match
    if match is None or match.url_name is None:
        return "", ""
    route = WITHIN.get(match.url_name, match.url_name)
    if "role" in match.kwargs:
        route = f"{match.kwargs['role']}s"
    if route != "documents":
        return route, ""
    if match.url_name in JOB_OF:
        return route, JOB_OF[match.url_name]
    kind = KINDS.get(str(match.kwargs.get("kind") or request.GET.get("kind", "")))
    job = face_of(kind).job if kind else request.GET.get("job", "")
    return route, job if any(each.job == job for each in JOBS) else ""
