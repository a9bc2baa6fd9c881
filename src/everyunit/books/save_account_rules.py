"""Say which accounts serve an item, a category, also at one location alone, a location or the company."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.books.reclassifying import Reclassified, inventory_standing, reclassify
from everyunit.money.models import Account, AccountRule
from everyunit.money.purposes import INVENTORY, PURPOSES
from everyunit.money.resolving import hold_rules
from everyunit.money.serving import target_named
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import KEEP_BOOKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """This account, by code, serves the purpose; None: no account of its own."""

    purpose: str
    account: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveAccountRules:
    """The accounts of one place. `scope`: bin, item, category, location or company; `target`: its code, "" for the
    company. `location`: a category has them at this location, and those below it, alone.

    Purposes that are not named stay as they are.
    """

    scope: str
    target: str = ""
    location: str = ""
    accounts: tuple[Served, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRulesSaved(Reclassified):
    """How many rules were set and cleared, and the entry that this made."""

    set: int
    cleared: int


@operation(right=KEEP_BOOKS)
def save_account_rules(work: Work, command: SaveAccountRules) -> AccountRulesSaved:
    """Set and clear rules (WHS-218). Goods in stock that are worth on another account by it are booked over in the same
    transaction; everything else is booked by the new rules from now on.

    Refused, `unknown_target`, `not_by_location`, and all problems at once: `bad_rules` (with `bad_purpose`,
    `unknown_account`, `account_discontinued`, `wrong_purpose`, `not_by_item`, `not_by_bin`, `purpose_twice`).
    """
    target_id, location_id = _place(command)
    hold_rules()
    purposes = [each.purpose for each in command.accounts]
    goods = [target_id] if command.scope == "item" else None
    standing = inventory_standing(goods) if INVENTORY in purposes else None
    accounts = {account.code: account for account in Account.objects.order_by("pk")}
    refuse_if_any(_problems(command, accounts), "bad_rules", "The accounts cannot be set like this.")
    rules = AccountRule.objects.filter(
        scope=command.scope, target_id=target_id, location_id=location_id, purpose__in=purposes
    )
    known = {rule.purpose: rule.account_id for rule in rules}
    wanted = {each.purpose: accounts[each.account].pk for each in command.accounts if each.account is not None}
    changed = [purpose for purpose, account in wanted.items() if known.get(purpose) != account]
    cleared = [purpose for purpose in known if purpose not in wanted]
    rules.filter(purpose__in=changed + cleared).delete()
    AccountRule.objects.bulk_create(
        AccountRule(
            scope=command.scope,
            target_id=target_id,
            location_id=location_id,
            purpose=purpose,
            account_id=wanted[purpose],
        )
        for purpose in changed
    )
    place = f"{command.scope} {command.target}" if command.target else command.scope
    place += f" at {command.location}" if command.location else ""
    entry = reclassify(work, standing, f"Inventory account of {place}") if standing else Reclassified()
    return AccountRulesSaved(
        set=len(changed), cleared=len(cleared), posting_id=entry.posting_id, amount_minor=entry.amount_minor
    )


def _place(command: SaveAccountRules) -> tuple[int, int]:
    """The ids of the target, and of the location where alone the rules shall hold; 0 for none."""
    target_id = target_named(command.scope, command.target)
    if target_id is None:
        raise Refused("unknown_target", f"There is no {command.scope[:20]} “{command.target[:60]}”.")
    if not command.location:
        return target_id, 0
    if command.scope != "category":
        raise Refused("not_by_location", "Only a category may have accounts at one location alone.")
    location_id = target_named("location", command.location)
    if location_id is None:
        raise Refused("unknown_target", f"There is no location “{command.location[:60]}”.")
    return target_id, location_id


def _problems(command: SaveAccountRules, accounts: dict[str, Account]) -> list[Offender]:
    problems = []
    seen: set[str] = set()
    for each in command.accounts:
        problem = _problem(command.scope, each, accounts, seen)
        if problem is not None:
            problems.append(problem)
        seen.add(each.purpose)
    return problems


def _problem(scope: str, wanted: Served, accounts: dict[str, Account], seen: set[str]) -> Offender | None:
    purpose = PURPOSES.get(wanted.purpose)
    if purpose is None:
        return Offender(wanted.purpose[:60], "bad_purpose", f"One of {', '.join(PURPOSES)}.")
    if wanted.purpose in seen:
        return Offender(wanted.purpose, "purpose_twice", "It is named twice.")
    if scope in ("item", "category") and not purpose.by_item:
        return Offender(wanted.purpose, "not_by_item", "It has nothing to do with items; set it for a location.")
    if scope == "bin" and purpose.purpose != INVENTORY:
        return Offender(wanted.purpose, "not_by_bin", "Only what is in a bin may be worth on an account of its own.")
    code = wanted.account
    if code is None:
        first = next((each for each in accounts.values() if each.purpose == wanted.purpose), None)
        if scope != "company" or first is None:
            return None
        code = first.code
    account = accounts.get(code)
    if account is None:
        return Offender(wanted.purpose, "unknown_account", f"There is no account “{code[:60]}”.")
    if account.purpose != wanted.purpose:
        return Offender(
            wanted.purpose,
            "wrong_purpose",
            f"Account {account.code} is not for “{purpose.name}”. Open an account for this purpose, or choose one.",
        )
    if account.discontinued:
        return Offender(wanted.purpose, "account_discontinued", f"Account {account.code} is discontinued.")
    return None
