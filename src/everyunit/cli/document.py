"""Documents of every kind: begin one, attach units, turn it into the next one, post it, undo it.

  everyunit document new SO --party C-100 --line HD-3TB=2@99.50 --set "terms=30 days"
  everyunit document attach SO 100000 100017 100020-100024
  everyunit document convert SO 100000 SI
  everyunit document post SI 100000

KIND is the code of the kind, such as PO, PR, SI, CM or ST; NUMBER the number of the document. Numbers of units may be
ranges; “-” reads them from standard input, one a line. Exit code 1: refused, or a number could not be used.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from typing import Any, Literal

from everyunit.base.operation import Actor
from everyunit.cli import terminal
from everyunit.cli.acting import actor_asked_for
from everyunit.cli.answers import hidden_costs
from everyunit.cli.document_arguments import add_ways, header_of, lines_of
from everyunit.cli.how_far import how_far, moved
from everyunit.cli.scanned import say, say_entries, say_scanned, scans
from everyunit.documents.attach import Attach, attach
from everyunit.documents.changes import PRICES as HIDDEN
from everyunit.documents.changes import changes_of
from everyunit.documents.close import Close, close
from everyunit.documents.convert import Convert, convert
from everyunit.documents.detach import Detach, detach
from everyunit.documents.discard import Discard, discard
from everyunit.documents.draft import Draft, draft
from everyunit.documents.history import history_of
from everyunit.documents.kinds import KINDS
from everyunit.documents.lists import DocumentFilter, find_documents
from everyunit.documents.naming import kind_named
from everyunit.documents.page import document_id_of
from everyunit.documents.pick import Pick, pick
from everyunit.documents.post import Post, post
from everyunit.documents.progress import progress
from everyunit.documents.queries import document_by_id, document_lines, document_unit_ranges
from everyunit.documents.reach import refuse_elsewhere
from everyunit.documents.reverse import Reverse, reverse
from everyunit.documents.standing import said
from everyunit.exports.document_columns import delivered_said
from everyunit.places.queries import company_facts
from everyunit.rules.currencies import digits_of
from everyunit.rules.money import format_amount
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import SEE_COST
from everyunit.rules.serials import describe

PRICES = ("price_minor", "amount_minor", "tax_minor", "worth_minor")
Told = tuple[Any, bool]  # the answer, and whether something could not be used


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add_ways(parser)


def run(options: argparse.Namespace) -> int:
    told, failed = WAYS[options.what](actor_asked_for(options), options)
    if options.json:
        terminal.print_json(told)
    return 1 if failed else 0


def _id(kind: str, number: str) -> int:
    """Refused: `unknown_kind`, `unknown_document`."""
    code = kind_named(kind.upper()).code
    found = document_id_of(code, number)
    if found is None:
        raise Refused("unknown_document", f"There is no {code} {number}.")
    return found


def _asked(options: argparse.Namespace) -> int:
    return _id(options.kind, options.number)


def _new(actor: Actor, options: argparse.Namespace) -> Told:
    header = header_of(options.set)
    facts = company_facts()
    digits = digits_of(header.currency) if header.currency else facts.currency_digits if facts else 2
    command = Draft(
        kind=options.kind.upper(),
        party=options.party,
        location=options.location,
        date=options.date,
        from_bin=options.from_bin,
        to_bin=options.to_bin,
        reference=options.reference,
        notes=options.notes,
        header=header,
        lines=lines_of(options.line, digits),
    )
    return _begun(options, draft(actor, command))


def _begun(options: argparse.Namespace, made: Any) -> Told:
    say(options, f"{made.kind}\t{made.number}")
    for double in made.doubles:
        terminal.say(f"Their number is also on {double}.")
    for line in getattr(made, "left_out", ()):
        terminal.say(f"Nothing is committed to {line}; it stayed behind.")
    return asdict(made), False


def _attach(actor: Actor, options: argparse.Namespace) -> Told:
    command = Attach(document_id=_asked(options), scans=scans(options.units), exceed=options.exceed)
    done = attach(actor, command)
    return asdict(done), say_scanned(options, done)


def _detach(actor: Actor, options: argparse.Namespace) -> Told:
    done = detach(actor, Detach(document_id=_asked(options), scans=scans(options.units)))
    return asdict(done), say_entries(options, done.entries)


def _pick(actor: Actor, options: argparse.Namespace) -> Told:
    done = pick(actor, Pick(document_id=_asked(options)))
    return asdict(done), say_entries(options, done.entries)


def _convert(actor: Actor, options: argparse.Namespace) -> Told:
    further = tuple(_id(options.kind, number) for number in options.further)
    return _begun(options, convert(actor, Convert(document_id=_asked(options), to=options.to.upper(), further=further)))


def _post(actor: Actor, options: argparse.Namespace) -> Told:
    done = post(actor, Post(document_id=_asked(options)))
    say(options, "\t".join([done.kind, done.number, "posted", *moved(done.units, done.quantity)]))
    for position, serials in done.serials.items():
        say(options, f"line {position}\t{serials}")
    return hidden_costs(actor, asdict(done)), False


def _close(to: Literal["closed", "open", "cancelled"]) -> Callable[[Actor, argparse.Namespace], Told]:
    def way(actor: Actor, options: argparse.Namespace) -> Told:
        done = close(actor, Close(document_id=_asked(options), to=to))
        say(options, "\t".join(part for part in (done.kind, done.number, done.status, done.quote) if part))
        return asdict(done), False

    return way


def _discard(actor: Actor, options: argparse.Namespace) -> Told:
    done = discard(actor, Discard(document_id=_asked(options)))
    say(options, f"{done.kind}\t{done.number}\tthrown away")
    return asdict(done), False


def _reverse(actor: Actor, options: argparse.Namespace) -> Told:
    done = reverse(actor, Reverse(document_id=_asked(options), reason=options.reason))
    say(options, "\t".join([done.kind, done.number, "reversed", *moved(done.units, 0)]))
    return asdict(done), False


def _list(actor: Actor, options: argparse.Namespace) -> Told:
    wanted = DocumentFilter(
        kinds=tuple(kind_named(code.upper()).code for code in options.kind),
        status=options.status or "",
        party=options.party or "",
        location=options.location or "",
        outstanding=options.outstanding,
        delivered=options.delivered or "",
        invoiced=options.invoiced or "",
        representative=options.representative or "",
        date_from=options.date_from,
        date_to=options.date_to,
    )
    rows = find_documents(wanted, limit=options.limit)
    for row in rows:
        facts = [row.kind, row.number, str(row.date), row.status, row.party or "", row.reference]
        say(options, "\t".join([*facts, delivered_said(row), said(row.invoiced, "invoiced")]))
    if not rows:
        terminal.say("There are none.")
    return [asdict(row) | _hidden(actor, row.kind, ("total_minor", "tax_minor")) for row in rows], False


def _show(actor: Actor, options: argparse.Namespace) -> Told:
    document_id = _asked(options)
    row, lines = document_by_id(document_id), document_lines(document_id)
    assert row is not None
    refuse_elsewhere(actor, row.kind, row.number, row.location)
    units = {line_id: describe(ranges) for line_id, ranges in document_unit_ranges(document_id).items()}
    reached = progress([line.line_id for line in lines])
    facts = company_facts()
    digits = digits_of(row.header.currency or (facts.currency if facts else ""))
    hidden = _hidden(actor, row.kind, PRICES)
    say(options, "\t".join([row.kind, row.number, str(row.date), row.status, row.party or "", row.reference]))
    for line in lines:
        price = [] if hidden else [format_amount(line.price_minor, digits)]
        told = [str(line.position), line.item, how_far(row, line, reached[line.line_id]), *price]
        say(options, "\t".join([*told, units.get(line.line_id, "")]))
    cost = {} if actor.may(SEE_COST) else {"cost_minor": None}
    shown = [
        asdict(line) | hidden | cost | {"units": units.get(line.line_id, ""), "progress": asdict(reached[line.line_id])}
        for line in lines
    ]
    return asdict(row) | _hidden(actor, row.kind, ("total_minor", "tax_minor")) | {"lines": shown}, False


def _hidden(actor: Actor, kind: str, amounts: Iterable[str]) -> dict[str, None]:
    """These amounts, blanked where they are what goods cost us and the actor may not see that."""
    return {} if KINDS[kind].price_from == "price" or actor.may(SEE_COST) else dict.fromkeys(amounts)


def _history(actor: Actor, options: argparse.Namespace) -> Told:
    document_id = _asked(options)
    found, changes = history_of(document_id), changes_of(document_id)
    if _hidden(actor, options.kind.upper(), PRICES):
        changes = [replace(each, old="", new="") if each.field in HIDDEN else each for each in changes]
    for each in found.moved:
        which = f"{each.first}–{each.last}" if each.last != each.first else each.first
        moved = [f"{each.at:%Y-%m-%d %H:%M}", each.user, str(each.pieces), each.item, each.from_bin, each.to_bin, which]
        say(options, "\t".join(moved))
    for change in changes:
        line = f"line {change.position} {change.item}" if change.position is not None else ""
        facts = [f"{change.at:%Y-%m-%d %H:%M}", change.user, line, change.field, change.old, change.new]
        say(options, "\t".join(facts))
    return asdict(found) | {"changes": [asdict(each) for each in changes]}, False


WAYS: dict[str, Callable[[Actor, argparse.Namespace], Told]] = {
    "new": _new,
    "list": _list,
    "show": _show,
    "history": _history,
    "attach": _attach,
    "detach": _detach,
    "pick": _pick,
    "convert": _convert,
    "post": _post,
    "close": _close("closed"),
    "open": _close("open"),
    "cancel": _close("cancelled"),
    "discard": _discard,
    "reverse": _reverse,
}
