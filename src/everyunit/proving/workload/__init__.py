"""The workload: commands drawn from a seed, valid and invalid, over few units and small numbers: they collide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from everyunit.proving.oracle.asked import Ask
from everyunit.proving.oracle.goods import BY_UNIT
from everyunit.proving.oracle.state import State
from everyunit.proving.workload import (
    building,
    counts,
    flow,
    lots,
    papers,
    parcels,
    prices,
    scanning,
    settings,
    sheets,
    stories,
)
from everyunit.proving.workload.dice import MAKERS, Dice
from everyunit.proving.workload.nudge import nudge
from everyunit.proving.workload.rivals import Rivals, rivals

__all__ = ["Rivals", "Workload"]

RIVALS = 0.04
KEYED = 0.12


class Workload:
    """Draws the next command from what is so at the moment."""

    def __init__(self, seed: int) -> None:
        self.dice = Dice(seed)
        self.first = [*stories.goods_to_begin_with(self.dice), *settings.to_begin_with(self.dice)]

    def draw(self, state: State) -> Ask | Rivals:
        dice = self.dice
        if self.first:
            return self.first.pop(0)
        both = rivals(dice, state) if dice.chance(RIVALS) else None
        if both is not None:
            return both
        ask = dice.weighted(WEIGHTS)(dice, state)
        return dice.keyed(ask) if ask.key is None and dice.chance(KEYED) else ask


def _replay(dice: Dice, state: State) -> Ask:
    """The same key once more: with the same command, or with another."""
    if not dice.asked:
        return papers.draft(dice, state)
    ask = dice.random.choice(dice.asked)
    if dice.chance(0.3):
        return replace(papers.draft(dice, state), key=ask.key, who=ask.who)
    return ask


def _amend(dice: Dice, state: State) -> Ask:
    serials = list(state.units)
    serial = dice.random.choice(serials) if serials and dice.chance(0.9) else "999"
    maker, note = dice.some(None, "", *MAKERS, "1.23E+14"), dice.some(None, "", "scratched")
    given = (("maker", maker), ("note", note), ("alike", dice.chance(0.5)))
    return Ask("amend", dice.who(), scans=(serial,), with_=given)


def _amend_units(dice: Dice, state: State) -> Ask:
    serials = dice.random.sample(list(state.units), min(len(state.units), dice.some(0, 1, 2, 3)))
    serials += ["999"] if dice.chance(0.1) else []
    note = dice.some("", "scratched", "scratched", "x" * 2100)
    return Ask("amend_units", dice.who(), scans=tuple(serials), with_=(("note", note), ("add", dice.chance(0.5))))


def _item(dice: Dice, state: State) -> Ask:
    item = state.items[dice.some("A", "B", "P", "P", "Q")]
    tracking = dice.some(*BY_UNIT) if item.by_unit else item.tracking
    if dice.chance(0.15):
        tracking = dice.some("quantity", "none", "serialized")
    cost = dice.some(item.cost, item.cost + 1, 333, -1)
    return Ask("item", dice.who(), with_=(("code", item.code), ("tracking", tracking), ("cost", cost)))


def _enter(dice: Dice, _: State) -> Ask:
    amount = dice.some(1, 250, 10_000, 0)
    accounts = (dice.some("1000", "1000", "2000", "1300"), dice.some("1100", "4000", "5300", "9015", "9999"))
    other = -amount if dice.chance(0.85) else 1
    lines = ((accounts[0], amount), (accounts[1], other))
    text, days = dice.some("paid", "paid", "corrected", " "), dice.some(None, None, 0, 1, 3, 8)
    return Ask("enter", dice.who(), with_=(("text", text), ("amounts", lines), ("days", days)))


WEIGHTS: dict[Callable[[Dice, State], Ask], float] = {
    nudge: 150,
    papers.draft: 15,
    papers.late_cost: 1.5,
    papers.revise: 7,
    papers.discard: 1.5,
    scanning.attach: 9,
    scanning.detach: 5,
    scanning.unscan: 2,
    scanning.pick: 2,
    scanning.capture: 3,
    scanning.refuse_return: 2,
    scanning.replace_unit: 3,
    flow.commit: 4,
    flow.generate: 3,
    flow.convert: 6,
    flow.credit: 2,
    flow.close: 3,
    sheets.work_on: 14,
    parcels.work_on: 6,
    counts.work_on: 13,
    counts.block: 1.2,
    flow.move_units: 3,
    flow.bring: 2,
    _amend_units: 1.5,
    building.work_on: 9,
    building.take_apart: 4,
    building.swap: 3.5,
    building.bill: 2,
    lots.name: 2,
    lots.save: 2,
    flow.post: 8,
    flow.approve: 2,
    flow.reverse: 4,
    _enter: 3,
    _amend: 2.5,
    _item: 1.5,
    settings.closing: 3,
    settings.choose: 1.5,
    settings.rate: 1.5,
    prices.price_list: 2,
    prices.assign: 1.2,
    prices.offers: 2,
    settings.default_bins: 1.5,
    settings.search_order: 1,
    settings.put_away: 1.5,
    settings.account: 1.5,
    settings.account_rules: 2,
    _replay: 2.5,
}
