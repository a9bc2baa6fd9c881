"""Locations: places of business."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from everyunit.api.fields import Body, Code, Key, Name
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.places.queries import locations
from everyunit.places.save_location import LocationSaved, SaveLocation, save_location

router = Router(tags=["locations"])


class Location(Schema):
    """A place of business."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "location_id": 1,
                "code": "HQ",
                "name": "Head office",
                "parent": None,
                "address": "1 Example Street\nExample Town",
                "default_bins": {"receiving": "MAIN", "sold": "SOLD"},
            }
        }
    )

    location_id: int
    code: str
    name: str
    parent: str | None = Field(description="The location whose default bins it uses where it has none.")
    address: str = Field(description="What its papers say below the company's name, line by line.")
    default_bins: dict[str, str] = Field(
        description="The bin it uses for a purpose, unless the document names another."
    )


class LocationFields(Body):
    """A location as it shall be."""

    model_config = ConfigDict(json_schema_extra={"example": {"name": "North shop", "parent": "HQ"}})

    name: Name
    address: Name = Field("", description="What its papers say below the company's name, line by line.")
    parent: Code = Field("", description="Code of the location that it lies under; it stays there.")
    prefix: Code = Field(
        "", description="What the numbers of a new location begin with; default: its code and a hyphen."
    )

    def command(self, code: str, new_only: bool = False) -> SaveLocation:
        return SaveLocation(
            code=code,
            name=self.name,
            address=self.address,
            parent=self.parent,
            prefix=self.prefix,
            new_only=new_only,
        )


class NewLocation(LocationFields):
    """A new location."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"code": "NORTH", "name": "North shop", "parent": "HQ", "prefix": "N-"}}
    )

    code: Code = Field(description="Names the location for ever.")


class LocationList(Schema):
    """All locations, in the order of their codes."""

    results: list[Location]


@router.get("/locations", response=LocationList, summary="List locations", operation_id="listLocations")
def list_locations(request: HttpRequest) -> LocationList:
    """All locations with their default bins; a company has a handful, so there is one page."""
    return LocationList(results=[Location(**asdict(row)) for row in locations()])


@router.get("/locations/{path:code}", response=Location, summary="One location", operation_id="getLocation")
def get_location(request: HttpRequest, code: Code) -> Location:
    """The location with this code."""
    for row in locations():
        if row.code == code:
            return Location(**asdict(row))
    raise NotHere("unknown_location", f"There is no location “{code}”.")


@router.post("/locations", response={201: LocationSaved}, summary="Create a location", operation_id="createLocation")
def create_location(
    request: HttpRequest, response: HttpResponse, body: NewLocation, key: Key = None
) -> Status[LocationSaved]:
    """A new location; a taken code is refused (`code_taken`), other problems all at once (`bad_location`)."""
    return Status(201, run(request, response, save_location, body.command(body.code, new_only=True), key))


@router.put(
    "/locations/{path:code}",
    response={200: LocationSaved, 201: LocationSaved},
    summary="Create or replace a location",
    operation_id="putLocation",
)
def put_location(
    request: HttpRequest, response: HttpResponse, code: Code, body: LocationFields, key: Key = None
) -> Status[LocationSaved]:
    """The location as it shall be: made where it does not exist (201), else changed (200)."""
    saved = run(request, response, save_location, body.command(code), key)
    return Status(201 if saved.created else 200, saved)
