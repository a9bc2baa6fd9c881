"""Calling the API in tests: a client with a token, and what must not change when something is refused."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from everyunit.base import sql
from everyunit.people.tokens import issue_token

COUNTED = (
    "stock_posting",
    "stock_unit",
    "stock_movement",
    "stock_quantitymovement",
    "stock_hold",
    "stock_seal",
    "stock_unitedit",
    "money_entry",
    "money_entryline",
    "documents_document",
    "documents_line",
    "documents_makernumber",
    "money_account",
    "money_accountrule",
    "catalog_category",
    "catalog_item",
    "catalog_alias",
    "parties_party",
    "prices_vendoritem",
    "prices_vendorprice",
    "prices_pricelist",
    "prices_priceentry",
    "prices_customerlist",
    "purchasing_reorderpoint",
    "places_location",
    "places_bin",
    "selling_pullsheet",
    "selling_sheetorder",
    "selling_sheetline",
    "selling_sheetscan",
    "selling_parcel",
    "selling_packed",
    "base_request",
)
WHOLE = {
    "stock_balance": "item_id, bin_id",
    "stock_valuation": "item_id",
    "base_series": "id",
    "documents_document": "id",
    "documents_line": "id",
    "catalog_item": "id",
    "stock_unit": "id",
}


def everything() -> dict[str, Any]:
    """What a refusal must leave as it is."""
    counts = {table: sql.scalar(f"SELECT count(*) FROM {table}") for table in COUNTED}
    rows = {f"{table} rows": sql.rows(f"SELECT * FROM {table} ORDER BY {key}") for table, key in WHOLE.items()}
    return counts | rows


class Api:
    """The API as a program sees it. Failures inside it come out as answers, as they would from a server."""

    def __init__(self, username: str = "owner", token: str | None = None) -> None:
        token = issue_token(username) if token is None else token
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.client = Client(raise_request_exception=False, headers=headers)

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(f"/api/v1{path}", query)

    def send(self, method: str, path: str, body: Any = None, *, key: str | None = None, **options: Any) -> HttpResponse:
        headers = {"Idempotency-Key": key} if key is not None else {}
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        options.setdefault("content_type", "application/json")
        return self.client.generic(method, f"/api/v1{path}", data, headers=headers, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> HttpResponse:
        return self.send("POST", path, body, **options)

    def all_of(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """Every row of a list, page by page along `next`; no row comes twice."""
        found: list[dict[str, Any]] = []
        answer = self.get(path, **query).json()
        while True:
            assert len(answer["results"]) <= int(query.get("limit", 200))
            found += answer["results"]
            if answer["next"] is None:
                return found
            assert answer["results"], "a page with a next one is never empty"
            answer = self.client.get(answer["next"]).json()

    def refuses(self, status: int, code: str, answer: HttpResponse) -> list[dict[str, Any]]:
        """The offenders of a refusal that looks as every refusal must."""
        body = answer.json()
        assert (answer.status_code, body["code"]) == (status, code), body
        assert answer["Content-Type"] == "application/problem+json"
        assert body["status"] == status
        assert body["type"] == f"urn:everyunit:problem:{code}"
        assert body["title"]
        assert body["detail"]
        assert body["total"] >= len(body["offenders"])
        return list(body["offenders"])
