"""Load the demo company, with some weeks of trade, into an empty database."""

from __future__ import annotations

import argparse

from everyunit.cli import terminal
from everyunit.company.demo import DEMO_USERS, PASSWORD, load_demo
from everyunit.company.queries import company_name


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--if-empty", action="store_true", help="do nothing where there is a company already")


def run(options: argparse.Namespace) -> int:
    if options.if_empty and company_name() is not None:
        return 0
    load_demo()
    users = ", ".join(username for username, _, _ in DEMO_USERS)
    terminal.say(f"The demo company is loaded. Sign in as {users}; the password is {PASSWORD}")
    return 0
