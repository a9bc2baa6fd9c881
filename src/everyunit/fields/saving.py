"""What own fields hold, written together with the thing that they are of; and which must hold something and do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from everyunit.base import sql
from everyunit.base.operation import Work
from everyunit.fields.queries import own_fields
from everyunit.fields.writing import Change, Filling, changes_of, write_values
from everyunit.places.queries import company_facts
from everyunit.rules.refusals import Offender

AT_MOST = 1000
NEW = 0  # a thing that is not there yet holds nothing
MUST = "f.required AND NOT f.discontinued AND NOT EXISTS (SELECT 1 FROM fields_ownvalue v WHERE v.field_id = f.id"


@dataclass(frozen=True, slots=True)
class Kept:
    """What is to be written of a thing once it is saved, and what is wrong with it."""

    changes: tuple[Change, ...]
    problems: tuple[Offender, ...]

    def write(self, work: Work, target_id: int) -> None:
        if self.changes:
            write_values(work, [replace(change, target_id=target_id) for change in self.changes])


def kept(of: str, subject: str, target_id: int | None, values: Mapping[str, str]) -> Kept:
    """The values that a thing shall have, by the codes of its fields; a field that is not named stays as it is.

    Problems: `unknown_field`, `bad_value`, `required`.
    """
    fields = own_fields(of)
    if not fields and not values:
        return Kept((), ())
    company = company_facts()
    digits = company.currency_digits if company else 2
    filling = Filling(subject, NEW if target_id is None else target_id, values, None)
    changes, problems = changes_of(fields, [filling], of, digits)
    return Kept(tuple(changes), tuple(problems))


def required_of(of: str) -> list[str]:
    """The labels of the fields of this sort that must hold something."""
    return [field.label for field in own_fields(of) if field.required]


def unfilled_on_paper(document_id: int, name: str, leaving: Sequence[int]) -> list[Offender]:
    """What must hold something before the document is posted: fields of its own, and of the units that these lines of
    it name. One statement.
    """
    lines = sql.among("h.line_id", leaving)
    return [
        Offender(f"{subject}: {label}", "required", "This own field must hold something. Fill it first.")
        for subject, label in sql.rows(
            "SELECT found.subject, found.label FROM (SELECT 0 AS place, %s AS subject, f.label FROM fields_ownfield f"
            f" WHERE f.about = 'document' AND {MUST} AND v.target_id = %s)"
            " UNION ALL SELECT u.id, u.serial, f.label FROM fields_ownfield f CROSS JOIN stock_hold h"
            " JOIN stock_unit u ON u.id = h.unit_id AND u.home = h.home"
            f" WHERE f.about = 'unit' AND {lines.sql} AND {MUST} AND v.target_id = u.id)"
            ") found ORDER BY found.place, found.label LIMIT %s",
            [name, document_id, *lines.params, AT_MOST],
        )
    ]
