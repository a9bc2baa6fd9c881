"""Workstations: which there are, and who works at one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from everyunit.base import sql
from everyunit.base.operation import Actor
from everyunit.rules.refusals import Refused
from everyunit.rules.texts import storable


@dataclass(frozen=True, slots=True)
class WorkstationRow:
    """A machine that people work at, and the location that it stands in."""

    workstation_id: int
    code: str
    name: str
    location_id: int
    location: str
    location_name: str
    discontinued: bool


def workstations(*, discontinued: bool | None = None) -> list[WorkstationRow]:
    """All by location and code. A company has dozens of them."""
    conditions = sql.Conditions()
    if discontinued is not None:
        conditions.add("w.discontinued = %s", discontinued)
    return _found(conditions, "l.code, w.code")


def workstation_by_code(code: str) -> WorkstationRow | None:
    conditions = sql.Conditions()
    conditions.add("w.code = %s", code)
    return next(iter(_found(conditions, "w.id")), None)


def workstation_by_id(workstation_id: int) -> WorkstationRow | None:
    conditions = sql.Conditions()
    conditions.add("w.id = %s", workstation_id)
    return next(iter(_found(conditions, "w.id")), None)


def working_at(actor: Actor, code: str) -> Actor:
    """The actor at the workstation with this code; "" is none. Refused: `unknown_workstation`."""
    if not code:
        return actor
    found = workstation_by_code(code) if storable(code) else None
    if found is None or found.discontinued:
        raise Refused("unknown_workstation", f"There is no workstation “{code}” in use. Look at the list of them.")
    return at(actor, found)


def at(actor: Actor, workstation: WorkstationRow | None) -> Actor:
    """The actor at the workstation, if it is still in use."""
    if workstation is None or workstation.discontinued:
        return actor
    return replace(actor, workstation_id=workstation.workstation_id, location_id=workstation.location_id)


def _found(conditions: sql.Conditions, order: str) -> list[WorkstationRow]:
    return [
        WorkstationRow(*(*row[:-1], bool(row[-1])))
        for row in sql.rows(
            "SELECT w.id, w.code, w.name, l.id, l.code, l.name, w.discontinued FROM places_workstation w"
            f" JOIN places_location l ON l.id = w.location_id WHERE {conditions.sql} ORDER BY {order}",
            conditions.params,
        )
    ]
