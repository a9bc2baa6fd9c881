"""Reading the rules for accounts: what is set for an item, category, location or the company, and what serves there."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import sql
from everyunit.money.purposes import PURPOSES
from everyunit.money.resolving import LAST, Place, Rules, rules_for

TABLES = {"item": "catalog_item", "category": "catalog_category", "location": "places_location"}
SCOPES = (*TABLES, "company")


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """The account of a purpose at a place. `own`: set right there, "" where none is. `account`: what serves, and
    `scope` and `target` say where that comes from; "first": no rule, the first account of the purpose.

    `elsewhere`: (location, account) where a location goes before what serves.
    """

    purpose: str
    name: str
    own: str
    account: str
    account_name: str
    scope: str
    target: str
    elsewhere: tuple[tuple[str, str], ...] = ()


def target_named(scope: str, code: str) -> int | None:
    """The id of the item, category or location with this code, 0 for the company; None where there is none."""
    if scope == "company":
        return 0 if not code else None
    table = TABLES.get(scope)
    found = sql.scalar(f"SELECT id FROM {table} WHERE code = %s", [code]) if table else None
    return None if found is None else int(found)


def serving(scope: str, target_id: int) -> list[Serving]:
    """Each purpose that may have an account there, in the order of the chart."""
    rules = rules_for([target_id] if scope == "item" else [])
    accounts = {
        int(account_id): (str(code), str(name))
        for account_id, code, name in sql.rows("SELECT id, code, name FROM money_account")
    }
    places = [*(rules.upwards(scope, target_id) if target_id else []), *LAST]
    by_item = scope in ("item", "category")
    found = []
    for purpose in PURPOSES.values():
        if by_item and not purpose.by_item:
            continue
        own = rules.accounts.get((purpose.purpose, scope, target_id))
        account, place = rules.first(purpose.purpose, places)
        code, name = accounts.get(account or 0, ("", ""))
        between = by_item and place in LAST
        found.append(
            Serving(
                purpose=purpose.purpose,
                name=purpose.name,
                own=accounts[own][0] if own else "",
                account=code,
                account_name=name,
                scope=place[0],
                target=_code_of(place),
                elsewhere=_elsewhere(rules, purpose.purpose, accounts) if between else (),
            )
        )
    return found


def _code_of(place: Place) -> str:
    table = TABLES.get(place[0])
    return str(sql.scalar(f"SELECT code FROM {table} WHERE id = %s", [place[1]])) if table else ""


def _elsewhere(rules: Rules, purpose: str, accounts: dict[int, tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """What locations say of their own, for things without a rule."""
    return tuple(
        (_code_of((scope, target)), accounts[account][0])
        for (of, scope, target), account in rules.accounts.items()
        if of == purpose and scope == "location"
    )
