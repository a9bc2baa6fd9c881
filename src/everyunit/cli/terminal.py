"""What the commands share: answers go to standard output, everything else to standard error."""

from __future__ import annotations

import argparse
import datetime as dt
import getpass
import json
import sys
from dataclasses import asdict
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from everyunit.rules.moments import HOW, parse_moment
from everyunit.rules.refusals import Refused

ASK = object()


def say(text: str) -> None:
    """A sentence for the person at the terminal."""
    print(text, file=sys.stderr, flush=True)


def answer(text: str) -> None:
    """What was asked for."""
    print(text, flush=True)


def day(text: str) -> dt.date:
    """A date among the arguments of a command."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is no date; write it as 2026-01-31") from error


def moment(text: str) -> dt.date:
    """A date among the arguments, or a minute of it as a datetime in UTC."""
    try:
        return parse_moment(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is no date. {HOW}") from error


def print_json(data: Any) -> None:
    """The one JSON document that a command with --json prints."""
    json.dump(data, sys.stdout, ensure_ascii=False, indent=2, default=_moment)
    print(flush=True)


def _moment(value: dt.date) -> str:
    return value.isoformat()


def say_refused(refused: Refused) -> None:
    """The refusal in plain words, with everything that stood in the way."""
    say(refused.message)
    for each in refused.offenders:
        row = f"row {each.row}, " if each.row is not None else ""
        say(f"  {row}{each.subject}: {each.message}")
    left = refused.total - len(refused.offenders)
    if left > 0:
        say(f"  … and {left:,} more")


def refusal_as_data(refused: Refused) -> dict[str, Any]:
    return {
        "code": refused.code,
        "message": refused.message,
        "offenders": [asdict(each) for each in refused.offenders],
        "total": refused.total,
    }


def database_in_words() -> str:
    """The database, without its password."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"the SQLite file {settings['NAME']}"
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    return f"the PostgreSQL database {settings['NAME']} on {settings['HOST'] or 'this machine'}{port}"


def pending_migrations() -> list[str]:
    """The migrations that this database still lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def require_migrated() -> None:
    """Refused: `not_migrated`."""
    if pending_migrations():
        raise Refused(
            "not_migrated",
            f"This database is not set up for this version yet: {database_in_words()}. Run “everyunit migrate” first.",
        )


def add_password(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--password",
        nargs="?",
        const=ASK,
        help="to sign in with; without a value it is asked for, so that nobody reads it from the list of processes",
    )


def password_of(options: argparse.Namespace) -> str | None:
    """The password given or typed. Refused: `passwords_differ`, `no_terminal`."""
    if options.password is not ASK:
        return None if options.password is None else str(options.password)
    if not sys.stdin.isatty():
        raise Refused("no_terminal", "There is no terminal to ask for the password at: give it a value.")
    typed = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != typed:
        raise Refused("passwords_differ", "The two passwords differ. Nothing was changed.")
    return typed
