"""Papers that may have been entered twice: the other party's own number is on another one (SAL-174, PUR-218)."""

from __future__ import annotations

from everyunit.base.operation import Work
from everyunit.documents.kinds import KINDS
from everyunit.documents.models import Document, Status
from everyunit.preferences.queries import preferences

SHOWN = 5


def doubles_of(work: Work, document: Document) -> tuple[str, ...]:
    """Other papers of this kind and party with the same number of theirs, such as “SO 100003”, newest first, where the
    company wants to know. Papers made from one and the same order share its number, and are no doubles.
    """
    warns = KINDS[document.kind].warns_of_doubles
    if not warns or document.party is None or not document.their_number or not preferences(work).on(warns):
        return ()
    others = Document.objects.filter(
        kind=document.kind, party=document.party, their_number=document.their_number
    ).exclude(pk=document.pk)
    if document.source_id is not None:
        others = others.exclude(source_id=document.source_id)
    newest = others.exclude(status=Status.CANCELLED).order_by("-pk")[:SHOWN]
    return tuple(f"{each.kind} {each.number}" for each in newest)
