"""The rail: the jobs that people do all day, and the pages that each of them is done on."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from everyunit.base.operation import Actor
from everyunit.documents.kinds import KINDS
from everyunit.rules.rights import APPROVE, BUILD, EDIT_MASTER, PURCHASE, SEE_COST, SET_UP
from everyunit.web.faces import face_of


@dataclass(frozen=True, slots=True)
class Page:
    """A page that the rail leads to.

    `job`: it lists the documents of the kinds that are its. `right`: who has it not is not led there. `within`: the
    routes of pages that belong to it without being it.
    """

    label: str
    icon: str
    route: str
    job: str = ""
    right: str = ""
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """Pages for one kind of work; its own address is the first of them that one may see.

    `short`: what a phone's foot bar calls it, for the jobs that stand there.
    """

    label: str
    icon: str
    pages: tuple[Page, ...]
    short: str = ""
    starts_group: bool = False


JOBS = (
    Job("Dashboard", "home", (Page("Dashboard", "home", "dashboard"),), short="Home"),
    Job(
        "Buy",
        "buy",
        (
            Page("Purchases", "buy", "documents", job="buy"),
            Page("Reorder", "refresh", "reorder", right=PURCHASE),
            Page("Vendors", "vendor", "vendors", within=("vendor-items", "vendor-item")),
        ),
        short="Buy",
        starts_group=True,
    ),
    Job(
        "Sell",
        "sell",
        (
            Page("Sales", "sell", "documents", job="sell"),
            Page(
                "Pull sheets",
                "check",
                "pull-sheets",
                within=("pull-sheet", "new-pull-sheet", "sheet-scans", "parcel"),
            ),
            Page("Customers", "customer", "customers"),
            Page("Price lists", "note", "price-lists", within=("price-list", "new-price-list", "edit-price-list")),
        ),
        short="Sell",
    ),
    Job(
        "Returns",
        "return",
        (
            Page("Take back", "return", "documents", job="take"),
            Page("Return desk", "scan", "return-desk"),
            Page("Send back", "upload", "documents", job="back"),
        ),
        short="Returns",
    ),
    Job(
        "Stock",
        "barcode",
        (
            Page("Serial Numbers", "barcode", "units", within=("unit", "amend-unit", "many-units")),
            Page(
                "Items",
                "item",
                "items",
                within=(
                    "item",
                    "new-item",
                    "edit-item",
                    "put-item-away",
                    "categories",
                    "new-category",
                    "edit-category",
                ),
            ),
            Page("Lots", "box", "lots", within=("lot", "change-lot")),
            Page("Bins", "bin", "bins", within=("bin", "new-bin", "edit-bin")),
            Page("Stock as of…", "history", "stock-as-of"),
        ),
        short="Units",
        starts_group=True,
    ),
    Job(
        "Warehouse",
        "transfer",
        (
            Page("Move", "transfer", "documents", job="move"),
            Page("On the way", "transfer", "transfers"),
            Page("Adjust", "edit", "documents", job="adjust"),
            Page("Counts", "barcode", "counts", within=("count", "new-count", "count-differences")),
            Page("Places", "place", "places", within=("new-area", "edit-area")),
            Page("To approve", "check", "approvals", right=APPROVE),
            Page("Reasons", "note", "reasons", right=EDIT_MASTER, within=("new-reason", "edit-reason")),
        ),
    ),
    Job("Service", "warranty", (Page("Service", "warranty", "documents", job="service"),)),
    Job(
        "Build",
        "build",
        (
            Page("Work orders", "build", "documents", job="build", within=("work-order", "do-work", "link-parts")),
            Page("What they lack", "filter", "work-short"),
            Page("New work order", "plus", "new-work-order", right=BUILD),
        ),
    ),
    Job("Documents", "document", (Page("Documents", "document", "documents"),), starts_group=True),
    Job(
        "Books",
        "money",
        (
            Page("Profit", "reports", "profit", right=SEE_COST),
            Page("Journal", "money", "journal", right=SEE_COST, within=("journal-entry", "new-journal-entry")),
            Page("Trial balance", "check", "trial-balance", right=SEE_COST),
            Page("Periods", "lock", "periods", right=SEE_COST, within=("period", "close-books", "reopen-books")),
            Page(
                "Accounts",
                "lock",
                "accounts",
                right=SEE_COST,
                within=("new-account", "edit-account", "account-rules"),
            ),
        ),
    ),
    Job(
        "Settings",
        "settings",
        (
            Page("Preferences", "settings", "settings", right=SET_UP, within=("preference-changes",)),
            Page("Default bins", "bin", "default-bins", right=SET_UP),
            Page("Locations", "place", "locations", right=SET_UP, within=("new-location", "edit-location")),
            Page(
                "Workstations", "counter", "workstations", right=SET_UP, within=("new-workstation", "edit-workstation")
            ),
            Page("Own fields", "edit", "own-fields", right=SET_UP, within=("new-own-field", "edit-own-field")),
            Page("Taxes", "history", "taxes", right=SET_UP, within=("new-tax-code", "edit-tax-code")),
            Page("Exchange rates", "refresh", "exchange-rates", right=SET_UP),
        ),
        starts_group=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Way:
    """A page of the rail as it is shown."""

    label: str
    icon: str
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A job as it is shown. `ways`: its pages, where there is more than one."""

    label: str
    icon: str
    address: str
    current: bool
    short: str
    starts_group: bool
    ways: tuple[Way, ...]


def entries(request: HttpRequest, actor: Actor) -> list[Entry]:
    """The jobs that one has pages of, with that marked which this page belongs to."""
    here = _page_of(request)
    shown = []
    for job in JOBS:
        ways = tuple(
            Way(page.label, page.icon, _address(page), page is here)
            for page in job.pages
            if not page.right or actor.may(page.right)
        )
        if ways:
            current = any(page is here for page in job.pages)
            several = ways if len(ways) > 1 else ()
            shown.append(Entry(job.label, job.icon, ways[0].address, current, job.short, job.starts_group, several))
    return shown


def _address(page: Page) -> str:
    address = reverse(page.route)
    return f"{address}?{urlencode({'job': page.job})}" if page.job else address


PAGES = tuple(page for job in JOBS for page in job.pages)
_OF_ROUTE = {route: page for page in PAGES for route in ((() if page.job else (page.route,)) + page.within)}
_OF_JOB = {page.job: page for page in PAGES if page.job}


def _page_of(request: HttpRequest) -> Page | None:
    """The page of the rail that this one is, or belongs to: by the job of its kind of document, else by its route."""
    match = request.resolver_match
    if match is None or match.url_name is None:
        return None
    if match.url_name in _OF_ROUTE and match.url_name != "documents":
        return _OF_ROUTE[match.url_name]
    if "role" in match.kwargs:
        return _OF_ROUTE.get(f"{match.kwargs['role']}s")
    kind = KINDS.get(str(match.kwargs.get("kind") or request.GET.get("kind", "")))
    job = face_of(kind).job if kind else request.GET.get("job", "")
    return _OF_JOB.get(job) or (_OF_ROUTE["documents"] if match.url_name.startswith("document") else None)
