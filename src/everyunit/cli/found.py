"""Found your company: its first location, bins, number series and accounts, and its owner."""

from __future__ import annotations

import argparse

from everyunit.cli import terminal
from everyunit.company.found import Founding, found


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", required=True, help="what the company is called")
    parser.add_argument("--currency", default="EUR", metavar="CODE", help="three letters; default: %(default)s")
    parser.add_argument("--digits", type=int, default=2, help="decimals of the currency; default: %(default)s")
    parser.add_argument("--owner", default="owner", metavar="USER", help="user name of the owner")
    terminal.add_password(parser)


def run(options: argparse.Namespace) -> int:
    password = terminal.password_of(options)
    actor = found(
        Founding(
            name=options.name,
            currency=options.currency,
            currency_digits=options.digits,
            owner=options.owner,
            password=password,
        )
    )
    terminal.say(f"{options.name.strip()} is founded; its owner is “{actor.name}”.")
    if password is None:
        terminal.say(f"To sign in, the owner needs a password: everyunit user {actor.name} --password")
    terminal.say("Next: everyunit serve")
    return 0
