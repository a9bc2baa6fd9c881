"""An operation: one command carried out once, wholly or not at all.

begin → who may? → replay by key? → the verb → remember the answer → commit. Serialization failures, deadlocks and
lost races on a key are retried from the start; the verb's own checks then name the winner.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Generic, TypeVar, get_type_hints
from uuid import uuid4

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from everyunit.base import clock, sql
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.texts import storable, unstorable_texts

ATTEMPTS = 8
RETRIED_STATES = {"40001", "40P01", "55P03", "23505"}
KEY_LENGTH = 200
NUL_IN_JSON = b"\\u0000"

Command = TypeVar("Command")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a user with rights, and from where, if that is known: a workstation and the location it stands in."""

    user_id: int
    name: str
    rights: frozenset[str]
    workstation_id: int | None = None
    location_id: int | None = None

    def may(self, right: str) -> bool:
        return right in self.rights


@dataclass(frozen=True, slots=True)
class Work:
    """One operation under way: who, when, and the key by which it may be repeated without being done twice.

    `memo`: what the operation has read once and needs again.
    """

    actor: Actor
    at: datetime
    key: str
    fingerprint: str
    memo: dict[str, Any] = field(default_factory=dict)

    def needs(self, right: str) -> None:
        """Refuse (`not_allowed`) unless the actor has the right."""
        if not self.actor.may(right):
            raise Refused(
                "not_allowed",
                f"{self.actor.name} may not do this (right “{right}”). Ask the owner of the company for it.",
            )

    def on_behalf(self, right: str) -> Work:
        """The same work with a right that a verb lends to what it does within: who picks commits to orders, and sells
        nothing by that.
        """
        return replace(self, actor=replace(self.actor, rights=self.actor.rights | {right}))


@dataclass(frozen=True, slots=True)
class Done(Generic[Answer]):
    """An operation's answer, and whether it was remembered from an earlier one with the same key."""

    answer: Answer
    replayed: bool


class LostRace(Exception):
    """A rival has changed what this operation had read: it is repeated, and then sees what the rival did.

    Where rivals are quicker every time, it is refused in the end (`busy`).
    """


class _DryRun(Exception):
    """Rolls back an operation that was only tried."""


class Operation(Generic[Command, Answer]):
    """A verb, callable as verb(actor, command, key=…); `within` runs it inside another operation."""

    def __init__(self, function: Callable[[Work, Command], Answer], right: str | None) -> None:
        self.function = function
        self.right = right
        self.name = f"{function.__module__.removeprefix('everyunit.')}.{function.__name__}"
        self.__doc__ = function.__doc__
        self.__name__ = function.__name__
        self.__module__ = function.__module__
        hints = get_type_hints(function)
        self.answers: TypeAdapter[Answer] = TypeAdapter(hints["return"])
        self.command: type[Command] = next(hint for name, hint in hints.items() if name not in ("work", "return"))
        self.commands: TypeAdapter[Command] = TypeAdapter(self.command)

    def within(self, work: Work, command: Command) -> Answer:
        """Run as part of the operation under way: same transaction, same actor, same key."""
        if self.right:
            work.needs(self.right)
        return self.function(work, command)

    def __call__(self, actor: Actor, command: Command, *, key: str | None = None, dry_run: bool = False) -> Answer:
        """Carry the command out. With a `key`: the same key and command give the same answer again, the same key with
        another command is refused (`key_reused`). With `dry_run` everything is checked and nothing kept.
        """
        return self.carry_out(actor, command, key=key, dry_run=dry_run).answer

    def carry_out(
        self, actor: Actor, command: Command, *, key: str | None = None, dry_run: bool = False
    ) -> Done[Answer]:
        """As calling it, and says whether the answer is an earlier one given again. Refused: `bad_key`, `bad_text`."""
        if key is not None and not (0 < len(key) <= KEY_LENGTH and storable(key)):
            raise Refused("bad_key", f"An idempotency key has 1 to {KEY_LENGTH} characters.")
        fingerprint = sha256(self.name.encode() + b"\0" + self._written(command)).hexdigest()
        for attempt in range(1, ATTEMPTS + 1):
            done: list[Done[Answer]] = []
            try:
                with transaction.atomic():
                    done.append(self._once(actor, command, key, fingerprint))
                    if dry_run:
                        raise _DryRun
                return done[0]
            except _DryRun:
                return done[0]
            except (DatabaseError, LostRace) as error:
                if attempt == ATTEMPTS and isinstance(error, LostRace):
                    raise Refused("busy", "Others are working on the same things at this moment. Try again.") from error
                if attempt == ATTEMPTS or not _worth_another_try(error):
                    raise
                connection.close_if_unusable_or_obsolete()
                time.sleep(random.uniform(0, 0.01 * 2**attempt))
        raise AssertionError("unreachable")

    def _written(self, command: Command) -> bytes:
        """The command as JSON. Refused: `bad_text`, with every text that no database keeps."""
        try:
            written = self.commands.dump_json(command)
        except PydanticSerializationError:
            _refuse_unstorable(command)
            raise
        if NUL_IN_JSON in written:
            _refuse_unstorable(command)
        return written

    def _once(self, actor: Actor, command: Command, key: str | None, fingerprint: str) -> Done[Answer]:
        work = Work(actor, clock.now(), key or str(uuid4()), fingerprint)
        if self.right:
            work.needs(self.right)
        if key is None:
            return Done(self.function(work, command), replayed=False)
        remembered = self._claim(work)
        if remembered is not None:
            return Done(self.answers.validate_json(remembered), replayed=True)
        answer = self.function(work, command)
        sql.execute(
            "UPDATE base_request SET answer = %s WHERE actor_id = %s AND key = %s",
            [self.answers.dump_json(answer).decode(), actor.user_id, key],
        )
        return Done(answer, replayed=False)

    def _claim(self, work: Work) -> str | None:
        """Take the key for this command; a rival with the same key waits here until the first is done."""
        taken = sql.execute(
            "INSERT INTO base_request (actor_id, key, operation, fingerprint, at, answer)"
            " VALUES (%s, %s, %s, %s, %s, '') ON CONFLICT DO NOTHING",
            [work.actor.user_id, work.key, self.name, work.fingerprint, work.at],
        )
        if taken:
            return None
        known = sql.row(
            "SELECT fingerprint, answer FROM base_request WHERE actor_id = %s AND key = %s",
            [work.actor.user_id, work.key],
        )
        if known is None or known[0] != work.fingerprint:
            raise Refused(
                "key_reused",
                "This idempotency key was already used for another command. Use a new key for a new command.",
            )
        return str(known[1])


def operation(
    right: str | None = None,
) -> Callable[[Callable[[Work, Command], Answer]], Operation[Command, Answer]]:
    """Make a verb of a function (work, command) -> answer. Commands and answers are frozen dataclasses."""

    def make(function: Callable[[Work, Command], Answer]) -> Operation[Command, Answer]:
        return Operation(function, right)

    return make


def _refuse_unstorable(command: object) -> None:
    refuse_if_any(
        [
            Offender(where, "bad_text", "It holds a character that is none: NUL, or half of a pair.")
            for where in unstorable_texts(command)
        ],
        "bad_text",
        "Some texts hold characters that cannot be kept. Type them again.",
    )


def _worth_another_try(error: Exception) -> bool:
    """Told by class and SQLSTATE, never by the name of a constraint."""
    if isinstance(error, LostRace):
        return True
    state = getattr(error.__cause__, "sqlstate", None)
    if state is not None:
        return state in RETRIED_STATES
    if isinstance(error, OperationalError):
        return "locked" in str(error) or "busy" in str(error)
    return isinstance(error, IntegrityError) and "UNIQUE" in str(error)
