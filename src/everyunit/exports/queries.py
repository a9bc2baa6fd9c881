"""Reading what exports there are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from everyunit.base.operation import Actor
from everyunit.exports.folder import file_of
from everyunit.exports.lists import LISTS
from everyunit.exports.models import Job
from everyunit.exports.working import DAYS_KEPT
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import SEE_COST

SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRow:
    """An export. `rows_total` None: not known yet, or not beforehand. `expires_on`: the last day of what is done."""

    export_id: int
    of_list: str
    title: str
    query: str
    format: str
    status: str
    rows_done: int
    rows_total: int | None
    size: int
    name: str
    problem: str
    created_at: dt.datetime
    finished_at: dt.datetime | None

    @property
    def is_open(self) -> bool:
        return self.status in ("waiting", "running")

    @property
    def expires_at(self) -> dt.datetime | None:
        return self.finished_at + dt.timedelta(days=DAYS_KEPT) if self.finished_at else None


def exports_of(user_id: int) -> list[ExportRow]:
    """The user's exports, newest first."""
    return [_row(job) for job in Job.objects.filter(user_id=user_id).order_by("-pk")[:SHOWN]]


def export_by_id(user_id: int, export_id: int) -> ExportRow | None:
    """None where there is none, or it is somebody else's."""
    job = Job.objects.filter(pk=export_id, user_id=user_id).first()
    return None if job is None else _row(job)


def file_for(actor: Actor, export_id: int) -> tuple[ExportRow, Path]:
    """An export with its file. Refused: `unknown_export`, `not_done`, `not_allowed`."""
    job = Job.objects.filter(pk=export_id, user_id=actor.user_id).first()
    if job is None:
        raise Refused("unknown_export", "There is no such export of yours. It may have expired; start it again.")
    if job.status != "done":
        raise Refused("not_done", "This export has no file yet.")
    if job.costs and not actor.may(SEE_COST):
        raise Refused(
            "not_allowed", "There are costs in this file, and you may not see costs any more. Export the list again."
        )
    file = file_of(job.pk, job.holder)
    if not file.is_file():
        raise Refused("unknown_export", "The file of this export is gone. Start the export again.")
    return _row(job), file


def _row(job: Job) -> ExportRow:
    return ExportRow(
        export_id=job.pk,
        of_list=job.of_list,
        title=LISTS[job.of_list].title if job.of_list in LISTS else job.of_list,
        query=job.query,
        format=job.format,
        status=job.status,
        rows_done=job.rows_done,
        rows_total=job.rows_total,
        size=job.size,
        name=job.name,
        problem=job.problem,
        created_at=job.created_at,
        finished_at=job.finished_at,
    )
