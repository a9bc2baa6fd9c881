"""Open accounts, or change what may be changed of them."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.money.models import Account, AccountRule
from everyunit.money.purposes import PURPOSES, AccountType
from everyunit.money.resolving import hold_rules
from everyunit.rules.refusals import Offender, Refused, code_problems, refuse_if_any
from everyunit.rules.rights import KEEP_BOOKS


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveAccount:
    """An account as it shall be. Code and purpose never change. `type`: "" takes that of the purpose.

    `purpose`: what the program books to it, "" where it books nothing. `new_only`: do not touch one that exists.
    """

    code: str
    name: str
    type: str = ""
    purpose: str = ""
    discontinued: bool = False
    new_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSaved:
    """The account, and whether it is new."""

    account_id: int
    code: str
    created: bool


@operation(right=KEEP_BOOKS)
def save_account(work: Work, command: SaveAccount) -> AccountSaved:
    """Open the account, or change it (WHS-222). One that a rule names, or that serves the company, stays in use.

    Refused, `code_taken`, and all problems at once: `bad_account`.
    """
    hold_rules()
    code = command.code.strip()
    known = Account.objects.filter(code=code).first()
    if command.new_only and known is not None:
        raise Refused("code_taken", f"There is an account {code} already. Choose another code, or change that one.")
    wanted = PURPOSES[command.purpose].type if command.purpose in PURPOSES else None
    kind = command.type or (wanted or "")
    problems = code_problems(code)
    if not code or len(code) > 20 or any(character.isspace() for character in code):
        problems.append(Offender("code", "bad_code", "An account's code has 1 to 20 characters and no spaces."))
    if not command.name.strip() or len(command.name.strip()) > 100:
        problems.append(Offender("name", "bad_name", "A name has 1 to 100 characters."))
    if command.purpose and wanted is None:
        problems.append(Offender("purpose", "bad_purpose", f"One of {', '.join(PURPOSES)}, or none."))
    if known is not None and known.purpose != command.purpose:
        problems.append(
            Offender("purpose", "purpose_fixed", f"Account {code} keeps its purpose. Open another account.")
        )
    elif kind not in tuple(AccountType):
        problems.append(Offender("type", "bad_type", f"One of {', '.join(AccountType)}."))
    elif wanted is not None and kind != wanted:
        problems.append(Offender("type", "bad_type", f"What the program books for this purpose is {wanted}."))
    if known is not None and command.discontinued and not known.discontinued:
        problems += _uses(known)
    refuse_if_any(problems, "bad_account", "The account cannot be saved like this.")
    account = known or Account(code=code, purpose=command.purpose)
    account.name, account.type, account.discontinued = command.name.strip(), kind, command.discontinued
    account.save()
    return AccountSaved(account_id=account.pk, code=code, created=known is None)


def _uses(account: Account) -> list[Offender]:
    """Where the account serves, so that it cannot be discontinued."""
    rules = AccountRule.objects.filter(account=account).order_by("scope", "target_id")
    scopes = [rule.scope for rule in rules]
    first = Account.objects.filter(purpose=account.purpose).exclude(purpose="").order_by("pk").first()
    company = AccountRule.objects.filter(purpose=account.purpose, scope="company").exists()
    if first == account and not company:
        scopes.append("company")
    return [
        Offender(
            "discontinued", "account_serves", f"It serves {_served(scope, scopes.count(scope))}. Change that first."
        )
        for scope in dict.fromkeys(scopes)
    ]


def _served(scope: str, count: int) -> str:
    if scope == "company":
        return "the company"
    several = {"item": "items", "category": "categories", "location": "locations", "bin": "bins"}[scope]
    return f"one {scope}" if count == 1 else f"{count} {several}"
