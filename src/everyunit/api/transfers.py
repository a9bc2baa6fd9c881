"""What is on its way between locations."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from everyunit.documents.travelling import transfers

router = Router(tags=["documents"])


class Transfer(Schema):
    """An open transfer order, in pieces."""

    document_id: int
    kind: str
    number: str
    date: dt.date
    deliver_on: dt.date | None
    origin: str
    origin_name: str
    destination: str
    destination_name: str
    reference: str
    state: str = Field(description="requested, in_transit or partly_arrived.")
    lines: int
    requested: int
    in_transit: int = Field(description="In the transit bin of the location that they left.")
    arrived: int


class Transfers(Schema):
    """The oldest first."""

    results: list[Transfer]


@router.get("/transfers", response=Transfers, summary="What is on the way", operation_id="listTransfers")
def list_transfers(request: HttpRequest, origin: str = "", destination: str = "") -> Transfers:
    """Open transfer orders, of all locations or between two."""
    found = [row for row in transfers() if origin in ("", row.origin) and destination in ("", row.destination)]
    return Transfers(results=[Transfer(**asdict(row), state=row.state) for row in found])
