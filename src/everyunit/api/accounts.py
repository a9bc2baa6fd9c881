"""Accounts, and the rules that say which of them serves what."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from everyunit.api.auth import needs
from everyunit.api.fields import Body, Code, Key, Name, Truth
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.books.save_account_rules import AccountRulesSaved, SaveAccountRules, Served, save_account_rules
from everyunit.money.queries import AccountRow, accounts
from everyunit.money.save_account import AccountSaved, SaveAccount, save_account
from everyunit.money.serving import serving, target_named
from everyunit.rules.rights import SEE_COST

router = Router(tags=["books"])
Scope = Literal["bin", "item", "category", "location", "company"]
AccountKind = Literal["asset", "liability", "equity", "income", "expense"]
Target = Annotated[Code | None, Query(description="Code of the item, category or location; none for the company.")]
AtLocation = Annotated[Code | None, Query(description="Of a category: at this location alone.")]
EXAMPLE: dict[str, Any] = {
    "name": "Inventory of disks",
    "type": "asset",
    "purpose": "inventory",
    "discontinued": False,
}


class AccountFields(Body):
    """An account as it shall be."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    name: Name
    type: AccountKind | None = Field(None, description="Default: that of the purpose.")
    purpose: Code = Field("", description="What the program books to it; empty: nothing. It never changes.")
    discontinued: Truth = False

    def command(self, code: str, new_only: bool = False) -> SaveAccount:
        return SaveAccount(
            code=code,
            name=self.name,
            type=self.type or "",
            purpose=self.purpose,
            discontinued=self.discontinued,
            new_only=new_only,
        )


class NewAccount(AccountFields):
    """A new account."""

    model_config = ConfigDict(json_schema_extra={"example": {"code": "1310", **EXAMPLE}})

    code: Code = Field(description="Names the account for ever.")


class Account(Schema):
    """An account."""

    model_config = ConfigDict(json_schema_extra={"example": {"code": "1310", **EXAMPLE}})

    code: str
    name: str
    type: str
    purpose: str
    discontinued: bool


class AccountList(Schema):
    """The chart of accounts, in the order of codes."""

    results: list[Account]


class AccountChoice(Schema):
    """An account, and where it comes from."""

    account: str
    account_name: str
    scope: str = Field(description="item, category, location, company, or first: no rule, the purpose's first account.")
    target: str = Field(description="The code of the item, category or location.")
    location: str = Field("", description="Code of the location where alone a category has it; else empty.")


class PurposeServed(Schema):
    """Which account serves a purpose, and where that comes from."""

    purpose: str
    name: str
    own: str = Field(description="Code of the account that is set right there; empty where none is.")
    used: AccountChoice = Field(description="What serves.")
    otherwise: AccountChoice = Field(description="What would serve if nothing were set right there.")
    elsewhere: list[tuple[str, str]] = Field(
        description="Locations that have an account of their own, which goes before what serves: location, account."
    )


class RulesHere(Schema):
    """Each purpose that may have an account there."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "scope": "category",
                "target": "DISKS",
                "location": "",
                "purposes": [
                    {
                        "purpose": "inventory",
                        "name": "Inventory",
                        "own": "1310",
                        "used": {
                            "account": "1310",
                            "account_name": "Inventory of disks",
                            "scope": "category",
                            "target": "DISKS",
                        },
                        "otherwise": {
                            "account": "1300",
                            "account_name": "Inventory",
                            "scope": "first",
                            "target": "",
                        },
                        "elsewhere": [],
                    }
                ],
            }
        }
    )

    scope: str
    target: str
    location: str
    purposes: list[PurposeServed]


class RulesBody(Body):
    """Accounts by purpose, of one item, category, location or the company."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"scope": "category", "target": "DISKS", "accounts": {"inventory": "1310", "sales": None}}
        }
    )

    scope: Scope
    target: Code = Field("", description="Code of the item, category or location; empty for the company.")
    location: Code = Field("", description="Of a category: at this location, and those below it, alone.")
    accounts: dict[Code, Code | None] = Field(
        max_length=100, description="Code of the account by purpose; null: none of its own."
    )


@router.get("/accounts", response=AccountList, summary="List accounts", operation_id="listAccounts")
def list_accounts(request: HttpRequest) -> AccountList:
    """The chart of accounts. Needs the right to see costs."""
    needs(request, SEE_COST)
    return AccountList(results=[_account(row) for row in accounts()])


@router.post("/accounts", response={201: AccountSaved}, summary="Open an account", operation_id="createAccount")
def create_account(
    request: HttpRequest, response: HttpResponse, body: NewAccount, key: Key = None
) -> Status[AccountSaved]:
    """A new account; a taken code is refused (`code_taken`), other problems all at once (`bad_account`)."""
    return Status(201, run(request, response, save_account, body.command(body.code, new_only=True), key))


@router.get("/accounts/{path:code}", response=Account, summary="One account", operation_id="getAccount")
def get_account(request: HttpRequest, code: Code) -> Account:
    """The account with this code. Needs the right to see costs."""
    needs(request, SEE_COST)
    for row in accounts():
        if row.code == code:
            return _account(row)
    raise NotHere("unknown_account", f"There is no account “{code}”.")


@router.put(
    "/accounts/{path:code}",
    response={200: AccountSaved, 201: AccountSaved},
    summary="Open or replace an account",
    operation_id="putAccount",
)
def put_account(
    request: HttpRequest, response: HttpResponse, code: Code, body: AccountFields, key: Key = None
) -> Status[AccountSaved]:
    """The account as it shall be: opened where it does not exist (201), else changed (200)."""
    saved = run(request, response, save_account, body.command(code), key)
    return Status(201 if saved.created else 200, saved)


@router.get("/account-rules", response=RulesHere, summary="Which accounts serve", operation_id="getAccountRules")
def get_account_rules(
    request: HttpRequest, scope: Scope = "company", target: Target = None, location: AtLocation = None
) -> RulesHere:
    """What is set for an item, category, location or the company, and what serves. Needs the right to see costs."""
    needs(request, SEE_COST)
    target = target or ""
    target_id = target_named(scope, target)
    if target_id is None:
        raise NotHere("unknown_target", f"There is no {scope} “{target}”.")
    location_id = target_named("location", location) if location and scope == "category" else 0
    if location_id is None:
        raise NotHere("unknown_target", f"There is no location “{location}”.")
    purposes = [PurposeServed(**asdict(each)) for each in serving(scope, target_id, location_id)]
    return RulesHere(scope=scope, target=target, location=(location or "") if location_id else "", purposes=purposes)


@router.put(
    "/account-rules", response=AccountRulesSaved, summary="Say which accounts serve", operation_id="putAccountRules"
)
def put_account_rules(
    request: HttpRequest, response: HttpResponse, body: RulesBody, key: Key = None
) -> AccountRulesSaved:
    """Purposes that are left out stay as they are. Goods in stock are booked over where their account changes.

    Refused: `unknown_target`, and all problems at once: `bad_rules`.
    """
    served = tuple(Served(purpose=purpose, account=account) for purpose, account in body.accounts.items())
    command = SaveAccountRules(scope=body.scope, target=body.target, location=body.location, accounts=served)
    return run(request, response, save_account_rules, command, key)


def _account(row: AccountRow) -> Account:
    return Account(**asdict(row))
