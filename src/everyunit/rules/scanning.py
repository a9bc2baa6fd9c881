"""How scanned units find their lines.

The bin type of the scanned unit decides the sign (SAL-81); the fill order decides the line (SAL-78).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What became of one scan (SAL-77)."""

    ADDED = "added"  # its item was not on the document: a line was added
    ASSIGNED = "assigned"  # attached to a line
    NEGATIVE = "negative"  # attached to a line of the opposite nature, such as a return on an invoice
    SKIPPED = "skipped"  # not used; the reason says why
    DETACHED = "detached"  # released from its line


@dataclass(slots=True)
class Capacity:
    """How many units a line may still take. `asked` None means: the line follows its units, it takes any number."""

    line_id: int
    position: int
    asked: int | None
    attached: int

    @property
    def free(self) -> int:
        return max(0, (self.asked or 0) - self.attached)


@dataclass(frozen=True, slots=True)
class Filled:
    """So many of the units, in order, go to this line; `exceeding` of them are more than it asked for."""

    line_id: int
    count: int
    exceeding: int = 0


@dataclass(frozen=True, slots=True)
class Filling:
    """Where the units go; `left` of them fit nowhere without exceeding, and wait for an answer."""

    placed: tuple[Filled, ...]
    left: int


def fill(lines: Sequence[Capacity], selected: int | None, count: int, exceed: bool) -> Filling:
    """Place `count` units of one item on its lines (SAL-78).

    The selected line is filled first, then the other lines of the item in order. What is left goes to a line that
    follows its units; without one it waits, or with `exceed` goes to the selected (else the first) line.

    Lines 1 (quantity 2) and 3 (quantity 3): five scans with line 1 selected give 2 to line 1 and 3 to line 3,
    with line 3 selected 3 to line 3 and 2 to line 1; a sixth asks first.
    """
    ordered = sorted(lines, key=lambda line: (line.line_id != selected, line.asked is None, line.position))
    placed: list[Filled] = []
    left = count
    for line in ordered:
        taken = left if line.asked is None else min(left, line.free)
        if taken:
            placed.append(Filled(line.line_id, taken))
            left -= taken
    if left and exceed and ordered:
        placed.append(Filled(ordered[0].line_id, left, exceeding=left))
        left = 0
    return Filling(tuple(placed), left)
