"""Take when items are bought again from a CSV file: all of the file or nothing.

Each row names an item, its reorder point and its maximum; location and minimum may be columns of their own. A row with
neither reorder point nor maximum says that the item is not bought again by itself any more.
"""

from __future__ import annotations

import argparse

from everyunit.cli.lists import add_list_options, run_list
from everyunit.exchange.reorder_points_import import NAMES, ReorderPointsOptions, import_reorder_points_file
from everyunit.purchasing.save_reorder_points import ReorderPointsSaved


def arguments(parser: argparse.ArgumentParser) -> None:
    add_list_options(parser, tuple(NAMES))


def run(options: argparse.Namespace) -> int:
    return run_list(
        options,
        lambda actor, content, columns: import_reorder_points_file(
            actor,
            content,
            ReorderPointsOptions(columns=columns, encoding=options.encoding),
            dry_run=options.dry_run,
        ),
        told,
    )


def told(saved: ReorderPointsSaved) -> str:
    return f"Reorder points: {saved.saved:,} in force, {saved.removed:,} taken off."
