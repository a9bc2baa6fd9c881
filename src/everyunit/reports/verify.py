"""Prove that the books are sound: run every truth, and walk the audit chain."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.assembly import truths as assembly
from everyunit.base import sql
from everyunit.counting import truths as counting
from everyunit.documents import truths as documents
from everyunit.documents.sealing import contents_of
from everyunit.money import truths as money
from everyunit.selling import truths as selling
from everyunit.stock import truths as stock
from everyunit.stock.chain import BEGINNING, link

EXAMPLES_SHOWN = 5
POSTINGS_AT_ONCE = 500
CHAIN = "nothing that was posted has been altered"


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthResult:
    """One truth: how many rows break it (0 when it holds), and a few of them."""

    name: str
    broken: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Whether all truths hold, and each one's result."""

    sound: bool
    truths: tuple[TruthResult, ...]


TRUTHS_OF_ROWS = (
    *stock.TRUTHS,
    *documents.TRUTHS,
    *money.TRUTHS,
    *selling.TRUTHS,
    *counting.TRUTHS,
    *assembly.TRUTHS,
)


def verify() -> Verification:
    """Run all truths of the rooms and verify the audit chain. Reads only."""
    results = [run_truth(name, statement) for name, statement in TRUTHS_OF_ROWS]
    results.append(walk_the_chain())
    return Verification(sound=all(result.broken == 0 for result in results), truths=tuple(results))


def run_truth(name: str, statement: str) -> TruthResult:
    """Whether one truth holds."""
    with sql.reading_all():
        found = sql.rows(f"SELECT * FROM ({statement}) found LIMIT {EXAMPLES_SHOWN}")
        broken = 0 if not found else int(sql.scalar(f"SELECT count(*) FROM ({statement}) found"))
    return TruthResult(
        name=name, broken=broken, examples=tuple(", ".join(str(value) for value in each) for each in found)
    )


def walk_the_chain() -> TruthResult:
    """Recompute every seal from what the tables say now, and that the chain has no gap and ends where it should.

    It walks to where the chain ended at the beginning: others may post meanwhile.
    """
    broken: list[str] = []
    head = sql.row("SELECT position, digest FROM stock_chainhead WHERE id = 1") or (0, BEGINNING)
    digest, position = BEGINNING, 0
    while batch := sql.rows(
        "SELECT posting_id, position, digest FROM stock_seal WHERE position > %s AND position <= %s"
        " ORDER BY position LIMIT %s",
        [position, head[0], POSTINGS_AT_ONCE],
    ):
        contents = contents_of([each[0] for each in batch])
        for posting_id, place, sealed in batch:
            position += 1
            if place != position:
                broken.append(f"seal {position} is missing")
                position = place
            if link(digest, contents.get(posting_id, "")) != sealed:
                broken.append(f"posting {posting_id} was altered")
            digest = sealed
    if (position, digest) != (int(head[0]), head[1]):
        broken.append("the end of the chain is missing")
    beyond = sql.rows(
        "SELECT posting_id FROM stock_seal WHERE position >"
        " coalesce((SELECT position FROM stock_chainhead WHERE id = 1), 0)"
    )
    broken += [f"posting {posting_id} is sealed behind the end of the chain" for (posting_id,) in beyond]
    unsealed = sql.rows(
        "SELECT p.id FROM stock_posting p LEFT JOIN stock_seal s ON s.posting_id = p.id WHERE s.posting_id IS NULL"
    )
    broken += [f"posting {posting_id} is not sealed" for (posting_id,) in unsealed]
    return TruthResult(name=CHAIN, broken=len(broken), examples=tuple(broken[:EXAMPLES_SHOWN]))
