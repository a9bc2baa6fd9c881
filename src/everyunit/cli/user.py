"""Add a user, or change the role or password of one. A new user without a password cannot sign in."""

from __future__ import annotations

import argparse

from everyunit.cli import terminal
from everyunit.people.save_user import save_user
from everyunit.rules.rights import ROLES


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("user", metavar="USER", help="the name to sign in with")
    parser.add_argument("--role", metavar="ROLE", help=f"one of {', '.join(ROLES)}; needed for a new user")
    terminal.add_password(parser)


def run(options: argparse.Namespace) -> int:
    password = terminal.password_of(options)
    saved = save_user(options.user, options.role, password)
    terminal.say(f"User “{saved.username}” {'added' if saved.created else 'changed'}; the role is {saved.role}.")
    if not saved.can_sign_in:
        terminal.say(f"No password yet, so no signing in: everyunit user {saved.username} --password")
    return 0
