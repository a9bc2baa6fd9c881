"""Measure the verbs against bare SQL that writes the same rows, on throw-away databases beside the one in DATABASE_URL.

Your data is not touched. Exit code 0 when every target is met. With a million units on hand it takes several minutes.
"""

from __future__ import annotations

import argparse

from everyunit.proving import bench, large


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--units", type=int, action="append", metavar="N", help="only at this size (may be repeated)")
    parser.add_argument(
        "--on-hand", type=int, action="append", metavar="N", help="only with so many units in stock (may be repeated)"
    )
    parser.add_argument(
        "--only", action="append", default=[], metavar="WORDS", help="only ways with these words in their name"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument(
        "--large",
        type=int,
        nargs="?",
        const=large.UNITS,
        metavar="N",
        help=f"fill a PostgreSQL database with N units ({large.UNITS:,}) and time finding them instead",
    )
    parser.add_argument(
        "--keep", metavar="NAME", default="", help="with --large: keep the database under this name, and use it again"
    )
    parser.add_argument("--no-verify", action="store_true", help="with --large: do not prove the truths at the end")


def run(options: argparse.Namespace) -> int:
    if options.large:
        return large.main(options.large, verifies=not options.no_verify, keep=options.keep)
    return bench.main(options.units or bench.SIZES, options.on_hand or bench.ON_HAND, options.json, options.only)
