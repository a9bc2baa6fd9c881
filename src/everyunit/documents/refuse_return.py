"""Refuse to take a unit back: it stays the customer's, and a credit order that credits nothing tells why."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.documents.attach import Attach, attach
from everyunit.documents.close import Close, close
from everyunit.documents.detach import Detach, detach
from everyunit.documents.draft import Draft, draft
from everyunit.documents.kinds import KINDS
from everyunit.documents.models import Document, Line
from everyunit.documents.refused_before import refused_bins
from everyunit.rules.refusals import Offender, Refused
from everyunit.rules.scanning import Action
from everyunit.rules.serials import clean
from everyunit.stock.queries import UnitRow, holding_lines, units_by_serial
from everyunit.stock.sold import line_left_on

ANNOUNCES = next(kind for kind in KINDS.values() if kind.release == "return_refused")
REASON_LIMIT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseReturn:
    """This unit, which a customer brings or has announced, is not taken back."""

    serial: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRefused:
    """The credit order that tells of it, and the bin where the unit now stands for the customer."""

    document_id: int
    kind: str
    number: str
    bin: str


@operation(right=ANNOUNCES.right)
def refuse_return(work: Work, command: RefuseReturn) -> ReturnRefused:
    """Take it off the credit order that expects it, or write one that is closed at once; it moves to the bin for
    refused returns (SAL-94, SAL-108). The reason stands in the notes.

    Refused: `unknown_unit`, `no_reason`, `too_long`, `not_sold`, `held`, `already_refused`, `not_taken`,
    `party_discontinued`.
    """
    unit = units_by_serial([clean(command.serial)]).get(clean(command.serial))
    if unit is None:
        raise Refused("unknown_unit", f"There is no unit {command.serial}.")
    if not command.reason.strip():
        raise Refused("no_reason", f"Say why {unit.serial} is not taken back; the customer will ask.")
    note = f"{unit.serial} was refused. {command.reason.strip()}"
    if len(note) > REASON_LIMIT:
        raise Refused("too_long", "The reason is too long. Put the rest into a letter.")
    document = _expecting(unit)
    if document is None:
        _refuse_again(unit)
        document = _new(work, unit)
    detach.within(work, Detach(document_id=document.pk, scans=(unit.serial,), keep_lines=True))
    document.refresh_from_db()
    document.notes = f"{document.notes}\n{note}".strip()
    document.save(update_fields=["notes"])
    if not any(line.attached or not line.follows_units for line in document.lines.all()):
        close.within(work, Close(document_id=document.pk))
    where = sql.scalar(
        "SELECT b.code FROM stock_unit u JOIN places_bin b ON b.id = u.bin_id WHERE u.id = %s", [unit.unit_id]
    )
    return ReturnRefused(document_id=document.pk, kind=document.kind, number=document.number, bin=str(where))


def _expecting(unit: UnitRow) -> Document | None:
    """The credit order that the unit is announced on."""
    holder = holding_lines([unit]).get(unit.unit_id)
    if holder is None:
        return None
    document = Line.objects.select_related("document").get(pk=holder).document
    if document.kind != ANNOUNCES.code:
        name = f"{document.kind} {document.number}"
        raise Refused("held", f"{unit.serial} is held by {name}.", [Offender(unit.serial, "held", "Detach it.", name)])
    return document


def _refuse_again(unit: UnitRow) -> None:
    if unit.bin_id not in refused_bins():
        return
    kind, number = sql.rows(
        "SELECT d.kind, d.number FROM stock_movement m JOIN stock_posting p ON p.id = m.posting_id"
        " JOIN documents_document d ON d.id = p.document_id WHERE m.unit_id = %s AND m.home = %s"
        " ORDER BY m.step DESC LIMIT 1",
        [unit.unit_id, unit.home],
    )[0]
    name = f"{kind} {number}"
    raise Refused(
        "already_refused",
        f"{unit.serial} was refused already, with {name}; its notes tell why.",
        [Offender(unit.serial, "already_refused", f"See {name}.", name)],
    )


def _new(work: Work, unit: UnitRow) -> Document:
    """A credit order for it alone, to the customer who has it."""
    line_id = line_left_on(unit, "customer")
    if line_id is None:
        raise Refused("not_sold", f"{unit.serial} is not with a customer of ours.")
    party = Line.objects.select_related("document__party").get(pk=line_id).document.party
    paper = draft.within(work, Draft(kind=ANNOUNCES.code, party=party.code if party is not None else None))
    scanned = attach.within(work, Attach(document_id=paper.document_id, scans=(unit.serial,), by="serial", exceed=True))
    if not scanned.counts.get(Action.ADDED):
        entry = scanned.entries[0]
        raise Refused("not_taken", entry.message, [Offender(unit.serial, entry.code, entry.message, entry.holder)])
    return Document.objects.get(pk=paper.document_id)
