"""Generate serial numbers for units that come back though we never sold them: from before the start, or brought for
service.
"""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.documents.committing import commit_bin, finish, recount
from everyunit.documents.drafts import DraftSaved, draft_to_change, saved
from everyunit.documents.kind import Kind, Stage
from everyunit.documents.kinds import row_for
from everyunit.documents.models import Document, Line
from everyunit.documents.progress import passed_on
from everyunit.documents.unknown_costs import told
from everyunit.places.default_bins import default_bins
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import SEE_COST
from everyunit.rules.serials import LENGTH_LIMIT, clean
from everyunit.stock import ledger
from everyunit.stock.ledger import Birth
from everyunit.stock.queries import average_cost

UNIT_TRACKED = ("serialized", "auto_serialized")


@dataclass(frozen=True, slots=True, kw_only=True)
class Generate:
    """So many units of this line were never ours. `cost_minor`: what each shall cost; None: as said before, else the
    item's average, else 0. `maker_numbers`: what is printed on the first of them; None: as said before.
    """

    document_id: int
    line_id: int
    count: int
    cost_minor: int | None = None
    maker_numbers: tuple[str, ...] | None = None


@operation()
def generate(work: Work, command: Generate) -> DraftSaved:
    """On positive lines of papers that take back, and negative lines of their mirrors; at most what the line still
    lacks (SAL-104, SAL-105). On an order the units are born sold and wait in its commit bin, held; on a final paper
    they are born sold when it posts (SAL-106).

    Refused: `unknown_document`, `already_posted`, `closed`, `not_allowed`, `unknown_line`, `cannot_generate`,
    `too_many`, `bad_cost`, `too_many_maker_numbers`, `bad_maker_number`, `no_default_bin`.
    """
    document, kind = draft_to_change(work, command.document_id)
    line = document.lines.select_related("item").filter(pk=command.line_id).first()
    if line is None:
        raise Refused("unknown_line", "This line is not on the document. Reload it.")
    row = row_for(kind, line.sign)
    if kind.stage is Stage.QUOTE or not row.takes_unknown or line.item.tracking not in UNIT_TRACKED:
        raise Refused(
            "cannot_generate", "Serial numbers are generated for units that come back without one, and only for those."
        )
    known = line.attached + passed_on(kind, [line])[line.pk]
    known += line.stand_ins.filter(unit_id=None, expected=False).count()
    lacking = max(0, abs(line.quantity) - known)
    if not 0 <= command.count <= lacking:
        raise Refused("too_many", f"Line {line.position} lacks {lacking} units; {command.count} cannot be generated.")
    if command.cost_minor is not None:
        work.needs(SEE_COST)
    if command.cost_minor is not None and command.cost_minor < 0:
        raise Refused("bad_cost", "A cost cannot be negative.")
    cost, named = _cost(command, line)
    numbers = _maker_numbers(command, line)
    if kind.stage is Stage.ORDER:
        _generate_now(work, document, kind, row, line, command.count, cost, named, numbers)
    else:
        line.to_generate, line.generate_cost_minor = command.count or None, cost
        line.generate_cost_named = named
        line.generate_numbers = "\n".join(numbers) or None
        line.save(update_fields=["to_generate", "generate_cost_minor", "generate_cost_named", "generate_numbers"])
    return saved(document)


def _cost(command: Generate, line: Line) -> tuple[int, bool | None]:
    """What each costs, and whether somebody said so: a cost that is the average anyway needs nobody's word."""
    if command.cost_minor is None and line.to_generate:
        return line.generate_cost_minor or 0, line.generate_cost_named
    usual = average_cost(line.item_id)
    return (usual, False) if command.cost_minor in (None, usual) else (command.cost_minor, True)


def _maker_numbers(command: Generate, line: Line) -> tuple[str, ...]:
    """Those that were said now, else before, as far as there are units for them."""
    if command.maker_numbers is None:
        return line.numbers_to_come[: command.count]
    numbers = tuple(clean(text) for text in command.maker_numbers)
    if len(numbers) > command.count:
        raise Refused(
            "too_many_maker_numbers",
            f"There are {len(numbers)} makers' numbers for {command.count} units. Generate as many as there are boxes.",
        )
    refuse_if_any(
        [
            Offender(text[:LENGTH_LIMIT] or "(empty)", "bad_maker_number", "Take it from the box.")
            for text in numbers
            if not text or len(text) > LENGTH_LIMIT
        ],
        "bad_maker_number",
        f"A maker's number has 1 to {LENGTH_LIMIT} characters.",
    )
    return numbers


def _generate_now(
    work: Work,
    document: Document,
    kind: Kind,
    row: Kind,
    line: Line,
    count: int,
    cost: int,
    named: bool | None,
    numbers: tuple[str, ...],
) -> None:
    if count == 0:
        return
    origin = default_bins(work, document.location).need(row.route.source_default)
    target = commit_bin(work, document, kind, row) or origin
    posting_id = ledger.open_posting(work, document.pk, reason=told(line.item.code, cost, named))
    birth = Birth(line.pk, line.item_id, count, cost * count, origin.pk, target.pk, numbers)
    ledger.generate(posting_id, [birth], document.location_id, work.at)
    ledger.hold_moved(posting_id, work.at)
    finish(document, posting_id)
    recount([line.pk])
