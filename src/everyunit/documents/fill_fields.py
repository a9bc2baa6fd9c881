"""Write what own fields hold: of units, items, lots, vendors, customers or documents, many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.documents.kinds import KINDS
from everyunit.fields.queries import own_fields
from everyunit.fields.writing import Filling, changes_of, write_values
from everyunit.places.queries import company_facts
from everyunit.rules.own_fields import OF
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import EDIT_MASTER, EDIT_UNITS
from everyunit.stock.queries import units_by_serial

MOST = 100_000
RIGHTS = {"unit": EDIT_UNITS} | dict.fromkeys(("item", "lot", "vendor", "customer"), EDIT_MASTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """One thing by its name (serial number, code, item and number of a lot as in CABLE/L1, kind and number of a
    document) and values by the codes of its fields; an empty value empties the field, one that is not named stays.
    """

    name: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FillFields:
    """What own fields of things of one sort shall hold."""

    of: str
    things: tuple[Filled, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldsFilled:
    """How many things there were, and how many values changed."""

    things: int
    changed: int


@operation()
def fill_fields(work: Work, command: FillFields) -> FieldsFilled:
    """Write the values; every change is kept.

    Refused: `bad_of`, `too_many_things`, `not_allowed`, and with everything that is wrong: `bad_values` (`unknown`,
    `repeated`, `unknown_field`, `bad_value`, `required`).
    """
    if command.of not in OF:
        raise Refused("bad_of", f"Own fields are of one of {', '.join(OF)}.")
    if len(command.things) > MOST:
        raise Refused("too_many_things", f"At most {MOST:,} at once. Split it.")
    names = [thing.name.strip() for thing in command.things]
    ids = target_ids(command.of, names)
    for right in _rights(command.of, names):
        work.needs(right)
    offenders = _unnamed(names, ids)
    fillings = [
        Filling(name, ids[name], thing.values, row)
        for row, (name, thing) in enumerate(zip(names, command.things, strict=True), start=1)
        if name in ids
    ]
    company = company_facts()
    digits = company.currency_digits if company else 2
    changes, wrong = changes_of(own_fields(command.of), fillings, command.of, digits)
    refuse_if_any([*offenders, *wrong], "bad_values", "Some fields cannot be filled like this.")
    write_values(work, changes)
    return FieldsFilled(things=len(names), changed=len(changes))


def target_ids(of: str, names: Sequence[str]) -> dict[str, int]:
    """The ids of things by their names; those that there are not are left out."""
    if of == "unit":
        return {serial: unit.unit_id for serial, unit in units_by_serial(names).items()}
    if of == "document":
        return _documents(names)
    if of == "lot":
        return _lots(names)
    table, more = ("catalog_item", "") if of == "item" else ("parties_party", " AND role = %s")
    among = sql.among("code", list(names), "text")
    found = sql.rows(f"SELECT code, id FROM {table} WHERE {among.sql}{more}", [*among.params, *([of] if more else [])])
    return dict(found)


def _documents(names: Sequence[str]) -> dict[str, int]:
    parts = {name: tuple(name.upper().partition(" ")[::2]) for name in names}
    among = sql.among("number", sorted({number for _, number in parts.values()}), "text")
    known = {
        (kind, number): document_id
        for kind, number, document_id in sql.rows(
            f"SELECT kind, number, id FROM documents_document WHERE {among.sql}", among.params
        )
    }
    return {name: known[part] for name, part in parts.items() if part in known}


def _lots(names: Sequence[str]) -> dict[str, int]:
    """Item and number; a number has no slash, whatever the code has."""
    parts = {name: tuple(name.rpartition("/")[::2]) for name in names}
    among = sql.among("l.number", sorted({number for _, number in parts.values()}), "text")
    known = {
        (item, number): lot_id
        for item, number, lot_id in sql.rows(
            "SELECT i.code, l.number, l.id FROM catalog_lot l JOIN catalog_item i ON i.id = l.item_id"
            f" WHERE {among.sql}",
            among.params,
        )
    }
    return {name: known[part] for name, part in parts.items() if part in known}


def _rights(of: str, names: Sequence[str]) -> set[str]:
    """What somebody needs to change these: of documents the right of each kind."""
    if of != "document":
        return {RIGHTS[of]}
    return {KINDS[code].right for code in {name.upper().partition(" ")[0] for name in names} if code in KINDS}


def _unnamed(names: Sequence[str], ids: Mapping[str, int]) -> list[Offender]:
    seen: set[str] = set()
    offenders = []
    for row, name in enumerate(names, start=1):
        if name not in ids:
            offenders.append(Offender(name or "?", "unknown", "There is none of this name.", row=row))
        elif name in seen:
            offenders.append(Offender(name, "repeated", "It is named twice.", row=row))
        seen.add(name)
    return offenders
