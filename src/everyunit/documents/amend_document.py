"""Change what may still be changed of a posted document: how it is shipped, its tracking number, its notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.documents.header import LIMITS
from everyunit.documents.kinds import KINDS
from everyunit.documents.models import Amendment, Document, Status
from everyunit.documents.reach import keep_to_own
from everyunit.documents.sealing import contents_of
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.stock import chain, ledger

FIELDS = ("ship_via", "tracking_number", "notes")
NOTES_LIMIT = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendDocument:
    """New values for a posted document; None leaves a value as it is, "" clears it."""

    document_id: int
    ship_via: str | None = None
    tracking_number: str | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentAmended:
    """The document, and which fields changed."""

    document_id: int
    kind: str
    number: str
    changed: tuple[str, ...]


@operation()
def amend_document(work: Work, command: AmendDocument) -> DocumentAmended:
    """Keep the new values beside the document, which stays as it was posted; all that was said before is kept (SAL-49),
    and sealed.

    Refused: `unknown_document`, `not_allowed`, `not_posted` (a draft is changed itself), and all problems at once:
    `bad_header`, and `period_closed` where today is closed already.
    """
    document = Document.objects.select_for_update(of=("self",)).filter(pk=command.document_id).first()
    if document is None:
        raise Refused("unknown_document", "There is no such document.")
    kind = KINDS[document.kind]
    work.needs(kind.right)
    keep_to_own(work, document)
    if document.status != Status.POSTED:
        raise Refused("not_posted", f"{kind.name} {document.number} is not posted. Change it itself.")
    now = {name: str(getattr(document, name)) for name in FIELDS}
    now |= dict(Amendment.objects.filter(document=document).order_by("pk").values_list("field", "new"))
    wanted = {name: value.strip() for name in FIELDS if (value := getattr(command, name)) is not None}
    limits = {name: LIMITS.get(name, NOTES_LIMIT) for name in wanted}
    refuse_if_any(
        [
            Offender(name, "too_long", f"At most {limits[name]} characters.")
            for name, value in wanted.items()
            if len(value) > limits[name]
        ],
        "bad_header",
        "The head of the document cannot be like this.",
    )
    changed = tuple(name for name, value in wanted.items() if value != now[name])
    if changed:
        _keep(work, document, {name: (now[name], wanted[name]) for name in changed})
    return DocumentAmended(document_id=document.pk, kind=document.kind, number=document.number, changed=changed)


def _keep(work: Work, document: Document, changes: Mapping[str, tuple[str, str]]) -> None:
    """Old and new of each field, sealed in the audit chain by a posting that moves nothing."""
    posting_id = ledger.open_posting(work, ledger.NO_DOCUMENT)
    Amendment.objects.bulk_create(
        Amendment(
            document=document,
            field=name,
            old=old,
            new=new,
            actor_id=work.actor.user_id,
            at=work.at,
            posting_id=posting_id,
        )
        for name, (old, new) in changes.items()
    )
    chain.seal(posting_id, contents_of([posting_id])[posting_id])
