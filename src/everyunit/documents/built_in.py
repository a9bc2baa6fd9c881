"""Parts of built units: no paper takes them, they come out by an exchange or when the unit is taken apart."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.documents.kinds import OUT
from everyunit.documents.scans import Outcome, by_fact
from everyunit.places.models import Bin
from everyunit.stock.part_links import STANDS

# The serial number of the unit that a unit u is built into.
WHOLE = (
    "(SELECT max(w.serial) FROM stock_partlink l JOIN stock_unit w ON w.id = l.whole_id AND w.home = l.whole_home"
    f" WHERE l.unit_id = u.id AND l.home = u.home AND {STANDS})"
)


def with_parts_skipped(outcomes: Sequence[Outcome], bins: dict[int, Bin]) -> list[Outcome]:
    """The outcomes; those that would take a part out of a unit are skipped, parted by that unit."""
    asked: list[Outcome] = []
    others: list[Outcome] = []
    for outcome in outcomes:
        (asked if _may_be_built_in(outcome, bins) else others).append(outcome)
    if not asked:
        return others
    parted = by_fact(asked, WHOLE)
    for outcome, whole in parted:
        if whole is not None:
            outcome.sign = 0
            outcome.skip("built_in", f"It is built into {whole}. Exchange it there, or take {whole} apart.")
    return sorted([*others, *(outcome for outcome, _ in parted)], key=lambda outcome: outcome.place)


def _may_be_built_in(outcome: Outcome, bins: dict[int, Bin]) -> bool:
    """What is built in is out of stock, and went to no customer and no vendor."""
    if not outcome.usable or outcome.run is None or bins[outcome.run.bin_id].bin_type != OUT:
        return False
    return outcome.departure is None or outcome.departure.document.party_id is None
