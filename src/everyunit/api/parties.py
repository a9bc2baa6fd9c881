"""Parties: vendors and customers."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from everyunit.api.fields import Body, Code, Cursor, Key, Limit, Name, Note, Truth
from everyunit.api.paging import Page, cut, text_key
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.parties.queries import PartyRow, parties_page, party_by_code
from everyunit.parties.save_party import PartySaved, SaveParty, save_party
from everyunit.rules.payment_terms import EXAMPLES

router = Router(tags=["parties"])
Role = Literal["vendor", "customer"]
EXAMPLE: dict[str, Any] = {
    "name": "Example Components",
    "role": "vendor",
    "email": "orders@components.example",
    "phone": "+00 000 0000",
    "address": "1 Example Street",
    "note": "",
    "contact": "",
    "ship_to": "",
    "ship_via": "",
    "terms": "30 days",
    "currency": "",
    "tax_code": "",
    "representative": "",
    "discontinued": False,
}


class PartyFields(Body):
    """A vendor or customer as it shall be; what is left out gets its default."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    name: Name
    role: Role = Field(description="Never changes.")
    email: Name = ""
    phone: Name = ""
    address: Note = ""
    note: Note = ""
    contact: Name = Field("", description="From here on: what its documents begin with.")
    ship_to: Note = ""
    ship_via: Name = ""
    terms: Name = Field("", description=f"When it is to be paid: {EXAMPLES}.")
    currency: Name = Field("", description="ISO 4217 code; empty: the company's.")
    tax_code: Code = Field("", description="Empty: as the item or the company usually has it.")
    representative: Name = Field("", description="The user who speaks for us; empty: nobody of its own.")
    discontinued: Truth = False
    own: dict[Code, Note] = Field({}, description="What own fields shall hold, by code; one that is left out stays.")

    def command(self, code: str, new_only: bool = False) -> SaveParty:
        return SaveParty(**{**dict(self), "code": code, "new_only": new_only})


class NewParty(PartyFields):
    """A new vendor or customer."""

    model_config = ConfigDict(json_schema_extra={"example": {"code": "V-100", **EXAMPLE}})

    code: Code = Field(description="Names the party for ever.")


class Party(Schema):
    """A vendor or a customer."""

    model_config = ConfigDict(json_schema_extra={"example": {"party_id": 1, "code": "V-100", **EXAMPLE}})

    party_id: int
    code: str
    name: str
    role: Role
    email: str
    phone: str
    address: str
    note: str
    contact: str
    ship_to: str
    ship_via: str
    terms: str
    currency: str
    tax_code: str
    representative: str
    discontinued: bool


class PartyPage(Page):
    """A page of parties in the order of their codes."""

    results: list[Party]


@router.get("/parties", response=PartyPage, summary="List vendors and customers", operation_id="listParties")
def list_parties(
    request: HttpRequest,
    role: Role | None = None,
    search: Annotated[Name | None, Query(description="In code or name.")] = None,
    discontinued: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> PartyPage:
    """Vendors and customers in the order of their codes."""
    rows = parties_page(
        role=role, search=search or "", discontinued=discontinued, after=text_key(cursor), limit=limit + 1
    )
    page = cut(request, rows, limit, lambda row: [row.code])
    return PartyPage(results=[_party(row) for row in page.rows], next_cursor=page.next_cursor, next=page.next)


@router.get("/parties/{path:code}", response=Party, summary="One vendor or customer", operation_id="getParty")
def get_party(request: HttpRequest, code: Code) -> Party:
    """The vendor or customer with this code."""
    found = party_by_code(code)
    if found is None:
        raise NotHere("unknown_party", f"There is no vendor or customer “{code}”.")
    return _party(found)


@router.post("/parties", response={201: PartySaved}, summary="Create a vendor or customer", operation_id="createParty")
def create_party(request: HttpRequest, response: HttpResponse, body: NewParty, key: Key = None) -> Status[PartySaved]:
    """A new vendor or customer; a taken code is refused (`code_taken`), other problems all at once (`bad_party`)."""
    return Status(201, run(request, response, save_party, body.command(body.code, new_only=True), key))


@router.put(
    "/parties/{path:code}",
    response={200: PartySaved, 201: PartySaved},
    summary="Create or replace a vendor or customer",
    operation_id="putParty",
)
def put_party(
    request: HttpRequest, response: HttpResponse, code: Code, body: PartyFields, key: Key = None
) -> Status[PartySaved]:
    """The party as it shall be: made where it does not exist (201), else replaced (200).

    What is left out gets its default. Refused with all problems at once: `bad_party`.
    """
    saved = run(request, response, save_party, body.command(code), key)
    return Status(201 if saved.created else 200, saved)


def _party(row: PartyRow) -> Party:
    return Party(**asdict(row))
