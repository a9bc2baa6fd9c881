"""Tax codes and exchange rates."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from everyunit.api.fields import Body, Code, Day, Key, Name, Truth, Whole
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.terms.queries import rates, tax_code, tax_codes
from everyunit.terms.save_rate import RateSaved, SaveRate, save_rate
from everyunit.terms.save_tax_code import SaveTaxCode, TaxCodeSaved, save_tax_code

router = Router(tags=["terms"])


class TaxCodeFields(Body):
    """A tax code as it shall be; what is left out gets its default."""

    model_config = ConfigDict(json_schema_extra={"example": {"name": "Value added tax", "rate": 20000}})

    name: Name
    rate: Whole = Field(description="In thousandths of a percent: 20 % is 20000.")
    recoverable: Truth = Field(True, description="Whether tax on purchases is claimed back. Never changes.")
    for_sales: Truth = Field(False, description="The usual one on papers for customers.")
    for_purchases: Truth = Field(False, description="The usual one on papers for vendors.")
    discontinued: Truth = False


class TaxCode(Schema):
    """A tax code."""

    code: str
    name: str
    rate: int
    recoverable: bool
    for_sales: bool
    for_purchases: bool
    discontinued: bool


class TaxCodes(Schema):
    """All tax codes by code."""

    results: list[TaxCode]


class RateBody(Body):
    """What a foreign currency is worth from a day on."""

    model_config = ConfigDict(json_schema_extra={"example": {"rate": 920_000_000, "since": "2026-01-01"}})

    rate: Whole = Field(description="One unit of it in the company's currency, in billionths.")
    since: Day | None = Field(None, description="Default: today.")


class Rate(Schema):
    """What one unit of a foreign currency is worth from a day on."""

    currency: str
    since: dt.date
    rate: int


class Rates(Schema):
    """Exchange rates, the newest of each currency first."""

    results: list[Rate]


@router.get("/tax-codes", response=TaxCodes, summary="List tax codes", operation_id="listTaxCodes")
def list_tax_codes(request: HttpRequest) -> TaxCodes:
    """All tax codes."""
    return TaxCodes(results=[TaxCode(**asdict(each)) for each in tax_codes()])


@router.get("/tax-codes/{path:code}", response=TaxCode, summary="One tax code", operation_id="getTaxCode")
def get_tax_code(request: HttpRequest, code: Code) -> TaxCode:
    """The tax code."""
    found = tax_code(code)
    if found is None:
        raise NotHere("unknown_tax_code", f"There is no tax code “{code}”.")
    return TaxCode(**asdict(found))


@router.put(
    "/tax-codes/{path:code}",
    response={200: TaxCodeSaved, 201: TaxCodeSaved},
    summary="Create or replace a tax code",
    operation_id="putTaxCode",
)
def put_tax_code(
    request: HttpRequest, response: HttpResponse, code: Code, body: TaxCodeFields, key: Key = None
) -> Status[TaxCodeSaved]:
    """The tax code as it shall be. Refused with all problems at once: `bad_tax_code`."""
    saved = run(request, response, save_tax_code, SaveTaxCode(code=code, **dict(body)), key)
    return Status(201 if saved.created else 200, saved)


@router.get("/exchange-rates", response=Rates, summary="List exchange rates", operation_id="listExchangeRates")
def list_exchange_rates(request: HttpRequest) -> Rates:
    """What foreign currencies are worth, by currency, the newest first."""
    return Rates(results=[Rate(**asdict(each)) for each in rates()])


@router.put("/exchange-rates/{currency}", response=Rate, summary="Set an exchange rate", operation_id="putExchangeRate")
def put_exchange_rate(
    request: HttpRequest, response: HttpResponse, currency: Code, body: RateBody, key: Key = None
) -> RateSaved:
    """The rate from a day on. Refused with all problems at once: `bad_exchange_rate`."""
    return run(request, response, save_rate, SaveRate(currency=currency, rate=body.rate, since=body.since), key)
