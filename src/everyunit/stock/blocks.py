"""Bins that nothing moves into or out of for a while, because they are being counted, or because somebody says so.

A posting shares a lock from when it looks at the blocks until it ends; who changes them has it alone. So no posting is
half way through a bin that becomes blocked.
"""

from __future__ import annotations

from collections.abc import Collection

from everyunit.base import sql
from everyunit.rules.refusals import Offender, Refused

BY_HAND = "by hand: "  # what such a block begins with; those of counts name the count
BLOCKS_LOCK = 7_702  # of PostgreSQL's advisory locks; SQLite has one writer at a time anyway


def refuse_blocked(bin_ids: Collection[int]) -> None:
    """Refused: `bin_blocked`, with all of these bins that are blocked, each naming what blocks it."""
    if sql.on_postgres():
        sql.execute("SELECT pg_advisory_xact_lock_shared(%s)", [BLOCKS_LOCK])
    found = blocked(bin_ids)
    if found:
        first, by = found[0]
        raise Refused(
            "bin_blocked",
            f"Bin {first} is blocked ({by}): nothing moves in or out. Finish or cancel its count, or have it"
            " unblocked on its page, then try again.",
            [Offender(code, "bin_blocked", f"It is blocked: {by}.", by) for code, by in found],
        )


def blocked(bin_ids: Collection[int]) -> list[tuple[str, str]]:
    """Those of the bins that are blocked, by code, and by what."""
    chosen = sql.among("k.bin_id", sorted(bin_ids))
    return [
        (str(code), str(by))
        for code, by in sql.rows(
            f"SELECT b.code, k.by FROM stock_blockedbin k JOIN places_bin b ON b.id = k.bin_id WHERE {chosen.sql}"
            " ORDER BY b.code",
            chosen.params,
        )
    ]


def blocks_of(bin_id: int) -> str:
    """What blocks the bin; "" where nothing does."""
    return str(sql.scalar("SELECT by FROM stock_blockedbin WHERE bin_id = %s", [bin_id]) or "")


def hold_blocks() -> None:
    """Nothing is posted by others from now on until the transaction ends; what they were at is done."""
    if sql.on_postgres():
        sql.execute("SELECT pg_advisory_xact_lock(%s)", [BLOCKS_LOCK])


def block(bin_ids: Collection[int], by: str) -> int:
    """Block these bins; how many. Those that are blocked already stay as they are: compare the count."""
    return sql.insert(
        "stock_blockedbin", {"bin_id": ("bigint", sorted(bin_ids))}, {"by": by}, conflict="ON CONFLICT DO NOTHING"
    )


def unblock(bin_ids: Collection[int], by: str) -> int:
    """Let goods move again in those of the bins that this blocked; how many. What something else blocks stays so."""
    chosen = sql.among("bin_id", sorted(bin_ids))
    return sql.execute(f"DELETE FROM stock_blockedbin WHERE {chosen.sql} AND by = %s", [*chosen.params, by])
