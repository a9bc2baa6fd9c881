"""Units of our stock that are scanned onto a paper that takes goods back: they go out on it, as an exchange. That is
seldom meant, so somebody must say yes.
"""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.documents.kind import OUT, STOCK, Kind
from everyunit.documents.kinds import row_for
from everyunit.documents.models import Line
from everyunit.documents.scans import Outcome
from everyunit.places.models import Bin


def ask_to_go_out(outcomes: Sequence[Outcome], kind: Kind, lines: Sequence[Line], bins: dict[int, Bin]) -> int:
    """They wait for a yes, unless an order has lent them or the paper has a negative line for their item; how many."""
    expected = {line.item_id for line in lines if line.negative}
    asked = [
        outcome
        for outcome in outcomes
        if _goes_out(outcome, kind)
        and outcome.run is not None
        and outcome.run.holder is None
        and outcome.run.item_id not in expected
    ]
    for outcome in asked:
        outcome.skip("goes_out", f"{_told(outcome, kind, bins)} Is that what you want?")
    return sum(outcome.count for outcome in asked)


def name_going_out(outcomes: Sequence[Outcome], kind: Kind, bins: dict[int, Bin]) -> None:
    """Where that was confirmed, the answer still says it."""
    for outcome in outcomes:
        if outcome.line is not None and _goes_out(outcome, kind):
            outcome.code, outcome.message = "goes_out", f"{_told(outcome, kind, bins)} Not meant? Undo."


def _goes_out(outcome: Outcome, kind: Kind) -> bool:
    takes_back = kind.party == "customer" and kind.route.source == OUT
    return takes_back and outcome.usable and row_for(kind, outcome.sign).route.source == STOCK


def _told(outcome: Outcome, kind: Kind, bins: dict[int, Bin]) -> str:
    assert outcome.run is not None
    where = bins[outcome.run.bin_id].code
    return f"It is in our stock, in {where}: on this {kind.name.lower()} it goes out to the customer, as an exchange."
