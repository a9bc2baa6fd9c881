"""A run as a story that a person can follow: in words, and as short as it can be while it still goes wrong."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from everyunit.proving.oracle.asked import UNKNOWN_ID, Ask, Change, NewRow
from everyunit.proving.workload import Rivals

Story = Sequence[Ask | Rivals]
Gone = Callable[[Story], "Story | None"]  # a story up to where it goes wrong, if it does
PATIENCE_S = 180


def shortened(story: Story, gone_wrong: Gone, patience_s: float = PATIENCE_S) -> Story:
    """Leave out what is not needed: big parts first, then smaller ones, from the end to the beginning. The last command
    stays: that is where it goes wrong.
    """
    until = time.monotonic() + patience_s
    story = gone_wrong(_in_turn(story)) or story
    size = len(story) // 2
    while size and time.monotonic() < until:
        left = _without_parts(story, size, gone_wrong, until)
        size = 1 if size == 1 and len(left) < len(story) else size // 2
        story = left
    return story


def _in_turn(story: Story) -> Story:
    """One after the other instead of at the same time."""
    return [ask for drawn in story for ask in ((drawn.first, drawn.second) if isinstance(drawn, Rivals) else (drawn,))]


def _without_parts(story: Story, size: int, gone_wrong: Gone, until: float) -> Story:
    end = len(story) - 1
    while end > 0 and time.monotonic() < until:
        start = max(0, end - size)
        story = gone_wrong([*story[:start], *story[end:]]) or story
        end = min(start, len(story) - 1)
    return story


def told(story: Story) -> str:
    """Numbered commands; documents are named as #1, #2 … by the command that makes them."""
    return "\n".join(f"{number:5}  {in_words(drawn)}" for number, drawn in enumerate(story, start=1))


def in_words(drawn: Ask | Rivals) -> str:
    if isinstance(drawn, Rivals):
        return f"{in_words(drawn.first)}  – and at the same time –  {in_words(drawn.second)}"
    words = [drawn.verb if drawn.who == "owner" else f"{drawn.who}: {drawn.verb}"]
    words += [f"#{drawn.doc}"] if drawn.doc != UNKNOWN_ID or drawn.verb not in WITHOUT_PAPER else []
    words += [f"line {_line(drawn.line)}"] if drawn.line is not None else []
    words += [" ".join(drawn.scans)] if drawn.scans else []
    words += [f"by {drawn.by}"] if drawn.by != "anything" else []
    words += ["and exceed"] if drawn.exceed else []
    words += [f"{name}={_value(value)}" for name, value in drawn.with_ if value not in (None, ())]
    words += [f"→ #{drawn.new}"] if drawn.new not in (UNKNOWN_ID, -1) else []
    words += [f"({drawn.key})"] if drawn.key else []
    return " ".join(words)


WITHOUT_PAPER = {
    "draft",
    "enter",
    "amend",
    "item",
    "choose",
    "rate",
    "price_list",
    "assign",
    "offers",
    "bins",
    "search",
    "account",
    "rules",
    "refuse_return",
    "pack",
    "unpack",
    "discard_parcel",
    "make_count",
    "start_bins",
    "count_scans",
    "enter_number",
    "take_away",
    "finish_bins",
    "recount",
    "cancel_bins",
    "void_count",
    "decide",
    "approve_count",
    "finalize_count",
    "block_bin",
    "move_units",
    "bring",
    "amend_units",
    "close_period",
    "reopen_period",
}


def _line(row_id: int) -> str:
    return f"#{row_id // 1000}.{row_id % 1000}" if row_id != UNKNOWN_ID else "?"


def _value(value: object) -> str:
    if isinstance(value, NewRow):
        return _row(value)
    if isinstance(value, Change):
        given = {"quantity": value.quantity, "price": value.price, "from": value.from_bin, "into": value.to_bin}
        return f"{_line(value.line)} " + " ".join(f"{name} {each}" for name, each in given.items() if each is not None)
    if isinstance(value, tuple):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    if isinstance(value, int) and value > 1000:
        return _line(value) if value < UNKNOWN_ID else str(value)
    return str(value)


def _row(row: NewRow) -> str:
    words = [f"{'as scanned' if row.quantity is None else row.quantity} {row.item}"]
    words += [f"at {row.price}"] if row.price is not None else []
    words += [f"for {row.amount}"] if row.amount is not None else []
    words += [f"from {row.from_bin}"] if row.from_bin else []
    words += [f"into {row.to_bin}"] if row.to_bin else []
    words += [f"numbers {' '.join(row.makers)}"] if row.makers else []
    words += [f"undoing {_line(row.source)}"] if row.source is not None else []
    words += [f"spread by {row.spread}"] if row.spread else []
    return " ".join(words)
