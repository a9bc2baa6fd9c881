"""Progress: long work says how far it is, to whoever watches. Without a watcher it costs nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Watcher = Callable[[str, int, int], None]  # what is being done, how much is done, of how much

_watcher: ContextVar[Watcher | None] = ContextVar("progress_watcher", default=None)


def report(what: str, done: int, total: int) -> None:
    """Tell the watcher, if there is one."""
    watcher = _watcher.get()
    if watcher is not None:
        watcher(what, done, total)


@contextmanager
def watched(by: Watcher) -> Iterator[None]:
    """Let this watcher hear of the work done inside."""
    before = _watcher.set(by)
    try:
        yield
    finally:
        _watcher.reset(before)
