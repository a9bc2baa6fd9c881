"""Who acts when a command is run: the user named by --user, else the owner."""

from __future__ import annotations

import argparse

from everyunit.base.operation import Actor
from everyunit.people.tokens import actor_named, owner


def add_user(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--user", metavar="NAME", help="who does this; default: the owner")


def actor_asked_for(options: argparse.Namespace) -> Actor:
    """Refused: `unknown_user`, `no_owner`."""
    return actor_named(options.user) if options.user else owner()
