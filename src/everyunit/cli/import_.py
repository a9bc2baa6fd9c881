"""Bring data in from a file."""

from __future__ import annotations

import argparse

from everyunit.cli import import_receipt


def arguments(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(title="what to import", metavar="KIND", dest="kind", required=True)
    receipt = kinds.add_parser(
        "receipt",
        help="goods received from a vendor, from a CSV file",
        description=(import_receipt.__doc__ or "").strip(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    import_receipt.arguments(receipt)


def run(options: argparse.Namespace) -> int:
    return import_receipt.run(options)
