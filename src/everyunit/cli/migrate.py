"""Set the database up, or bring it up to date with this version. Doing it again does no harm."""

from __future__ import annotations

import argparse

from django.core.management import call_command

from everyunit.cli import terminal
from everyunit.company.queries import company_name


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="only say what was done, not what comes next")


def run(options: argparse.Namespace) -> int:
    pending = terminal.pending_migrations()
    call_command("migrate", verbosity=0, interactive=False)
    if pending:
        terminal.say(f"{len(pending)} migrations applied to {terminal.database_in_words()}.")
    else:
        terminal.say(f"Nothing to migrate in {terminal.database_in_words()}.")
    if company_name() is None and not options.quiet:
        terminal.say(
            "There is no company yet. Next:\n"
            '  everyunit found --name "Your company" --password    to begin in earnest\n'
            "  everyunit demo                                      to look around with demo data"
        )
    return 0
