"""What the verbs on drafts share: finding the draft, the state of its lines, and the answer that tells it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work
from everyunit.documents.approving import forget_approval
from everyunit.documents.kind import Kind, Stage
from everyunit.documents.kinds import KINDS
from everyunit.documents.models import CHANGEABLE, Document, Line, MakerNumber, Status
from everyunit.documents.pricing import amount_of, tax_of, totals_of
from everyunit.documents.reach import keep_to_own
from everyunit.rules.refusals import Refused

_COLUMNS = {
    "attached": "bigint",
    "quantity": "bigint",
    "price_minor": "bigint",
    "amount_minor": "bigint",
    "follows_units": "boolean",
    "to_generate": "bigint",
    "generate_cost_minor": "bigint",
    "generate_cost_named": "boolean",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LineState:
    """A line as it stands. `amount_minor` is after discount; `tax_minor` is on top of it, or in it where the prices of
    the document hold the tax. Both are signed as the quantity.
    """

    line_id: int
    position: int
    item: str
    item_name: str
    tracking: str
    quantity: int
    attached: int
    follows_units: bool
    price_minor: int
    amount_minor: int
    discount: int
    tax_code: str
    tax_rate: int
    tax_minor: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSaved:
    """The draft as it stands after the verb; amounts are in its `currency` ("": the company's).

    `doubles`: papers that bear the same number of the other party, so that this one may have been entered before.
    `left_out`: lines of several orders that did not come along, because nothing is committed to them.
    """

    document_id: int
    kind: str
    number: str
    lines: tuple[LineState, ...]
    total_minor: int
    tax_minor: int = 0
    currency: str = ""
    doubles: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def draft_to_change(work: Work, document_id: int) -> tuple[Document, Kind]:
    """The draft, locked until the operation ends; what was approved of it is not any more.

    Refused: `unknown_document`, `already_posted`, `closed`, `not_allowed`.
    """
    document, kind = draft_to_use(work, document_id)
    forget_approval(document, kind)
    return document, kind


def draft_to_use(work: Work, document_id: int) -> tuple[Document, Kind]:
    """The draft, for whoever may work on its kind, to be left as it is. Locked and refused as `draft_to_change`."""
    document, kind = locked_draft(work, document_id)
    work.needs(kind.right)
    return document, kind


def locked_draft(work: Work, document_id: int) -> tuple[Document, Kind]:
    """The draft, whatever the rights. Locked and refused as `draft_to_change`."""
    document = Document.objects.select_for_update(of=("self",)).filter(pk=document_id).first()
    if document is None:
        raise Refused("unknown_document", "There is no such document. It may have been discarded.")
    sql.walk_indexes()
    kind = KINDS[document.kind]
    keep_to_own(work, document)
    if document.status in (Status.CLOSED, Status.CANCELLED):
        raise Refused(
            "closed",
            f"{kind.name} {document.number} is {document.status}. Open it again to change it.",
        )
    if document.status not in CHANGEABLE:
        raise Refused(
            "already_posted",
            f"{kind.name} {document.number} is posted and cannot be changed."
            " Correct it with a counter-document, or reverse it.",
        )
    return document, kind


def refuse_to_name(document: Document, kind: Kind) -> None:
    """What names no units: quotes, and orders of parties that were discontinued (PUR-91, SAL-66).

    Refused: `quote_holds_nothing`, `party_discontinued`.
    """
    party = document.party
    if kind.stage is Stage.ORDER and party is not None and party.discontinued:
        raise Refused("party_discontinued", f"{party.name} is discontinued. Nothing more is committed to its orders.")
    if kind.stage is Stage.QUOTE:
        order = KINDS[kind.becomes[0]].name.lower()
        raise Refused(
            "quote_holds_nothing",
            f"{kind.name} {document.number} names no units. Turn it into a {order} first.",
        )


def state_of(line: Line) -> LineState:
    return LineState(
        line_id=line.pk,
        position=line.position,
        item=line.item.code,
        item_name=line.item.name,
        tracking=line.item.tracking,
        quantity=line.quantity,
        attached=line.attached,
        follows_units=line.follows_units,
        price_minor=line.price_minor,
        amount_minor=amount_of(line),
        discount=line.discount,
        tax_code=line.tax_code.code if line.tax_code is not None else "",
        tax_rate=line.tax_rate,
        tax_minor=tax_of(line),
        note=line.note,
    )


def saved(document: Document, doubles: tuple[str, ...] = ()) -> DraftSaved:
    """The answer of the verbs on drafts."""
    lines = lines_of(document)
    totals = totals_of(document, lines)
    return DraftSaved(
        document_id=document.pk,
        kind=document.kind,
        number=document.number,
        lines=tuple(state_of(line) for line in lines),
        total_minor=totals.total_minor,
        tax_minor=totals.tax_minor,
        currency=document.currency,
        doubles=doubles,
    )


def lines_of(document: Document) -> list[Line]:
    """The lines in order, with item and tax code."""
    return list(document.lines.select_related("item", "tax_code").order_by("position"))


def with_sources(lines: list[Line]) -> list[Line]:
    """The lines; those that were made from others know them, with their documents and items, and so on to the first.

    Most have none: so it is dearer to join what may be behind each of them.
    """
    behind = lines
    while ids := {line.source_line_id for line in behind if line.source_line_id is not None}:
        sources = Line.objects.select_related("document", "item").in_bulk(ids)
        for line in behind:
            if line.source_line_id is not None:
                line.source_line = sources[line.source_line_id]
        behind = list(sources.values())
    return lines


def keep_lines(lines: Collection[Line], *columns: str) -> None:
    """Write these columns of the lines."""
    values = {name: (_COLUMNS[name], [getattr(line, name) for line in lines]) for name in columns}
    if lines:
        sql.put("documents_line", {"id": ("bigint", [line.pk for line in lines])}, values)


def forget_maker_numbers(line_ids: list[int]) -> None:
    MakerNumber.objects.filter(line_id__in=line_ids).delete()
