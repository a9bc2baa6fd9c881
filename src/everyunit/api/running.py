"""Running a verb for a request."""

from __future__ import annotations

from typing import TypeVar

from django.http import HttpRequest, HttpResponse

from everyunit.api.auth import actor_of_request
from everyunit.base.operation import Operation

Command = TypeVar("Command")
Answer = TypeVar("Answer")
REPLAYED = "Idempotency-Replayed"


def run(
    request: HttpRequest, response: HttpResponse, verb: Operation[Command, Answer], command: Command, key: str | None
) -> Answer:
    """Carry the command out for the bearer; a remembered answer is marked as such."""
    done = verb.carry_out(actor_of_request(request), command, key=key)
    if done.replayed:
        response[REPLAYED] = "true"
    return done.answer
