"""Working on exports: taking one in line, writing it within one snapshot, and telling how far it is.

Whoever works on an export has it for a while, and renews that while he lives. When he does not, the next one begins it
anew; what the first then still writes is his own file, and his last word is not heard.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from secrets import token_hex
from typing import Any

from django.db import connections

from everyunit.base import clock, sql
from everyunit.base.patience import patiently
from everyunit.base.snapshot import snapshot
from everyunit.exports.folder import drop_files, file_of, folder, is_old, remove
from everyunit.exports.lists import open_list
from everyunit.exports.models import Job
from everyunit.exports.writing import name_of, write_file
from everyunit.people.tokens import actor_with_id
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import SEE_COST

LEASE = dt.timedelta(seconds=60)
RENEW_S = 1.0
ATTEMPTS = 3
DAYS_KEPT = 7
OPEN = "(status = 'waiting' OR (status = 'running' AND leased_until < %s))"

logger = logging.getLogger(__name__)


class Stopped(Exception):
    """Somebody cancelled or deleted the export, another one took it over, or the server ends."""


def something_waits() -> bool:
    return sql.row(f"SELECT 1 FROM exports_job WHERE {OPEN} LIMIT 1", [clock.now()]) is not None


def take() -> Job | None:
    """The export that has waited longest, if there is one; from now on it is this caller's."""
    while True:
        now = clock.now()
        found = sql.row(f"SELECT id, attempts FROM exports_job WHERE {OPEN} ORDER BY id LIMIT 1", [now])
        if found is None:
            return None
        export_id, attempts = found
        if attempts >= ATTEMPTS:
            _give_up(export_id, now)
            continue
        holder = token_hex(8)
        taken = sql.execute(
            "UPDATE exports_job SET status = 'running', holder = %s, leased_until = %s, attempts = attempts + 1,"
            f" rows_done = 0, rows_total = NULL WHERE id = %s AND {OPEN}",
            [holder, now + LEASE, export_id, now],
        )
        if taken:
            return Job.objects.filter(pk=export_id, holder=holder).first()


def work_on(job: Job, stop: Callable[[], bool] = lambda: False) -> None:
    """Write the export to its end, whatever comes. `stop`: asked now and then whether to give it back instead."""
    watch = Watch(job, stop)
    try:
        with watch.kept():
            size, name = _written(job, watch)
        _end(job, "done", name=name, size=size, rows_done=watch.rows, rows_total=watch.rows)
    except Stopped:
        file_of(job.pk, job.holder).unlink(missing_ok=True)
        if stop():
            _give_back(job)
    except Refused as refusal:
        _fail(job, refusal.message)
    except OSError as error:
        logger.exception("export %s", job.pk)
        said = error.strerror or "the disk refuses it"
        _fail(job, f"The file could not be written: {said}. Tell whoever runs the server.")
    except Exception:
        logger.exception("export %s", job.pk)
        _fail(job, "The program failed while it wrote this file. Its log tells why; tell whoever runs the server.")


def sweep() -> int:
    """Delete what has expired, and files that no export needs any more; how many exports went."""
    before = clock.now() - dt.timedelta(days=DAYS_KEPT)
    gone = list(Job.objects.filter(finished_at__lt=before).values_list("pk", flat=True))
    Job.objects.filter(pk__in=gone).delete()
    for export_id in gone:
        drop_files(export_id)
    found = list(folder().iterdir())  # first, so that what begins meanwhile is not taken for left behind
    kept = set(Job.objects.values_list("pk", flat=True))
    for each in found:
        head = each.name.partition("-")[0]
        if int(head) not in kept if head.isdecimal() else is_old(each):
            remove(each)
    return len(gone)


class Watch:
    """Says how far the export is while it is written, keeps it, and hears when to stop: in a thread of its own, with a
    connection of its own, for the other one is busy reading.
    """

    def __init__(self, job: Job, stop: Callable[[], bool]) -> None:
        self.job, self.stop = job, stop
        self.rows = 0
        self.total: int | None = None
        self.lost = False
        self._ended = threading.Event()

    def tick(self, rows: int) -> None:
        self.rows = rows
        if self.lost or (not rows % 1000 and self.stop()):
            raise Stopped

    @contextmanager
    def kept(self) -> Iterator[None]:
        thread = threading.Thread(target=self._keep, daemon=True, name="export-watch")
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            thread.join()

    def _keep(self) -> None:
        try:
            while not self._ended.wait(RENEW_S) and not self.lost:
                self._renew()
        finally:
            connections.close_all()

    def _renew(self) -> None:
        try:
            held = sql.execute(
                "UPDATE exports_job SET rows_done = %s, rows_total = %s, leased_until = %s"
                " WHERE id = %s AND holder = %s AND status = 'running'",
                [self.rows, self.total, clock.now() + LEASE, self.job.pk, self.job.holder],
            )
        except Exception:
            logger.warning("export %s could not say how far it is", self.job.pk, exc_info=True)
            return  # the lease outlasts many such
        self.lost = not held


def _written(job: Job, watch: Watch) -> tuple[int, str]:
    """Write the file; its size and what it is called."""
    actor = actor_with_id(job.user_id)
    if not job.costs:
        actor = replace(actor, rights=actor.rights - {SEE_COST})
    elif not actor.may(SEE_COST):
        raise Refused("not_allowed", "You may not see costs any more. Export the list again.")
    file = file_of(job.pk, job.holder)
    with patiently(), snapshot():
        opened: Any = open_list(job.of_list, job.query, actor)
        watch.total = opened.count(None)
        watch.tick(0)
        write_file(opened, job.format, file, watch.tick)
        name = name_of(opened, job.format)
    file.chmod(0o600)
    return file.stat().st_size, name


def _end(job: Job, status: str, **changes: Any) -> None:
    """The last word, if it is still this holder's to say."""
    mine = Job.objects.filter(pk=job.pk, holder=job.holder, status="running")
    if not mine.update(status=status, finished_at=clock.now(), leased_until=None, **changes):
        file_of(job.pk, job.holder).unlink(missing_ok=True)


def _fail(job: Job, problem: str) -> None:
    file_of(job.pk, job.holder).unlink(missing_ok=True)
    _end(job, "failed", problem=problem)


def _give_back(job: Job) -> None:
    """The server ends in order: another one, or itself, goes on at once, and this was no failed attempt."""
    sql.execute(
        "UPDATE exports_job SET status = 'waiting', holder = '', leased_until = NULL, attempts = attempts - 1,"
        " rows_done = 0 WHERE id = %s AND holder = %s AND status = 'running'",
        [job.pk, job.holder],
    )


def _give_up(export_id: int, now: dt.datetime) -> None:
    sql.execute(
        "UPDATE exports_job SET status = 'failed', finished_at = %s, leased_until = NULL, problem = %s"
        f" WHERE id = %s AND attempts >= %s AND {OPEN}",
        [
            now,
            f"The server was interrupted {ATTEMPTS} times while it wrote this file. Narrow the list, or try again.",
            export_id,
            ATTEMPTS,
            now,
        ],
    )
    drop_files(export_id)
