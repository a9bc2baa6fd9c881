"""Take what vendors sell from a CSV file: all of the file or nothing.

Each row names an item and, unless --vendor says it for all, its vendor. Part number, price, the quantity from which it
holds, currency, multiple, days, preferred and discontinued may be columns of their own. Several rows of one vendor and
item are prices at several quantities. A column that is left out, and an empty cell, leave things as they are.
"""

from __future__ import annotations

import argparse

from everyunit.cli.lists import add_list_options, run_list
from everyunit.exchange.vendor_items_import import NAMES, VendorItemsOptions, import_vendor_items_file
from everyunit.prices.save_vendor_items import VendorItemsSaved


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--vendor", metavar="CODE", help="whose items they are, where rows do not say it")
    add_list_options(parser, tuple(NAMES))


def run(options: argparse.Namespace) -> int:
    return run_list(
        options,
        lambda actor, content, columns: import_vendor_items_file(
            actor,
            content,
            VendorItemsOptions(vendor=options.vendor, columns=columns, encoding=options.encoding),
            dry_run=options.dry_run,
        ),
        told,
    )


def told(saved: VendorItemsSaved) -> str:
    return f"{saved.created:,} vendors’ items are new, {saved.changed:,} are changed."
