"""API tokens: shown once when made, kept only as a digest."""

from __future__ import annotations

import secrets
from hashlib import sha256

from everyunit.base import clock
from everyunit.base.operation import Actor
from everyunit.people.models import Token, User
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import ROLES

PREFIX = "eu_"
LABEL_LIMIT = 100


def issue_token(username: str, label: str = "") -> str:
    """A new bearer token for the user; the only time that it can be read. Refused: `unknown_user`, `bad_label`."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Refused("unknown_user", f"There is no active user “{username}”.")
    if len(label) > LABEL_LIMIT:
        raise Refused("bad_label", f"A label has at most {LABEL_LIMIT} characters.")
    token = PREFIX + secrets.token_urlsafe(32)
    Token.objects.create(user=user, digest=_digest(token), label=label, created_at=clock.now())
    return token


def actor_of_token(token: str) -> Actor | None:
    """Who the bearer is; None where the token is unknown, revoked, or its user is not active."""
    known = (
        Token.objects.filter(digest=_digest(token), revoked_at__isnull=True, user__is_active=True)
        .select_related("user")
        .first()
    )
    return None if known is None else actor_of(known.user)


def actor_of(user: User) -> Actor:
    """The actor that a signed-in user is."""
    rights = ROLES["owner"] if user.is_superuser else ROLES.get(user.role, frozenset())
    return Actor(user.pk, user.get_username(), rights)


def actor_with_id(user_id: int) -> Actor:
    """The actor of a user, for what is done later on his behalf. Refused: `unknown_user`."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise Refused("unknown_user", "Whoever asked for this is no active user any more.")
    return actor_of(user)


def actor_named(username: str) -> Actor:
    """The actor of a user by name, for the command line. Refused: `unknown_user`."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Refused("unknown_user", f"There is no active user “{username}”.")
    return actor_of(user)


def owner() -> Actor:
    """The company's owner, for the command line: the first active one. Refused: `no_owner`."""
    user = User.objects.filter(role="owner", is_active=True).order_by("pk").first()
    if user is None:
        raise Refused("no_owner", "There is no active owner yet. Found the company first: everyunit found.")
    return actor_of(user)


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
