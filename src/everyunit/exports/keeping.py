"""The process beside the web server that lets exports be written, one at a time, each by a process of its own.

So a long export keeps no page waiting, its memory is given back when it is done, and what kills it kills nothing else.
"""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Callable
from types import FrameType

from django.db import close_old_connections, connections

from everyunit.exports.working import something_waits, sweep, take, work_on

LOOK_EVERY_S = 1.0
SWEEP_EVERY_S = 600
NICE = 5  # pages go first

logger = logging.getLogger(__name__)


class Ending:
    """Whether this process shall end: it was told so, or whoever began it is gone."""

    def __init__(self) -> None:
        self.parent = os.getppid()
        self.told = False
        for each in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
            signal.signal(each, self._hear)

    def __call__(self) -> bool:
        return self.told or os.getppid() != self.parent

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.told = True


def begin_keeping() -> int:
    """Begin the process; its id. To be called before there are threads, and without open connections."""
    return _forked(lambda: _keep(Ending()))


def _keep(ending: Ending) -> None:
    swept = 0.0
    while not ending():
        try:
            if time.monotonic() - swept > SWEEP_EVERY_S or not swept:
                sweep()
                swept = time.monotonic()
            if something_waits():
                _let_write(ending)
                continue
            close_old_connections()
        except Exception:
            logger.warning("exports wait, for they cannot be begun now", exc_info=True)
        time.sleep(LOOK_EVERY_S)


def _let_write(ending: Ending) -> None:
    """One export, to its end, in a process of its own."""
    connections.close_all()
    writer = _forked(_write)
    told = False
    while True:
        done, _ = os.waitpid(writer, os.WNOHANG)
        if done:
            return
        if ending() and not told:
            os.kill(writer, signal.SIGTERM)
            told = True
        time.sleep(0.1)


def _write() -> None:
    ending = Ending()
    os.nice(NICE)
    job = take()
    if job is not None:
        work_on(job, ending)


def _forked(work: Callable[[], None]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException:
        logger.exception("exports")
    finally:
        os._exit(0)  # never into what the parent was about to do
