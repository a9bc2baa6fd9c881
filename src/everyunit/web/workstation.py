"""Which workstation a browser is: a signed cookie remembers it, whoever signs in."""

from __future__ import annotations

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponseBase

from everyunit.base.operation import Actor
from everyunit.places.queries import CompanyFacts
from everyunit.places.workstations import WorkstationRow, at, workstation_by_id, workstations

COOKIE = "workstation"
SALT = "everyunit.workstation"
NONE = "0"  # somebody was asked, and it is none of them
YEAR_S = 365 * 24 * 60 * 60


def workstation_of(request: HttpRequest) -> WorkstationRow | None:
    """The workstation that this browser is, if it is still in use; read once for a page."""
    if not hasattr(request, "eu_workstation"):
        chosen = _chosen(request)
        found = workstation_by_id(int(chosen)) if chosen.isdigit() and chosen != NONE else None
        request.eu_workstation = None if found is None or found.discontinued else found  # type: ignore[attr-defined]
    known: WorkstationRow | None = request.eu_workstation  # type: ignore[attr-defined]
    return known


def here(request: HttpRequest, actor: Actor) -> Actor:
    """The actor at the workstation that this browser is."""
    return at(actor, workstation_of(request))


def chosen_or_offered(request: HttpRequest, company: CompanyFacts | None) -> bool:
    """Whether there is anything to choose from, as far as this browser must know."""
    return bool(_chosen(request)) or (company is not None and company.has_workstations)


def is_to_be_asked(request: HttpRequest) -> bool:
    """Whether nobody has said yet which of the workstations this browser is."""
    return not _chosen(request) and bool(workstations(discontinued=False))


def remember(answer: HttpResponseBase, workstation: WorkstationRow | None, secure: bool) -> None:
    """Let the browser be this workstation, or none, from now on."""
    value = NONE if workstation is None else str(workstation.workstation_id)
    answer.set_signed_cookie(
        COOKIE, value, salt=SALT, max_age=YEAR_S, httponly=True, samesite="Lax", secure=secure, path="/"
    )


def _chosen(request: HttpRequest) -> str:
    try:
        return str(request.get_signed_cookie(COOKIE, salt=SALT, max_age=YEAR_S))
    except (KeyError, BadSignature):
        return ""
