"""Lines that charge a customer nothing: a price that nobody set is said, not guessed."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.documents.kind import STOCK, Kind
from everyunit.documents.kinds import row_for
from everyunit.documents.models import Line
from everyunit.documents.scans import Outcome
from everyunit.rules.scanning import Action


def is_free(kind: Kind, quantity: int, amount_minor: int) -> bool:
    """Whether a line of this kind gives something to a customer for nothing."""
    gives = kind.party == "customer" and row_for(kind, quantity).route.source == STOCK
    return gives and quantity != 0 and amount_minor == 0


def in_kit(line: Line, lines: Sequence[Line]) -> bool:
    """Whether the line is paid for with the kit that it belongs to, or the kit with its parts."""
    return line.kit_id is not None or any(part.kit_id == line.pk for part in lines)


def name_free(kind: Kind, outcomes: Sequence[Outcome]) -> None:
    """Say it of scans that added such a line, where nothing else has to be said of them."""
    for outcome in outcomes:
        line = outcome.line
        if line is None or outcome.code or outcome.action != Action.ADDED:
            continue
        if is_free(kind, line.quantity or 1, line.price_minor):
            outcome.code = "no_price"
            outcome.message = f"No price is set for it: it goes for nothing. {outcome.message}".strip()
