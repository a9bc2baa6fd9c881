"""Work orders: make one, set aside what goes in, link parts, build, and take apart again.

  everyunit work make COMPUTER --quantity 3
  everyunit work attach 100000 100001 100002
  everyunit work build 100000 --good 2 --defective 1

NUMBER is the number of the work order. Numbers of units may be ranges where the paper takes them; “-” reads them from
standard input, one a line. Exit code 1: refused, or a number could not be used.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from everyunit.assembly.build import Build, Used, build
from everyunit.assembly.gains import Gained
from everyunit.assembly.link_parts import LinkParts, link_parts
from everyunit.assembly.number_built import NumberBuilt, number_built
from everyunit.assembly.order_work import OrderWork, order_work
from everyunit.assembly.page import WorkOrderPage, work_order_id, work_order_page
from everyunit.assembly.short import short_of_all
from everyunit.assembly.spread_parts import SpreadParts, spread_parts
from everyunit.assembly.start_work import StartWork, start_work
from everyunit.assembly.substitute import SubstitutePart, substitute
from everyunit.assembly.supply_work import SupplyWork, supply_work
from everyunit.assembly.swap import Exchange, Swap, swap
from everyunit.assembly.take_apart import TakeApart, take_apart
from everyunit.base.operation import Actor
from everyunit.cli import terminal
from everyunit.cli.acting import actor_asked_for
from everyunit.cli.answers import hidden_costs
from everyunit.cli.scanned import say, say_entries, say_scanned, scans
from everyunit.cli.work_arguments import add_ways
from everyunit.documents.attach import Attach, attach
from everyunit.documents.close import Close, close
from everyunit.documents.detach import Detach, detach
from everyunit.rules.refusals import Offender, Refused, refuse_if_any


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add_ways(parser)


def run(options: argparse.Namespace) -> int:
    if options.what == "short":
        return _short(as_json=options.json)
    if options.what == "show":
        return _show(_order(options.number), as_json=options.json)
    actor = actor_asked_for(options)
    told, failed = WAYS[options.what](actor, options)
    if options.json:
        terminal.print_json(hidden_costs(actor, asdict(told)))
    return 1 if failed else 0


def _order(number: str) -> WorkOrderPage:
    """Refused: `unknown_document`."""
    document_id = work_order_id(number)
    found = work_order_page(document_id) if document_id is not None else None
    if found is None:
        raise Refused("unknown_document", f"There is no work order {number}.")
    return found


Told = tuple[Any, bool]  # the answer of the verb, and whether something could not be used


def _make(actor: Actor, options: argparse.Namespace) -> Told:
    command = OrderWork(
        item=options.item,
        quantity=options.quantity,
        location=options.location,
        due_on=options.due,
        reference=options.reference,
    )
    made = order_work(actor, command)
    say(options, made.number)
    return made, False


def _attach(actor: Actor, options: argparse.Namespace) -> Told:
    order_id = _order(options.number).document_id
    done = attach(actor, Attach(document_id=order_id, scans=scans(options.units), exceed=options.exceed))
    return done, say_scanned(options, done)


def _detach(actor: Actor, options: argparse.Namespace) -> Told:
    order_id = _order(options.number).document_id
    done = detach(actor, Detach(document_id=order_id, scans=scans(options.units)))
    return done, say_entries(options, done.entries)


def _link(actor: Actor, options: argparse.Namespace) -> Told:
    command = LinkParts(
        document_id=_order(options.number).document_id,
        scans=scans(options.units),
        whole=options.whole,
        undo=options.undo,
    )
    done = link_parts(actor, command)
    failed = say_entries(options, done.entries)
    if done.whole:
        lacks = f", lacks {', '.join(done.lacks)}" if done.lacks else ""
        say(options, f"{done.whole}\t{done.linked} of {done.wanted} linked{lacks}")
    return done, failed


def _supply(actor: Actor, options: argparse.Namespace) -> Told:
    done = supply_work(actor, SupplyWork(document_id=_order(options.number).document_id))
    say(options, f"{done.committed} set aside")
    for each in done.missing:
        say(options, f"{each.item}\t{each.missing} missing\t{each.short} short")
    return done, False


def _start(actor: Actor, options: argparse.Namespace) -> Told:
    done = start_work(actor, StartWork(document_id=_order(options.number).document_id, back=options.back))
    say(options, "in process" if done.in_process else "not started")
    return done, False


def _number(actor: Actor, options: argparse.Namespace) -> Told:
    command = NumberBuilt(document_id=_order(options.number).document_id, quantity=options.quantity)
    done = number_built(actor, command)
    say(options, done.serials)
    return done, False


def _spread(actor: Actor, options: argparse.Namespace) -> Told:
    done = spread_parts(actor, SpreadParts(document_id=_order(options.number).document_id))
    say(options, f"{done.linked} linked")
    return done, False


def _substitute(actor: Actor, options: argparse.Namespace) -> Told:
    order = _order(options.number)
    command = SubstitutePart(
        document_id=order.document_id,
        line_id=_line(order, options.component),
        item=options.item,
        quantity=options.quantity,
    )
    return substitute(actor, command), False


def _line(order: WorkOrderPage, item: str) -> int:
    """The line of this item among what goes in. Refused: `unknown_line`."""
    lines = {each.item: each.line_id for each in order.inputs}
    wrong = [Offender(item, "unknown_line", "Nothing of it goes in.")] if item not in lines else []
    refuse_if_any(wrong, "unknown_line", f"Work order {order.number} has no line of {item}.")
    return lines[item]


def _build(actor: Actor, options: argparse.Namespace) -> Told:
    order = _order(options.number)
    command = Build(
        document_id=order.document_id,
        good=options.good,
        defective=options.defective,
        units=tuple(options.unit),
        defective_units=tuple(options.defective_unit),
        used=tuple(Used(line_id=_line(order, item), quantity=count) for item, count in options.used),
        by_products=tuple(Gained(item=item, quantity=count) for item, count in options.by_product),
        spread=options.spread,
        lot=options.lot,
        to_bin=options.to_bin,
        defective_bin=options.defective_bin,
    )
    done = build(actor, command)
    faulty = f"\tdefective: {done.defective_serials}" if done.defective_serials else ""
    say(options, f"WR {done.number}\t{done.serials}\t{done.left} left{faulty}")
    return done, False


def _close(to: str) -> Callable[[Actor, argparse.Namespace], Told]:
    def way(actor: Actor, options: argparse.Namespace) -> Told:
        command = Close(document_id=_order(options.number).document_id, to=to)  # type: ignore[arg-type]
        done = close(actor, command)
        say(options, "closed" if to == "closed" else "void")
        return done, False

    return way


def _apart(actor: Actor, options: argparse.Namespace) -> Told:
    done = take_apart(actor, TakeApart(serials=scans(options.units), to_bin=options.to_bin))
    guessed = f"\tnot linked: {done.unlinked}" if done.unlinked else ""
    say(options, f"TA {done.number}\t{done.parts}\t{done.pieces} pieces{guessed}")
    return done, False


def _swap(actor: Actor, options: argparse.Namespace) -> Told:
    command = Swap(
        parts=(Exchange(old=options.old, new=options.new),),
        whole=options.whole,
        to_bin=options.to_bin,
    )
    done = swap(actor, command)
    say(options, f"SW {done.number}\t{done.wholes[0]}\t{done.exchanged[0].old} out\t{done.exchanged[0].new} in")
    return done, False


WAYS: dict[str, Callable[[Actor, argparse.Namespace], Told]] = {
    "make": _make,
    "attach": _attach,
    "detach": _detach,
    "supply": _supply,
    "start": _start,
    "number": _number,
    "link": _link,
    "spread": _spread,
    "substitute": _substitute,
    "build": _build,
    "close": _close("closed"),
    "void": _close("cancelled"),
    "apart": _apart,
    "swap": _swap,
}


def _show(order: WorkOrderPage, *, as_json: bool) -> int:
    if as_json:
        terminal.print_json(asdict(order.without_costs()))
        return 0
    terminal.answer(f"{order.number}\t{order.state}\t{order.item}\t{order.built} of {order.quantity} built")
    for each in order.inputs:
        instead = f"\tinstead of {each.instead_of}" if each.instead_of else ""
        terminal.answer(f"{each.item}\t{each.planned} needed\t{each.held} set aside\t{each.used} used{instead}")
    for unit in order.units:
        lacks = f"\tlacks {', '.join(unit.lacks)}" if unit.lacks else ""
        terminal.answer(f"{unit.serial}\t{len(unit.parts)} of {unit.wanted} linked{lacks}")
    return 0


def _short(*, as_json: bool) -> int:
    found = short_of_all()
    if as_json:
        terminal.print_json([{**asdict(each), "to_order": each.to_order} for each in found])
        return 0
    for each in found:
        orders = ", ".join(order.number for order in each.orders)
        figures = (each.missing, each.free, each.ordered, each.to_order)
        terminal.answer("\t".join([each.item, each.location, *map(str, figures), orders]))
    if not found:
        terminal.say("Nothing is missing.")
    return 0
