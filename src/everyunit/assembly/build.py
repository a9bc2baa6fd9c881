"""Build: a run of a work order uses up what goes in, and its units come into stock at just what that cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.assembly import papers
from everyunit.assembly.gains import Gained, gain_moves
from everyunit.assembly.made_as import name_lots
from everyunit.assembly.orders import REPORT, Order, order_to_change
from everyunit.assembly.runs import Output, Run, Unit, choose_inputs, refuse_run, run_of, serials_of
from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.documents.changes import set_status
from everyunit.documents.committing import recount
from everyunit.documents.detach import release_all
from everyunit.documents.models import Document, Line, Status
from everyunit.rules.building import relieved, unit_costs
from everyunit.rules.money import issue_value
from everyunit.rules.rights import BUILD
from everyunit.rules.serials import Range, compress, describe
from everyunit.stock import ledger
from everyunit.stock.holds import consume_quantities, lend_units
from everyunit.stock.ledger import Birth, QuantityMove
from everyunit.stock.part_links import begin_links


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What a run really takes of a line of the work order, scrap and waste included."""

    line_id: int
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """So many good and so many defective units are built of this work order.

    `units`, `defective_units`: serial numbers or ranges among those that are numbered already; by default the first of
    them. `used`: what really went in, where it is not what the plan says; `by_products`: what really came besides.
    `spread`: whatever is not linked goes into the units in order. `lot`: the number of the lot that they are made as.
    `to_bin`, `defective_bin`: where they come, if not to the default bins.
    """

    document_id: int
    good: int
    defective: int = 0
    units: tuple[str, ...] = ()
    defective_units: tuple[str, ...] = ()
    used: tuple[Used, ...] = ()
    by_products: tuple[Gained, ...] = ()
    spread: bool = False
    lot: str = ""
    to_bin: str | None = None
    defective_bin: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The work report, what was built, what all that came of it is worth, and how many are left to be built.

    `serials`: of all that was built; `defective_serials`: of those that are defective.
    """

    report_id: int
    number: str
    posting_id: int
    good: int
    defective: int
    serials: str
    value_minor: int
    left: int
    defective_serials: str = ""


@operation(right=BUILD)
def build(work: Work, command: Build) -> Built:
    """Post a run (WHS-191, WHS-193): inputs go from work in process to the out bin for what is consumed; good units
    come into the bin for finished goods, defective ones into theirs. The order closes with the last unit.

    What went in is what they cost, to the cent (WHS-202, WHS-203): parts that are linked count for the very unit, all
    else is shared by the units of the run alike, less the shares of by-products, which come into a bin of theirs. An
    item that uses lots is built as a lot that is named; one that is not known yet is made today.

    Refused: `unknown_document`, `closed`, `not_a_work_order`, `not_in_process`, `nothing_built`, `too_many`,
    `unknown_unit`, `unknown_line`, `unknown_by_product`, `wrong_bin`, `reserved_bin`, `unknown_bin`, `no_default_bin`,
    `counts_differ`, `lot_needed`, `no_lots_here`, `bad_lot`; with all offenders `too_few_inputs`, `missing_links`,
    `lot_short`, `lot_expired`.
    """
    order = order_to_change(work, command.document_id)
    refuse_run(order, command)
    run = run_of(work, order, command)
    choose_inputs(order, run, {each.line_id: each.quantity for each in command.used})
    report = papers.begin(work, REPORT, order.document.location, source=order.document)
    _write(report, order, run)
    name_lots(work, run, command.lot, report.number)
    _lend(run)
    posting_id = ledger.open_posting(work, report.pk)
    given = _post(work, report, run, posting_id)
    value = papers.finish(work, report, REPORT, run.lines, posting_id, order.output.item.code)
    left = order.left - run.count
    recount([order.output.pk, *(each.line.pk for each in order.components)])
    if left <= 0:
        release_all(work, order.document, order.kind)
        set_status(work, order.document, Status.CLOSED)
    return Built(
        report_id=report.pk,
        number=report.number,
        posting_id=posting_id,
        good=command.good,
        defective=command.defective,
        serials=_serials(run.outputs, given),
        defective_serials=_serials([each for each in run.outputs if each.defective], given),
        value_minor=value,
        left=max(0, left),
    )


def _write(report: Document, order: Order, run: Run) -> None:
    """The lines of the report: what was built, then what went in; only work has a price."""
    item = order.output.item
    for output in run.outputs:
        output.line = Line(item=item, quantity=-output.count, to_bin=output.target, source_line=order.output)
    for gain in run.gains:
        gain.line = Line(item=gain.item, quantity=-gain.count, to_bin=gain.target)
    for each in run.taken:
        source = each.component.line
        priced = source.item.tracking == "none"
        each.line = Line(
            item=source.item,
            quantity=each.count,
            price_minor=source.price_minor if priced else 0,
            discount=source.discount if priced else 0,
            from_bin_id=each.bin_id,
            source_line=source,
        )
    papers.write(report, run.lines)


def _lend(run: Run) -> None:
    for output in run.outputs:
        if output.line is not None and output.units:
            lend_units(run.order.output.pk, output.line.pk, [unit_id for unit_id, _ in output.units])
    for each in run.taken:
        if each.line is not None and each.units:
            lent = lend_units(each.component.line.pk, each.line.pk, [unit_id for unit_id, _ in each.units])
            papers.refuse_moved(lent, len(each.units))


def _serials(outputs: Sequence[Output], given: dict[int, list[Range]]) -> str:
    units = [unit_id for each in outputs for unit_id, _ in each.units]
    new = [numbers for each in outputs if each.line is not None for numbers in given.get(each.line.pk, ())]
    return describe([*compress(serials_of(units).values() if units else ()), *new])


def _post(work: Work, report: Document, run: Run, posting_id: int) -> dict[int, list[Range]]:
    """Move everything, each unit at its own cost; the serial numbers that were given, by line."""
    targets = {each.line.pk: run.consumed.pk for each in run.taken if each.line is not None and each.units}
    worth = _worth_of_units(list(targets))
    moves = _counted_moves(run)
    work_minor = sum(
        each.line.worth_minor or 0 for each in run.taken if each.line and not each.units and not each.bin_id
    )
    own = _link(posting_id, run)
    total = sum(worth.values()) + sum(each.value_minor for each in moves) + work_minor
    places = [unit for output in run.outputs for unit in (*output.units, *[None] * output.born)]
    each_costs = unit_costs(
        [own.get(unit, 0) if unit else 0 for unit in places], total - sum(own.get(unit, 0) for unit in places if unit)
    )
    gained = gain_moves(run.gains, run.consumed, total)
    each_costs = relieved(each_costs, sum(each.value_minor for each in gained))
    given = _bring_in(work, report, run, posting_id, each_costs, moves)
    moves += gained
    targets |= {each.line.pk: each.target.pk for each in run.outputs if each.line is not None and each.units}
    if targets:
        moved = ledger.move_held(posting_id, targets)
        papers.refuse_moved(moved, len(run.units) + sum(len(each.units) for each in run.taken))
    ledger.move_quantities(posting_id, moves)
    consume_quantities([(each.component.line.pk, each.bin_id, each.count) for each in run.taken if each.bin_id])
    return given


def _worth_of_units(line_ids: Sequence[int]) -> dict[int, int]:
    lines = sql.among("h.line_id", line_ids)
    return {
        int(line_id): int(cost)
        for line_id, cost in sql.rows(
            "SELECT h.line_id, sum(u.cost_minor) FROM stock_hold h"
            f" JOIN stock_unit u ON u.id = h.unit_id AND u.home = h.home WHERE {lines.sql} GROUP BY h.line_id",
            lines.params,
        )
    }


def _counted_moves(run: Run) -> list[QuantityMove]:
    """Counted goods leave at the average of the moment; the last issue takes the remainder."""
    counted = [each for each in run.taken if each.bin_id is not None]
    standing = ledger.lock_valuations(each.component.line.item_id for each in counted)
    moves = []
    for each in counted:
        assert each.line is not None
        assert each.bin_id is not None
        quantity, value = standing[each.line.item_id]
        worth = issue_value(quantity, value, each.count)
        standing[each.line.item_id] = (quantity - each.count, value - worth)
        moves.append(QuantityMove(each.line.pk, each.line.item_id, each.bin_id, run.consumed.pk, each.count, worth))
    return moves


def _link(posting_id: int, run: Run) -> dict[Unit, int]:
    """Keep which part is in which unit; what each unit's own parts cost. Auto-serialized parts are shared by all units
    instead, unless every one of them is linked.
    """
    outputs = sql.among("o.line_id", [each.line.pk for each in run.outputs if each.line is not None])
    inputs = sql.among("i.line_id", [each.line.pk for each in run.taken if each.line is not None and each.units])
    linked = begin_links(
        posting_id,
        sql.Fragment(
            "SELECT p.unit_id AS unit_id, p.home AS home, p.whole_id AS whole_id, p.whole_home AS whole_home,"
            " u.cost_minor AS cost_minor FROM stock_hold o CROSS JOIN assembly_plannedlink p CROSS JOIN stock_hold i"
            f" CROSS JOIN stock_unit u WHERE {outputs.sql} AND p.whole_id = o.unit_id AND p.whole_home = o.home"
            f" AND i.unit_id = p.unit_id AND i.home = p.home AND {inputs.sql} AND u.id = p.unit_id AND u.home = p.home",
            [*outputs.params, *inputs.params],
        ),
    )
    if not linked:
        return {}
    sums: dict[Unit, dict[str, int]] = {}
    parts: dict[str, int] = {}
    for whole_id, whole_home, tracking, cost, count in sql.rows(
        "SELECT l.whole_id, l.whole_home, c.tracking, sum(l.cost_minor), count(*) FROM stock_partlink l"
        " JOIN stock_unit u ON u.id = l.unit_id AND u.home = l.home JOIN catalog_item c ON c.id = u.item_id"
        " WHERE l.posting_id = %s GROUP BY l.whole_id, l.whole_home, c.tracking",
        [posting_id],
    ):
        sums.setdefault((whole_id, whole_home), {})[tracking] = int(cost)
        parts[tracking] = parts.get(tracking, 0) + int(count)
    automatic = sum(each.count for each in run.taken if each.component.line.item.tracking == "auto_serialized")
    shared = {"auto_serialized"} if parts.get("auto_serialized", 0) < automatic else set()
    return {unit: sum(cost for tracking, cost in own.items() if tracking not in shared) for unit, own in sums.items()}


def _bring_in(
    work: Work,
    report: Document,
    run: Run,
    posting_id: int,
    each_costs: Sequence[int],
    moves: list[QuantityMove],
) -> dict[int, list[Range]]:
    """Give numbered units their cost, and make the others; counted goods are one more movement."""
    births, start, changed = [], 0, []
    for output in run.outputs:
        assert output.line is not None
        mine = each_costs[start : start + output.count]
        start += output.count
        changed += list(zip(output.units, mine, strict=False))
        item_id, total = output.line.item_id, sum(mine[len(output.units) :])
        if not run.order.builds_units:
            moves.append(
                QuantityMove(output.line.pk, item_id, run.consumed.pk, output.target.pk, output.count, sum(mine))
            )
        elif output.born:
            births.append(Birth(output.line.pk, item_id, output.born, total, run.consumed.pk, output.target.pk))
    if changed:
        papers.set_costs(posting_id, run.lines[0].pk, [(*unit, cost) for unit, cost in changed], "built")
    return ledger.generate(posting_id, births, report.location_id, work.at)
