"""Close an order, open it again, or cancel it back to a quote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from everyunit.base import clock, numbering
from everyunit.base.operation import Work, operation
from everyunit.documents.changes import set_status
from everyunit.documents.detach import release_all
from everyunit.documents.drafts import draft_to_change
from everyunit.documents.header import carry_header
from everyunit.documents.kind import Kind, Stage
from everyunit.documents.kinds import KINDS
from everyunit.documents.kits import keep_copied_kits
from everyunit.documents.models import Document, Line, Status
from everyunit.documents.progress import progress
from everyunit.documents.reach import keep_to_own
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.stock.holds import borrowing


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """Close this order (what is outstanding is dropped), open it again, or cancel it."""

    document_id: int
    to: Literal["closed", "open", "cancelled"] = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChanged:
    """The order as it stands; `quote` is the number of the quote that cancelling made."""

    document_id: int
    kind: str
    number: str
    status: str
    quote: str = ""


@operation()
def close(work: Work, command: Close) -> StatusChanged:
    """Closing drops what is outstanding and detaches what is committed (SAL-37, PUR-35); opening brings it back
    (SAL-38); cancelling turns the order into a quote and is refused once anything was delivered or is committed
    (SAL-36, PUR-39). An order that was never a quote is void then, and everything goes back (WHS-190).

    Refused: `unknown_document`, `not_an_order`, `not_allowed`, `closed`, `not_closed`, `delivered`, `committed`,
    `drafted`, `still_out`, `no_quote`.
    """
    if command.to == "open":
        return _open(work, command.document_id)
    document, kind = draft_to_change(work, command.document_id)
    _orders_only(document, kind)
    _nothing_drafted(document, kind)
    if command.to == "cancelled":
        return _cancel(work, document, kind)
    if kind.waits:
        _nothing_out(document, kind)
    release_all(work, document, kind)
    set_status(work, document, Status.CLOSED)
    return StatusChanged(document_id=document.pk, kind=kind.code, number=document.number, status=Status.CLOSED)


def _open(work: Work, document_id: int) -> StatusChanged:
    document = Document.objects.select_for_update(of=("self",)).filter(pk=document_id).first()
    if document is None:
        raise Refused("unknown_document", "There is no such document.")
    kind = KINDS[document.kind]
    work.needs(kind.right)
    keep_to_own(work, document)
    _orders_only(document, kind)
    if document.status != Status.CLOSED:
        raise Refused(
            "not_closed", f"{kind.name} {document.number} is {document.status}; only a closed order is opened."
        )
    set_status(work, document, Status.OPEN)
    return StatusChanged(document_id=document.pk, kind=kind.code, number=document.number, status=Status.OPEN)


def _orders_only(document: Document, kind: Kind) -> None:
    if kind.stage is not Stage.ORDER:
        raise Refused("not_an_order", f"{kind.name} {document.number} is not an order.")


def _nothing_drafted(document: Document, kind: Kind) -> None:
    waiting = [
        *Document.objects.filter(status=Status.DRAFT, lines__source_line__document=document).distinct(),
        *Document.objects.filter(lines__in=borrowing(list(document.lines.values_list("pk", flat=True))))
        .exclude(lines__source_line__document=document)
        .distinct(),
    ]
    refuse_if_any(
        [
            Offender(
                f"{draft.kind} {draft.number}", "drafted", "Post it, or discard it.", f"{draft.kind} {draft.number}"
            )
            for draft in waiting
        ],
        "drafted",
        f"{kind.name} {document.number} has drafts that are not posted yet.",
    )


def _nothing_out(document: Document, kind: Kind) -> None:
    """What such a paper holds is not dropped: it is somewhere until somebody brings it back."""
    lines = document.lines.filter(attached__gt=0).select_related("item").order_by("position")
    refuse_if_any(
        [
            Offender(f"Line {line.position} ({line.item.code})", "still_out", f"{line.attached} are not back yet.")
            for line in lines
        ],
        "still_out",
        f"{kind.name} {document.number} is not over: scan out what is still on it, then close it.",
    )


def _cancel(work: Work, document: Document, kind: Kind) -> StatusChanged:
    if not kind.quote and not kind.voids:
        raise Refused("no_quote", f"A {kind.name.lower()} has no quote to turn back into. Close it instead.")
    lines = list(document.lines.select_related("item").order_by("position"))
    reached = progress([line.pk for line in lines])
    delivered = [line for line in lines if reached[line.pk].done or reached[line.pk].invoiced]
    refuse_if_any(
        [
            Offender(f"Line {line.position} ({line.item.code})", "delivered", "Part of it was delivered.")
            for line in delivered
        ],
        "delivered",
        f"{kind.name} {document.number} cannot be cancelled: part of it was delivered. Close it instead.",
    )
    if kind.voids:
        return _void(work, document, kind)
    refuse_if_any(
        [
            Offender(f"Line {line.position} ({line.item.code})", "committed", f"{line.attached} are committed.")
            for line in lines
            if line.attached
        ],
        "committed",
        f"{kind.name} {document.number} cannot be cancelled while units are committed. Detach them first.",
    )
    quote = Document(
        kind=kind.quote,
        status=Status.OPEN,
        location=document.location,
        party=document.party,
        date=clock.today(),
        from_bin=document.from_bin,
        source=document,
        reference=document.reference,
        notes=document.notes,
        created_by=work.actor.user_id,
        created_at=work.at,
        number=numbering.take(kind.quote, document.location_id).text(),
    )
    carry_header(document, quote)
    quote.save(force_insert=True)
    copies = Line.objects.bulk_create(
        Line(
            document=quote,
            position=line.position,
            item=line.item,
            quantity=line.quantity,
            price_minor=line.price_minor,
            amount_minor=line.amount_minor,
            discount=line.discount,
            tax_code_id=line.tax_code_id,
            tax_rate=line.tax_rate,
            note=line.note,
            from_bin=line.from_bin,
            to_bin=line.to_bin,
            spread=line.spread,
        )
        for line in lines
    )
    keep_copied_kits(list(zip(lines, copies, strict=True)))
    set_status(work, document, Status.CANCELLED)
    return StatusChanged(
        document_id=document.pk,
        kind=kind.code,
        number=document.number,
        status=Status.CANCELLED,
        quote=f"{kind.quote} {quote.number}",
    )


def _void(work: Work, document: Document, kind: Kind) -> StatusChanged:
    """Nothing comes of it: what it holds goes to its release bin."""
    release_all(work, document, kind)
    set_status(work, document, Status.CANCELLED)
    return StatusChanged(document_id=document.pk, kind=kind.code, number=document.number, status=Status.CANCELLED)
