"""What building used up: no paper takes a part out of a built unit, nor a unit that was taken apart."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.documents.kinds import KINDS
from everyunit.documents.scans import Outcome, by_fact
from everyunit.stock.part_links import STANDS

# The serial number of the unit that a unit u is built into.
WHOLE = (
    "(SELECT max(w.serial) FROM stock_partlink l JOIN stock_unit w ON w.id = l.whole_id AND w.home = l.whole_home"
    f" WHERE l.unit_id = u.id AND l.home = u.home AND {STANDS})"
)


def with_used_up_skipped(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes; those that building used up are skipped, parted by the unit that they are built into, if any."""
    asked: list[Outcome] = []
    others: list[Outcome] = []
    for outcome in outcomes:
        told = outcome.usable or outcome.code == "wrong_bin"  # where it went says more than where it is recorded
        (asked if told and outcome.used_up is not None else others).append(outcome)
    if not asked:
        return others
    parted = by_fact(asked, WHOLE)
    for outcome, whole in parted:
        outcome.sign = 0
        _skip(outcome, whole)
    return sorted([*others, *(outcome for outcome, _ in parted)], key=lambda outcome: outcome.place)


def _skip(outcome: Outcome, whole: str | None) -> None:
    if whole is not None:
        outcome.skip("built_in", f"It is built into {whole}. Exchange it there, or take {whole} apart.")
    elif (paper := outcome.used_up) is not None:
        name = f"{paper.kind} {paper.number}"
        outcome.skip(
            "used_up",
            f"It was {KINDS[paper.kind].done} by {name} and is no unit of its own any more."
            " It comes back where that is reversed, or what it went into is taken apart.",
            name,
        )
