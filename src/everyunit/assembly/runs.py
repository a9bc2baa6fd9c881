"""A run of a work order: which units it builds, and what it takes of each component, from where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from everyunit.assembly.gains import Gain, gains_of
from everyunit.assembly.made_as import refuse_lot
from everyunit.assembly.number_built import number
from everyunit.assembly.orders import REPORT, Component, Order, linked_counts
from everyunit.assembly.papers import stock_bin
from everyunit.assembly.spread_parts import spread_over
from everyunit.base import sql
from everyunit.base.operation import Work
from everyunit.catalog.models import Link
from everyunit.documents.kinds import row_for
from everyunit.documents.models import Line
from everyunit.places.default_bins import default_bins
from everyunit.places.models import Bin
from everyunit.rules.building import due
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.serials import read_range, split_scans
from everyunit.stock.holds import quantities_held, units_held

if TYPE_CHECKING:
    from everyunit.assembly.build import Build

Unit = tuple[int, int]  # id and home
RANGE_LIMIT = 1_000_000


@dataclass(slots=True)
class Output:
    """Good or defective units of a run: those that are numbered already, and how many more."""

    count: int
    target: Bin
    units: list[Unit]
    defective: bool = False
    line: Line | None = None

    @property
    def born(self) -> int:
        return self.count - len(self.units)


@dataclass(slots=True)
class Taken:
    """What a run takes of a component from one bin; of units, which."""

    component: Component
    count: int
    units: list[Unit] = field(default_factory=list)
    bin_id: int | None = None
    line: Line | None = None


@dataclass(slots=True)
class Run:
    order: Order
    outputs: list[Output]
    consumed: Bin
    taken: list[Taken] = field(default_factory=list)
    gains: list[Gain] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(each.count for each in self.outputs)

    @property
    def lines(self) -> list[Line]:
        made = [each.line for each in self.outputs] + [each.line for each in self.gains]
        written = made + [each.line for each in self.taken]
        return [line for line in written if line is not None]

    @property
    def units(self) -> list[Unit]:
        return [unit for each in self.outputs for unit in each.units]


def refuse_run(order: Order, command: Build) -> None:
    count = command.good + command.defective
    if not order.in_process:
        raise Refused("not_in_process", f"{order.name} is not in process yet. Start it first.")
    if count <= 0 or min(command.good, command.defective) < 0:
        raise Refused("nothing_built", "Nothing would be built. Enter how many units are good or defective.")
    if count > order.left:
        raise Refused("too_many", f"{order.left} of {order.name} are left to be built; {count} cannot be.")
    refuse_lot(order, command.lot)
    known = {each.line.pk for each in order.components}
    refuse_if_any(
        [
            Offender(str(each.line_id), "unknown_line", "Not on this work order.")
            for each in command.used
            if each.line_id not in known or each.quantity < 0
        ],
        "unknown_line",
        "Some of what was used is on no line of this work order. Reload it.",
    )


def run_of(work: Work, order: Order, command: Build) -> Run:
    """The units of the run: those that were named, else the first that are numbered; links need numbers."""
    must = any(each.link == Link.MANDATORY for each in order.linked)
    count = command.good + command.defective
    if command.spread and order.builds_units and order.linked:
        number(work, order, max(0, count - order.numbered))
    if must and order.numbered < count:
        words = f"{order.numbered} of {order.name} are numbered. Number the others, and link their parts."
        raise Refused("missing_links", words, [Offender(order.output.item.code, "not_numbered", words)])
    bins = default_bins(work, order.document.location)
    good = stock_bin(REPORT, command.to_bin) or bins.need(row_for(REPORT, -1).route.target_default)
    defective = stock_bin(REPORT, command.defective_bin)
    defective = defective or (bins.need("defective") if command.defective else good)
    outputs = [Output(command.good, good, []), Output(command.defective, defective, [], defective=True)]
    _choose_units(order, outputs, (command.units, command.defective_units))
    run = Run(order, [each for each in outputs if each.count], bins.need(REPORT.route.target_default))
    run.gains = gains_of(order, run.count, command.by_products, bins.need(row_for(REPORT, -1).route.target_default))
    if command.spread and order.linked:
        spread_over(order, run.units)
    return run


def _choose_units(order: Order, outputs: Sequence[Output], named: Sequence[Sequence[str]]) -> None:
    """Give each output its numbered units: those that have parts come first. Refused: `unknown_unit`, `too_many`."""
    if not order.builds_units:
        return
    known = {
        serial: (unit_id, home)
        for serial, unit_id, home in sql.rows(
            "SELECT u.serial, u.id, u.home FROM stock_hold h JOIN stock_unit u ON u.id = h.unit_id AND u.home = h.home"
            " WHERE h.line_id = %s ORDER BY CASE WHEN EXISTS (SELECT 1 FROM assembly_plannedlink p"
            " WHERE p.whole_id = h.unit_id AND p.whole_home = h.home) THEN 0 ELSE 1 END, u.id",
            [order.output.pk],
        )
    }
    wanted = [numbers_named(texts) for texts in named]
    refuse_if_any(
        [
            Offender(serial, "unknown_unit", f"It is no unit that {order.name} has numbered and not built yet.")
            for serials in wanted
            for serial in serials
            if serial not in known
        ],
        "unknown_unit",
        "Some units cannot be built by this order.",
    )
    for output, serials in zip(outputs, wanted, strict=True):
        output.units = [known.pop(serial) for serial in serials if serial in known]
        _refuse_misnamed(output, len(serials))
    free = list(known.values())
    for output in outputs:
        more = output.count - len(output.units)
        output.units, free = output.units + free[:more], free[more:]


def _refuse_misnamed(output: Output, named: int) -> None:
    """Refused: `too_many`."""
    sort = "defective" if output.defective else "good"
    if named > output.count:
        are = "none is" if output.count == 0 else f"only {output.count} {'is' if output.count == 1 else 'are'}"
        raise Refused(
            "too_many",
            f"You named {named} as {sort}, but {are} to be built as {sort}. Enter {named} as the number of {sort} ones,"
            " or take numbers off.",
        )
    if len(output.units) != named:
        raise Refused("too_many", "Some units are named more than once. Name each once, as good or as defective.")


def numbers_named(scans: Sequence[str]) -> list[str]:
    """The numbers that were scanned or typed; each of a range."""
    texts: list[str] = []
    for text in (text for scan in scans for text in split_scans(scan)):
        try:
            texts += read_range(text, RANGE_LIMIT).texts()
        except ValueError:
            texts.append(text)
    return texts


def choose_inputs(order: Order, run: Run, used: dict[int, int]) -> None:
    """What the run takes of each component: what is due, or what was said. Refused: `missing_links`,
    `too_few_inputs`.
    """
    held = units_held([each.line.pk for each in order.components])
    planned = _planned(order)
    built = set(run.units)
    offenders = []
    for each in order.components:
        count = used.get(each.line.pk)
        if count is None:
            count = due(each.planned, each.used, order.built, run.count, order.whole)
        if each.has_units:
            units = held.get(each.line.pk, [])
            mine = [unit for unit in units if planned.get(unit) in built]
            free = [unit for unit in units if unit not in planned]
            chosen = mine + free[: max(0, count - len(mine))]
            if len(chosen) < count:
                offenders.append(_too_few(each, count, len(chosen)))
            if chosen:
                run.taken.append(Taken(each, len(chosen), chosen))
        elif each.counted:
            offenders += _take_counted(run, each, count)
        elif count:
            run.taken.append(Taken(each, count))
    _refuse_missing_links(order, run)
    refuse_if_any(offenders, "too_few_inputs", f"{order.name} does not hold enough for {run.count}.")


def _too_few(component: Component, count: int, there: int) -> Offender:
    words = f"{count} go in, {there} are at hand. Attach the rest, or say what was really used."
    return Offender(component.subject, "too_few_inputs", words)


def _take_counted(run: Run, component: Component, count: int) -> list[Offender]:
    left = count
    for _, bin_id, quantity in quantities_held([component.line.pk]):
        if taken := min(left, quantity):
            run.taken.append(Taken(component, taken, bin_id=bin_id))
            left -= taken
    return [_too_few(component, count, count - left)] if left else []


def _planned(order: Order) -> dict[Unit, Unit]:
    """The unit that each part goes into, where the order holds both."""
    lines = sql.among("i.line_id", [each.line.pk for each in order.linked])
    return {
        (unit_id, home): (whole_id, whole_home)
        for unit_id, home, whole_id, whole_home in sql.rows(
            "SELECT p.unit_id, p.home, p.whole_id, p.whole_home FROM stock_hold i CROSS JOIN assembly_plannedlink p"
            f" CROSS JOIN stock_hold o WHERE {lines.sql} AND p.unit_id = i.unit_id AND p.home = i.home"
            " AND o.unit_id = p.whole_id AND o.home = p.whole_home AND o.line_id = %s",
            [*lines.params, order.output.pk],
        )
    }


def _refuse_missing_links(order: Order, run: Run) -> None:
    """Units that lack parts which must be linked, each with what it lacks."""
    must = [each for each in order.linked if each.link == Link.MANDATORY and each.instead_of is None and each.quantity]
    if not must:
        return
    counts = linked_counts(order)
    lacking = []
    for each in must:
        group = [one.line.pk for one in order.components if each.line.pk in (one.line.pk, one.instead_of)]
        for unit_id, _ in run.units:
            missing = each.quantity - sum(counts.get((unit_id, line_id), 0) for line_id in group)
            if missing > 0:
                lacking.append((unit_id, f"{missing} of {each.line.item.code}"))
    if not lacking:
        return
    names = serials_of([unit_id for unit_id, _ in lacking])
    refuse_if_any(
        [
            Offender(names[unit_id], "missing_links", f"{what} must be linked to it. Scan what goes into it.")
            for unit_id, what in lacking
        ],
        "missing_links",
        "Some units lack parts that must be linked.",
    )


def serials_of(unit_ids: Sequence[int]) -> dict[int, str]:
    chosen = sql.among("id", sorted(set(unit_ids)))
    return dict(sql.rows(f"SELECT id, serial FROM stock_unit WHERE {chosen.sql}", chosen.params))
