"""What every page shows around its content: the jobs, the company, and what the signed-in user may do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from everyunit.base.operation import Actor
from everyunit.people.tokens import actor_of
from everyunit.places.queries import CompanyFacts, company_facts
from everyunit.rules.rights import RIGHTS
from everyunit.web.rail import entries
from everyunit.web.workstation import chosen_or_offered, here, workstation_of


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
