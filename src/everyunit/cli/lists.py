"""What the imports of lists share: their options, and telling what became of the file."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from everyunit.base.operation import Actor
from everyunit.cli import terminal
from everyunit.cli.acting import actor_asked_for, add_user
from everyunit.cli.files import content_of, encoding, mapping_of, problems_of, say_problems
from everyunit.rules.refusals import Refused

Import = Callable[[Actor, bytes, Mapping[str, str]], Any]


def add_list_options(parser: argparse.ArgumentParser, fields: Sequence[str]) -> None:
    parser.add_argument("file", metavar="FILE", help="a CSV file")
    parser.add_argument(
        "--map",
        type=mapping_of(fields),
        action="extend",
        default=[],
        metavar="FIELD=COLUMN,…",
        help=f"the columns for {', '.join(fields)}; an empty column says that there is none",
    )
    parser.add_argument("--encoding", type=encoding, metavar="NAME", help="such as cp1252, where it is not Unicode")
    parser.add_argument("--dry-run", action="store_true", help="check everything, change nothing")
    parser.add_argument("--json", action="store_true", help="print the result as JSON, with all problems")
    add_user(parser)


def run_list(options: argparse.Namespace, bring: Import, told: Callable[[Any], str]) -> int:
    """Import the file; the exit code. `told`: the answer in words."""
    try:
        saved = bring(actor_asked_for(options), content_of(Path(options.file)), dict(options.map))
    except Refused as refused:
        problems = problems_of(refused)
        say_problems(refused.message, problems)
        if options.json:
            terminal.print_json({"errors": [asdict(problem) for problem in problems], "dry_run": options.dry_run})
        return 1
    if options.json:
        terminal.print_json({**asdict(saved), "errors": [], "dry_run": options.dry_run})
    else:
        terminal.answer(f"{'All is well. Nothing was changed: ' if options.dry_run else ''}{told(saved)}")
    return 0
