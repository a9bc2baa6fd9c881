"""Own fields on forms: as a form asks for them, and what was written in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.fields.queries import FieldRow, held_by, own_fields
from everyunit.rules.conditions import CHOICE, DATE, MONEY, TRUTH
from everyunit.rules.own_fields import MEMO, limit_of
from everyunit.web.forms import Form

SORTS = {DATE: "date", MONEY: "amount", CHOICE: "choice", TRUTH: "choice", MEMO: "area"}
PREFIX = "own."  # before its code, where a form asks for other things, too


@dataclass(frozen=True, slots=True)
class Input:
    """A field as its form asks for it."""

    name: str
    label: str
    sort: str
    choices: dict[str, str]
    required: bool
    limit: int

    @property
    def width(self) -> str:
        return "" if self.sort == "area" else "half"


def input_of(row: FieldRow, prefix: str = "") -> Input:
    choices = ("yes", "no") if row.type == TRUTH else row.choices
    words = {"": "–"} | {choice: choice.capitalize() if row.type == TRUTH else choice for choice in choices}
    sort = SORTS.get(row.type, "text")
    return Input(f"{prefix}{row.code}", row.label, sort, words, row.required, limit_of(row.type))


@dataclass(frozen=True, slots=True)
class OwnInputs:
    """The own fields of a sort of thing on the form that saves it."""

    fields: Sequence[FieldRow]

    @property
    def inputs(self) -> list[Input]:
        return [input_of(row, PREFIX) for row in self.fields]

    def held(self, of: str, target_id: int) -> dict[str, str]:
        """What the form begins with."""
        return {f"{PREFIX}{each.field.code}": each.text for each in held_by(of, target_id)} if self.fields else {}

    def written(self, form: Form) -> dict[str, str]:
        return {
            row.code: form.text(f"{PREFIX}{row.code}") for row in self.fields if f"{PREFIX}{row.code}" in form.values
        }

    def beside(self, code: str) -> dict[str, str]:
        """The field of the form by the subject of an offender, of the thing with this code."""
        return {f"{code}: {row.label}": f"{PREFIX}{row.code}" for row in self.fields}


def own_inputs(of: str) -> OwnInputs:
    return OwnInputs(own_fields(of))
