"""Reading people: the views of a list that somebody sees."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import sql


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A saved view. `mine`: whether it is the reader's own; `owner`: whose it is."""

    view_id: int
    name: str
    query: str
    shared: bool
    mine: bool
    owner: str


def views_of(of_list: str, user_id: int) -> list[ViewRow]:
    """The user's own views of the list by name, then those that others share."""
    found = sql.rows(
        "SELECT v.id, v.name, v.query, v.shared, v.user_id, u.username FROM people_savedview v"
        " JOIN people_user u ON u.id = v.user_id WHERE v.of_list = %s AND (v.user_id = %s OR v.shared)",
        [of_list, user_id],
    )
    rows = [ViewRow(each[0], each[1], each[2], bool(each[3]), each[4] == user_id, each[5]) for each in found]
    return sorted(rows, key=lambda row: (not row.mine, row.name.casefold(), row.view_id))


def users_named(text: str, limit: int = 12) -> list[str]:
    """User names of those who work here and whose name has the text in it."""
    conditions = sql.Conditions()
    conditions.add("is_active")
    conditions.contains(text, "username", "first_name", "last_name")
    found = sql.rows(
        f"SELECT username FROM people_user WHERE {conditions.sql} ORDER BY username LIMIT %s",
        [*conditions.params, limit],
    )
    return [name for (name,) in found]
