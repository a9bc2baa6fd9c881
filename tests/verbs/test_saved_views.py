"""Views of lists: whose they are, who sees them, who may change them."""

from __future__ import annotations

import pytest
from tests.trade import Trade, refused

from everyunit.base.operation import Actor
from everyunit.company.found import hire
from everyunit.people.delete_view import DeleteView, ViewDeleted, delete_view
from everyunit.people.queries import views_of
from everyunit.people.save_view import SaveView, save_view


@pytest.fixture
def clerk(trade: Trade) -> Actor:
    return hire("till", "counter")


def names(actor: Actor, of_list: str = "items") -> list[str]:
    return [row.name for row in views_of(of_list, actor.user_id)]


def kept(actor: Actor, name: str = "Mine", **values: object) -> int:
    return save_view(actor, SaveView(of_list="items", name=name, **values)).view_id  # type: ignore[arg-type]


def test_a_view_is_seen_by_its_owner_alone_until_it_is_shared(owner: Actor, clerk: Actor):
    mine = kept(owner, "  Phones  in stock ", query="?search=phone")
    assert names(owner) == ["Phones in stock"]
    assert names(clerk) == []
    kept(owner, "Phones", view_id=mine, shared=True)
    (row,) = views_of("items", clerk.user_id)
    assert (row.name, row.query, row.mine, row.owner) == ("Phones", "", False, "owner")
    assert names(owner, "units") == []


def test_sharing_takes_a_right_and_keeping_for_oneself_does_not(clerk: Actor):
    mine = kept(clerk)
    with refused("not_allowed"):
        kept(clerk, "Shared", shared=True)
    with refused("not_allowed"):
        kept(clerk, view_id=mine, shared=True)


def test_a_shared_view_stays_shared_when_its_owner_may_not_share_any_more(owner: Actor, clerk: Actor):
    mine = kept(owner, shared=True)
    demoted = Actor(owner.user_id, owner.name, clerk.rights)
    kept(demoted, "Renamed", view_id=mine, shared=True)
    assert names(clerk) == ["Renamed"]


def test_shared_views_of_others_are_changed_by_those_who_may_share(owner: Actor, clerk: Actor):
    manager = hire("boss", "manager")
    shared = kept(owner, shared=True)
    with refused("not_allowed"):
        kept(clerk, "Taken over", view_id=shared, shared=True)
    kept(manager, "Better", view_id=shared, shared=True)
    assert names(owner) == ["Better"]
    with refused("not_allowed"):
        delete_view(clerk, DeleteView(view_id=shared))
    gone = delete_view(manager, DeleteView(view_id=shared))
    assert gone == ViewDeleted(of_list="items", name="Better", query="", shared=True)
    assert names(owner) == []


def test_what_is_not_shared_is_unknown_to_others(owner: Actor, clerk: Actor):
    private = kept(clerk)
    for act in (
        lambda: kept(owner, view_id=private),
        lambda: delete_view(owner, DeleteView(view_id=private)),
        lambda: delete_view(owner, DeleteView(view_id=999)),
    ):
        with refused("unknown_view"):
            act()


def test_two_views_of_one_list_have_different_names_but_not_of_two_lists_or_users(owner: Actor, clerk: Actor):
    first = kept(owner, "Same")
    with refused("name_taken"):
        kept(owner, "Same")
    save_view(owner, SaveView(of_list="units", name="Same"))
    kept(clerk, "Same")
    kept(owner, "Same", view_id=first, query="state=stocked")
    other = kept(owner, "Other")
    with refused("name_taken"):
        kept(owner, "Same", view_id=other)


def test_all_that_is_wrong_is_said_at_once(owner: Actor):
    with refused("bad_view", ("of_list", "bad_list"), ("name", "bad_name"), ("query", "bad_query")):
        save_view(owner, SaveView(of_list="hats", name=" ", query="x" * 2001))


def test_nobody_keeps_views_without_end(owner: Actor, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("everyunit.people.save_view.MOST", 2)
    first = kept(owner, "One")
    kept(owner, "Two")
    with refused("too_many_views"):
        kept(owner, "Three")
    kept(owner, "Still one", view_id=first)
