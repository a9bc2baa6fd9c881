"""Two commands at the same time that want the same: the same draft, the same unit, the same key."""

from __future__ import annotations

from dataclasses import dataclass, replace

from everyunit.proving.oracle.asked import UNKNOWN_ID, Ask
from everyunit.proving.oracle.kinds import STOCK
from everyunit.proving.oracle.papers import Paper
from everyunit.proving.oracle.state import State
from everyunit.proving.oracle.stock_counts import OVER
from everyunit.proving.workload.counts import end, scans, step
from everyunit.proving.workload.dice import Dice
from everyunit.proving.workload.flow import commit, convert, is_order
from everyunit.proving.workload.papers import is_draft
from everyunit.proving.workload.scanning import text


@dataclass(frozen=True, slots=True)
class Rivals:
    """Two commands at the same time."""

    first: Ask
    second: Ask


def rivals(dice: Dice, state: State) -> Rivals | None:
    counts = [count_id for count_id, count in state.counts.items() if count.status not in OVER]
    if counts and dice.chance(0.3):
        return _on_count(dice, state, dice.random.choice(counts[-2:]))
    orders = [paper for paper in state.papers.values() if is_order(paper) and paper.rows]
    if orders and dice.chance(0.3):
        return _on_order(dice, state, dice.random.choice(orders[-6:]))
    drafts = [paper for paper in state.papers.values() if is_draft(paper) and paper.rows]
    return _on_draft(dice, state, drafts) if drafts else None


def _on_count(dice: Dice, state: State, count_id: int) -> Rivals:
    """Two who count, or somebody who counts while goods move."""
    count = state.counts[count_id]
    one = dice.some(scans, scans, end, step)(dice, state, count_id, count)
    papers = [paper.id for paper in state.papers.values() if is_draft(paper) and paper.rows] or [UNKNOWN_ID]
    post = Ask("post", "owner", doc=dice.random.choice(papers))
    other = dice.some(post, post, one, scans(dice, state, count_id, count), step(dice, state, count_id, count))
    return Rivals(replace(one, who="owner"), replace(other, who="owner"))


def _on_order(dice: Dice, state: State, order: Paper) -> Rivals:
    one = dice.some(convert, commit)(dice, state, order)
    close = Ask("close", "owner", doc=order.id, with_=(("to", "closed"),))
    other = dice.some(convert(dice, state, order), commit(dice, state, order), close, _attach_any(dice, state, order))
    return Rivals(one, other)


def _on_draft(dice: Dice, state: State, drafts: list[Paper]) -> Rivals:
    paper = dice.random.choice(drafts[-6:])
    post = Ask("post", "owner", doc=paper.id)
    drawn = dice.random.random()
    if drawn < 0.2:
        return Rivals(post, post)
    if drawn < 0.35:
        return Rivals(post, Ask("detach", "owner", doc=paper.id, line=dice.random.choice(paper.rows).id))
    if drawn < 0.5:
        return Rivals(post, Ask("post", "owner", doc=dice.random.choice(drafts).id))
    if drawn < 0.6:
        keyed = dice.keyed(post)
        return Rivals(keyed, keyed)
    if drawn < 0.7:
        done = [each.id for each in state.papers.values() if each.posted]
        reverse = Ask("reverse", "owner", doc=dice.random.choice(done) if done else UNKNOWN_ID)
        return Rivals(reverse, dice.some(reverse, post, _attach_any(dice, state, paper)))
    if drawn < 0.8:
        return Rivals(post, _attach_any(dice, state, dice.random.choice(drafts)))
    return _two_attach(dice, state, drafts)


def _attach_any(dice: Dice, state: State, paper: Paper) -> Ask:
    held = list(state.holds) or ["999"]
    texts = (dice.random.choice(held), text(dice, state, paper))
    return Ask("attach", "owner", doc=paper.id, scans=texts, by="serial")


def _two_attach(dice: Dice, state: State, drafts: list[Paper]) -> Rivals:
    """The same units for two documents, in opposite order."""
    stock = [unit.serial for unit in state.units.values() if state.bins[unit.bin].type == STOCK] or ["999"]
    texts = tuple(dice.random.sample(stock, min(len(stock), 3)))
    one, other = dice.random.choice(drafts), dice.random.choice(drafts)
    return Rivals(
        Ask("attach", "owner", doc=one.id, scans=texts, by="serial"),
        Ask("attach", "owner", doc=other.id, scans=texts[::-1], by="serial"),
    )
