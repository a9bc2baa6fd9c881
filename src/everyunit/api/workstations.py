"""Workstations, and the default bins that they and locations use."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from everyunit.api.fields import Body, Code, Key, Name, Truth
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.places.default_bins import BinChoice, bin_table, search_order
from everyunit.places.save_workstation import SaveWorkstation, WorkstationSaved, save_workstation
from everyunit.places.set_default_bins import BinFor, DefaultBinsSet, SetDefaultBins, set_default_bins
from everyunit.places.set_search_order import SearchOrderSet, SetSearchOrder, set_search_order
from everyunit.places.workstations import WorkstationRow, workstation_by_code, workstations

router = Router(tags=["workstations"])
EXAMPLE: dict[str, Any] = {"name": "Till in the shop", "location": "SHOP", "discontinued": False}


class WorkstationFields(Body):
    """A workstation as it shall be."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    name: Name
    location: Code = Field(description="Code of the location that it stands in.")
    discontinued: Truth = False

    def command(self, code: str, new_only: bool = False) -> SaveWorkstation:
        return SaveWorkstation(
            code=code, name=self.name, location=self.location, discontinued=self.discontinued, new_only=new_only
        )


class NewWorkstation(WorkstationFields):
    """A new workstation."""

    model_config = ConfigDict(json_schema_extra={"example": {"code": "TILL-1", **EXAMPLE}})

    code: Code = Field(description="Names it for ever.")


class Workstation(Schema):
    """A machine that people work at."""

    model_config = ConfigDict(json_schema_extra={"example": {"workstation_id": 2, "code": "TILL-1", **EXAMPLE}})

    workstation_id: int
    code: str
    name: str
    location: str
    discontinued: bool


class WorkstationList(Schema):
    """All workstations, by location and code."""

    results: list[Workstation]


class BinPlace(Schema):
    """A bin, and the place that set it."""

    bin: str
    workstation: str | None = Field(description="The workstation that set it, where one did.")
    location: str | None = Field(description="The location that set it, where one did.")


class DefaultBin(Schema):
    """Which bin is used for a purpose, and all that is set for it."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "purpose": "receiving",
                "bin_type": "stock",
                "used": {"bin": "FRONT", "workstation": "TILL-1", "location": None},
                "choices": [
                    {"bin": "FRONT", "workstation": "TILL-1", "location": None},
                    {"bin": "MAIN", "workstation": None, "location": "HQ"},
                ],
            }
        }
    )

    purpose: str
    bin_type: str = Field(description="The type that such a bin must have.")
    used: BinPlace | None = Field(description="Null: nobody set one.")
    choices: list[BinPlace] = Field(description="What is set, nearest first.")


class DefaultBinList(Schema):
    """Every purpose."""

    results: list[DefaultBin]


class DefaultBinsBody(Body):
    """Bins by purpose; an empty code clears one, what is left out stays."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"workstation": "TILL-1", "bins": {"receiving": "FRONT", "packing": ""}}}
    )

    bins: dict[Code, Code] = Field(max_length=50)
    workstation: Code | None = Field(None, description="The workstation that they are for.")
    location: Code | None = Field(None, description="Else the location; default: the company's.")


@router.get("/workstations", response=WorkstationList, summary="List workstations", operation_id="listWorkstations")
def list_workstations(request: HttpRequest, discontinued: bool | None = None) -> WorkstationList:
    """All workstations; a company has dozens, so there is one page."""
    return WorkstationList(results=[_shown(row) for row in workstations(discontinued=discontinued)])


@router.get("/workstations/{path:code}", response=Workstation, summary="One workstation", operation_id="getWorkstation")
def get_workstation(request: HttpRequest, code: Code) -> Workstation:
    """The workstation with this code."""
    found = workstation_by_code(code)
    if found is None:
        raise NotHere("unknown_workstation", f"There is no workstation “{code}”.")
    return _shown(found)


@router.post(
    "/workstations", response={201: WorkstationSaved}, summary="Create a workstation", operation_id="createWorkstation"
)
def create_workstation(
    request: HttpRequest, response: HttpResponse, body: NewWorkstation, key: Key = None
) -> Status[WorkstationSaved]:
    """A new workstation; a taken code is refused (`code_taken`), other problems all at once (`bad_workstation`)."""
    return Status(201, run(request, response, save_workstation, body.command(body.code, new_only=True), key))


@router.put(
    "/workstations/{path:code}",
    response={200: WorkstationSaved, 201: WorkstationSaved},
    summary="Create or replace a workstation",
    operation_id="putWorkstation",
)
def put_workstation(
    request: HttpRequest, response: HttpResponse, code: Code, body: WorkstationFields, key: Key = None
) -> Status[WorkstationSaved]:
    """The workstation as it shall be: made where it does not exist (201), else replaced (200)."""
    saved = run(request, response, save_workstation, body.command(code), key)
    return Status(201 if saved.created else 200, saved)


@router.get("/default-bins", response=DefaultBinList, summary="Default bins of a place", operation_id="listDefaultBins")
def list_default_bins(
    request: HttpRequest,
    workstation: Annotated[Code | None, Query(description="Code of a workstation.")] = None,
    location: Annotated[Code | None, Query(description="Code of a location; default: the company's.")] = None,
) -> DefaultBinList:
    """Which bin is used for each purpose there, and where that is set."""
    return DefaultBinList(
        results=[
            DefaultBin(
                purpose=row.purpose,
                bin_type=row.bin_type,
                used=_place(row.used) if row.used else None,
                choices=[_place(each) for each in row.choices],
            )
            for row in bin_table(location=location, workstation=workstation).rows
        ]
    )


@router.put("/default-bins", response=DefaultBinsSet, summary="Set default bins", operation_id="putDefaultBins")
def put_default_bins(
    request: HttpRequest, response: HttpResponse, body: DefaultBinsBody, key: Key = None
) -> DefaultBinsSet:
    """Set or clear some. Refused with all problems at once: `bad_default_bins`."""
    command = SetDefaultBins(
        bins=tuple(BinFor(purpose=purpose, bin=code) for purpose, code in body.bins.items()),
        workstation=body.workstation,
        location=body.location,
    )
    return run(request, response, set_default_bins, command, key)


class SearchOrderAnswer(Schema):
    """In which bins picking looks when the first has too few."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"location": "HQ", "by_position": False, "bins": ["SHELF-1", "SHELF-2"]}}
    )

    location: str
    by_position: bool = Field(description="Nobody has said so: they are the location's normal stock bins.")
    bins: list[str]


class SearchOrderBody(Body):
    """The whole order; no bins: by position again."""

    model_config = ConfigDict(json_schema_extra={"example": {"location": "HQ", "bins": ["SHELF-1", "SHELF-2"]}})

    bins: list[Code] = Field(max_length=1000)
    location: Code | None = Field(None, description="Code of a location; default: the company's.")


@router.get(
    "/search-order", response=SearchOrderAnswer, summary="Where picking looks further", operation_id="getSearchOrder"
)
def get_search_order(
    request: HttpRequest,
    location: Annotated[Code | None, Query(description="Code of a location; default: the company's.")] = None,
) -> SearchOrderAnswer:
    """The bins in which picking looks, one after the other, when the first has too few."""
    found = search_order(location)
    return SearchOrderAnswer(location=found.location, by_position=found.by_position, bins=list(found.bins))


@router.put("/search-order", response=SearchOrderSet, summary="Set that order", operation_id="putSearchOrder")
def put_search_order(
    request: HttpRequest, response: HttpResponse, body: SearchOrderBody, key: Key = None
) -> SearchOrderSet:
    """Normal stock bins, the first first. Refused with all problems at once: `bad_search_order`."""
    command = SetSearchOrder(bins=tuple(body.bins), location=body.location)
    return run(request, response, set_search_order, command, key)


def _shown(row: WorkstationRow) -> Workstation:
    return Workstation(
        workstation_id=row.workstation_id,
        code=row.code,
        name=row.name,
        location=row.location,
        discontinued=row.discontinued,
    )


def _place(choice: BinChoice) -> BinPlace:
    code, machine = choice.place.code, choice.place.workstation
    return BinPlace(bin=choice.bin, workstation=code if machine else None, location=None if machine else code)
