"""Cancel an export that waits or runs."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.exports.models import Job
from everyunit.rules.refusals import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelExport:
    """One's own export."""

    export_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportCancelled:
    """What it is now: an export that was done just before stays so."""

    export_id: int
    status: str


@operation()
def cancel_export(work: Work, command: CancelExport) -> ExportCancelled:
    """Whoever works on it notices within a few seconds and leaves no file behind. Refused: `unknown_export`."""
    job = own_export(work, command.export_id)
    if job.status in ("waiting", "running"):
        job.status, job.finished_at = "cancelled", work.at
        job.save(update_fields=["status", "finished_at"])
    return ExportCancelled(export_id=job.pk, status=job.status)


def own_export(work: Work, export_id: int) -> Job:
    """The actor's export, locked. Refused: `unknown_export`."""
    job = Job.objects.select_for_update().filter(pk=export_id, user_id=work.actor.user_id).first()
    if job is None:
        raise Refused("unknown_export", "There is no such export of yours. It may have expired; start it again.")
    return job
