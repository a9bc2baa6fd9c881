"""One unit: where it is and who has it, what happened to it, what is in it.

  everyunit unit 100017
  everyunit unit W1F0A1 --tree --as-of 2026-03-31
  everyunit unit 100017 --was 2026-03-31 --known 2026-04-01T09:00

A maker's number will do where one unit has it; where several have, they are told. Exit code 1: there is none.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict

from everyunit.cli import terminal
from everyunit.cli.acting import actor_asked_for, add_user
from everyunit.reports.as_built import AsBuilt, as_built
from everyunit.reports.as_of import unit_as_of
from everyunit.reports.cost_history import CostChange
from everyunit.reports.part_moves import PartMoved
from everyunit.reports.unit_lookup import units_with_maker_serial
from everyunit.reports.unit_page import AnyEvent, Edit, Exchanged, UnitPage, unit_page
from everyunit.rules.moments import written
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import SEE_COST
from everyunit.rules.serials import clean


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", metavar="NUMBER", help="serial or maker’s number")
    parser.add_argument("--tree", action="store_true", help="what is in it, and what it is in")
    parser.add_argument("--as-of", type=terminal.day, metavar="DATE", help="the tree as it was at the end of this day")
    parser.add_argument("--was", type=terminal.day, metavar="DATE", help="where it was at the end of this day")
    known = "and as known then: a day, or 2026-01-31T14:30 in UTC; alone: where it was thought to be"
    parser.add_argument("--known", type=terminal.moment, metavar="WHEN", help=known)
    parser.add_argument("--json", action="store_true", help="print the answer as JSON, amounts in minor units")
    add_user(parser)


def run(options: argparse.Namespace) -> int:
    costs = actor_asked_for(options).may(SEE_COST)
    page = _found(clean(options.number), costs)
    if options.was or options.known:
        return _then(page, options, costs)
    tree = as_built(page.unit.unit_id, options.as_of, costs=costs) if options.tree or options.as_of else None
    if options.json:
        terminal.print_json(_data(page, tree))
        return 0
    for line in _told(page) if tree is None else _within(tree):
        terminal.answer(line)
    return 0


def _then(page: UnitPage, options: argparse.Namespace, costs: bool) -> int:
    """Where it was, and what it cost."""
    then = unit_as_of(page.unit.unit_id, options.was, options.known, costs=costs)
    if options.json:
        terminal.print_json(asdict(then) | {"serial": page.unit.serial, "known": written(then.known) or None})
    elif then.bin:
        terminal.answer(f"{page.unit.serial}\t{then.bin}\t{'ours' if then.owned else 'not ours'}")
    else:
        terminal.answer(f"{page.unit.serial}\t\tnot come in yet, or not recorded")
    return 0


def _found(number: str, costs: bool) -> UnitPage:
    """Refused: `unknown_unit`, `several_units` with all of them."""
    page = unit_page(number, costs=costs)
    if page is not None:
        return page
    named = units_with_maker_serial(number, costs=False)
    if len(named) == 1 and (page := unit_page(named[0].serial, costs=costs)) is not None:
        return page
    several = [Offender(each.serial, "several_units", f"{each.item}, {each.state}, in {each.bin}") for each in named]
    refuse_if_any(several, "several_units", f"Several units have the maker’s number {number}. Name one by its own.")
    raise Refused("unknown_unit", f"No unit has the number {number}.")


def _told(page: UnitPage) -> Iterator[str]:
    unit = page.unit
    yield "\t".join([unit.serial, unit.maker_serial, unit.item, unit.bin, unit.state])
    yield page.state
    for each in page.timeline.events:
        yield f"{each.at:%Y-%m-%d %H:%M}\t{each.user}\t{_event(each)}"
    if page.timeline.next_before is not None:
        yield "…"


def _event(each: AnyEvent) -> str:
    if isinstance(each, Edit) and each.file:
        return f"file {each.file}\t{each.new or each.old}"
    if isinstance(each, Edit):
        return f"{each.field}\t{each.old} → {each.new}"
    if isinstance(each, Exchanged):
        return f"{each.document}\t{'for' if each.replaces else 'exchanged for'} {each.other}"
    if isinstance(each, PartMoved):
        within = f" in {each.within}" if each.within else ""
        return f"{each.document}\t{each.words} {each.other}{within}{' (undone)' if each.undone else ''}"
    if isinstance(each, CostChange):
        return f"{each.document}\tcost {each.old_minor} → {each.new_minor}\t{each.reason}".rstrip()
    return f"{each.document}\t{each.from_bin} → {each.to_bin}{' (undone)' if each.undone else ''}"


def _within(tree: AsBuilt) -> Iterator[str]:
    for each in tree.within:
        yield f"in\t{each.serial}\t{each.item}\tsince {each.since}"
    for each in tree.parts:
        yield f"{'  ' * each.depth}{each.serial}\t{each.item}\t{each.maker_serial}\tsince {each.since}"
    for goods in tree.counted:
        yield f"{goods.each}\t{goods.item}\t{goods.lot}".rstrip()
    if not tree:
        yield "It is in nothing, and nothing is in it."


def _data(page: UnitPage, tree: AsBuilt | None) -> dict[str, object]:
    told = asdict(page)
    return told if tree is None else told | {"tree": asdict(tree)}
