"""Steps from paper to paper: convert, commit, close, open, cancel, generate, credit, and undoing a scan."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from everyunit.api.auth import actor_of_request
from everyunit.api.document_shapes import DraftAnswer, ScanAnswer
from everyunit.api.document_verbs import scanned
from everyunit.api.documents import draft_answer
from everyunit.api.fields import Id, Key
from everyunit.api.flow_shapes import (
    CaptureBody,
    CommitBody,
    ConvertBody,
    GenerateBody,
    ReplaceBody,
    StatusAnswer,
    UnscanBody,
)
from everyunit.api.running import run
from everyunit.documents.capture import capture
from everyunit.documents.close import Close, StatusChanged, close
from everyunit.documents.commit import commit
from everyunit.documents.convert import convert
from everyunit.documents.credit import Credit, credit
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.generate import generate
from everyunit.documents.replace_unit import replace_unit
from everyunit.documents.unscan import unscan

router = Router(tags=["documents"])


@router.post(
    "/documents/{document_id}/convert",
    response={201: DraftAnswer},
    summary="Make the next document",
    operation_id="convertDocument",
)
def convert_document(
    request: HttpRequest, response: HttpResponse, document_id: Id, body: ConvertBody, key: Key = None
) -> Status[DraftAnswer]:
    """A quote becomes an order, an order what delivers it, a receipt its invoice: all, or the lines named.

    Refused: `cannot_become`, `closed`, `not_posted`, `reversed`, `other_party`, `unknown_line`, `too_many`,
    `nothing_outstanding`.
    """
    return _made(request, response, document_id, run(request, response, convert, body.command(document_id), key))


@router.post(
    "/documents/{document_id}/credit",
    response={201: DraftAnswer},
    summary="Begin a credit for a posted sale",
    operation_id="creditDocument",
)
def credit_document(
    request: HttpRequest, response: HttpResponse, document_id: Id, key: Key = None
) -> Status[DraftAnswer]:
    """A draft with what is left of the sale, at the prices it was sold for; scan what came back.

    Refused: `cannot_credit`, `nothing_left`.
    """
    return _made(request, response, document_id, run(request, response, credit, Credit(document_id=document_id), key))


@router.post(
    "/documents/{document_id}/commit",
    response=DraftAnswer,
    summary="Commit a quantity to a line of an order",
    operation_id="commitLine",
)
def commit_line(
    request: HttpRequest, response: HttpResponse, document_id: Id, body: CommitBody, key: Key = None
) -> DraftAnswer:
    """A purchase order generates units, auto-serialized items are picked, quantities are set aside.

    Refused: `not_an_order`, `unknown_line`, `over_committed`, `scan_the_units`, `nothing_to_commit`, `negative_stock`.
    """
    saved = run(request, response, commit, body.command(document_id), key)
    return draft_answer(saved, actor_of_request(request))


@router.post(
    "/documents/{document_id}/generate",
    response=DraftAnswer,
    summary="Generate serial numbers for units that come back though we never sold them",
    operation_id="generateUnits",
)
def generate_units(
    request: HttpRequest, response: HttpResponse, document_id: Id, body: GenerateBody, key: Key = None
) -> DraftAnswer:
    """At most as many as the line still lacks. On an order the units exist at once, else when the document posts.

    Refused: `unknown_line`, `cannot_generate`, `too_many`, `bad_cost`.
    """
    saved = run(request, response, generate, body.command(document_id), key)
    return draft_answer(saved, actor_of_request(request))


@router.post(
    "/documents/{document_id}/capture",
    response=ScanAnswer,
    summary="Capture makers' numbers",
    operation_id="captureMakerNumbers",
)
def capture_maker_numbers(
    request: HttpRequest, response: HttpResponse, document_id: Id, body: CaptureBody, key: Key = None
) -> ScanAnswer:
    """Write each number on a unit of an auto-serialized line that leaves and has none yet, picking units where needed.

    Refused: `nothing_scanned`, `unknown_line`, `nothing_to_capture`.
    """
    return scanned(run(request, response, capture, body.command(document_id), key), request)


@router.post(
    "/documents/{document_id}/replace",
    response=DraftAnswer,
    summary="Say which unit stands in for which",
    operation_id="replaceUnit",
)
def replace_a_unit(
    request: HttpRequest, response: HttpResponse, document_id: Id, body: ReplaceBody, key: Key = None
) -> DraftAnswer:
    """In an exchange, or when a vendor sends another unit; the two are linked when the document posts.

    Refused: `unknown_unit`, `ambiguous`, `not_exchanged`, `already_replaced`, `same_unit`, `not_final`,
    `cannot_generate`, `unknown_item`, `bad_cost`, `too_long`.
    """
    saved = run(request, response, replace_unit, body.command(document_id), key)
    return draft_answer(saved, actor_of_request(request))


@router.post(
    "/documents/{document_id}/unscan", response=ScanAnswer, summary="Undo the last scan", operation_id="undoScan"
)
def undo_scan(
    request: HttpRequest, response: HttpResponse, document_id: Id, body: UnscanBody, key: Key = None
) -> ScanAnswer:
    """Units are released, counted pieces are no longer counted; lines that are left with nothing go away.

    Refused: `already_posted`, `nothing_scanned`.
    """
    return scanned(run(request, response, unscan, body.command(document_id), key), request)


@router.post(
    "/documents/{document_id}/close", response=StatusAnswer, summary="Close an order", operation_id="closeDocument"
)
def close_document(request: HttpRequest, response: HttpResponse, document_id: Id, key: Key = None) -> StatusChanged:
    """What is outstanding is dropped, what is committed released. Refused: `not_an_order`, `closed`, `drafted`."""
    return _become(request, response, document_id, "closed", key)


@router.post(
    "/documents/{document_id}/open",
    response=StatusAnswer,
    summary="Open a closed order again",
    operation_id="openDocument",
)
def open_document(request: HttpRequest, response: HttpResponse, document_id: Id, key: Key = None) -> StatusChanged:
    """What was outstanding is so again. Refused: `not_an_order`, `not_closed`."""
    return _become(request, response, document_id, "open", key)


@router.post(
    "/documents/{document_id}/cancel",
    response=StatusAnswer,
    summary="Cancel an order back to a quote",
    operation_id="cancelDocument",
)
def cancel_document(request: HttpRequest, response: HttpResponse, document_id: Id, key: Key = None) -> StatusChanged:
    """The answer names the quote. Refused: `not_an_order`, `closed`, `delivered`, `committed`, `drafted`."""
    return _become(request, response, document_id, "cancelled", key)


def _become(
    request: HttpRequest,
    response: HttpResponse,
    document_id: int,
    status: Literal["closed", "open", "cancelled"],
    key: str | None,
) -> StatusChanged:
    return run(request, response, close, Close(document_id=document_id, to=status), key)


def _made(request: HttpRequest, response: HttpResponse, document_id: int, saved: DraftSaved) -> Status[DraftAnswer]:
    """A new document: 201, and where it is."""
    documents = request.path_info.rsplit(f"/{document_id}/", 1)[0]
    response["Location"] = f"{documents}/{saved.document_id}"
    return Status(201, draft_answer(saved, actor_of_request(request)))
