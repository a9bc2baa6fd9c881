"""When scanned units last came into our stock, or left it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.documents.scans import Outcome, by_fact
from everyunit.places.models import Bin


@dataclass(frozen=True, slots=True)
class Crossing:
    """The posting by which units went from bins of one type to bins of the other, and its line."""

    posting_id: int
    line_id: int


def last_crossings(
    outcomes: Sequence[Outcome], bins: dict[int, Bin], source: str, target: str, counting: str
) -> list[tuple[Outcome, Crossing | None]]:
    """The outcomes, parted by how their units last went from bins of type `source` to bins of type `target`.

    `counting`: the condition under which a posting `p` counts; units are followed back past the others.
    """
    fact = (
        "(SELECT m.posting_id || ' ' || m.line_id FROM stock_movement m WHERE m.unit_id = u.id AND m.home = u.home"
        f" AND m.from_bin_id IN ({_ids(bins, source)}) AND m.to_bin_id IN ({_ids(bins, target)})"
        " AND EXISTS (SELECT 1 FROM stock_posting p"
        f" WHERE p.id = m.posting_id AND p.reverses_id IS NULL AND {counting})"
        " ORDER BY m.step DESC LIMIT 1)"
    )
    return [
        (part, None if told is None else Crossing(*map(int, told.split()))) for part, told in by_fact(outcomes, fact)
    ]


def _ids(bins: dict[int, Bin], bin_type: str) -> str:
    return ", ".join(str(bin_id) for bin_id, bin_ in bins.items() if bin_.bin_type == bin_type) or "NULL"
