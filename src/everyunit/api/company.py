"""The company: its name and the currency that every amount is in."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from everyunit.api.problems import NotHere
from everyunit.places.queries import CompanyFacts, company_facts

router = Router(tags=["company"])


class Company(Schema):
    """The one company of this server."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"name": "Example Trading", "currency": "EUR", "currency_digits": 2, "location": "HQ"}
        }
    )

    name: str
    currency: str = Field(description="ISO 4217 code of the currency that all amounts are in.")
    currency_digits: int = Field(description="Decimals of the currency: with 2, an amount of 12345 is 123.45.")
    location: str = Field(description="Code of the location used where none is named.")


@router.get("/company", response=Company, summary="The company and its currency", operation_id="getCompany")
def get_company(request: HttpRequest) -> CompanyFacts:
    """Name, default location, and the currency in whose minor units every amount is given."""
    return facts()


def facts() -> CompanyFacts:
    found = company_facts()
    if found is None:
        raise NotHere("no_company", "There is no company yet. Found one first: everyunit demo.")
    return found


def currency() -> str:
    """The currency that amounts are in; empty before the company is founded."""
    found = company_facts()
    return "" if found is None else found.currency
