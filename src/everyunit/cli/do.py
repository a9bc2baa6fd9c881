"""Carry out any verb: what pages and the HTTP API can do, the command line can do, too.

  everyunit do                                     lists the verbs
  everyunit do commit --help                       tells what one takes
  everyunit do commit --document "SO 100000" --line 1 --quantity 3
  everyunit do enter --text Rent --lines account=6000 amount_minor=90000 --lines account=1000 amount_minor=-90000
  everyunit do save_vendor_items --json-file prices.json

A verb takes the fields of its command, which docs/verbs/ describes: a text, a number, a day as 2026-01-31, --field or
--no-field; several values behind one option; rows as FIELD=VALUE …, one option a row. Amounts are in minor units. With
--json-file F (“-”: standard input) the fields come as JSON, as the HTTP API takes them; options go before the file.
Exit code 1: refused, or a number could not be used.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping
from dataclasses import asdict
from inspect import cleandoc
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from everyunit.base.operation import Operation
from everyunit.cli import terminal
from everyunit.cli.acting import actor_asked_for, add_user
from everyunit.cli.answers import hidden_costs, say_answer
from everyunit.cli.fields import Typed, add_option, fields_of
from everyunit.cli.files import content_of
from everyunit.cli.naming import Names
from everyunit.cli.shape import refuse_misfits, refused_shape
from everyunit.cli.verbs import ROOM_OF, verb_named
from everyunit.rules.refusals import Refused

SENTENCE = re.compile(r"[.:;](?: |$)")
RULES = re.compile(r" \([A-Z]{3}-[^)]*\)")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", nargs="?", metavar="VERB", help="which one; without it, all are listed")
    parser.add_argument(
        "fields", nargs=argparse.REMAINDER, metavar="…", help="what it takes: “everyunit do VERB --help”"
    )


def run(options: argparse.Namespace) -> int:
    if options.verb is None:
        return _list()
    verb = verb_named(options.verb.replace("-", "_"))
    asked = _parser(verb).parse_args(options.fields, namespace=options)
    actor = actor_asked_for(asked)
    done = verb.carry_out(actor, _command(verb, vars(asked)), key=asked.once, dry_run=asked.dry_run)
    if done.replayed:
        terminal.say("It was done before under this key; this is what was answered then.")
    answer = hidden_costs(actor, asdict(done.answer))
    if asked.json:
        terminal.print_json(answer)
    return 1 if say_answer(answer, silent=asked.json) else 0


def _list() -> int:
    for name in ROOM_OF:
        first, *_ = SENTENCE.split(" ".join(cleandoc(verb_named(name).command.__doc__ or "").split()))
        terminal.answer(f"{name}\t{RULES.sub('', first)}")
    return 0


def _parser(verb: Operation[Any, Any]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"everyunit do {verb.__name__}",
        description=f"{cleandoc(verb.command.__doc__ or '')}\n\n{cleandoc(verb.__doc__ or '')}",
        epilog=f"docs/verbs/{verb.__name__}.md says what each field means.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    fields = fields_of(verb.command)
    group = parser.add_argument_group("fields")
    for field in fields:
        add_option(group, field)
    how = parser.add_argument_group("how")
    how.add_argument("--json-file", metavar="FILE", help="fields as JSON; “-” reads them from standard input")
    how.add_argument("--json", action="store_true", help="print the answer as JSON")
    how.add_argument("--dry-run", action="store_true", help="check everything, change nothing")
    how.add_argument("--once", metavar="KEY", help="said again with this key, it is not done again")
    add_user(how, workstation="workstation" not in {field.name for field in fields})
    return parser


def _command(verb: Operation[Any, Any], options: Mapping[str, Any]) -> Any:
    """Refused: `bad_shape` with every field that is missing, strange or not what it should be; `unknown_…` with every
    name that nothing has.
    """
    typed = Typed(Names())
    fields = fields_of(verb.command)
    data = typed.data(fields, options, _from_file(options["json_file"]))
    refuse_misfits(typed)
    try:
        return verb.commands.validate_python(data)
    except ValidationError as error:
        raise refused_shape(error, fields) from error


def _from_file(file: str | None) -> dict[str, Any]:
    """Refused: `no_such_file` and what else keeps it from being read; `not_json`."""
    if file is None:
        return {}
    try:
        data = json.loads(sys.stdin.read() if file == "-" else content_of(Path(file)))
    except ValueError as error:
        raise Refused("not_json", f"{file} is not JSON that can be read.") from error
    if not isinstance(data, dict):
        raise Refused("not_json", f'{file} holds no fields. Write them as {{"field": value}}.')
    return data
