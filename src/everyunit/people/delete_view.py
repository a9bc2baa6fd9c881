"""Delete a saved view of a list."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.people.save_view import view_to_change


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteView:
    """The view to delete."""

    view_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewDeleted:
    """What is gone, so that it can be saved again."""

    of_list: str
    name: str
    query: str
    shared: bool


@operation()
def delete_view(work: Work, command: DeleteView) -> ViewDeleted:
    """Delete the view. Refused: `unknown_view`, `not_allowed`."""
    view = view_to_change(work, command.view_id)
    gone = ViewDeleted(of_list=view.of_list, name=view.name, query=view.query, shared=view.shared)
    view.delete()
    return gone
