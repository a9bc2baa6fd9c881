"""Delete an export and its file before it expires."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.db import transaction

from everyunit.base.operation import Work, operation
from everyunit.exports.cancel_export import own_export
from everyunit.exports.folder import drop_files


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteExport:
    """One's own export."""

    export_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportDeleted:
    """What its file was called; empty where there was none."""

    name: str


@operation()
def delete_export(work: Work, command: DeleteExport) -> ExportDeleted:
    """It goes, whatever its state, and its file with it. Refused: `unknown_export`."""
    job = own_export(work, command.export_id)
    gone = ExportDeleted(name=job.name)
    export_id = job.pk
    job.delete()
    transaction.on_commit(partial(drop_files, export_id))
    return gone
