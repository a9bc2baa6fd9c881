"""Send what a transfer order asks for, as far as nobody needs to scan it."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.documents.commit import Commit, commit
from everyunit.documents.drafts import draft_to_change, refuse_to_name
from everyunit.documents.kind import Kind
from everyunit.documents.models import Line
from everyunit.documents.picking import picks_itself_as
from everyunit.documents.progress import not_sent, progress
from everyunit.rules.refusals import Offender, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """The goods of this transfer order leave now."""

    document_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """How many pieces left by it, and how many units are still to be scanned."""

    document_id: int
    kind: str
    number: str
    sent: int
    to_scan: int


@operation()
def send(work: Work, command: Send) -> Sent:
    """All that lines lack of counted goods and of units that pick themselves goes on its way (WHS-137), or nothing.

    Refused: `unknown_document`, `closed`, `not_allowed`, `not_a_transfer_order`, `nothing_to_send`, `scan_the_units`
    with all lines whose units are named one by one, where there are no others; and what committing refuses.
    """
    document, kind = draft_to_change(work, command.document_id)
    refuse_to_name(document, kind)
    if not kind.travels:
        raise Refused("not_a_transfer_order", f"{kind.name} {document.number} is no transfer order.")
    lines = list(document.lines.select_related("item").order_by("position"))
    reached = progress([line.pk for line in lines])
    left = {line.pk: not_sent(line.quantity, line.attached, line.item.tracking, reached[line.pk]) for line in lines}
    lacking = [(line, left[line.pk]) for line in lines if left[line.pk]]
    ready = [(line, lacks) for line, lacks in lacking if _needs_no_scan(kind, line)]
    if not ready:
        _refuse(lacking)
    for line, lacks in ready:  # lines, not units: each commits by set
        commit.within(work, Commit(document_id=document.pk, line_id=line.pk, quantity=line.attached + lacks))
    sent = sum(lacks for _, lacks in ready)
    return Sent(
        document_id=document.pk,
        kind=kind.code,
        number=document.number,
        sent=sent,
        to_scan=sum(lacks for _, lacks in lacking) - sent,
    )


def _refuse(lacking: list[tuple[Line, int]]) -> None:
    if not lacking:
        raise Refused("nothing_to_send", "All that is asked for is on its way or has arrived.")
    raise Refused(
        "scan_the_units",
        "The units are named one by one: scan what leaves.",
        [
            Offender(f"Line {line.position} ({line.item.code})", "scan_the_units", f"Scan {lacks} more.")
            for line, lacks in lacking
        ],
    )


def _needs_no_scan(kind: Kind, line: Line) -> bool:
    counted = line.item.tracking == "quantity"
    return counted or picks_itself_as(kind, line.item.tracking, line.quantity, follows_units=False)
