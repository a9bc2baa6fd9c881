"""Throw a draft away, or purge a quote. Its number is not used again."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.documents.detach import release_all
from everyunit.documents.drafts import draft_to_change
from everyunit.documents.kind import Stage
from everyunit.rules.refusals import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Discard:
    """Throw this draft away and release what it holds."""

    document_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Discarded:
    """The draft that is no more."""

    kind: str
    number: str


@operation()
def discard(work: Work, command: Discard) -> Discarded:
    """Delete a draft and release its units. Refused: `unknown_document`, `already_posted`, `not_allowed`,
    `orders_stay`.
    """
    document, kind = draft_to_change(work, command.document_id)
    if kind.stage is Stage.ORDER:
        raise Refused(
            "orders_stay",
            f"{kind.name} {document.number} is an order: cancel it, or close it."
            " Only drafts and quotes are thrown away.",
        )
    release_all(work, document, kind)
    document.delete()
    return Discarded(kind=kind.code, number=document.number)
