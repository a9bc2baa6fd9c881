"""Begin a parcel for an order or an invoice, or say more of one."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import numbering
from everyunit.base.operation import Work, operation
from everyunit.documents.kinds import KINDS
from everyunit.documents.models import Document
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.selling.models import Parcel
from everyunit.selling.packing import anchor_of, is_packed
from everyunit.selling.parcels import SCOPE, paper_to_pack, parcel_to_change

WEIGHT_LIMIT_G = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveParcel:
    """A new parcel for this document, or new values for this parcel; None leaves a value as it is."""

    document_id: int | None = None
    parcel_id: int | None = None
    ship_via: str | None = None
    tracking_number: str | None = None
    weight_g: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelSaved:
    """The parcel. `document_id`: its paper; an invoice that delivers one order shares the order's parcels."""

    parcel_id: int
    number: str
    document_id: int
    ship_via: str
    tracking_number: str
    weight_g: int | None


@operation()
def save_parcel(work: Work, command: SaveParcel) -> ParcelSaved:
    """A new parcel begins with the document's way of shipping.

    Refused: `unknown_document`, `not_packed` (a paper that no goods leave with), `unknown_parcel`, `bad_parcel` with
    every problem, `not_allowed`.
    """
    _check(command)
    if command.parcel_id is None:
        parcel = _new(work, command.document_id or 0)
    else:
        parcel = parcel_to_change(work, command.parcel_id)
    if command.ship_via is not None:
        parcel.ship_via = command.ship_via.strip()
    if command.tracking_number is not None:
        parcel.tracking_number = command.tracking_number.strip()
    if command.weight_g is not None:
        parcel.weight_g = command.weight_g or None
    parcel.save()
    return ParcelSaved(
        parcel_id=parcel.pk,
        number=parcel.number,
        document_id=parcel.document_id,
        ship_via=parcel.ship_via,
        tracking_number=parcel.tracking_number,
        weight_g=parcel.weight_g,
    )


def _new(work: Work, document_id: int) -> Parcel:
    paper = Document.objects.filter(pk=document_id).first()
    if paper is None:
        raise Refused("unknown_document", "There is no such document. It may have been discarded.")
    if not is_packed(KINDS[paper.kind]):
        raise Refused("not_packed", f"No goods leave with {KINDS[paper.kind].name.lower()} {paper.number}.")
    document = paper_to_pack(work, anchor_of(paper.pk))
    return Parcel(
        number=numbering.take(SCOPE, document.location_id).text(),
        document=document,
        ship_via=paper.ship_via,
        created_by=work.actor.user_id,
        created_at=work.at,
    )


def _check(command: SaveParcel) -> None:
    problems = []
    if len((command.ship_via or "").strip()) > 60:
        problems.append(Offender("ship_via", "bad_ship_via", "The way of shipping has at most 60 characters."))
    if len((command.tracking_number or "").strip()) > 100:
        problems.append(Offender("tracking_number", "bad_tracking_number", "A tracking number has at most 100."))
    if not 0 <= (command.weight_g or 0) <= WEIGHT_LIMIT_G:
        problems.append(Offender("weight", "bad_weight", "A weight is neither negative nor that large."))
    refuse_if_any(problems, "bad_parcel", "The parcel cannot be saved like this.")
