"""Draw commands from a seed, put them to the program and to a small model of the trade, and compare every answer.

It works in throw-away databases beside the one in DATABASE_URL; your data is not touched. Exit code 0 when all answers
agreed and the books are sound.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence

from everyunit.proving import simulate


def arguments(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--seed", type=int, default=1, metavar="N", help="the seed to draw from (default: 1)")
    which.add_argument(
        "--seeds", type=_from_to, metavar="FROM-TO", help="these seeds, one after the other, up to one that goes wrong"
    )
    parser.add_argument("--steps", type=int, default=500, metavar="N", help="how many commands (default: 500)")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="so many seeds at a time (default: 1)")
    parser.add_argument("--quiet", action="store_true", help="say nothing of a seed unless something is wrong")


def run(options: argparse.Namespace) -> int:
    seeds: Sequence[int] = options.seeds or [options.seed]
    return simulate.main(seeds, options.steps, options.quiet, options.jobs)


def _from_to(text: str) -> range:
    found = re.fullmatch(r"(\d+)(?:-(\d+))?", text)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if last < first:
        raise argparse.ArgumentTypeError(f"not two numbers like 1-200: {text}")
    return range(first, last + 1)
