"""Many units at once: moved, numbered, given a note; named by number, by range, or by what fits conditions."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from everyunit.api.auth import actor_of_request
from everyunit.api.fields import Body, Code, Key, Note
from everyunit.api.running import run
from everyunit.documents.move_units import MoveUnits, move_units
from everyunit.documents.post import Posted
from everyunit.reports.labels import unit_labels
from everyunit.reports.serial_numbers import UnitFilter, search_for, serials_of
from everyunit.rules.conditions import from_data
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import SEE_COST
from everyunit.stock.many import AmendUnits, NumberUnits, UnitsAmended, UnitsNumbered, amend_units, number_units

router = Router(tags=["units"])
MOST_LABELS = 1000
DryRun = Annotated[bool, Query(description="Check everything and answer, but keep nothing.")]


class Named(Body):
    """Which units: `units` or `where`."""

    units: list[Code] = Field([], max_length=100_000, description="Serial numbers and ranges: 100000-100499.")
    where: dict[str, Any] | None = Field(None, description="Conditions as in `POST /units/search`: all that fit.")


class Move(Named):
    """Where the units go."""

    model_config = ConfigDict(json_schema_extra={"example": {"units": ["100000-100499"], "to_bin": "SHOP"}})

    to_bin: Code
    notes: Note = ""


class NoteForMany(Named):
    """What is written on the units."""

    model_config = ConfigDict(json_schema_extra={"example": {"units": ["100000"], "note": "For Ann", "add": True}})

    note: Note
    add: bool = Field(False, description="Below what their notes say already.")


class Numbers(Named):
    """Makers' numbers: prefix, running number, suffix."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"units": ["100000-100002"], "prefix": "WD-", "first": "0001"}}
    )

    first: Code = Field(description="The first running number with its zeros.")
    prefix: Code = ""
    suffix: Code = ""
    replace: bool = Field(False, description="Also where a unit has a number already.")
    repeat: bool = Field(False, description="Also where another unit has the number.")


class Label(Schema):
    """What the label of a unit says."""

    serial: str
    maker_serial: str
    item: str
    item_name: str


class Labels(Schema):
    """Labels in the order in which their units were named."""

    results: list[Label]


class Moved(Schema):
    """The transfer that moved them."""

    document_id: int
    kind: str
    number: str
    units: int


class Amended(Schema):
    """How many units there were, and how many changed."""

    units: int
    changed: int


class NumberedUnit(Schema):
    """A unit with the maker's number that it had and the one that it has."""

    serial: str
    old: str
    new: str


class NumberedUnits(Schema):
    """How many units have new numbers, the first and the last, and the first fifty units."""

    units: int
    first: str
    last: str
    shown: list[NumberedUnit]


@router.get("/labels", response=Labels, summary="What labels say", operation_id="listLabels")
def list_labels(
    request: HttpRequest,
    unit: Annotated[list[Code], Query(min_length=1, max_length=1000, description="Serial numbers and ranges.")],
) -> Labels:
    """A label for each unit, for programs that print. Refused: `too_many_labels`, `unknown_units`."""
    return Labels(results=[Label(**each._asdict()) for each in unit_labels(tuple(unit), MOST_LABELS)])


@router.post("/units/move", response=Moved, summary="Move many units", operation_id="moveUnits")
def move_many(request: HttpRequest, response: HttpResponse, body: Move, key: Key = None) -> Posted:
    """By one transfer, posted; all of them or none. Refused: `cannot_move` with each unit that stays."""
    command = MoveUnits(units=_named(request, body), to_bin=body.to_bin, notes=body.notes)
    return run(request, response, move_units, command, key)


@router.post("/units/note", response=Amended, summary="Write a note on many units", operation_id="amendUnits")
def note_many(request: HttpRequest, response: HttpResponse, body: NoteForMany, key: Key = None) -> UnitsAmended:
    """All of them or none; the old notes stay in their histories."""
    command = AmendUnits(units=_named(request, body), note=body.note, add=body.add)
    return run(request, response, amend_units, command, key)


@router.post("/units/number", response=NumberedUnits, summary="Number many units", operation_id="numberUnits")
def number_many(
    request: HttpRequest, response: HttpResponse, body: Numbers, key: Key = None, dry_run: DryRun = False
) -> UnitsNumbered:
    """Makers' numbers one after the other, in the order named. Refused: `numbers_taken` with all that is in the way."""
    command = NumberUnits(
        units=_named(request, body),
        first=body.first,
        prefix=body.prefix,
        suffix=body.suffix,
        replace=body.replace,
        repeat=body.repeat,
    )
    if dry_run:
        return number_units(actor_of_request(request), command, dry_run=True)
    return run(request, response, number_units, command, key)


def _named(request: HttpRequest, body: Named) -> tuple[str, ...]:
    if body.where is None:
        return tuple(body.units)
    if body.units:
        raise Refused("bad_condition", "Name the units, or say what they fit; not both.")
    costs = actor_of_request(request).may(SEE_COST)
    return tuple(serials_of(search_for(UnitFilter(where=from_data(body.where)), costs=costs)))
