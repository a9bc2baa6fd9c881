"""What something took: by the clock, and in CPU time of the program and the database together.

The clock also measures what else the machine does; CPU time hardly does. SQLite works within this process. Of
PostgreSQL it is the backend of our connection that works for us: where it runs on this machine, under Linux, its CPU
clock can be read; elsewhere there is the clock alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from everyunit.base import sql


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by the clock, and of CPU; None where that cannot be read."""

    clock_s: float
    cpu_s: float | None

    @property
    def judged_s(self) -> float:
        """What is to be compared: CPU time, where there is one."""
        return self.clock_s if self.cpu_s is None else self.cpu_s


class Stopwatch:
    """Runs from when it is made."""

    def __init__(self) -> None:
        self.backend = _backend_clock()
        self.cpu_s = self._cpu()
        self.clock_s = time.perf_counter()

    def read(self) -> Spent:
        clock_s, cpu_s = time.perf_counter() - self.clock_s, self._cpu()
        return Spent(clock_s, None if cpu_s is None or self.cpu_s is None else cpu_s - self.cpu_s)

    def _cpu(self) -> float | None:
        if not sql.on_postgres():
            return time.process_time()
        return None if self.backend is None else time.process_time() + time.clock_gettime(self.backend)


def spent_by(action: Callable[[], object]) -> Spent:
    watch = Stopwatch()
    action()
    return watch.read()


def one_backend() -> None:
    """Let our backend do all the work by itself, so that its CPU clock tells all of it."""
    if sql.on_postgres():
        sql.execute("SET max_parallel_workers_per_gather = 0")


def _backend_clock() -> int | None:
    """The CPU clock of the PostgreSQL backend that serves us, as Linux numbers the clocks of processes."""
    if not sql.on_postgres():
        return None
    connection.ensure_connection()
    assert connection.connection is not None
    process = int(connection.connection.info.backend_pid)
    number = (~process << 3) | 2
    with suppress(OSError):
        if "postgres" in Path(f"/proc/{process}/comm").read_text():
            time.clock_gettime(number)
            return number
    return None
