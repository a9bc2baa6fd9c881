"""The command `everyunit`: reads the command line, runs one command, and says plainly what went wrong.

Exit codes: 0 fine, 1 refused or unsound, 2 the command line was not understood, 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType
from typing import Any, NoReturn

import django
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, InterfaceError

from everyunit import __version__
from everyunit.cli import terminal
from everyunit.rules.refusals import Refused
from everyunit.rules.texts import unstorable_texts

# Each command is a module with `arguments(parser)` and `run(options) -> int`; its docstring is its description.
# Only the one asked for is loaded, and only once Django is set up.
COMMANDS = {
    "migrate": ("migrate", "set the database up, or bring it up to date"),
    "serve": ("serve", "start the web server"),
    "found": ("found", "found your company"),
    "user": ("user", "add a user, or change a role or password"),
    "demo": ("demo", "load the demo company"),
    "token": ("token", "issue a token for the HTTP API"),
    "import": ("import_", "bring data in from a file"),
    "setting": ("setting", "read and choose how the program behaves"),
    "do": ("do", "carry out any verb: whatever pages and the HTTP API can do"),
    "show": ("show", "look at anything: lists, and single things with what belongs to them"),
    "document": ("document", "papers of every kind: begin one, attach units, turn it into the next, post it"),
    "unit": ("unit", "one unit: where it is, what happened to it, what is in it"),
    "bin": ("bin", "bins: list, make, discontinue and revive them"),
    "location": ("location", "locations: list and make them"),
    "file": ("file", "files and pictures of things: attach, list, get, take off"),
    "count": ("count", "count stock from a file"),
    "bill": ("bill", "say what kits and assemblies are made of"),
    "work": ("work", "build: work orders from the first part to the last unit"),
    "reorder": ("reorder", "tell what to buy again, and order it"),
    "export": ("export", "write a list to a file"),
    "journal": ("journal", "read the journal: trial balance, export"),
    "period": ("period", "close the books up to a day, and open them again"),
    "report": ("report", "print a report"),
    "verify": ("verify", "prove that the books are sound"),
    "rebuild": ("rebuild", "rebuild balances and values from the movements"),
    "simulate": ("simulate", "compare the program with a model of the trade, step by step"),
    "bench": ("bench", "measure it against bare SQL"),
}
CHECKS_NOTHING = {"migrate", "simulate", "bench"}


class Parser(argparse.ArgumentParser):
    """argparse, without abbreviated options: what works today must not become ambiguous tomorrow."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_abbrev=False)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The console entry."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run one command; its exit code."""
    try:
        parser = _parser()
        if not arguments:
            parser.print_help()
            return 0
        if arguments[0] in COMMANDS:
            _set_up()
            _complete(parser, arguments[0])
        options = parser.parse_args(arguments)
        wrong = [name for name, value in vars(options).items() if name != "file" and [*unstorable_texts(value)]]
        if wrong:
            parser.error(f"not text in this terminal's encoding: {', '.join(wrong)}")
        return _carried_out(arguments[0], options)
    except KeyboardInterrupt:
        terminal.say("Interrupted.")
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone; nothing more can be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else 1


def _parser() -> Parser:
    parser = Parser(
        prog="everyunit",
        description="For traders who must know every single serialized unit they trade.",
        epilog="DATABASE_URL names the database; without it, it is the file var/everyunit.sqlite3."
        " “everyunit COMMAND --help” tells more of a command.",
    )
    parser.add_argument("--version", action="version", version=f"everyunit {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command", required=True)
    for name, (_, summary) in COMMANDS.items():
        commands.add_parser(name, help=summary)
    parser.set_defaults(subparsers=commands)
    return parser


def _complete(parser: Parser, name: str) -> None:
    """Give the command its own arguments, now that its module may be loaded."""
    module = _module(name)
    command = parser.get_default("subparsers").choices[name]
    command.description = (module.__doc__ or "").strip()
    command.formatter_class = argparse.RawDescriptionHelpFormatter
    module.arguments(command)


def _module(name: str) -> ModuleType:
    return import_module(f"everyunit.cli.{COMMANDS[name][0]}")


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "everyunit.project.settings")
    if apps.ready:
        return
    try:
        django.setup()
    except (ImproperlyConfigured, ValueError, OSError) as error:
        terminal.say(f"Everyunit cannot start with this configuration: {error}")
        terminal.say("Look at DATABASE_URL and EVERYUNIT_VAR.")
        sys.exit(2)


def _carried_out(name: str, options: argparse.Namespace) -> int:
    try:
        if name not in CHECKS_NOTHING:
            terminal.require_migrated()
        return int(_module(name).run(options))
    except Refused as refused:
        terminal.say_refused(refused)
        if getattr(options, "json", False):
            terminal.print_json(terminal.refusal_as_data(refused))
        return 1
    except (DatabaseError, InterfaceError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        terminal.say(f"The database could not do this: {reason}")
        terminal.say(f"It is {terminal.database_in_words()}.")
        if getattr(options, "json", False):
            terminal.print_json({"code": "database", "message": reason, "offenders": []})
        return 1
