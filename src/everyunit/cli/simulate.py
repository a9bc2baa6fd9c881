"""Draw commands from a seed, put them to the program and to a small model of the trade, and compare every answer.

It works in throw-away databases beside the one in DATABASE_URL; your data is not touched. Exit code 0 when all answers
agreed and the books are sound.
"""

from __future__ import annotations

import argparse

from everyunit.proving import simulate


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="where to begin (default: 1)")
    parser.add_argument("--steps", type=int, default=500, metavar="N", help="how many commands (default: 500)")
    parser.add_argument("--seeds", type=int, default=1, metavar="N", help="how many seeds, one after the other")
    parser.add_argument("--quiet", action="store_true", help="say nothing unless something is wrong")


def run(options: argparse.Namespace) -> int:
    return simulate.main(options.seed, options.steps, options.quiet, options.seeds)
