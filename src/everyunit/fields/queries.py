"""Reading own fields and what they hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql

WHOLE = "coalesce(v.memo, v.text)"  # what a value `v` holds, however long
COLUMNS = "id, about, code, label, type, choices, required, searched, discontinued, position"


@dataclass(frozen=True, slots=True)
class FieldRow:
    """An own field. `name`: how conditions, columns and files call it, whatever it is of."""

    field_id: int
    of: str
    code: str
    label: str
    type: str
    choices: tuple[str, ...]
    required: bool
    searched: bool
    discontinued: bool
    position: int

    @property
    def name(self) -> str:
        return f"{self.of}.{self.code}"


@dataclass(frozen=True, slots=True)
class Held:
    """A field of one thing with what it holds; "" holds nothing."""

    field: FieldRow
    text: str


@dataclass(frozen=True, slots=True)
class ValueEdit:
    """A change of a value."""

    at: dt.datetime
    user: str
    label: str
    old: str
    new: str


def own_fields(*of: str, everything: bool = False) -> list[FieldRow]:
    """The fields of these sorts of thing (all, where none is named) in their order; discontinued ones on demand."""
    found = sql.rows(f"SELECT {COLUMNS} FROM fields_ownfield ORDER BY about, position, code")
    rows = [_row(each) for each in found]
    return [row for row in rows if (not of or row.of in of) and (everything or not row.discontinued)]


def searched_texts(of: str, target: str) -> str:
    """An expression: all that searched fields of this sort hold of the thing whose id is in the column `target`."""
    return (
        f"(SELECT {sql.joined(WHOLE)} FROM fields_ownfield f JOIN fields_ownvalue v ON v.field_id = f.id"
        f" WHERE f.about = {of} AND f.searched AND v.target_id = {target})"
    )


def own_values(of: str, target_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """What the fields of these things hold, by code."""
    among = sql.among("v.target_id", target_ids)
    held: dict[int, dict[str, str]] = {}
    for target_id, code, text in sql.rows(
        f"SELECT v.target_id, f.code, {WHOLE} FROM fields_ownfield f JOIN fields_ownvalue v ON v.field_id = f.id"
        f" WHERE f.about = %s AND {among.sql}",
        [of, *among.params],
    ):
        held.setdefault(target_id, {})[code] = text
    return held


def held_by(of: str, target_id: int) -> list[Held]:
    """Every field of one thing with what it holds; of discontinued ones those that hold something. One statement."""
    found = sql.rows(
        f"SELECT {', '.join(f'f.{name}' for name in COLUMNS.split(', '))}, {WHOLE} FROM fields_ownfield f"
        " LEFT JOIN fields_ownvalue v ON v.field_id = f.id AND v.target_id = %s WHERE f.about = %s"
        " AND (NOT f.discontinued OR v.text IS NOT NULL) ORDER BY f.position, f.code",
        [target_id, of],
    )
    return [Held(_row(each[:-1]), each[-1] or "") for each in found]


def value_edits(of: str, target_id: int, limit: int) -> list[ValueEdit]:
    """The newest changes of the values of one thing."""
    found = sql.rows(
        "SELECT e.at, u.username, f.label, e.old, e.new FROM fields_ownvalueedit e"
        " JOIN fields_ownfield f ON f.id = e.field_id AND f.about = %s LEFT JOIN people_user u ON u.id = e.actor_id"
        " WHERE e.target_id = %s ORDER BY e.id DESC LIMIT %s",
        [of, target_id, limit],
    )
    edits = []
    for at, user, label, old, new in found:
        moment = sql.moment(at)
        assert moment is not None
        edits.append(ValueEdit(moment, user or "", label, old, new))
    return edits


def _row(each: sql.Row) -> FieldRow:
    field_id, of, code, label, type_, choices, required, searched, discontinued, position = each
    return FieldRow(
        field_id=field_id,
        of=of,
        code=code,
        label=label,
        type=type_,
        choices=_lines(choices),
        required=bool(required),
        searched=bool(searched),
        discontinued=bool(discontinued),
        position=position,
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.split("\n") if line)
