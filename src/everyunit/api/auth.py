"""Who asks: the bearer of a token."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from everyunit.base.operation import Actor
from everyunit.people.tokens import actor_of_token
from everyunit.places.workstations import working_at
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import RIGHTS
from everyunit.rules.texts import storable

WORKSTATION = "X-Workstation"


class BearerToken(HttpBearer):
    """A token made by `everyunit token USER`, sent as `Authorization: Bearer eu_…`.

    `X-Workstation` says at which workstation its bearer works. Refused: `unknown_workstation`.
    """

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        actor = actor_of_token(token) if token and storable(token) else None
        return actor and working_at(actor, request.headers.get(WORKSTATION, ""))


def actor_of_request(request: HttpRequest) -> Actor:
    """The bearer of the request's token."""
    return cast(Actor, request.auth)  # type: ignore[attr-defined]


def needs(request: HttpRequest, right: str) -> None:
    """Refuse (`not_allowed`) a read that takes a right."""
    actor = actor_of_request(request)
    if not actor.may(right):
        raise Refused("not_allowed", f"{actor.name} may not {RIGHTS[right]}. Ask the owner of the company for it.")
