"""Bring data in from a file."""

from __future__ import annotations

import argparse

from everyunit.cli import (
    import_opening,
    import_prices,
    import_receipt,
    import_reorder_points,
    import_sales,
    import_vendor_items,
)

KINDS = (
    ("receipt", import_receipt, "goods received from a vendor, from a CSV file"),
    ("opening", import_opening, "the stock to begin with, from a CSV file"),
    ("vendor-items", import_vendor_items, "what vendors sell, from a CSV file"),
    ("prices", import_prices, "the entries of a price list, from a CSV file"),
    ("reorder-points", import_reorder_points, "when items are bought again, from a CSV file"),
    ("sales", import_sales, "sales and returns of the past, from a CSV file"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(title="what to import", metavar="KIND", dest="kind", required=True)
    for name, module, summary in KINDS:
        parser_of = kinds.add_parser(
            name,
            help=summary,
            description=(module.__doc__ or "").strip(),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.arguments(parser_of)


def run(options: argparse.Namespace) -> int:
    chosen = next(module for name, module, _ in KINDS if name == options.kind)
    return int(chosen.run(options))
