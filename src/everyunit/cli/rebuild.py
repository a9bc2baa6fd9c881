"""Rebuild the caches (where units stand, balances, values) from the movements, and say what had to be mended."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from everyunit.cli import terminal
from everyunit.cli.acting import actor_asked_for, add_user
from everyunit.stock.rebuild import Rebuild, rebuild


def arguments(parser: argparse.ArgumentParser) -> None:
    add_user(parser)
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(options: argparse.Namespace) -> int:
    rebuilt = rebuild(actor_asked_for(options), Rebuild())
    if options.json:
        terminal.print_json(asdict(rebuilt))
    else:
        terminal.answer(
            f"Rebuilt. Mended: {rebuilt.units:,} units, {rebuilt.balances:,} balances, {rebuilt.valuations:,} values,"
            f" {rebuilt.flows:,} flows, {rebuilt.received:,} days of receipt."
        )
    return 0
