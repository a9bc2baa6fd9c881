"""Add a user, or change one's role and password."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from everyunit.people.models import User
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import ROLES


@dataclass(frozen=True, slots=True, kw_only=True)
class UserSaved:
    """The user, and whether it is new."""

    username: str
    role: str
    created: bool
    can_sign_in: bool


@transaction.atomic
def save_user(username: str, role: str | None = None, password: str | None = None) -> UserSaved:
    """Create the user, or change what is given; None leaves it as it is.

    Refused: `bad_user` with every problem, `last_owner`.
    """
    known = User.objects.select_for_update().filter(username=username).first()
    user = known or User(username=username)
    refuse_if_any(_problems(user, known is None, role, password), "bad_user", "The user cannot be saved like this.")
    if known and known.role == "owner" and role not in (None, "owner") and _others("owner", known) == 0:
        raise Refused("last_owner", f"“{username}” is the only owner. Make somebody else an owner first.")
    user.role = role or user.role
    if password is not None:
        user.set_password(password)
    elif known is None:
        user.set_unusable_password()
    user.save()
    return UserSaved(username=username, role=user.role, created=known is None, can_sign_in=user.has_usable_password())


def _problems(user: User, new: bool, role: str | None, password: str | None) -> list[Offender]:
    problems = []
    if role is None and new:
        problems.append(Offender("role", "unknown_role", f"A new user needs a role: one of {', '.join(ROLES)}."))
    elif role is not None and role not in ROLES:
        problems.append(Offender("role", "unknown_role", f"There is no role “{role}”; one of {', '.join(ROLES)}."))
    return problems + user_problems(user.username, password)


def user_problems(username: str, password: str | None) -> list[Offender]:
    """Why nobody can be called this, or this password will not do."""
    user = User(username=username)
    problems = []
    try:
        User._meta.get_field("username").clean(username, user)
    except ValidationError as error:
        problems += [Offender("user", "bad_username", message) for message in error.messages]
    try:
        if password is not None:
            validate_password(password, user)
    except ValidationError as error:
        problems += [Offender("password", "weak_password", message) for message in error.messages]
    return problems


def _others(role: str, user: User) -> int:
    return User.objects.filter(role=role, is_active=True).exclude(pk=user.pk).count()
