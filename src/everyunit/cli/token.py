"""Issue a token for the HTTP API. It is printed once, alone, on standard output, and cannot be read again."""

from __future__ import annotations

import argparse

from everyunit.cli import terminal
from everyunit.people.tokens import issue_token


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("user", metavar="USER", help="whom the token acts for, with the rights of the role")
    parser.add_argument("--label", default="", help="what it is for")


def run(options: argparse.Namespace) -> int:
    terminal.answer(issue_token(options.user, options.label))
    return 0
