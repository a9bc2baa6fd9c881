"""The categories that a file gives to items that it creates."""

from __future__ import annotations

from collections.abc import Iterable

from everyunit.catalog.categories import categories
from everyunit.rules.sheets import Problem

CATEGORY = ("category", "categorycode", "itemcategory", "productcategory")


def categories_of(cells: Iterable[tuple[int, str, str]], problems: list[Problem]) -> dict[str, str]:
    """The category of each new item: the first that its rows name. `cells`: row, item and category code, "" for none.

    Problems: `unknown_category`.
    """
    known = {each.code for each in categories()}
    found: dict[str, str] = {}
    for row, item, category in cells:
        if not category:
            continue
        if category in known:
            found.setdefault(item, category)
        else:
            message = f"There is no category “{category}”. Make it first, or leave categories out with --map category="
            problems.append(Problem(row=row, code="unknown_category", message=message))
    return found
