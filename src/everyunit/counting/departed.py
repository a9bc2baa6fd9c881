"""By which paper units that are found have left our stock."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.documents.crossings import last_crossings
from everyunit.documents.judging import standing
from everyunit.documents.kind import OUT, STOCK
from everyunit.documents.kinds import KINDS
from everyunit.documents.models import Line
from everyunit.documents.scans import Outcome
from everyunit.places.models import Bin


def departures(outcomes: Sequence[Outcome], bins: dict[int, Bin]) -> list[tuple[Outcome, Line | None]]:
    """The outcomes, all of units out of our stock, parted by the line on which they last left it, as far as one did."""
    gone = last_crossings(outcomes, bins, STOCK, OUT, standing)
    lines = Line.objects.select_related("document__party").in_bulk({each.line_id for _, each in gone if each})
    return [(outcome, lines.get(each.line_id) if each is not None else None) for outcome, each in gone]


def told(line: Line) -> str:
    """It was sold on SI 100001 to Miller."""
    document = line.document
    to = f" to {document.party.name}" if document.party is not None else ""
    how = {"customer": "was sold", "vendor": "went back to the vendor"}.get(KINDS[document.kind].party or "", "left")
    return f"It {how} on {document.kind} {document.number}{to}, {document.date}."
