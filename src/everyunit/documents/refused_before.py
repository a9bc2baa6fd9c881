"""Units whose return was refused before: whoever takes them back after all is told."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.documents.kind import OUT, Kind
from everyunit.documents.kinds import row_for
from everyunit.documents.models import Document
from everyunit.documents.scans import Outcome, by_fact
from everyunit.places.models import DefaultBin

CAME_WITH = (
    "(SELECT p.document_id FROM stock_movement m JOIN stock_posting p ON p.id = m.posting_id"
    " WHERE m.unit_id = u.id AND m.home = u.home AND m.step = u.step)"
)


def refused_bins() -> set[int]:
    """The bins that refused returns stand in."""
    return set(DefaultBin.objects.filter(purpose="return_refused").values_list("bin_id", flat=True))


def with_refusals(outcomes: Sequence[Outcome], kind: Kind) -> list[Outcome]:
    """The outcomes, in order; what comes back from a bin for refused returns parted by the paper that says so."""
    back = [
        outcome
        for outcome in outcomes
        if outcome.usable and kind.party == "customer" and row_for(kind, outcome.sign).route.source == OUT
    ]
    where = refused_bins() if back else set()
    refused = [outcome for outcome in back if outcome.run is not None and outcome.run.bin_id in where]
    if not refused:
        return list(outcomes)
    parts = by_fact(refused, CAME_WITH)
    papers = Document.objects.in_bulk({int(document_id) for _, document_id in parts})
    for outcome, document_id in parts:
        outcome.refused_on = papers[int(document_id)]
    others = [outcome for outcome in outcomes if outcome not in refused]
    return sorted([*others, *(outcome for outcome, _ in parts)], key=lambda outcome: outcome.place)


def name_refusals(outcomes: Sequence[Outcome]) -> None:
    """Say it of units that were attached all the same."""
    for outcome in outcomes:
        paper = outcome.refused_on
        if paper is not None and outcome.line is not None:
            outcome.code = outcome.code or "was_refused"
            told = f"Its return was refused with {paper.kind} {paper.number}, {paper.date}."
            outcome.message = f"{told} {outcome.message}".strip()
