"""Categories: sorts of items, one in another."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from everyunit.api.auth import actor_of_request
from everyunit.api.fields import Body, Code, Key, Name
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.books.categorize import Categorize, categorize
from everyunit.books.save_category import SaveCategory, save_category
from everyunit.catalog.categories import CategoryRow, categories
from everyunit.rules.rights import SEE_COST

router = Router(tags=["items"])
EXAMPLE: dict[str, Any] = {"name": "Hard drives", "parent": "STORAGE"}
BOOKED = "Of the entry that booked goods in stock over to another inventory account; null where none was needed."


class CategoryFields(Body):
    """A category as it shall be."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    name: Name
    parent: Code = Field("", description="Code of the category that it lies in; empty for none.")

    def command(self, code: str, new_only: bool = False) -> SaveCategory:
        return SaveCategory(code=code, name=self.name, parent=self.parent, new_only=new_only)


class NewCategory(CategoryFields):
    """A new category."""

    model_config = ConfigDict(json_schema_extra={"example": {"code": "DISKS", **EXAMPLE}})

    code: Code = Field(description="Names the category for ever.")


class Category(Schema):
    """A category, and how many items are right in it."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"category_id": 2, "code": "DISKS", **EXAMPLE, "depth": 1, "items": 17}}
    )

    category_id: int
    code: str
    name: str
    parent: str
    depth: int = Field(description="How many categories it lies in.")
    items: int


class CategoryList(Schema):
    """All categories, each followed by those that lie in it."""

    results: list[Category]


class CategorySaved(Schema):
    """The category, whether it is new, and what was booked."""

    category_id: int
    code: str
    created: bool
    posting_id: int | None = Field(description=BOOKED)
    amount_minor: int | None = Field(description="null for those who may not see costs.")


class CategorizeBody(Body):
    """Items by code, and the category that they go to."""

    model_config = ConfigDict(json_schema_extra={"example": {"items": ["HD-3TB", "HD-4TB"], "category": "DISKS"}})

    items: list[Code] = Field(min_length=1, max_length=1000)
    category: Code = Field("", description="Its code; empty: none.")


class Categorized(Schema):
    """How many items changed their category, and what was booked."""

    items: int
    posting_id: int | None = Field(description=BOOKED)
    amount_minor: int | None = Field(description="null for those who may not see costs.")


@router.get("/categories", response=CategoryList, summary="List categories", operation_id="listCategories")
def list_categories(request: HttpRequest) -> CategoryList:
    """All of them: a company has some dozens, so there is one page."""
    return CategoryList(results=[_category(row) for row in categories()])


@router.post("/categories", response={201: CategorySaved}, summary="Create a category", operation_id="createCategory")
def create_category(
    request: HttpRequest, response: HttpResponse, body: NewCategory, key: Key = None
) -> Status[CategorySaved]:
    """A new category; a taken code is refused (`code_taken`), other problems all at once (`bad_category`)."""
    return Status(201, _save(request, response, body.command(body.code, new_only=True), key))


@router.post("/categorize", response=Categorized, summary="Put items into a category", operation_id="categorizeItems")
def put_items(request: HttpRequest, response: HttpResponse, body: CategorizeBody, key: Key = None) -> Categorized:
    """They leave the one that they were in. Refused: `unknown_category`, `unknown_item` with every unknown code."""
    done = run(request, response, categorize, Categorize(items=tuple(body.items), category=body.category), key)
    amount = done.amount_minor if actor_of_request(request).may(SEE_COST) else None
    return Categorized(items=done.items, posting_id=done.posting_id, amount_minor=amount)


@router.get("/categories/{path:code}", response=Category, summary="One category", operation_id="getCategory")
def get_category(request: HttpRequest, code: Code) -> Category:
    """The category with this code."""
    for row in categories():
        if row.code == code:
            return _category(row)
    raise NotHere("unknown_category", f"There is no category “{code}”.")


@router.put(
    "/categories/{path:code}",
    response={200: CategorySaved, 201: CategorySaved},
    summary="Create or replace a category",
    operation_id="putCategory",
)
def put_category(
    request: HttpRequest, response: HttpResponse, code: Code, body: CategoryFields, key: Key = None
) -> Status[CategorySaved]:
    """The category as it shall be: made where it does not exist (201), else replaced (200)."""
    saved = _save(request, response, body.command(code), key)
    return Status(201 if saved.created else 200, saved)


def _save(request: HttpRequest, response: HttpResponse, command: SaveCategory, key: str | None) -> CategorySaved:
    saved = run(request, response, save_category, command, key)
    return CategorySaved(
        category_id=saved.category_id,
        code=saved.code,
        created=saved.created,
        posting_id=saved.posting_id,
        amount_minor=saved.amount_minor if actor_of_request(request).may(SEE_COST) else None,
    )


def _category(row: CategoryRow) -> Category:
    return Category(
        category_id=row.category_id,
        code=row.code,
        name=row.name,
        parent=row.parent,
        depth=row.depth,
        items=row.items,
    )
