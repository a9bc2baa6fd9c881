"""Throw a parcel away."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.selling.parcels import parcel_to_change


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardParcel:
    """This parcel is no more."""

    parcel_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelDiscarded:
    """The parcel that is no more, and the paper that it belonged to."""

    number: str
    document_id: int


@operation()
def discard_parcel(work: Work, command: DiscardParcel) -> ParcelDiscarded:
    """What was in it is to be packed again; its number is not used again. Refused: `unknown_parcel`, `not_allowed`."""
    parcel = parcel_to_change(work, command.parcel_id)
    gone = ParcelDiscarded(number=parcel.number, document_id=parcel.document_id)
    parcel.delete()
    return gone
