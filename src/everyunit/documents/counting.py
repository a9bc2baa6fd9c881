"""A scanned item code counts one more of it: on an order it commits a piece, elsewhere it adds one to the line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from everyunit.base.operation import Work
from everyunit.catalog.models import Item, ItemType
from everyunit.documents.counted import sources_of, take_counted
from everyunit.documents.drafts import keep_lines
from everyunit.documents.kind import Kind, Stage
from everyunit.documents.kinds import KINDS
from everyunit.documents.line_start import LineStart
from everyunit.documents.models import Line
from everyunit.documents.picking import move_picked, pick_lines, picks_itself_as
from everyunit.documents.placing import NOT_ON_DOCUMENT, Placing
from everyunit.documents.progress import Progress, can_follow, progress
from everyunit.documents.scans import Outcome
from everyunit.rules.refusals import Refused
from everyunit.rules.scanning import Action, Capacity, fill

UNIT_TRACKED = ("serialized", "auto_serialized")


@dataclass(frozen=True, slots=True)
class _Room:
    """Of one line: how many it may come to without a question, None for any number; how many it has come to; and how
    many of these are on other papers already.
    """

    asked: int | None
    reached: int
    passed: int = 0


def count_items(work: Work, placing: Placing, outcomes: Sequence[Outcome]) -> int:
    """Count scanned items on their lines in the fill order (SAL-78); how many wait for a yes.

    On an order a code commits a piece; it asks before it goes beyond what is ordered. A line that follows from another
    paper asks before it goes beyond what is left of that. A serialized item wants its unit's own number instead.
    """
    by_item: dict[int, list[Outcome]] = {}
    for outcome in sorted(outcomes, key=lambda outcome: outcome.place):
        if outcome.item is not None and outcome.line is None and not outcome.code:
            by_item.setdefault(outcome.item.pk, []).append(outcome)
    return sum(_count(work, placing, scanned) for scanned in by_item.values())


def _count(work: Work, placing: Placing, scanned: Sequence[Outcome]) -> int:
    """The scans of one item's code; how many wait for a yes."""
    item = scanned[0].item
    assert item is not None
    reason = _why_not(placing.kind, item)
    fitting = [line for line in placing.lines if line.item_id == item.pk and not line.negative]
    asks_first = not fitting and placing.asks_first and not placing.kind.generates
    if reason is not None or asks_first:
        for outcome in scanned:
            outcome.skip(*(reason or NOT_ON_DOCUMENT))
        return 0 if reason is not None else len(scanned)
    added = None if fitting else _new_line(placing, item)
    lines = {line.pk: line for line in (*fitting, added) if line is not None}
    rooms = _rooms(placing, lines.values())
    filling = fill(
        [Capacity(line.pk, line.position, rooms[line.pk].asked, rooms[line.pk].reached) for line in lines.values()],
        placing.selected,
        len(scanned),
        placing.exceed,
    )
    waiting = list(scanned)
    for part in filling.placed:
        line, chosen, waiting = lines[part.line_id], waiting[: part.count], waiting[part.count :]
        for outcome in _take(work, placing, line, chosen, rooms[line.pk].passed):
            outcome.line, outcome.action = line, Action.ASSIGNED
    if added is not None and added.quantity:
        scanned[0].action = Action.ADDED
    elif added is not None:  # nothing of it is there
        placing.lines.remove(added)
        added.delete()
    for outcome in waiting:
        outcome.skip("exceeds", _exceeding(placing, fitting[0]))
    return len(waiting)


def _why_not(kind: Kind, item: Item) -> tuple[str, str] | None:
    named = kind.stage is Stage.ORDER and item.tracking == "auto_serialized" and not _picks(kind)
    if item.tracking == "serialized" or named:
        return "item_code", f"This is the code of {item.name}. Scan the unit's own serial number."
    if item.item_type == ItemType.KIT:
        return "a_kit", f"{item.name} is a kit. Add it as a line, and its components come with it."
    if item.tracking == "none" and kind.goods_only:
        return "not_inventoried", "This item is not kept in stock, so there is nothing to move or revalue."
    return None


def _picks(kind: Kind) -> bool:
    return picks_itself_as(kind, "auto_serialized", 1, follows_units=False)


def _commits(kind: Kind, line: Line) -> bool:
    return kind.stage is Stage.ORDER and line.item.tracking != "none"


def _rooms(placing: Placing, lines: Collection[Line]) -> dict[int, _Room]:
    """How far each line may be filled. What is left of a line that several follow from is for the first of them."""
    kind = placing.kind
    order = kind.stage is Stage.ORDER
    reached = progress([line.pk for line in lines]) if order else {}
    sources = {line.source_line.pk: line.source_line for line in lines if line.source_line is not None}
    behind = {} if order else progress(list(sources))
    left = {
        line_id: can_follow(source.quantity, source.attached, KINDS[source.document.kind], kind, behind[line_id])
        for line_id, source in sources.items()
        if line_id in behind
    }
    rooms = {}
    for line in sorted(lines, key=lambda line: (line.pk != placing.selected, line.position)):
        if order:
            passed = _passed(line, reached[line.pk])
            count = line.attached + passed if _commits(kind, line) else line.quantity
            rooms[line.pk] = _Room(None if line.follows_units or not line.quantity else line.quantity, count, passed)
        elif line.source_line is not None:
            rooms[line.pk] = _Room(line.quantity + left.pop(line.source_line.pk, 0), line.quantity)
        else:
            rooms[line.pk] = _Room(None, line.quantity)
    return rooms


def _passed(line: Line, reached: Progress) -> int:
    """Units on drafts were lent by the order; counted goods stay committed to it until they are delivered."""
    return reached.done + (reached.drafted if line.item.tracking in UNIT_TRACKED else 0)


def _take(work: Work, placing: Placing, line: Line, scanned: Sequence[Outcome], passed: int) -> Sequence[Outcome]:
    """Those of the scans that the line has got a piece for; the others are skipped."""
    if not _commits(placing.kind, line):
        line.quantity += len(scanned)
        line.follows_units, line.amount_minor = False, None
        got = scanned
    elif line.item.tracking == "quantity":
        got = _commit_pieces(work, placing, line, scanned)
    else:
        got = _pick_units(work, placing, line, scanned)
    if _commits(placing.kind, line) and got and (line.follows_units or line.attached + passed > line.quantity):
        line.quantity, line.amount_minor = line.attached + passed, None
    keep_lines([line], "attached", "quantity", "follows_units", "amount_minor")
    return got


def _commit_pieces(work: Work, placing: Placing, line: Line, scanned: Sequence[Outcome]) -> Sequence[Outcome]:
    try:
        sources = sources_of(work, placing.document, placing.kind, line)
    except Refused as refused:
        for outcome in scanned:
            outcome.skip(refused.code, str(refused))
        return ()
    taken = take_counted(work, placing.document, placing.kind, line, len(scanned), sources)
    line.attached += taken
    for outcome in scanned[taken:]:
        outcome.skip("short", f"None is free in {', '.join(bin_.code for bin_ in sources)}.")
    return scanned[:taken]


def _pick_units(work: Work, placing: Placing, line: Line, scanned: Sequence[Outcome]) -> Sequence[Outcome]:
    """Of an auto-serialized item the program picks the unit, as for a figure; for a line made by scanning as well."""
    quantity, follows = line.quantity, line.follows_units
    line.quantity, line.follows_units = quantity or 1, False
    picked = pick_lines(work, placing.document, placing.kind, [line], line.attached + len(scanned))
    line.quantity, line.follows_units = quantity, follows
    move_picked(work, placing.document, placing.kind, picked)
    units = [
        each.run.part(nth, 1)
        for each in picked.outcomes
        if each.run is not None and each.action == Action.ASSIGNED
        for nth in range(each.count)
    ]
    for outcome, run in zip(scanned, units, strict=False):
        outcome.run = run
    for outcome in scanned[len(units) :]:
        outcome.skip(picked.short[0].code, picked.short[0].message)
    return scanned[: len(units)]


def _exceeding(placing: Placing, line: Line) -> str:
    if placing.kind.stage is Stage.ORDER or line.source_line is None:
        verb = "Commit" if _commits(placing.kind, line) else "Count"
        return f"The line asks for {line.quantity} only. {verb} it all the same?"
    origin = line.source_line.document
    return f"No more of it is left of {origin.kind} {origin.number}. Count it all the same?"


def _new_line(placing: Placing, item: Item) -> Line:
    position = max((line.position for line in placing.lines), default=0) + 1
    line = LineStart(placing.document, placing.kind).line(item, position)
    line.follows_units = _commits(placing.kind, line)
    line.save()
    placing.lines.append(line)
    return line
