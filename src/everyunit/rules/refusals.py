"""Refusals: how the program says no.

    Refused
      code        what went wrong, stable, for programs      "units_held"
      message     one sentence a clerk understands, saying what to do next
      offenders   everything that stood in the way (the first 50), with a reason each
      total       how many offenders there were in all

A refusal is an expected answer, never a bug. Bugs are assertions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from everyunit.rules.texts import stands_in_address

OFFENDERS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Offender:
    """One thing that stood in the way.

    `subject` names it as the clerk knows it (a serial number, a row, a bin), `code` and `message` say why,
    `holder` is the document that holds or last moved it, where there is one.
    """

    subject: str
    code: str
    message: str
    holder: str = ""
    row: int | None = None


class Refused(Exception):
    """The operation was refused; nothing was changed."""

    def __init__(self, code: str, message: str, offenders: Iterable[Offender] = (), total: int | None = None) -> None:
        super().__init__(message)
        listed = tuple(offenders)
        self.code = code
        self.message = message
        self.offenders: tuple[Offender, ...] = listed[:OFFENDERS_SHOWN]
        self.total = len(listed) if total is None else total

    def __str__(self) -> str:
        if not self.offenders:
            return self.message
        named = "; ".join(f"{each.subject}: {each.message}" for each in self.offenders[:3])
        more = f" … and {self.total - 3} more" if self.total > 3 else ""
        return f"{self.message} ({named}{more})"


def code_problems(code: str) -> list[Offender]:
    """What a new code must not be, whatever it is of: it names its page."""
    if stands_in_address(code):
        return []
    return [Offender("code", "bad_code", "“.” and “..” cannot stand in an address. Choose another code.")]


def refuse_if_any(offenders: Sequence[Offender], code: str, message: str) -> None:
    """Raise `Refused` with all offenders, when there are any."""
    if offenders:
        raise Refused(code, message, offenders)
