"""Pick units automatically for auto-serialized lines, those first that were received first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from everyunit.base.operation import Work, operation
from everyunit.documents.drafts import draft_to_change, refuse_to_name
from everyunit.documents.picking import Answers, FromBin, move_picked, pick_lines
from everyunit.documents.scans import Scanned, answer, bins_by_id
from everyunit.rules.refusals import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """Fill the auto-serialized lines of a draft, or one line, by themselves.

    The rest answers what an earlier try asked. `bins`: from which bin. `numbered`: "take" or "skip" all units that have
    makers' numbers; or `take` and `leave` some, by serial number.
    """

    document_id: int
    line_id: int | None = None
    bins: tuple[FromBin, ...] = ()
    numbered: Literal["take", "skip"] | None = None
    take: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()


@operation()
def pick(work: Work, command: Pick) -> Scanned:
    """Attach units to auto-serialized lines by day of receipt, then serial number (SAL-85..89). A paper with a day in
    the past gets such as were in their bin on that day and since.

    They come from the line's or document's bin, else the picking bin, then the location's other normal stock bins by
    position, if further bins are to be searched. Negative lines are never picked. What is short is answered Skipped
    (`short`). Where the preferences ask for it, somebody chooses the bin, or says whether units with makers' numbers
    are taken: `questions`, to be answered by picking once more; what needed no answer is held already.
    Refused: `unknown_document`, `already_posted`, `not_allowed`, `unknown_line`, and in the answers `unknown_bin`,
    `bin_discontinued`, `wrong_bin`.
    """
    document, kind = draft_to_change(work, command.document_id)
    lines = list(document.lines.select_related("item", "from_bin").order_by("position"))
    if command.line_id is not None and command.line_id not in {line.pk for line in lines}:
        raise Refused("unknown_line", "This line is not on the document. Reload it.")
    wanted = [line for line in lines if command.line_id in (None, line.pk)]
    refuse_to_name(document, kind)
    answers = Answers(bins=command.bins, numbered=command.numbered, take=command.take, leave=command.leave)
    picked = pick_lines(work, document, kind, wanted, answers=answers)
    move_picked(work, document, kind, picked)
    asks = sum(each.missing for each in picked.questions)
    return answer(document, picked.outcomes, bins_by_id(), asks, tuple(picked.questions))
