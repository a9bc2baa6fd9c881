"""Commands that do several things: each way has its own arguments, and says who does it and whether to print JSON."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from everyunit.cli.acting import add_user

Way = Callable[[str, str], argparse.ArgumentParser]


def ways_of(parser: argparse.ArgumentParser, json: str = "print the answer as JSON") -> Way:
    """What adds a way to the command, by its name and in words; it is told as `options.what`."""
    ways = parser.add_subparsers(title="what to do", metavar="WHAT", dest="what", required=True)

    def way(name: str, words: str) -> argparse.ArgumentParser:
        made = ways.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.")
        made.add_argument("--json", action="store_true", help=json)
        add_user(made)
        return made

    return way
