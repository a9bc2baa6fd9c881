"""Create a reason why stock is adjusted, or change it."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.documents.models import Reason
from everyunit.money.models import Account
from everyunit.money.purposes import INVENTORY_ADJUSTMENT
from everyunit.rules.refusals import Offender, Refused, code_problems, refuse_if_any
from everyunit.rules.rights import EDIT_MASTER, KEEP_BOOKS


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveReason:
    """A reason as it shall be. `account`: where such adjustments are booked to; "" is the usual account. `new_only`: do
    not touch one that exists.
    """

    code: str
    name: str
    account: str = ""
    discontinued: bool = False
    new_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonSaved:
    """The reason, and whether it is new."""

    code: str
    created: bool


@operation(right=EDIT_MASTER)
def save_reason(work: Work, command: SaveReason) -> ReasonSaved:
    """Create the reason, or change it. What was posted with it stays as it was booked. Its account may be changed by
    who keeps the books.

    Refused, `code_taken`, `not_allowed`, and all problems at once: `bad_reason`.
    """
    code = command.code.strip()
    known = Reason.objects.select_related("account").filter(code=code).first()
    if command.new_only and known is not None:
        raise Refused("code_taken", f"There is a reason {code} already. Choose another code, or change that one.")
    before = known.account.code if known is not None and known.account is not None else ""
    if command.account != before:
        work.needs(KEEP_BOOKS)
    account = Account.objects.filter(code=command.account).first() if command.account else None
    refuse_if_any(_problems(command, code, account), "bad_reason", "The reason cannot be saved like this.")
    Reason.objects.update_or_create(
        code=code,
        defaults={"name": command.name.strip(), "account": account, "discontinued": command.discontinued},
    )
    return ReasonSaved(code=code, created=known is None)


def _problems(command: SaveReason, code: str, account: Account | None) -> list[Offender]:
    problems = code_problems(code)
    if not 0 < len(code) <= 20 or any(character.isspace() for character in code):
        problems.append(Offender("code", "bad_code", "A reason's code has 1 to 20 characters and no spaces."))
    if not 0 < len(command.name.strip()) <= 100:
        problems.append(Offender("name", "bad_name", "A name has 1 to 100 characters."))
    if command.account and account is None:
        problems.append(Offender("account", "unknown_account", f"There is no account “{command.account[:60]}”."))
    elif account is not None and account.purpose != INVENTORY_ADJUSTMENT:
        problems.append(Offender("account", "wrong_purpose", "Choose an account for inventory adjustment."))
    elif account is not None and account.discontinued:
        problems.append(Offender("account", "account_discontinued", "The account is discontinued."))
    return problems
