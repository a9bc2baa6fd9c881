"""Start a document: a draft with a number of its own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from everyunit.base import clock, numbering
from everyunit.base.operation import Work, operation
from everyunit.documents.commit import generate_committed
from everyunit.documents.dates import day_of
from everyunit.documents.doubles import doubles_of
from everyunit.documents.drafts import DraftSaved, saved
from everyunit.documents.header import AS_USUAL, Header, begin_header
from everyunit.documents.kind import Kind, Stage
from everyunit.documents.models import Document, Status
from everyunit.documents.naming import bin_named, kind_named, location_here, named, target_named
from everyunit.documents.new_lines import NewLine, add_lines
from everyunit.documents.reach import refuse_elsewhere
from everyunit.parties.models import Party
from everyunit.people.models import User
from everyunit.preferences.queries import preferences
from everyunit.preferences.table import REPRESENTATIVE
from everyunit.rules.refusals import Offender, Refused

REFERENCE_LIMIT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A new document of a kind. Parties, bins and the location are named by code; dates default to today, the location
    to where the workstation stands, else to the company's.
    """

    kind: str
    party: str | None = None
    location: str | None = None
    date: dt.date | None = None
    from_bin: str | None = None
    to_bin: str | None = None
    source_id: int | None = None
    reference: str = ""
    notes: str = ""
    header: Header = AS_USUAL
    lines: tuple[NewLine, ...] = ()


@operation()
def draft(work: Work, command: Draft) -> DraftSaved:
    """Save a draft; it gets the next number of its location and kind.

    Refused: `unknown_kind`, `not_allowed`, `not_by_hand`, `unknown_party`, `wrong_party`, `party_discontinued`,
    `unknown_location`, `unknown_bin`, `wrong_bin`, `reserved_bin`, `unknown_document`, `too_long`, `future_date`,
    `bad_header`, and what `drafts.add_lines` refuses.
    """
    kind = kind_named(command.kind)
    work.needs(kind.right)
    if not kind.by_hand:
        raise Refused("not_by_hand", f"A {kind.name.lower()} is not begun like this; it comes from what is done.")
    location = location_here(work, command.location)
    refuse_elsewhere(work.actor, kind.code, "", location.code, preferences(work))
    source = _posted(command.source_id)
    document = Document(
        kind=kind.code,
        location=location,
        party=party_for(kind, command.party),
        date=day_of(command.date or clock.today()),
        from_bin=bin_named(command.from_bin) if command.from_bin else None,
        to_bin=target_named(kind, command.to_bin or ""),
        source=source,
        reference=reference_of(command.reference),
        notes=command.notes,
        created_by=work.actor.user_id,
        created_at=work.at,
        status=Status.DRAFT if kind.stage is Stage.FINAL else Status.OPEN,
        number=numbering.take(kind.code, location.pk).text(),
    )
    begin_header(document, command.header, source)
    if command.header.representative is None and document.representative is None:
        _represent(work, document, kind)
    document.save(force_insert=True)
    generate_committed(work, document, kind, add_lines(document, kind, command.lines))
    return saved(document, doubles_of(work, document))


def _represent(work: Work, document: Document, kind: Kind) -> None:
    """Where the customer has nobody of his own, whoever makes the paper represents the company on it, if that is how
    the company wants it.
    """
    if kind.party == "customer" and preferences(work).value(REPRESENTATIVE) == "user":
        document.representative = User.objects.filter(pk=work.actor.user_id, is_active=True).first()


def party_for(kind: Kind, code: str | None) -> Party | None:
    """The party of a document of this kind. Refused: `unknown_party`, `wrong_party`, `party_discontinued`."""
    if kind.party is None:
        if code:
            raise Refused("wrong_party", f"A {kind.name.lower()} has no vendor or customer.")
        return None
    if not code:
        raise Refused("unknown_party", f"Choose the {kind.party} of this {kind.name.lower()}.")
    party = named(Party, code)
    if party is None:
        raise Refused(
            "unknown_party",
            f"There is no {kind.party} “{code}”. Check the code, or create the {kind.party} first.",
            [Offender(code, "unknown_party", f"Unknown {kind.party}.")],
        )
    if party.role != kind.party:
        raise Refused("wrong_party", f"{party.name} is a {party.role}; a {kind.name.lower()} needs a {kind.party}.")
    if party.discontinued:
        raise Refused("party_discontinued", f"{party.name} is discontinued.")
    return party


def reference_of(text: str) -> str:
    """The other party's own number for the document. Refused: `too_long`."""
    reference = text.strip()
    if len(reference) > REFERENCE_LIMIT:
        raise Refused("too_long", f"A reference has at most {REFERENCE_LIMIT} characters. Put the rest into the notes.")
    return reference


def _posted(document_id: int | None) -> Document | None:
    if document_id is None:
        return None
    source = Document.objects.filter(pk=document_id, status=Status.POSTED).first()
    if source is None:
        raise Refused("unknown_document", "The document it refers to is not posted.")
    return source
