"""Reading categories: the tree, and the items in a part of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from everyunit.base import sql


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRow:
    """A category. `depth`: how many it lies in. `items`: right in it, not in those that lie in it."""

    category_id: int
    code: str
    name: str
    parent: str
    depth: int
    items: int

    @property
    def indent(self) -> range:
        return range(self.depth)

    @property
    def label(self) -> str:
        """For a list to choose from: indented by depth."""
        return "\u2003" * self.depth + f"{self.code} · {self.name}"


def categories() -> list[CategoryRow]:
    """All categories, each followed by those that lie in it, by code. A company has some dozens of them."""
    below: dict[int, list[sql.Row]] = {}
    for each in sql.rows(
        "SELECT c.id, c.code, c.name, coalesce(c.parent_id, 0), coalesce(p.code, ''),"
        " (SELECT count(*) FROM catalog_item i WHERE i.category_id = c.id)"
        " FROM catalog_category c LEFT JOIN catalog_category p ON p.id = c.parent_id ORDER BY c.code"
    ):
        below.setdefault(int(each[3]), []).append(each)
    return list(_tree(below, 0, 0))


def _tree(below: dict[int, list[sql.Row]], parent: int, depth: int) -> Iterator[CategoryRow]:
    for category_id, code, name, _, parent_code, items in below.get(parent, []):
        yield CategoryRow(
            category_id=category_id, code=code, name=name, parent=parent_code, depth=depth, items=int(items)
        )
        yield from _tree(below, category_id, depth + 1)


def lying_in(code: str) -> list[int]:
    """The ids of the category and of all that lie in it; none where there is no such category."""
    found: list[int] = []
    depth = 0
    for each in categories():
        if found and each.depth <= depth:
            break
        if found or each.code == code:
            depth = depth if found else each.depth
            found.append(each.category_id)
    return found
