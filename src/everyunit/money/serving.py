"""Reading the rules for accounts: what is set for an item, category, location or the company, and what serves there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.money.purposes import INVENTORY, PURPOSES
from everyunit.money.resolving import LAST, Place, Rules, rules_for

TABLES = {"item": "catalog_item", "category": "catalog_category", "location": "places_location", "bin": "places_bin"}
SCOPES = (*TABLES, "company")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An account and where it comes from: scope and target of the rule; "first": no rule, the first account of the
    purpose. `location`: where alone the rule holds. All "" where there is no account.
    """

    account: str
    account_name: str
    scope: str
    target: str
    location: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A purpose at a place: what serves, and what would serve if nothing were set right there. `own`: the account that
    is, "" where none is. `elsewhere`: (location, account) where a location goes before what serves.
    """

    purpose: str
    name: str
    own: str
    used: Choice
    otherwise: Choice
    elsewhere: tuple[tuple[str, str], ...] = ()


def target_named(scope: str, code: str) -> int | None:
    """The id of the item, category, location or bin with this code, 0 for the company; None where there is none."""
    if scope == "company":
        return 0 if not code else None
    table = TABLES.get(scope)
    found = sql.scalar(f"SELECT id FROM {table} WHERE code = %s", [code]) if table else None
    return None if found is None else int(found)


def serving(scope: str, target_id: int, location_id: int = 0) -> list[Serving]:
    """Each purpose that may have an account there, in the order of the chart. `location_id`: of a category at this
    location alone.
    """
    rules = rules_for([target_id] if scope == "item" else [])
    accounts = {
        int(account_id): (str(code), str(name))
        for account_id, code, name in sql.rows("SELECT id, code, name FROM money_account")
    }
    here: Place = (scope, target_id)
    # What serves the goods of a bin without an account of its own depends on what they are; this says what is last.
    above = [*(rules.upwards(*here)[1:] if target_id else []), *(place for place in LAST if place != here)]
    if location_id:
        sorts = rules.upwards(scope, target_id)
        here, *rest = rules.at_locations(sorts, location_id)
        above = [*sorts, *rest, *LAST]
    by_item = scope in ("item", "category")
    codes = _codes((scope, target_id))

    def choice(account: int | None, place: Place) -> Choice:
        code, name = accounts.get(account or 0, ("", ""))
        target = codes.get(place[:2], "")
        at = codes[("location", place[2])] if len(place) == 3 else ""
        return Choice(account=code, account_name=name, scope=place[0] if code else "", target=target, location=at)

    found = []
    for purpose in PURPOSES.values():
        if (by_item and not purpose.by_item) or (scope == "bin" and purpose.purpose != INVENTORY):
            continue
        own = rules.accounts.get((purpose.purpose, *here))
        serves_first = above[: len(sorts)] if location_id else []  # what goes before a category at one location
        account, place = rules.first(purpose.purpose, [*serves_first, here, *above])
        counted = purpose.purpose == INVENTORY and target_id in rules.counted
        between = by_item and place in LAST and not counted
        found.append(
            Serving(
                purpose=purpose.purpose,
                name=purpose.name,
                own=accounts[own][0] if own else "",
                used=choice(account, place),
                otherwise=choice(*rules.first(purpose.purpose, above)),
                elsewhere=tuple(
                    (codes[("location", where)], accounts[account][0])
                    for where, account in _at_locations(rules, purpose.purpose, target_id if scope == "category" else 0)
                    if between and where != location_id
                ),
            )
        )
    return found


def _at_locations(rules: Rules, purpose: str, category_id: int) -> Iterator[tuple[int, int]]:
    """Locations with an account of their own for the purpose, or for the category there alone."""
    for (what, scope, target, *location), account in rules.accounts.items():
        if what == purpose and scope == "location":
            yield int(target), account
        elif what == purpose and scope == "category" and target == category_id and location:
            yield int(location[0]), account


def where_accounts_serve() -> dict[str, list[tuple[str, str, str]]]:
    """By the code of the account: scope and target of each rule that names it, and the location where alone it holds;
    ("company", "", "") without a rule, too.
    """
    targets = " ".join(
        f"WHEN '{scope}' THEN (SELECT code FROM {table} WHERE id = r.target_id)" for scope, table in TABLES.items()
    )
    found: dict[str, list[tuple[str, str, str]]] = {}
    for code, scope, target, location in sql.rows(
        f"SELECT a.code, r.scope, coalesce(CASE r.scope {targets} END, ''), coalesce((SELECT p.code FROM"
        " places_location p WHERE p.id = r.location_id), '') FROM money_accountrule r"
        " JOIN money_account a ON a.id = r.account_id"
        " UNION ALL SELECT a.code, 'company', '', '' FROM money_account a WHERE a.id IN"
        " (SELECT min(id) FROM money_account WHERE purpose <> '' AND purpose NOT IN"
        " (SELECT purpose FROM money_accountrule WHERE scope = 'company') GROUP BY purpose) ORDER BY 1, 2 DESC, 3, 4"
    ):
        found.setdefault(str(code), []).append((str(scope), str(target), str(location)))
    return found


def _codes(here: Place) -> dict[Place, str]:
    """The codes of all categories and locations, and of this place."""
    return {
        (str(scope), int(target)): str(code)
        for scope, target, code in sql.rows(
            "SELECT 'category', id, code FROM catalog_category"
            " UNION ALL SELECT 'location', id, code FROM places_location"
            " UNION ALL SELECT 'item', id, code FROM catalog_item WHERE id = %s"
            " UNION ALL SELECT 'bin', id, code FROM places_bin WHERE id = %s",
            [here[1] if here[0] == "item" else 0, here[1] if here[0] == "bin" else 0],
        )
    }
