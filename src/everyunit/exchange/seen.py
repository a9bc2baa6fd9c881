"""Knowing a file again: what was imported before, and whether it still stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from everyunit.base import sql
from everyunit.base.operation import Work
from everyunit.exchange.models import Import, ImportedDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An import that was done. `numbers`: the documents it made."""

    content_digest: str
    options_digest: str
    file_name: str
    rows: int
    units: int
    quantity: int
    value_minor: int
    numbers: tuple[str, ...]
    at: datetime


def recognise(content_digest: str) -> Seen | None:
    """The latest import of this content of which at least one document still stands, that is, is not reversed."""
    found = sql.row(
        "SELECT max(i.id) FROM exchange_import i"
        " JOIN exchange_importeddocument d ON d.from_import_id = i.id"
        " JOIN stock_posting p ON p.document_id = d.document_id AND p.reverses_id IS NULL"
        " LEFT JOIN stock_posting r ON r.reverses_id = p.id"
        " WHERE i.content_digest = %s AND r.id IS NULL",
        [content_digest],
    )
    if found is None or found[0] is None:
        return None
    known = Import.objects.get(pk=found[0])
    return Seen(
        content_digest=known.content_digest,
        options_digest=known.options_digest,
        file_name=known.file_name,
        rows=known.rows,
        units=known.units,
        quantity=known.quantity,
        value_minor=known.value_minor,
        numbers=tuple(
            f"{kind} {number}"
            for kind, number in sql.rows(
                "SELECT d.kind, d.number FROM exchange_importeddocument m"
                " JOIN documents_document d ON d.id = m.document_id"
                " WHERE m.from_import_id = %s ORDER BY d.id",
                [known.pk],
            )
        ),
        at=known.at,
    )


def remember(work: Work, seen: Seen, document_ids: Sequence[int]) -> None:
    """Remember the import that the work under way has done."""
    made = Import.objects.create(
        content_digest=seen.content_digest,
        options_digest=seen.options_digest,
        file_name=seen.file_name[-255:],
        rows=seen.rows,
        units=seen.units,
        quantity=seen.quantity,
        value_minor=seen.value_minor,
        actor_id=work.actor.user_id,
        at=seen.at,
    )
    sql.insert(ImportedDocument._meta.db_table, {"document_id": ("bigint", document_ids)}, {"from_import_id": made.pk})
