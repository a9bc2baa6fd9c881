"""Approve what somebody else has entered: the second pair of eyes on an adjustment of stock."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.documents.approving import draft_worths
from everyunit.documents.drafts import locked_draft
from everyunit.documents.models import Approval
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import APPROVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve:
    """Agree to this draft as it stands now."""

    document_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """The draft, and what it is worth."""

    document_id: int
    kind: str
    number: str
    worth_minor: int


@operation(right=APPROVE)
def approve(work: Work, command: Approve) -> Approved:
    """Agree to a draft that somebody else has begun. It can be posted then, by anybody but who approved it. Whatever
    changes the draft takes the approval away.

    Refused: `unknown_document`, `already_posted`, `closed`, `not_allowed`, `nothing_to_approve`, `empty_document`,
    `own_work`.
    """
    document, kind = locked_draft(work, command.document_id)
    name = f"{kind.name} {document.number}"
    if not kind.adjusts:
        raise Refused("nothing_to_approve", f"{name} needs nobody's approval.")
    if not document.lines.exists():
        raise Refused("empty_document", f"{name} has no lines yet. There is nothing to approve.")
    if document.created_by == work.actor.user_id:
        raise Refused("own_work", f"{name} is your own. Somebody else must approve it.")
    worth = draft_worths([document.pk])[document.pk]
    Approval.objects.update_or_create(
        document=document,
        defaults={"approved_by": work.actor.user_id, "approved_at": work.at, "worth_minor": worth},
    )
    return Approved(document_id=document.pk, kind=kind.code, number=document.number, worth_minor=worth)
