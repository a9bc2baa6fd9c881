"""Lots that are scanned: after their item, of which piece they are; or alone, where that says enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from everyunit.catalog.models import Item, Lot
from everyunit.counting.finding import Place
from everyunit.counting.lots import by_lot, lots_numbered, lying_there
from everyunit.documents.scans import Outcome

Lots = Mapping[str, Sequence[Lot]]


def with_lots(place: Place, outcomes: Sequence[Outcome], before: Item | None) -> list[Outcome]:
    """The outcomes. A lot that is scanned right after its item says of which lot that piece is, whatever else its
    number means; otherwise a number that means nothing else may be a lot. Where nobody knows what follows on an item
    that is kept by lot, its piece is of no known lot, and not counted. `before`: the item that was scanned before.
    """
    walked = sorted(outcomes, key=lambda outcome: outcome.place)
    lots = lots_numbered(_may_be_lots(walked, before))
    near = lying_there(place.count, [lot for each in lots.values() if len(each) > 1 for lot in each])
    done: list[Outcome] = []
    lead, last = _kept_by_lot(before), before
    for outcome in walked:
        lot = _lot_of(lead, outcome, lots)
        missed = lead if lead is not None and lot is None and _is_unknown(place, outcome, lots) else None
        if (lot or missed) and done and done[-1].item == lead and done[-1].lot is None:
            done.pop()  # the piece is of this lot
        if lot is not None:
            done += _named(outcome, lot)
        elif missed is not None:
            outcome.skip("unknown_lot", _no_such_lot(missed, outcome.texts.first))
            done.append(outcome)
        else:
            if _is_riddle(outcome):
                _alone(outcome, lots.get(outcome.texts.first, ()), last, near)
            done.append(outcome)
        lead = _kept_by_lot(outcome.item) if outcome.lot is None else None
        last = outcome.item or last
    return done


def _kept_by_lot(item: Item | None) -> Item | None:
    return item if item is not None and by_lot(item) else None


def _may_be_lots(outcomes: Sequence[Outcome], before: Item | None) -> set[str]:
    """The numbers that nobody knows, and what follows on an item that is kept by lot."""
    numbers = {text for outcome in outcomes if _is_riddle(outcome) for text in outcome.texts.texts()}
    leads = [before, *(outcome.item for outcome in outcomes)]
    return numbers | {
        outcome.texts.first for lead, outcome in zip(leads, outcomes, strict=False) if lead is not None and by_lot(lead)
    }


def _is_riddle(outcome: Outcome) -> bool:
    """Its number means nothing else, whatever it looks like: many lots look like ranges."""
    means = outcome.run is not None or outcome.item is not None or outcome.choices
    return bool(outcome.code) and not means and len(outcome.place) == 1


def _is_unknown(place: Place, outcome: Outcome, lots: Lots) -> bool:
    """Nobody knows its number: no unit, no item, no lot, no bin."""
    text = outcome.texts.first
    return (
        _is_riddle(outcome) and text not in lots and text.upper() not in {b.code.upper() for b in place.bins.values()}
    )


def _lot_of(item: Item | None, outcome: Outcome, lots: Lots) -> Lot | None:
    if item is None or len(outcome.place) > 1:
        return None
    return next((lot for lot in lots.get(outcome.texts.first, ()) if lot.item_id == item.pk), None)


def _no_such_lot(item: Item, text: str) -> str:
    return (
        f"There is no lot “{text[:60]}” of {item.name}, and the piece is not counted. Check it, or enter the number"
        " with “A new lot” ticked."
    )


def _named(outcome: Outcome, lot: Lot) -> list[Outcome]:
    """The first of these scans means a lot; the others of a run what they meant."""
    first = outcome.part(0, 1)
    rest = [outcome.part(1, outcome.count - 1)] if outcome.count > 1 else []
    first.run, first.choices, first.code, first.message = None, [], "", ""
    first.item, first.lot = lot.item, lot
    return [first, *rest]


def _alone(outcome: Outcome, lots: Sequence[Lot], last: Item | None, near: set[int]) -> None:
    """A lot finds its item: the one that was scanned last, or the only one that has such a lot (in the count)."""
    meant = [lot for lot in lots if last is not None and lot.item_id == last.pk]
    meant = meant or [lot for lot in lots if lot.pk in near] or list(lots)
    if len(meant) == 1:
        outcome.code, outcome.message = "", ""
        outcome.item, outcome.lot = meant[0].item, meant[0]
    elif meant:
        items = ", ".join(lot.item.code for lot in meant)
        outcome.skip("several_items", f"Several items have such a lot: {items}. Scan the item first.")
