"""What can be done with a document: attach, detach, pick, post, reverse."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from ninja import Router

from everyunit.api.auth import actor_of_request
from everyunit.api.company import currency
from everyunit.api.document_bodies import AmendBody, AttachBody, DetachBody, PickBody, ReverseBody
from everyunit.api.document_shapes import (
    AmendAnswer,
    ApproveAnswer,
    PickQuestion,
    PostAnswer,
    ReverseAnswer,
    ScanAnswer,
    ScanEntry,
)
from everyunit.api.documents import draft_lines, sees_prices
from everyunit.api.fields import Id, Key
from everyunit.api.running import run
from everyunit.documents.amend_document import AmendDocument, DocumentAmended, amend_document
from everyunit.documents.approve import Approve, approve
from everyunit.documents.attach import attach
from everyunit.documents.detach import detach
from everyunit.documents.pick import Pick, pick
from everyunit.documents.post import Post, post
from everyunit.documents.reverse import Reverse, Reversed, reverse
from everyunit.documents.scans import Scanned
from everyunit.rules.rights import SEE_COST

router = Router(tags=["documents"])


@router.post(
    "/documents/{document_id}/attach",
    response=ScanAnswer,
    summary="Attach units by scanning",
    operation_id="attachUnits",
)
def attach_units(
    request: HttpRequest, response: HttpResponse, document_id: Id, body: AttachBody, key: Key = None
) -> ScanAnswer:
    """Each scan is answered added, assigned, negative or skipped with its reason; the others go on all the same.

    On a receipt, scans are the makers' numbers of units to come. Refused: `already_posted`, `nothing_scanned`, and for
    ranges `not_a_range`, `range_backwards`, `range_too_wide`.
    """
    return scanned(run(request, response, attach, body.command(document_id), key), request)


@router.post("/documents/{document_id}/detach", response=ScanAnswer, summary="Detach units", operation_id="detachUnits")
def detach_units(
    request: HttpRequest, response: HttpResponse, document_id: Id, body: DetachBody, key: Key = None
) -> ScanAnswer:
    """Releases units by their numbers, or all of a line.

    Refused: `already_posted`, `nothing_scanned`, `unknown_line`.
    """
    return scanned(run(request, response, detach, body.command(document_id), key), request)


@router.post(
    "/documents/{document_id}/pick", response=ScanAnswer, summary="Let the system pick units", operation_id="pickUnits"
)
def pick_units(
    request: HttpRequest, response: HttpResponse, document_id: Id, body: PickBody | None = None, key: Key = None
) -> ScanAnswer:
    """Fills auto-serialized lines, first in first out; what is short is answered skipped (`short`).

    Where the settings want somebody to choose, `questions` say what there is to choose: pick again with the answers.
    """
    command = body.command(document_id) if body else Pick(document_id=document_id)
    return scanned(run(request, response, pick, command, key), request)


@router.post("/documents/{document_id}/post", response=PostAnswer, summary="Post a draft", operation_id="postDocument")
def post_document(request: HttpRequest, response: HttpResponse, document_id: Id, key: Key = None) -> PostAnswer:
    """Units change hands, money is booked, and the paper is final: correct it by a counter-document, or reverse it.

    Refused, with all that stands in the way: `already_posted`, `empty_document`, `cannot_post`, `negative_total`,
    `units_moved`.
    """
    posted = run(request, response, post, Post(document_id=document_id), key)
    actor = actor_of_request(request)
    hidden = {} if actor.may(SEE_COST) else {"value_minor": None}
    if not sees_prices(posted.kind, actor):
        hidden["total_minor"] = None
    return PostAnswer(**(asdict(posted) | {"currency": posted.currency or currency()} | hidden))


@router.post(
    "/documents/{document_id}/approve",
    response=ApproveAnswer,
    summary="Approve an adjustment",
    operation_id="approveDocument",
)
def approve_document(request: HttpRequest, response: HttpResponse, document_id: Id, key: Key = None) -> ApproveAnswer:
    """Agree to a draft that somebody else has begun, as it stands. Whatever changes it takes the approval away.

    Refused: `nothing_to_approve`, `empty_document`, `own_work`, `already_posted`.
    """
    done = run(request, response, approve, Approve(document_id=document_id), key)
    hidden = {} if actor_of_request(request).may(SEE_COST) else {"worth_minor": None}
    return ApproveAnswer(**(asdict(done) | hidden))


@router.post(
    "/documents/{document_id}/reverse",
    response=ReverseAnswer,
    summary="Reverse a posted document",
    operation_id="reverseDocument",
)
def reverse_document(
    request: HttpRequest, response: HttpResponse, document_id: Id, body: ReverseBody, key: Key = None
) -> Reversed:
    """A mirror posting of the same day; nothing that was posted is touched.

    Refused, naming the events in the way: `not_posted`, `already_reversed`, `later_events`, `negative_stock`.
    """
    command = Reverse(document_id=document_id, reason=body.reason)
    return run(request, response, reverse, command, key)


def scanned(answer: Scanned, request: HttpRequest) -> ScanAnswer:
    """The answer of the verbs that scan."""
    actor = actor_of_request(request)
    return ScanAnswer(
        document_id=answer.document_id,
        currency=answer.currency or currency(),
        counts=answer.counts,
        asks=answer.asks,
        questions=[PickQuestion(**asdict(question)) for question in answer.questions],
        entries=[ScanEntry(**asdict(entry)) for entry in answer.entries],
        lines=draft_lines(answer.lines, answer.kind, actor),
        total_minor=answer.total_minor if sees_prices(answer.kind, actor) else None,
    )


@router.post(
    "/documents/{document_id}/amend",
    response=AmendAnswer,
    summary="Amend a posted document",
    operation_id="amendDocument",
)
def amend_posted(
    request: HttpRequest, response: HttpResponse, document_id: Id, body: AmendBody, key: Key = None
) -> DocumentAmended:
    """How it is shipped and its notes, kept beside what was posted. Refused: `not_posted`, `bad_header`."""
    return run(request, response, amend_document, AmendDocument(document_id=document_id, **dict(body)), key)
