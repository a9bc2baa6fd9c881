"""Look at anything: lists, and single things with all that belongs to them.

  everyunit show                                   lists what there is to see
  everyunit show pull-sheets --status open
  everyunit show pull-sheet --sheet 100000
  everyunit show returned --number WX41A7

“everyunit show WHAT --help” tells how it can be narrowed. Papers, units and bins have commands of their own. Lists end
after --limit rows; `everyunit export` writes lists of any length.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

from pydantic import ValidationError, validate_call

from everyunit.cli import sights_of_goods, sights_of_records, terminal
from everyunit.cli.acting import actor_asked_for, add_user, needs
from everyunit.cli.answers import say_answer, say_rows, without_amounts
from everyunit.cli.fields import Typed, add_option, parameters_of
from everyunit.cli.naming import Names
from everyunit.cli.shape import refuse_misfits, refused_shape
from everyunit.cli.sights import SIGHTS, Sight
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import SEE_COST

# Reading them filled the table.
__all__ = ["sights_of_goods", "sights_of_records"]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", nargs="?", metavar="WHAT", help="what to see; without it, all there is is listed")
    parser.add_argument(
        "narrowed", nargs=argparse.REMAINDER, metavar="…", help="“everyunit show WHAT --help” tells them"
    )


def run(options: argparse.Namespace) -> int:
    if options.what is None:
        for name, each in SIGHTS.items():
            terminal.answer(f"{name}\t{each.shown.__doc__}")
        return 0
    sight = SIGHTS.get(options.what)
    if sight is None:
        raise Refused("unknown_sight", f"There is no “{options.what}” to see. “everyunit show” lists what there is.")
    asked = _parser(options.what, sight).parse_args(options.narrowed, namespace=options)
    found = _seen(sight, asked)
    if asked.json:
        terminal.print_json(found)
    elif isinstance(found, dict):
        say_answer(found, silent=False)
    else:
        say_rows(found)
    return 0


def _parser(name: str, sight: Sight) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"everyunit show {name}", description=sight.shown.__doc__, allow_abbrev=False)
    fields = parameters_of(sight.shown)
    for field in fields:
        add_option(parser, field)
    parser.add_argument("--json", action="store_true", help="print it as JSON, amounts in minor units")
    add_user(parser, workstation="workstation" not in {field.name for field in fields})
    return parser


def _seen(sight: Sight, options: argparse.Namespace) -> Any:
    """Refused: `not_allowed`, `bad_shape`, `unknown_…`."""
    actor = actor_asked_for(options)
    if sight.right:
        needs(actor, sight.right)
    typed = Typed(Names())
    fields = parameters_of(sight.shown)
    data = typed.data(fields, vars(options), {})
    refuse_misfits(typed)
    if "actor" in sight.shown.__annotations__:
        data["actor"] = actor
    try:
        found = _plain(validate_call(sight.shown)(**data))
    except ValidationError as error:
        raise refused_shape(error, fields) from error
    return found if actor.may(SEE_COST) else without_amounts(found, sight.prices)


def _plain(found: Any) -> Any:
    if is_dataclass(found) and not isinstance(found, type):
        return asdict(found)
    if isinstance(found, Mapping):
        return dict(found)
    return [each if isinstance(each, dict) else asdict(each) for each in found]
