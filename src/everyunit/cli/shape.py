"""Telling all that does not fit, before anything is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import ValidationError

from everyunit.cli.fields import Field, Typed
from everyunit.rules.refusals import Offender, Refused, refuse_if_any

NOTHING_DONE = "Some fields do not fit. Nothing was done."


def refuse_misfits(typed: Typed) -> None:
    """Refused: `bad_shape` with what is no field or no value; `unknown_…` with every name that nothing has."""
    refuse_if_any(typed.wrong, "bad_shape", NOTHING_DONE)
    unknown = typed.names.unknown
    refuse_if_any(unknown, unknown[0].code if unknown else "", "Some things are not there. Nothing was done.")


def refused_shape(error: ValidationError, fields: Iterable[Field]) -> Refused:
    """The refusal `bad_shape`, with every field that is missing or not what it should be, by its option."""
    options: dict[int | str, str] = {each.name: each.option for each in fields}
    wrong = [
        Offender(_place(each["loc"], options), "bad_shape", _plainly(each["type"], each["msg"]))
        for each in error.errors()
    ]
    return Refused("bad_shape", NOTHING_DONE, wrong)


def _plainly(code: str, message: str) -> str:
    return "It is missing." if code.startswith("missing") else message


def _place(location: tuple[int | str, ...], options: Mapping[int | str, str]) -> str:
    first, *further = location
    steps = (str(step + 1) if isinstance(step, int) else step for step in further)
    return " ".join([options.get(first, str(first)), *steps])
