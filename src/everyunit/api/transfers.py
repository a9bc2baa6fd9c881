"""What is on its way between locations."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from everyunit.api.auth import actor_of_request
from everyunit.api.document_shapes import DraftAnswer
from everyunit.api.documents import draft_answer
from everyunit.api.fields import Body, Code, Id, Key, Whole
from everyunit.api.running import run
from everyunit.documents.bring import Bring, bring
from everyunit.documents.send import Send, Sent, send
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


class SentGoods(Schema):
    """What left by it."""

    document_id: int
    kind: str
    number: str
    sent: int = Field(description="Pieces that left by it.")
    to_scan: int = Field(description="Units that are still to be scanned.")


class BringBody(Body):
    """How many are brought, and from where."""

    model_config = ConfigDict(json_schema_extra={"example": {"bin": "SHOP", "quantity": 2}})

    bin: Code
    quantity: Whole


@router.post(
    "/lines/{line_id}/bring",
    response={201: DraftAnswer},
    summary="Bring what a line lacks",
    operation_id="bringForLine",
)
def bring_for_line(
    request: HttpRequest, response: HttpResponse, line_id: Id, body: BringBody, key: Key = None
) -> Status[DraftAnswer]:
    """Begins a transfer that refers to the order: a stock transfer, or a transfer order from another location.

    Refused: `unknown_line`, `nothing_lacking`, `too_many`, `unknown_bin`, `wrong_bin`, `same_bin`.
    """
    command = Bring(line_id=line_id, bin=body.bin, quantity=body.quantity)
    return Status(201, draft_answer(run(request, response, bring, command, key), actor_of_request(request)))


@router.post(
    "/documents/{document_id}/send", response=SentGoods, summary="Send a transfer order", operation_id="sendDocument"
)
def send_document(request: HttpRequest, response: HttpResponse, document_id: Id, key: Key = None) -> Sent:
    """Counted goods, and units that pick themselves, leave. Units of serialized items are attached.

    Refused: `not_a_transfer_order`, `nothing_to_send`, `scan_the_units`, and as committing.
    """
    return run(request, response, send, Send(document_id=document_id), key)


@router.get("/transfers", response=Transfers, summary="What is on the way", operation_id="listTransfers")
def list_transfers(request: HttpRequest, origin: str = "", destination: str = "") -> Transfers:
    """Open transfer orders, of all locations or between two."""
    found = [row for row in transfers() if origin in ("", row.origin) and destination in ("", row.destination)]
    return Transfers(results=[Transfer(**asdict(row), state=row.state) for row in found])
