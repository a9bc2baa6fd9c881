"""Save how a list is seen: its filters, columns and order, under a name; or change that."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.people.models import SavedView
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import SHARE_VIEWS

LISTS = ("documents", "units", "items", "vendors", "customers", "journal")
NAME_LIMIT, QUERY_LIMIT = 60, 2000
MOST = 100  # views of one list that a user can keep


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveView:
    """A view as it shall be. `query`: the filters, columns and order as the address of the list writes them; what is
    unknown in it when it is used has no effect. `shared`: everybody sees it. `view_id`: the one to change, which stays
    in its list.
    """

    of_list: str
    name: str
    query: str = ""
    shared: bool = False
    view_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewSaved:
    """The view, and whether it is new."""

    view_id: int
    of_list: str
    name: str
    created: bool


@operation()
def save_view(work: Work, command: SaveView) -> ViewSaved:
    """Save a view of one's own, or change it; whoever may share views may change shared ones of others, too.

    Refused: `unknown_view`, `not_allowed`, `name_taken`, `too_many_views`, and all problems at once: `bad_view`.
    """
    name, query = " ".join(command.name.split()), command.query.strip().lstrip("?")
    problems = []
    if command.of_list not in LISTS:
        problems.append(Offender("of_list", "bad_list", f"One of {', '.join(LISTS)}."))
    if not name or len(name) > NAME_LIMIT:
        problems.append(Offender("name", "bad_name", f"A name has 1 to {NAME_LIMIT} characters."))
    if len(query) > QUERY_LIMIT:
        problems.append(Offender("query", "bad_query", "These are too many filters to keep. Take some off."))
    refuse_if_any(problems, "bad_view", "The view cannot be saved like this.")
    view = view_to_change(work, command.view_id) if command.view_id else _new(work, command.of_list)
    if command.shared and not view.shared:
        work.needs(SHARE_VIEWS)
    if SavedView.objects.filter(user=view.user, of_list=view.of_list, name=name).exclude(pk=view.pk).exists():
        raise Refused(
            "name_taken", f"There is a view “{name}” of this list already. Choose another name, or change that one."
        )
    created = view.pk is None
    view.name, view.query, view.shared = name, query, command.shared
    view.save()
    return ViewSaved(view_id=view.pk, of_list=view.of_list, name=view.name, created=created)


def view_to_change(work: Work, view_id: int) -> SavedView:
    """The view, where the actor may change it. Refused: `unknown_view`, `not_allowed`."""
    view = SavedView.objects.select_for_update().filter(pk=view_id).first()
    if view is None or not (view.shared or view.user_id == work.actor.user_id):
        raise Refused("unknown_view", "There is no such view. Somebody may have deleted it.")
    if view.user_id != work.actor.user_id:
        work.needs(SHARE_VIEWS)
    return view


def _new(work: Work, of_list: str) -> SavedView:
    if SavedView.objects.filter(user_id=work.actor.user_id, of_list=of_list).count() >= MOST:
        raise Refused("too_many_views", f"You keep {MOST} views of this list already. Delete some first.")
    return SavedView(user_id=work.actor.user_id, of_list=of_list)
