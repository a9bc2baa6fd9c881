"""Documents: listing, reading, starting, revising, throwing away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from everyunit.api.auth import actor_of_request, needs
from everyunit.api.company import currency
from everyunit.api.document_bodies import DraftBody, RevisionBody
from everyunit.api.document_query import DocumentQuery
from everyunit.api.document_shapes import (
    DiscardAnswer,
    Document,
    DocumentChange,
    DocumentHead,
    DocumentLine,
    DocumentUnit,
    DraftAnswer,
    DraftLine,
    FurtherDocument,
    Journal,
    JournalEntry,
    JournalLine,
    Posting,
    SerialRange,
)
from everyunit.api.fields import Cursor, Id, Key, Limit
from everyunit.api.paging import Page, cut, decode
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.base.operation import Actor
from everyunit.documents.changes import PRICES as HIDDEN
from everyunit.documents.changes import changes_of
from everyunit.documents.discard import Discard, Discarded, discard
from everyunit.documents.draft import draft
from everyunit.documents.drafts import DraftSaved, LineState
from everyunit.documents.lists import find_documents
from everyunit.documents.naming import kind_named
from everyunit.documents.order_costs import order_costs
from everyunit.documents.queries import (
    RANGES_SHOWN,
    DocumentRow,
    LineRow,
    document_by_id,
    document_lines,
    document_postings,
    document_unit_ranges,
    document_units,
    expected_numbers,
)
from everyunit.documents.reach import refuse_elsewhere
from everyunit.documents.revise import revise
from everyunit.documents.standing import with_standing
from everyunit.documents.trail import LineProgress, follow_ups_of, progress_of, source_of
from everyunit.money.queries import entries_of
from everyunit.rules.rights import SEE_COST
from everyunit.rules.serials import Range

PRICES = ("price_minor", "amount_minor", "tax_minor")
router = Router(tags=["documents"])


class DocumentPage(Page):
    """A page of documents."""

    results: list[DocumentHead]


class DocumentChangePage(Page):
    """A page of what was changed of a document, newest first."""

    results: list[DocumentChange]


class DocumentUnitPage(Page):
    """A page of the units on a document, in the order of its lines."""

    results: list[DocumentUnit]


@router.get("/documents", response=DocumentPage, summary="List documents", operation_id="listDocuments")
def list_documents(
    request: HttpRequest, asked: Query[DocumentQuery], cursor: Cursor = None, limit: Limit = 50
) -> DocumentPage:
    """Documents, those entered last first unless `sort` says otherwise; both dates are included.

    Refused: `unknown_kind`, `bad_cursor`, `bad_order` where many kinds are sorted by number.
    """
    money, actor, order = currency(), actor_of_request(request), asked.order
    rows = find_documents(asked.wanted(actor), order=order, after=asked.after(cursor), limit=limit + 1)
    page = cut(request, rows, limit, lambda row: [str(part) for part in order.key(row)])
    return DocumentPage(
        results=[DocumentHead(**_head(row, money, actor)) for row in page.rows],
        next_cursor=page.next_cursor,
        next=page.next,
    )


@router.post("/documents", response={201: DraftAnswer}, summary="Start a document", operation_id="createDocument")
def create_document(
    request: HttpRequest, response: HttpResponse, body: DraftBody, key: Key = None
) -> Status[DraftAnswer]:
    """A draft with the next number of its kind and location; nothing moves before it is posted.

    Refused, each with all that stood in the way: `unknown_kind`, `unknown_party`, `wrong_party`, `unknown_item`,
    `unknown_bin`, `bad_lines` and others.
    """
    saved = run(request, response, draft, body.command(), key)
    response["Location"] = f"{request.path_info}/{saved.document_id}"
    return Status(201, draft_answer(saved, actor_of_request(request)))


@router.get("/documents/{document_id}", response=Document, summary="One document", operation_id="getDocument")
def get_document(request: HttpRequest, document_id: Id) -> Document:
    """The document with its lines, how far each has got, the units on them as ranges of serial numbers, its
    postings, and the documents before and behind it.
    """
    row = _known(document_id, actor_of_request(request))
    actor = actor_of_request(request)
    ranges = document_unit_ranges(document_id, RANGES_SHOWN + 1)
    numbers = expected_numbers(document_id)
    expected = order_costs(row)
    lines = [
        replace(line, cost_minor=expected[line.line_id].total_minor) if line.line_id in expected else line
        for line in document_lines(document_id)
    ]
    reached = progress_of(row, lines)
    source = source_of(row)
    (row,) = with_standing([row])
    return Document(
        **_head(row, currency(), actor),
        source=None if source is None else FurtherDocument(**asdict(source)),
        follow_ups=[FurtherDocument(**asdict(each)) for each in follow_ups_of(document_id)],
        lines=[
            _line(
                line,
                row.kind,
                actor,
                ranges.get(line.line_id, []),
                numbers.get(line.line_id, []),
                reached[line.line_id],
            )
            for line in lines
        ],
        postings=[Posting(**asdict(each)) for each in document_postings(document_id)],
    )


@router.patch("/documents/{document_id}", response=DraftAnswer, summary="Change a draft", operation_id="reviseDocument")
def revise_document(
    request: HttpRequest, response: HttpResponse, document_id: Id, body: RevisionBody, key: Key = None
) -> DraftAnswer:
    """Change its header, add, change and remove lines, all or nothing.

    Refused: `already_posted`, `unknown_line`, `bad_lines` and the refusals of starting a document.
    """
    saved = run(request, response, revise, body.command(document_id), key)
    return draft_answer(saved, actor_of_request(request))


@router.delete(
    "/documents/{document_id}", response=DiscardAnswer, summary="Throw a draft away", operation_id="discardDocument"
)
def discard_document(request: HttpRequest, response: HttpResponse, document_id: Id, key: Key = None) -> Discarded:
    """Releases what it holds; its number is not used again. Refused: `already_posted`."""
    return run(request, response, discard, Discard(document_id=document_id), key)


@router.get(
    "/documents/{document_id}/units",
    response=DocumentUnitPage,
    summary="The units on a document",
    operation_id="listDocumentUnits",
)
def list_document_units(
    request: HttpRequest, document_id: Id, cursor: Cursor = None, limit: Limit = 50
) -> DocumentUnitPage:
    """Each unit that the document moved, or holds while it is a draft, in the order of its lines."""
    _known(document_id, actor_of_request(request))
    behind = decode(cursor, int, int)
    after = (0, 0) if behind is None else (int(behind[0]), int(behind[1]))
    rows = document_units(document_id, after=after, limit=limit + 1)
    page = cut(request, rows, limit, lambda row: [row.line_id, row.unit_id])
    costs = actor_of_request(request).may(SEE_COST)
    return DocumentUnitPage(
        results=[DocumentUnit(**(asdict(row) | ({} if costs else {"cost_minor": None}))) for row in page.rows],
        next_cursor=page.next_cursor,
        next=page.next,
    )


@router.get(
    "/documents/{document_id}/changes",
    response=DocumentChangePage,
    summary="What was changed of a document",
    operation_id="listDocumentChanges",
)
def list_document_changes(
    request: HttpRequest, document_id: Id, cursor: Cursor = None, limit: Limit = 50
) -> DocumentChangePage:
    """Who changed its state, its header, its lines and prices after it was begun, newest first."""
    document, actor = _known(document_id, actor_of_request(request)), actor_of_request(request)
    behind = decode(cursor, int)
    before = None if behind is None else int(behind[0])
    page = cut(request, changes_of(document_id, before, limit + 1), limit, lambda row: [row.change_id])
    hidden = () if sees_prices(document.kind, actor) else HIDDEN
    return DocumentChangePage(
        results=[
            DocumentChange(**asdict(row) | ({"old": None, "new": None} if row.field in hidden else {}))
            for row in page.rows
        ],
        next_cursor=page.next_cursor,
        next=page.next,
    )


@router.get(
    "/documents/{document_id}/journal",
    response=Journal,
    summary="What a document meant in money",
    operation_id="getDocumentJournal",
)
def get_document_journal(request: HttpRequest, document_id: Id) -> Journal:
    """The journal entry of each of its postings. Needs the right to see costs."""
    needs(request, SEE_COST)
    _known(document_id, actor_of_request(request))
    money = currency()
    return Journal(
        results=[
            JournalEntry(
                posting_id=entry.posting_id,
                booked_at=entry.booked_at,
                memo=entry.memo,
                currency=money,
                lines=[JournalLine(**asdict(line)) for line in entry.lines],
            )
            for entry in entries_of(document_id)
        ]
    )


def draft_answer(saved: DraftSaved, actor: Actor) -> DraftAnswer:
    """The answer of the verbs that change drafts."""
    return DraftAnswer(
        document_id=saved.document_id,
        kind=saved.kind,
        number=saved.number,
        currency=saved.currency or currency(),
        lines=draft_lines(saved.lines, saved.kind, actor),
        total_minor=saved.total_minor if sees_prices(saved.kind, actor) else None,
        tax_minor=saved.tax_minor if sees_prices(saved.kind, actor) else None,
        doubles=list(saved.doubles),
        left_out=list(saved.left_out),
    )


def draft_lines(lines: Sequence[LineState], kind: str, actor: Actor) -> list[DraftLine]:
    """The lines as they stand, without prices where these are costs that the actor may not see."""
    hidden = {} if sees_prices(kind, actor) else dict.fromkeys(PRICES)
    return [DraftLine(**(asdict(line) | hidden)) for line in lines]


def sees_prices(kind: str, actor: Actor) -> bool:
    """Whether the prices of such a document are the actor's to see: on some kinds they are what goods cost us."""
    return kind_named(kind).price_from == "price" or actor.may(SEE_COST)


def _known(document_id: int, actor: Actor) -> DocumentRow:
    found = document_by_id(document_id)
    if found is None:
        raise NotHere("unknown_document", "There is no such document. It may have been discarded.")
    refuse_elsewhere(actor, found.kind, found.number, found.location)
    return found


def _head(row: DocumentRow, money: str, actor: Actor) -> dict[str, Any]:
    facts = asdict(row) | {"currency": row.header.currency or money, "line_count": row.lines}
    del facts["lines"]
    return facts if sees_prices(row.kind, actor) else facts | {"total_minor": None, "tax_minor": None}


def _line(
    line: LineRow,
    kind: str,
    actor: Actor,
    ranges: Sequence[Range],
    numbers: Sequence[str],
    reached: LineProgress,
) -> DocumentLine:
    facts = asdict(line) | asdict(reached)
    if not sees_prices(kind, actor):
        facts |= dict.fromkeys((*PRICES, "worth_minor"))
    if not actor.may(SEE_COST):
        facts["cost_minor"] = None
    return DocumentLine(
        **facts,
        serials=[SerialRange(**asdict(each)) for each in ranges[:RANGES_SHOWN]],
        serials_complete=len(ranges) <= RANGES_SHOWN,
        expected_numbers=list(numbers),
    )
