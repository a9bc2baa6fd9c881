"""Own fields: which there are, and what they hold of units, items, lots, vendors, customers and documents."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from everyunit.api.fields import Body, Code, Key, Name, Note, Truth, Whole
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.documents.fill_fields import FieldsFilled, Filled, FillFields, fill_fields, target_ids
from everyunit.fields.queries import held_by, own_fields
from everyunit.fields.save_field import FieldSaved, SaveField, save_field

router = Router(tags=["own fields"])
Of = Literal["unit", "item", "lot", "vendor", "customer", "document"]


class OwnFieldBody(Body):
    """A field as it shall be."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"label": "Colour", "type": "choice", "choices": ["black", "white"]}}
    )

    label: Name
    type: Code = Field("text", description="text, number, money, date, truth, choice, link or memo. Never changes.")
    choices: list[Name] = Field([], max_length=200)
    required: Truth = False
    searched: Truth = Field(True, description="Lists are filtered by it.")
    discontinued: Truth = False
    position: Whole = 0


class OwnField(Schema):
    """A field. `name` is what conditions and files call it."""

    of: str
    code: str
    name: str
    label: str
    type: str
    choices: list[str]
    required: bool
    searched: bool
    discontinued: bool
    position: int


class OwnFields(Schema):
    """All fields, by what they are of and by their position."""

    results: list[OwnField]


class SavedField(Schema):
    """The field, and whether it is new."""

    of: str
    code: str
    created: bool


class OwnValues(Schema):
    """What the fields of one thing hold, by code; an empty text holds nothing."""

    of: str
    name: str
    values: dict[str, str]


class Thing(Body):
    """One thing by its name, and values by code."""

    name: Code = Field(description="Serial number, code, item and lot (CABLE/L1), or kind and number (SI 100000).")
    values: dict[Code, Note] = Field(description="An empty text empties a field; one that is not named stays.")


class Things(Body):
    """What fields shall hold."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"things": [{"name": "100000", "values": {"colour": "black"}}]}}
    )

    things: list[Thing] = Field(max_length=100_000)


class FilledAnswer(Schema):
    """How many things there were, and how many values changed."""

    things: int
    changed: int


@router.get("/own-fields", response=OwnFields, summary="Own fields", operation_id="listOwnFields")
def list_own_fields(
    request: HttpRequest, of: Annotated[Of | None, Query(description="Of one sort of thing.")] = None
) -> OwnFields:
    """Also those that are discontinued."""
    rows = own_fields(*([of] if of else []), everything=True)
    return OwnFields(
        results=[OwnField(**{**asdict(row), "choices": list(row.choices), "name": row.name}) for row in rows]
    )


@router.put("/own-fields/{of}/{code}", response=SavedField, summary="Save an own field", operation_id="saveOwnField")
def put_own_field(
    request: HttpRequest, response: HttpResponse, of: Of, code: Code, body: OwnFieldBody, key: Key = None
) -> FieldSaved:
    """Add or change it. Refused: `bad_field` with every problem, `too_many_fields`."""
    command = SaveField(
        of=of,
        code=code,
        label=body.label,
        type=body.type,
        choices=tuple(body.choices),
        required=body.required,
        searched=body.searched,
        discontinued=body.discontinued,
        position=body.position,
    )
    return run(request, response, save_field, command, key)


@router.get(
    "/own-values/{of}/{path:name}", response=OwnValues, summary="What own fields hold", operation_id="getOwnValues"
)
def get_own_values(request: HttpRequest, of: Of, name: Code) -> OwnValues:
    """Of one thing."""
    target = target_ids(of, [name]).get(name)
    if target is None:
        raise NotHere("unknown", f"There is no {of} {name}.")
    return OwnValues(of=of, name=name, values={each.field.code: each.text for each in held_by(of, target)})


@router.post("/own-values/{of}", response=FilledAnswer, summary="Fill own fields", operation_id="fillOwnFields")
def fill_own_values(
    request: HttpRequest, response: HttpResponse, of: Of, body: Things, key: Key = None
) -> FieldsFilled:
    """Of many things, all of them or none. Refused: `bad_values` with everything that is wrong."""
    things = tuple(Filled(name=each.name, values=dict(each.values)) for each in body.things)
    return run(request, response, fill_fields, FillFields(of=of, things=things), key)
