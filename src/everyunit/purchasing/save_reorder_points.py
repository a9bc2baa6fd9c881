"""Say when items are bought again, and up to how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work, operation
from everyunit.catalog.models import Tracking
from everyunit.catalog.named import items_named
from everyunit.places.queries import company_facts, locations
from everyunit.rules.refusals import Offender, refuse_if_any
from everyunit.rules.rights import EDIT_MASTER

PIECES_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PointOf:
    """At this location (None: the company's default), the item is bought again at `reorder_at` pieces, up to `maximum`;
    below `minimum` it is pressing. `reorder_at` None: it is not bought again by itself any more.
    """

    item: str
    location: str | None = None
    reorder_at: int | None
    maximum: int = 0
    minimum: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveReorderPoints:
    """When items are bought again; others stay as they are."""

    points: tuple[PointOf, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorderPointsSaved:
    """How many are in force now, and how many were taken off."""

    saved: int
    removed: int


Key = tuple[int, int]  # item and location, by id


@operation(right=EDIT_MASTER)
def save_reorder_points(work: Work, command: SaveReorderPoints) -> ReorderPointsSaved:
    """Save when items are bought again, all or nothing. Refused with all problems at once: `bad_reorder_points`."""
    refuse_if_any(
        reorder_point_problems(command.points), "bad_reorder_points", "The reorder points cannot be saved like this."
    )
    keys = _keys(command.points)
    placed = [(key, each) for key, each in zip(keys, command.points, strict=True) if key is not None]
    removed = _remove([key for key, each in placed if each.reorder_at is None])
    kept = [(key, each) for key, each in placed if each.reorder_at is not None]
    sql.insert(
        "purchasing_reorderpoint",
        {
            "item_id": ("bigint", [key[0] for key, _ in kept]),
            "location_id": ("bigint", [key[1] for key, _ in kept]),
            "reorder_at": ("bigint", [each.reorder_at for _, each in kept]),
            "maximum": ("bigint", [each.maximum for _, each in kept]),
            "minimum": ("bigint", [each.minimum for _, each in kept]),
        },
        conflict="ON CONFLICT (item_id, location_id) DO UPDATE SET reorder_at = excluded.reorder_at,"
        " maximum = excluded.maximum, minimum = excluded.minimum",
    )
    return ReorderPointsSaved(saved=len(kept), removed=removed)


def reorder_point_problems(points: Sequence[PointOf]) -> list[Offender]:
    """Everything that `save_reorder_points` would refuse; `row` counts the points from 1."""
    items = items_named(each.item for each in points)
    known = _location_ids()
    keys = _keys(points)
    times = Counter(key for key in keys if key is not None)
    problems = []
    for row, (key, each) in enumerate(zip(keys, points, strict=True), 1):
        wrong = _shape(each)
        if each.item not in items:
            wrong.append(("unknown_item", f"There is no item “{each.item}”."))
        elif items[each.item].tracking == Tracking.NONE:
            wrong.append(("not_inventoried", "It is not kept in stock, so it never runs out."))
        if each.location not in known:
            wrong.append(("unknown_location", f"There is no location “{each.location}”."))
        if key is not None and times[key] > 1:
            wrong.append(("repeated", "This item is named more than once for the location."))
        problems += [Offender(each.item or "(empty)", code, message, row=row) for code, message in wrong]
    return problems


def _shape(each: PointOf) -> list[tuple[str, str]]:
    if each.reorder_at is None:
        return []
    if not 0 <= each.minimum <= each.reorder_at < each.maximum <= PIECES_LIMIT:
        return [
            (
                "bad_levels",
                "The minimum is at most the reorder point, and the maximum is above it, up to"
                f" {PIECES_LIMIT:,}: {each.minimum:,}, {each.reorder_at:,}, {each.maximum:,}.",
            )
        ]
    return []


def _keys(points: Sequence[PointOf]) -> list[Key | None]:
    items, known = items_named(each.item for each in points), _location_ids()
    return [
        (items[each.item].pk, known[each.location]) if each.item in items and each.location in known else None
        for each in points
    ]


def _location_ids() -> dict[str | None, int]:
    """Ids by code; None stands for the company's default location."""
    company = company_facts()
    ids: dict[str | None, int] = {each.code: each.location_id for each in locations()}
    return ids | {None: ids[company.location]} if company is not None else ids


def _remove(keys: Sequence[Key]) -> int:
    listed = sql.listing(
        "s", {"item_id": ("bigint", [key[0] for key in keys]), "location_id": ("bigint", [key[1] for key in keys])}
    )
    return sql.execute(
        "DELETE FROM purchasing_reorderpoint WHERE (item_id, location_id) IN"
        f" (SELECT s.item_id, s.location_id FROM {listed.sql})",
        listed.params,
    )
