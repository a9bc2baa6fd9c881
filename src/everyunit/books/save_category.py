"""Create categories, or change them."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.books.reclassifying import Reclassified, inventory_standing, reclassify
from everyunit.catalog.models import Category
from everyunit.rules.refusals import Offender, Refused, code_problems, refuse_if_any
from everyunit.rules.rights import EDIT_MASTER


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveCategory:
    """A category as it shall be. The code never changes. `parent`: code of the category that it lies in, "" for none.

    `new_only`: do not touch one that exists.
    """

    code: str
    name: str
    parent: str = ""
    new_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CategorySaved(Reclassified):
    """The category, whether it is new, and the entry that putting it elsewhere made."""

    category_id: int
    code: str
    created: bool


@operation(right=EDIT_MASTER)
def save_category(work: Work, command: SaveCategory) -> CategorySaved:
    """Create the category, or change it. Put into another one, its goods in stock may be worth on that one's inventory
    account; then they are booked over.

    Refused, `code_taken`, and all problems at once: `bad_category`.
    """
    code, name = command.code.strip(), command.name.strip()
    known = Category.objects.filter(code=code).first()
    if command.new_only and known is not None:
        raise Refused("code_taken", f"There is a category {code} already. Choose another code, or change that one.")
    parents = {each.code: each for each in Category.objects.select_for_update()}
    parent = parents.get(command.parent) if command.parent else None
    problems = code_problems(code)
    if not code or len(code) > 30 or any(character.isspace() for character in code):
        problems.append(Offender("code", "bad_code", "A category's code has 1 to 30 characters and no spaces."))
    if not name or len(name) > 100:
        problems.append(Offender("name", "bad_name", "A name has 1 to 100 characters."))
    if command.parent and parent is None:
        problems.append(Offender("parent", "unknown_category", f"There is no category “{command.parent[:60]}”."))
    if known is not None and parent is not None and _lies_in(parent, known, list(parents.values())):
        problems.append(Offender("parent", "in_itself", "A category does not lie in itself or in one that lies in it."))
    refuse_if_any(problems, "bad_category", "The category cannot be saved like this.")
    moved = known is not None and known.parent_id != (parent.pk if parent else None)
    standing = inventory_standing() if moved else None
    category = known or Category(code=code)
    category.name, category.parent = name, parent
    category.save()
    entry = reclassify(work, standing, f"Category {code} moved") if standing else Reclassified()
    return CategorySaved(
        category_id=category.pk,
        code=code,
        created=known is None,
        posting_id=entry.posting_id,
        amount_minor=entry.amount_minor,
    )


def _lies_in(place: Category | None, above: Category, categories: list[Category]) -> bool:
    """Whether a category is another one, or lies in it, however deep."""
    by_id = {each.pk: each for each in categories}
    while place is not None:
        if place.pk == above.pk:
            return True
        place = by_id.get(place.parent_id) if place.parent_id else None
    return False
