"""Ten million units, and what it takes to find them, to prove them, and to see that one was tampered with.

On a PostgreSQL database made for it, beside the one that DATABASE_URL names.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from everyunit.base import sql
from everyunit.proving.large_fill import fill, without_guards
from everyunit.proving.large_questions import HEADING, ask_all, told
from everyunit.proving.large_tree import grow
from everyunit.proving.scratch import Scratch, scratch
from everyunit.reports.verify import CHAIN, TruthResult, verify

UNITS = 10_000_000
Result = TypeVar("Result")
# One row altered behind the program's back, what puts it right again, and the truth that must not hold meanwhile.
ALTERED = (
    (
        "the bin of a movement",
        "UPDATE stock_movement SET to_bin_id = to_bin_id {} 1 WHERE step = 2"
        " AND unit_id = (SELECT (min(id) + max(id)) / 2 FROM stock_unit)",
        CHAIN,
    ),
    (
        "the cost of a unit",
        "UPDATE stock_unit SET cost_minor = cost_minor {} 1"
        " WHERE id = (SELECT (min(id) + max(id)) / 3 FROM stock_unit)",
        "each unit costs what it was born at and every change since",
    ),
    (
        "a balance",
        "UPDATE stock_balance SET quantity = quantity {} 1 WHERE (item_id, bin_id) ="
        " (SELECT item_id, bin_id FROM stock_balance WHERE owned ORDER BY item_id DESC, bin_id LIMIT 1)",
        "balances of units are the count of units there",
    ),
)


def main(units: int = UNITS, verifies: bool = True, keep: str = "") -> int:
    """Fill, ask, prove; 0 when every question is answered in time, every truth holds, and what is altered is found.

    `keep`: the database stays under this name, and is taken as it is the next time.
    """
    if not sql.on_postgres():
        print("A bench of this size takes PostgreSQL: set DATABASE_URL.", file=sys.stderr)
        return 2
    with _database(units, keep):
        size = sql.scalar("SELECT pg_size_pretty(pg_database_size(current_database()))")
        counts = [sql.scalar(f"SELECT count(*) FROM {table}") for table in ("stock_unit", "stock_movement")]
        print(f"{counts[0]:,} units, {counts[1]:,} movements, {size}\n{HEADING}", flush=True)
        late = []
        for answer in ask_all():
            print(told(answer), flush=True)
            late += [answer.name] if answer.late else []
        verdicts = [("every question is answered in time", late)]
        if verifies:
            verdicts += [("every truth holds", _broken()), ("what is altered is found", _not_found())]
    for what, missed in verdicts:
        print(f"{'MISSED' if missed else 'met   '}  {what}  {', '.join(missed)}")
    return 1 if any(missed for _, missed in verdicts) else 0


@contextmanager
def _database(units: int, keep: str) -> Iterator[None]:
    """Inside the block, a database with so many units: one that was kept, one that will be, or one thrown away."""
    if not keep:
        with scratch("large") as databases, databases.fresh():
            _fill(units)
            yield
        return
    databases = Scratch("large")
    known = sql.row("SELECT 1 FROM pg_database WHERE datname = %s", [keep]) is not None
    with databases.kept(keep):
        if not known:
            _fill(units)
        yield


def _fill(units: int) -> None:
    _timed("filled", lambda: fill(units))
    _timed("built", grow)
    _timed("analyzed", lambda: sql.execute("VACUUM ANALYZE"))


def _timed(words: str, action: Callable[[], Result]) -> Result:
    started = time.perf_counter()
    result = action()
    print(f"{words} in {time.perf_counter() - started:,.0f} s", file=sys.stderr, flush=True)
    return result


# --- proving ---


def _broken() -> list[str]:
    """The names of the truths that do not hold."""
    return [truth.name for truth in _told_broken()]


def _told_broken() -> list[TruthResult]:
    found = [truth for truth in _timed("proved", verify).truths if truth.broken]
    for truth in found:
        print(f"{truth.broken:,} break “{truth.name}”: {'; '.join(truth.examples)}", file=sys.stderr, flush=True)
    return found


def _not_found() -> list[str]:
    """Which of the altered rows were not found; all are put right again."""
    _alter("+")
    found = {truth.name: truth.broken for truth in _told_broken()}
    _alter("-")
    return [what for what, _, truth in ALTERED if found.get(truth) != 1]


def _alter(sign: str) -> None:
    with without_guards():
        for what, statement, _ in ALTERED:
            if sql.execute(statement.format(sign)) != 1:
                raise AssertionError(f"{what} is more or less than one row")
