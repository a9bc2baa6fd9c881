"""Locations: places of business."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from everyunit.api.fields import Code
from everyunit.api.problems import NotHere
from everyunit.places.queries import locations

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
