"""Number series: one per scope (serial numbers, a document kind) and location, taken in blocks, never reused.

A location begins with its series of serial numbers; a series that is opened later has the prefix of the first one.
"""

from __future__ import annotations

from everyunit.base import sql
from everyunit.rules.refusals import Refused
from everyunit.rules.serials import Block

FIRST_NUMBER = 100_000
SERIALS = "serial"


def take(scope: str, location_id: int, count: int = 1) -> Block:
    """Take the next `count` numbers of the series; a missing series is opened at 100000, with the
    prefix of the location.

    The row stays locked until the transaction ends, so a refused operation gives its numbers back.
    """
    taken = _advance(scope, location_id, count)
    if taken is None:
        open_series(scope, location_id, _prefix_of(location_id))
        taken = _advance(scope, location_id, count)
    assert taken is not None
    return taken


def open_series(
    scope: str, location_id: int, prefix: str = "", padding: int = 0, next_number: int = FIRST_NUMBER
) -> None:
    """Open a series. A prefix may be used by one location only, so that numbers stay unique in the company."""
    rival = sql.scalar(
        "SELECT location_id FROM base_series WHERE scope = %s AND prefix = %s AND location_id <> %s",
        [scope, prefix, location_id],
    )
    if rival is not None:
        raise Refused(
            "prefix_taken",
            f"Another location already numbers with the prefix “{prefix}”. Give this one a prefix of its own.",
        )
    sql.execute(
        "INSERT INTO base_series (scope, location_id, prefix, padding, next_number)"
        " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        [scope, location_id, prefix, padding, next_number],
    )


def prefix_taken(prefix: str) -> bool:
    """Whether a location has a series with this prefix."""
    return sql.scalar("SELECT min(id) FROM base_series WHERE prefix = %s", [prefix]) is not None


def _prefix_of(location_id: int) -> str:
    return str(
        sql.scalar("SELECT prefix FROM base_series WHERE location_id = %s ORDER BY id LIMIT 1", [location_id]) or ""
    )


def _advance(scope: str, location_id: int, count: int) -> Block | None:
    taken = sql.row(
        "UPDATE base_series SET next_number = next_number + %s WHERE scope = %s AND location_id = %s"
        " RETURNING prefix, padding, next_number",
        [count, scope, location_id],
    )
    if taken is None:
        return None
    return Block(str(taken[0]), int(taken[1]), int(taken[2]) - count, count)
