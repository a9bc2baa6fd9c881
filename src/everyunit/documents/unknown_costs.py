"""What units that were never ours cost, and why: as somebody said, else what a piece of the item costs on average."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.documents.models import Line

REASON_LIMIT = 200  # of a posting


def origin(cost_minor: int, named: bool | None) -> str:
    """Where such a cost comes from; "" where that was not kept."""
    if named is None:
        return ""
    if named:
        return "the cost that was said"
    return "the item’s average cost" if cost_minor else "no cost, for none in stock has any"


def told(item: str, cost_minor: int, named: bool | None) -> str:
    """The same in the story of the units and of their paper: without the figure, which not everybody may see."""
    where = origin(cost_minor, named)
    return f"{item} that was never ours, at {where}" if where else ""


def told_of(lines: Sequence[Line]) -> str:
    """What is told of a paper that makes such units, by item."""
    said = [
        told(line.item.code, line.generate_cost_minor or 0, line.generate_cost_named)
        for line in lines
        if line.to_generate
    ]
    text = "; ".join(dict.fromkeys(filter(None, said)))
    return text if len(text) <= REASON_LIMIT else f"{text[: REASON_LIMIT - 1]}…"
