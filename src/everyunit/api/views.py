"""Saved views of lists: filters, columns and order under a name."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from everyunit.api.auth import actor_of_request
from everyunit.api.fields import Body, Id, Key, Name, Truth
from everyunit.api.running import run
from everyunit.people.delete_view import DeleteView, ViewDeleted, delete_view
from everyunit.people.queries import views_of
from everyunit.people.save_view import SaveView, ViewSaved, save_view

router = Router(tags=["settings"])

OfList = Literal["documents", "units", "items", "vendors", "customers", "journal"]


class ViewFields(Body):
    """A view as it shall be."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"of_list": "documents", "name": "Late orders", "query": "kind=SO&status=open"}}
    )

    of_list: OfList
    name: Name
    query: str = Field("", max_length=2000, description="Filters, columns and order, as the page of the list has them.")
    shared: Truth = Field(False, description="Everybody sees it.")


class View(Schema):
    """A view that one sees: one's own, or one that somebody shares."""

    view_id: int
    name: str
    query: str
    shared: bool
    mine: bool
    owner: str


class Views(Schema):
    """One's own views of the list by name, then those that others share."""

    results: list[View]


class ViewKept(Schema):
    """The view, and whether it is new."""

    view_id: int
    of_list: str
    name: str
    created: bool


class ViewGone(Schema):
    """What was deleted."""

    of_list: str
    name: str
    query: str
    shared: bool


@router.get("/views", response=Views, summary="List saved views", operation_id="listViews")
def list_views(request: HttpRequest, of_list: Annotated[OfList, Query(description="Of which list.")]) -> Views:
    """The views of a list that one sees."""
    rows = views_of(of_list, actor_of_request(request).user_id)
    return Views(results=[View.model_validate(each, from_attributes=True) for each in rows])


@router.post("/views", response={201: ViewKept}, summary="Save a view", operation_id="createView")
def create_view(request: HttpRequest, response: HttpResponse, body: ViewFields, key: Key = None) -> Status[ViewSaved]:
    """Refused: `name_taken`, `too_many_views`, `not_allowed` (to share), and all problems at once: `bad_view`."""
    return Status(201, run(request, response, save_view, SaveView(**dict(body)), key))


@router.put("/views/{view_id}", response=ViewKept, summary="Change a view", operation_id="putView")
def put_view(request: HttpRequest, response: HttpResponse, view_id: Id, body: ViewFields, key: Key = None) -> ViewSaved:
    """The view as it shall be; it stays in its list. Refused: `unknown_view`, and as when it is made."""
    return run(request, response, save_view, SaveView(**dict(body), view_id=view_id), key)


@router.delete("/views/{view_id}", response=ViewGone, summary="Delete a view", operation_id="deleteView")
def remove_view(request: HttpRequest, response: HttpResponse, view_id: Id, key: Key = None) -> ViewDeleted:
    """Refused: `unknown_view`, `not_allowed` (it is somebody else's, and shared)."""
    return run(request, response, delete_view, DeleteView(view_id=view_id), key)
