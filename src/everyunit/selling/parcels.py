"""What the verbs on parcels share: the parcel, locked with its paper, and how its lines stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base.operation import Work
from everyunit.documents.models import Document
from everyunit.documents.scans import ScanEntry, in_few_words
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import PICK
from everyunit.selling.models import Parcel
from everyunit.selling.packing import packing_of

SCOPE = "parcel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """So many pieces on a line of an order."""

    line_id: int
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedLineState:
    """Of a line, as the paper of the parcels has it: so many are expected, and so many are in its parcels."""

    line_id: int
    item: str
    expected: int
    packed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelPacked:
    """The answer of the verbs that pack: the log, newest last, and how far the packing is.

    `undo_scans`, `undo_counted`: what taking all of it out again takes. `missing`: what is not packed, in words.
    """

    parcel_id: int
    number: str
    entries: tuple[ScanEntry, ...]
    counts: dict[str, int]
    undo_scans: tuple[str, ...]
    undo_counted: tuple[Counted, ...]
    lines: tuple[PackedLineState, ...]
    expected: int
    packed: int
    missing: tuple[str, ...]


def parcel_to_change(work: Work, parcel_id: int) -> Parcel:
    """The parcel; its paper is locked until the operation ends, so that two packers do not pack one thing twice.

    Refused: `unknown_parcel`, `not_allowed`.
    """
    parcel = Parcel.objects.filter(pk=parcel_id).first()
    if parcel is None:
        raise Refused("unknown_parcel", "There is no such parcel. It may have been discarded.")
    paper_to_pack(work, parcel.document_id)
    parcel.refresh_from_db()
    return parcel


def paper_to_pack(work: Work, document_id: int) -> Document:
    """The paper, locked. Refused: `not_allowed`."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=document_id)
    work.needs(PICK)
    return document


def answer(
    parcel: Parcel, entries: Sequence[ScanEntry], serials: Sequence[str], counted: Sequence[Counted]
) -> ParcelPacked:
    """What became of each scan, and how the parcel's paper stands."""
    packing = packing_of(parcel.document_id)
    counts: Counter[str] = Counter()
    for entry in entries:
        counts[str(entry.action)] += entry.count
    return ParcelPacked(
        parcel_id=parcel.pk,
        number=parcel.number,
        entries=tuple(in_few_words(entries)),
        counts=dict(counts),
        undo_scans=tuple(serials),
        undo_counted=tuple(counted),
        lines=tuple(
            PackedLineState(line_id=line.line_id, item=line.item, expected=line.expected, packed=line.packed)
            for line in packing.lines
        ),
        expected=packing.expected,
        packed=packing.packed,
        missing=tuple(packing.missing),
    )
