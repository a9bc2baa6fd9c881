"""Where items are put when they come to a location."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from everyunit.api.fields import Body, Code, Key
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.catalog.put_away import put_away_of
from everyunit.catalog.queries import item_by_code
from everyunit.catalog.set_put_away import PutAwaySet, PutInto, SetPutAway, set_put_away

router = Router(tags=["items"])


class PutAwayPlace(Schema):
    """A location, and the bin of the item there; empty for the receiving bin."""

    location: str
    location_name: str
    bin: str


class PutAwayList(Schema):
    """Every location."""

    results: list[PutAwayPlace]


class PutAwayBody(Body):
    """Bins by location; an empty code clears one, other locations stay as they are."""

    model_config = ConfigDict(json_schema_extra={"example": {"bins": {"HQ": "SHELF-1"}}})

    bins: dict[Code, Code] = Field(max_length=1000)


@router.get("/put-away/{path:code}", response=PutAwayList, summary="Where an item is put", operation_id="getPutAway")
def get_put_away(request: HttpRequest, code: Code) -> PutAwayList:
    """The bin of the item at each location."""
    found = item_by_code(code)
    if found is None:
        raise NotHere("unknown_item", f"There is no item “{code}”.")
    return PutAwayList(results=[PutAwayPlace(**asdict(row)) for row in put_away_of(found.item_id)])


@router.put("/put-away/{path:code}", response=PutAwaySet, summary="Say where it is put", operation_id="putPutAway")
def put_put_away(
    request: HttpRequest, response: HttpResponse, code: Code, body: PutAwayBody, key: Key = None
) -> PutAwaySet:
    """Set or clear bins of the item. Refused with all problems at once: `bad_put_away`."""
    bins = tuple(PutInto(location=location, bin=bin_) for location, bin_ in body.bins.items())
    return run(request, response, set_put_away, SetPutAway(item=code, bins=bins), key)
