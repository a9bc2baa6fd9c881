"""Which account serves a purpose: a rule for the item, its category, the location, else the company's (WHS-218).

The parents of a category and of a location are asked behind it. All accounts of a posting are found with one statement.
Goods without units have one value in the company, so the location of the bin does not count for their inventory
account; see docs/decisions/0015-inventory-accounts-follow-the-goods.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from everyunit.base import sql
from everyunit.money.purposes import INVENTORY, PURPOSES

RULES_LOCK = 7_701  # of PostgreSQL's advisory locks: postings share it, who changes the rules has it alone


@dataclass(frozen=True, slots=True)
class Use:
    """What an account is wanted for. `location_id`: of the bin for inventory, else of the document."""

    purpose: str
    item_id: int | None
    location_id: int | None


@dataclass(slots=True)
class Rules:
    """What the rules say, as far as it concerns some items."""

    accounts: dict[tuple[str, str, int], int] = field(default_factory=dict)  # by purpose, scope, target
    categories: dict[int, int] = field(default_factory=dict)  # of items
    counted: set[int] = field(default_factory=set)  # items that are kept by quantity
    above: dict[tuple[str, int], int] = field(default_factory=dict)  # the parents of categories and locations

    def account_of(self, use: Use) -> int | None:
        """The account that serves; None where the company has none for the purpose."""
        found = (self.accounts.get((use.purpose, *place)) for place in self.places(use))
        return next((account for account in found if account is not None), None)

    def places(self, use: Use) -> Iterator[tuple[str, int]]:
        """(scope, target) in the order in which they are asked."""
        if PURPOSES[use.purpose].by_item and use.item_id is not None:
            yield "item", use.item_id
            yield from self._upwards("category", self.categories.get(use.item_id, 0))
        if not (use.purpose == INVENTORY and use.item_id in self.counted):
            yield from self._upwards("location", use.location_id or 0)
        yield "company", 0
        yield "first", 0

    def _upwards(self, scope: str, target: int) -> Iterator[tuple[str, int]]:
        while target:
            yield scope, target
            target = self.above.get((scope, target), 0)


def accounts_for(uses: Collection[Use]) -> Mapping[Use, int | None]:
    """The account of each of these. The rules stay as they are until the transaction ends."""
    share_rules()
    rules = rules_for({use.item_id for use in uses if use.item_id is not None})
    return {use: rules.account_of(use) for use in uses}


def rules_for(item_ids: Collection[int]) -> Rules:
    """What the rules say for these items: one statement. Without a rule, the first account of a purpose serves."""
    items, targets = sql.among("i.id", sorted(item_ids)), sql.among("r.target_id", sorted(item_ids))
    some = "EXISTS (SELECT 1 FROM money_accountrule r WHERE r.scope = '{scope}')"
    rules = Rules()
    for sort, purpose, target, other in sql.rows(
        "SELECT 'first', a.purpose, 0, min(a.id) FROM money_account a WHERE a.purpose <> '' GROUP BY a.purpose"
        " UNION ALL SELECT r.scope, r.purpose, r.target_id, r.account_id FROM money_accountrule r"
        f" WHERE r.scope <> 'item' OR {targets.sql}"
        " UNION ALL SELECT 'of item', CASE WHEN i.tracking = 'quantity' THEN 'counted' ELSE '' END, i.id,"
        f" coalesce(i.category_id, 0) FROM catalog_item i WHERE {items.sql}"
        " UNION ALL SELECT 'category above', '', c.id, c.parent_id FROM catalog_category c"
        f" WHERE c.parent_id IS NOT NULL AND {some.format(scope='category')}"
        " UNION ALL SELECT 'location above', '', l.id, l.parent_id FROM places_location l"
        f" WHERE l.parent_id IS NOT NULL AND {some.format(scope='location')}",
        [*targets.params, *items.params],
    ):
        if sort == "of item":
            rules.categories[target] = other
            if purpose:
                rules.counted.add(target)
        elif sort.endswith(" above"):
            rules.above[(sort.removesuffix(" above"), target)] = other
        else:
            rules.accounts[(purpose, sort, target)] = other
    return rules


def share_rules() -> None:
    """Nobody changes the rules before the transaction ends; SQLite has one writer at a time anyway."""
    if sql.on_postgres():
        sql.execute("SELECT pg_advisory_xact_lock_shared(%s)", [RULES_LOCK])


def hold_rules() -> None:
    """Nobody else changes the rules, nor books by them, before the transaction ends."""
    if sql.on_postgres():
        sql.execute("SELECT pg_advisory_xact_lock(%s)", [RULES_LOCK])
