"""Import when items are bought again from a CSV file: all of the file or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from everyunit.base.operation import Actor
from everyunit.exchange.cells import whole
from everyunit.exchange.columns import Columns, columns_of
from everyunit.exchange.lists import refuse_problems, sheet_for
from everyunit.purchasing.save_reorder_points import (
    PointOf,
    ReorderPointsSaved,
    SaveReorderPoints,
    reorder_point_problems,
    save_reorder_points,
)
from everyunit.rules.sheets import Sheet

NAMES = {
    "item": ("item", "itemcode", "sku", "code", "article", "product", "barcode"),
    "location": ("location", "locationcode", "place"),
    "reorder_point": ("reorderpoint", "reorderat", "reorderlevel", "reorder"),
    "maximum": ("maximum", "max", "maxqty", "upto"),
    "minimum": ("minimum", "min", "minqty"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorderPointsOptions:
    """How the file is to be taken. `columns`: titles, where they are not recognised."""

    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None


def import_reorder_points_file(
    actor: Actor, content: bytes, options: ReorderPointsOptions, dry_run: bool = False
) -> ReorderPointsSaved:
    """Read the file and save what it says. Refused: `no_company`, `not_allowed`, `NotImported` with every problem."""
    sheet = sheet_for(actor, content, options.encoding)
    points = _read(sheet, options)
    refuse_problems(sheet, reorder_point_problems(points), [number for number, _ in sheet.rows])
    return save_reorder_points(actor, SaveReorderPoints(points=tuple(points)), dry_run=dry_run)


def _read(sheet: Sheet, options: ReorderPointsOptions) -> list[PointOf]:
    """A point for each row. A row with neither reorder point nor maximum takes the item's off."""
    before = len(sheet.problems)
    required = ["item", "reorder_point", "maximum"]
    columns = columns_of(sheet, options.columns, NAMES, required) if sheet.header else Columns()
    if len(sheet.problems) > before:
        return []
    points = []
    for number, cells in sheet.rows:
        reorder_at = whole(sheet, number, columns.cell(cells, "reorder_point"), "reorder point")
        maximum = whole(sheet, number, columns.cell(cells, "maximum"), "maximum")
        minimum = whole(sheet, number, columns.cell(cells, "minimum"), "minimum")
        if maximum is not None and not columns.cell(cells, "reorder_point"):
            sheet.complain(number, "empty_reorder_point", "There is a maximum and no reorder point.")
        points.append(
            PointOf(
                item=columns.cell(cells, "item"),
                location=columns.cell(cells, "location") or None,
                reorder_at=reorder_at,
                maximum=maximum or 0,
                minimum=minimum or 0,
            )
        )
    return points
