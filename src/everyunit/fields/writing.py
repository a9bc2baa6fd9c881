"""Writing what own fields hold, for many things at once; every change is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work
from everyunit.fields.queries import FieldRow, own_values
from everyunit.rules.own_fields import Value, read_value
from everyunit.rules.refusals import Offender


@dataclass(frozen=True, slots=True)
class Filling:
    """What is to be written of one thing: by which name it is known, and values by code."""

    subject: str
    target_id: int
    values: Mapping[str, str]
    row: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """A field of a thing, with what it held and what it shall hold."""

    field_id: int
    target_id: int
    old: str
    new: Value | None


def changes_of(
    fields: Sequence[FieldRow], fillings: Sequence[Filling], of: str, digits: int
) -> tuple[list[Change], list[Offender]]:
    """What changes, and everything that is wrong with it: unknown fields, values that are none, empty required ones."""
    known = {field.code: field for field in fields}
    held = own_values(of, [filling.target_id for filling in fillings])
    changes: list[Change] = []
    offenders: list[Offender] = []
    for filling in fillings:
        before = held.get(filling.target_id, {})
        for code, text in filling.values.items():
            field = known.get(code)
            subject = f"{filling.subject}: {field.label if field else code}"
            if field is None:
                offenders.append(Offender(subject, "unknown_field", "There is no such field.", row=filling.row))
                continue
            try:
                value = read_value(field.type, field.choices, text, digits)
            except ValueError as error:
                offenders.append(Offender(subject, "bad_value", str(error), row=filling.row))
                continue
            if (value.whole if value else "") != before.get(code, ""):
                changes.append(Change(field.field_id, filling.target_id, before.get(code, ""), value))
        after = {**before, **{code: text.strip() for code, text in filling.values.items()}}
        offenders += [
            Offender(f"{filling.subject}: {field.label}", "required", "It must hold something.", row=filling.row)
            for field in fields
            if field.required and not after.get(field.code)
        ]
    return changes, offenders


def write_values(work: Work, changes: Sequence[Change]) -> None:
    """Write the changes and keep them."""
    filled = [change for change in changes if change.new is not None]
    sql.insert(
        "fields_ownvalue",
        {
            "field_id": ("bigint", [change.field_id for change in filled]),
            "target_id": ("bigint", [change.target_id for change in filled]),
            "text": ("text", [change.new.text for change in filled if change.new]),
            "memo": ("text", [change.new.memo for change in filled if change.new]),
            "number": ("bigint", [change.new.number for change in filled if change.new]),
        },
        conflict="ON CONFLICT (field_id, target_id) DO UPDATE SET text = excluded.text,"
        " memo = excluded.memo, number = excluded.number",
    )
    emptied = [change for change in changes if change.new is None]
    if emptied:
        listed = sql.listing(
            "s",
            {
                "field_id": ("bigint", [change.field_id for change in emptied]),
                "target_id": ("bigint", [change.target_id for change in emptied]),
            },
        )
        sql.execute(
            "DELETE FROM fields_ownvalue WHERE (field_id, target_id) IN"
            f" (SELECT s.field_id, s.target_id FROM {listed.sql})",
            listed.params,
        )
    sql.insert(
        "fields_ownvalueedit",
        {
            "field_id": ("bigint", [change.field_id for change in changes]),
            "target_id": ("bigint", [change.target_id for change in changes]),
            "old": ("text", [change.old for change in changes]),
            "new": ("text", [change.new.whole if change.new else "" for change in changes]),
        },
        {"actor_id": work.actor.user_id, "at": work.at},
    )
