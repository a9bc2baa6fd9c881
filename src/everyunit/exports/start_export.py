"""Start an export: a list that becomes a file in the background."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.exports.lists import open_list
from everyunit.exports.models import Job
from everyunit.exports.writing import FORMATS
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import SEE_COST

AT_ONCE = 5
QUERY_LIMIT = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StartExport:
    """A list by name; its filters, columns and order as its address writes them (`item=DRIVE&sort=serial`); csv or
    xlsx.
    """

    of_list: str
    query: str = ""
    format: str = "csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportStarted:
    """By which it can be asked after."""

    export_id: int


@operation()
def start_export(work: Work, command: StartExport) -> ExportStarted:
    """Put the list in line; the server writes it with the rights that the actor has.

    Refused: `unknown_format`, `unknown_list`, `not_allowed`, `bad_filter`, `too_many_exports`, and what the list itself
    refuses.
    """
    if command.format not in FORMATS:
        raise Refused("unknown_format", f"There is no format “{command.format}”; there are {' and '.join(FORMATS)}.")
    if len(command.query) > QUERY_LIMIT:
        raise Refused("bad_filter", "These are too many filters to keep. Take some off.")
    open_list(command.of_list, command.query, work.actor)
    waiting = Job.objects.filter(user_id=work.actor.user_id, status__in=("waiting", "running")).count()
    if waiting >= AT_ONCE:
        raise Refused(
            "too_many_exports", f"{waiting} exports of yours are being made already. Wait for one, or cancel one."
        )
    job = Job.objects.create(
        user_id=work.actor.user_id,
        of_list=command.of_list,
        query=command.query,
        format=command.format,
        costs=work.actor.may(SEE_COST),
        created_at=work.at,
    )
    return ExportStarted(export_id=job.pk)
