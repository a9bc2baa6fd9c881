"""Which account serves a purpose: for inventory a rule for the bin, else a rule for the item, its category, its
category at the location alone, the location, else the company's (WHS-218, PUR-188).

The parents of a category and of a location are asked behind it. All accounts of a posting are found with one statement.
Goods without units have one value in the company, so the location of the bin does not count for their inventory
account; see docs/decisions/0015-inventory-accounts-follow-the-goods.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from everyunit.base import sql
from everyunit.money.purposes import INVENTORY, PURPOSES

RULES_LOCK = 7_701  # of PostgreSQL's advisory locks: postings share it, who changes the rules has it alone


@dataclass(frozen=True, slots=True)
class Use:
    """What an account is wanted for. `location_id`: of the bin for inventory, else of the document. `bin_id`: where the
    goods are, for inventory.
    """

    purpose: str
    item_id: int | None
    location_id: int | None
    bin_id: int | None = None


Place = tuple[str, int] | tuple[str, int, int]  # scope and target of a rule, and the location where alone it holds
LAST: tuple[Place, ...] = (("company", 0), ("first", 0))  # without a rule, the first account of a purpose serves


@dataclass(slots=True)
class Rules:
    """What the rules say, as far as it concerns some items."""

    accounts: dict[tuple[str | int, ...], int] = field(default_factory=dict)  # by purpose and place
    above: dict[tuple[str, int], tuple[str, int]] = field(default_factory=dict)  # an item's category, others' parents
    counted: set[int] = field(default_factory=set)  # items that are kept by quantity

    def account_of(self, use: Use) -> int | None:
        """The account that serves; None where the company has none for the purpose."""
        places: list[Place] = []
        sorts: list[tuple[str, int]] = []
        if use.bin_id is not None and use.item_id not in self.counted:
            places.append(("bin", use.bin_id))
        if use.item_id is not None and PURPOSES[use.purpose].by_item:
            item, *sorts = self.upwards("item", use.item_id)
            places += [item, *sorts]
        if use.location_id is not None and not (use.purpose == INVENTORY and use.item_id in self.counted):
            places += self.at_locations(sorts, use.location_id)
        return self.first(use.purpose, [*places, *LAST])[0]

    def first(self, purpose: str, places: Sequence[Place]) -> tuple[int | None, Place]:
        """The account of the first of these places that has one for the purpose, and that place."""
        found = ((self.accounts.get((purpose, *place)), place) for place in places)
        return next(((account, place) for account, place in found if account is not None), (None, LAST[-1]))

    def at_locations(self, sorts: Sequence[tuple[str, int]], location_id: int) -> list[Place]:
        """The location and those above it, each behind these categories at it alone."""
        places: list[Place] = []
        for location in self.upwards("location", location_id):
            places += [*((scope, target, location[1]) for scope, target in sorts), location]
        return places

    def upwards(self, scope: str, target: int) -> list[tuple[str, int]]:
        """The place and those above it: behind an item its category, behind each category and location its parent."""
        places = []
        while target:
            places.append((scope, target))
            scope, target = self.above.get((scope, target), (scope, 0))
        return places


def accounts_for(uses: Collection[Use]) -> Mapping[Use, int | None]:
    """The account of each of these. The rules stay as they are until the transaction ends."""
    share_rules()
    rules = rules_for({use.item_id for use in uses if use.item_id is not None})
    return {use: rules.account_of(use) for use in uses}


def rules_for(item_ids: Collection[int]) -> Rules:
    """What the rules say for these items: one statement."""
    items, targets = sql.among("i.id", sorted(item_ids)), sql.among("r.target_id", sorted(item_ids))
    some = "EXISTS (SELECT 1 FROM money_accountrule r WHERE r.scope = '{scope}')"
    some_at_one = "EXISTS (SELECT 1 FROM money_accountrule r WHERE r.location_id <> 0)"
    rules = Rules()
    for what, text, target, other, location in sql.rows(
        "SELECT 'first', a.purpose, 0, min(a.id), 0 FROM money_account a WHERE a.purpose <> '' GROUP BY a.purpose"
        " UNION ALL SELECT r.scope, r.purpose, r.target_id, r.account_id, r.location_id FROM"
        f" money_accountrule r WHERE r.scope <> 'item' OR {targets.sql}"
        " UNION ALL SELECT 'item above', 'category', i.id, i.category_id, 0 FROM catalog_item i"
        f" WHERE i.category_id IS NOT NULL AND {items.sql}"
        " UNION ALL SELECT 'category above', 'category', c.id, c.parent_id, 0 FROM catalog_category c"
        f" WHERE c.parent_id IS NOT NULL AND {some.format(scope='category')}"
        " UNION ALL SELECT 'location above', 'location', l.id, l.parent_id, 0 FROM places_location l"
        f" WHERE l.parent_id IS NOT NULL AND ({some.format(scope='location')} OR {some_at_one})"
        " UNION ALL SELECT 'counted', '', i.id, 0, 0 FROM catalog_item i"
        f" WHERE i.tracking = 'quantity' AND {items.sql}",
        [*targets.params, *items.params, *items.params],
    ):
        if what == "counted":
            rules.counted.add(target)
        elif what.endswith(" above"):
            rules.above[(what.removesuffix(" above"), target)] = (text, other)
        else:
            rules.accounts[(text, what, target, location) if location else (text, what, target)] = other
    return rules


def share_rules() -> None:
    """Nobody changes the rules before the transaction ends; SQLite has one writer at a time anyway."""
    if sql.on_postgres():
        sql.execute("SELECT pg_advisory_xact_lock_shared(%s)", [RULES_LOCK])


def hold_rules() -> None:
    """Nobody else changes the rules, nor books by them, before the transaction ends."""
    if sql.on_postgres():
        sql.execute("SELECT pg_advisory_xact_lock(%s)", [RULES_LOCK])
