"""Parcels of orders and invoices: what leaves in which box."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from everyunit.api.document_bodies import LINES_LIMIT, Numbers
from everyunit.api.document_shapes import ScanEntry, SerialRange
from everyunit.api.fields import Body, Code, Id, Key, Whole, WholeId
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.api.sheet_shapes import CountedAnswer, CountedBody
from everyunit.documents.queries import document_by_id
from everyunit.selling.discard_parcel import DiscardParcel, ParcelDiscarded, discard_parcel
from everyunit.selling.pack import Pack, pack
from everyunit.selling.packing import packing_of
from everyunit.selling.parcel_queries import contents_of, parcel_by_id, parcels_of
from everyunit.selling.parcels import Counted, ParcelPacked
from everyunit.selling.save_parcel import ParcelSaved, SaveParcel, save_parcel
from everyunit.selling.unpack import Unpack, unpack

router = Router(tags=["parcels"])
ShipVia = Annotated[Code | None, Field(max_length=60)]
TrackingNumber = Annotated[Code | None, Field(max_length=100)]


class ParcelBody(Body):
    """How a parcel goes; what is left out stays."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"ship_via": "Parcel post", "tracking_number": "RR123456785", "weight_g": 2500}}
    )

    ship_via: ShipVia = None
    tracking_number: TrackingNumber = None
    weight_g: Whole | None = Field(None, description="In grams; 0 clears it.")

    def command(self, *, document_id: int | None = None, parcel_id: int | None = None) -> SaveParcel:
        return SaveParcel(document_id=document_id, parcel_id=parcel_id, **self.model_dump())


class PackBody(Body):
    """What is put into a parcel, or taken out."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"scans": ["100000"], "counted": [{"line_id": 12, "quantity": 5}]}}
    )

    scans: Numbers = []
    counted: list[CountedBody] = Field([], max_length=LINES_LIMIT, description="Of items that are counted.")

    def pieces(self) -> tuple[Counted, ...]:
        return tuple(Counted(**each.model_dump()) for each in self.counted)


class PackInBody(PackBody):
    """What is put into a parcel."""

    unit_id: WholeId | None = Field(None, description="The choice where one number means several units.")


class ParcelAnswer(Schema):
    """A parcel as it stands."""

    parcel_id: int
    number: str
    document_id: int = Field(description="Its paper: an invoice that delivers one order shares the order's parcels.")
    ship_via: str
    tracking_number: str
    weight_g: int | None


class PackedLine(Schema):
    """How much of a line is packed."""

    line_id: int
    item: str
    expected: int
    packed: int


class PackedAnswer(Schema):
    """What became of each scan, newest last, and how far the paper of the parcel is packed."""

    parcel_id: int
    number: str
    entries: list[ScanEntry]
    counts: dict[str, int]
    undo_scans: list[str]
    undo_counted: list[CountedAnswer]
    lines: list[PackedLine]
    expected: int
    packed: int
    missing: list[str]


class Content(Schema):
    """What of a line is in a parcel."""

    line_id: int
    item: str
    item_name: str
    tracking: str
    quantity: int
    serials: list[SerialRange]


class ParcelHead(ParcelAnswer):
    """A parcel of a paper."""

    kind: str
    document_number: str
    party: str
    party_name: str
    created_by: str
    created_at: dt.datetime
    pieces: int


class Parcel(ParcelHead):
    """A parcel with what is in it."""

    contents: list[Content]


class DocumentParcels(Schema):
    """The parcels of a paper, and what is not in any."""

    results: list[ParcelHead]
    expected: int
    packed: int
    missing: list[str] = Field(description="Serial numbers as runs, and counted items by how many.")


class ParcelGone(Schema):
    """The parcel that is no more; its number is not used again."""

    number: str
    document_id: int


@router.get(
    "/documents/{document_id}/parcels",
    response=DocumentParcels,
    summary="The parcels of a document",
    operation_id="listParcels",
)
def list_parcels(request: HttpRequest, document_id: Id) -> DocumentParcels:
    """Parcels of a sales order or invoice, and how far it is packed: of an order, what it has committed."""
    if document_by_id(document_id) is None:
        raise NotHere("unknown_document", "There is no such document. It may have been discarded.")
    packing = packing_of(document_id)
    return DocumentParcels(
        results=[ParcelHead(**asdict(row)) for row in parcels_of(document_id)],
        expected=packing.expected,
        packed=packing.packed,
        missing=packing.missing,
    )


@router.post(
    "/documents/{document_id}/parcels",
    response={201: ParcelAnswer},
    summary="Begin a parcel",
    operation_id="createParcel",
)
def create_parcel(
    request: HttpRequest, response: HttpResponse, document_id: Id, body: ParcelBody, key: Key = None
) -> Status[ParcelSaved]:
    """A parcel for a sales order or invoice. Refused: `not_packed`, `bad_parcel`."""
    saved = run(request, response, save_parcel, body.command(document_id=document_id), key)
    response["Location"] = f"/api/v1/parcels/{saved.parcel_id}"
    return Status(201, saved)


@router.get("/parcels/{parcel_id}", response=Parcel, summary="One parcel", operation_id="getParcel")
def get_parcel(request: HttpRequest, parcel_id: Id) -> Parcel:
    """The parcel with what is in it: units as ranges of serial numbers."""
    row = parcel_by_id(parcel_id)
    if row is None:
        raise NotHere("unknown_parcel", "There is no such parcel. It may have been discarded.")
    return Parcel(**asdict(row), contents=[_content(asdict(each)) for each in contents_of(parcel_id)])


@router.patch("/parcels/{parcel_id}", response=ParcelAnswer, summary="Change a parcel", operation_id="changeParcel")
def change_parcel(
    request: HttpRequest, response: HttpResponse, parcel_id: Id, body: ParcelBody, key: Key = None
) -> ParcelSaved:
    """Say how it goes, also when it has left. Refused: `bad_parcel`."""
    return run(request, response, save_parcel, body.command(parcel_id=parcel_id), key)


@router.delete("/parcels/{parcel_id}", response=ParcelGone, summary="Throw a parcel away", operation_id="discardParcel")
def remove_parcel(request: HttpRequest, response: HttpResponse, parcel_id: Id, key: Key = None) -> ParcelDiscarded:
    """What was in it is to be packed again."""
    return run(request, response, discard_parcel, DiscardParcel(parcel_id=parcel_id), key)


@router.post("/parcels/{parcel_id}/pack", response=PackedAnswer, summary="Pack", operation_id="packParcel")
def pack_parcel(
    request: HttpRequest, response: HttpResponse, parcel_id: Id, body: PackInBody, key: Key = None
) -> ParcelPacked:
    """Each scan is packed, or skipped with the reason. Refused: `nothing_scanned`, `not_to_pack`."""
    command = Pack(parcel_id=parcel_id, scans=tuple(body.scans), counted=body.pieces(), unit_id=body.unit_id)
    return run(request, response, pack, command, key)


@router.post("/parcels/{parcel_id}/unpack", response=PackedAnswer, summary="Unpack", operation_id="unpackParcel")
def unpack_parcel(
    request: HttpRequest, response: HttpResponse, parcel_id: Id, body: PackBody, key: Key = None
) -> ParcelPacked:
    """Takes goods out again. Refused: `nothing_scanned`, `not_in_parcel`."""
    command = Unpack(parcel_id=parcel_id, scans=tuple(body.scans), counted=body.pieces())
    return run(request, response, unpack, command, key)


def _content(row: dict[str, Any]) -> Content:
    row["quantity"] = row.pop("count")
    return Content(**row)
