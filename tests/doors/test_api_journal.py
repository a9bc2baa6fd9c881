"""The journal over HTTP: entries page by page, and what stands on each account."""

import pytest

from everyunit.company.found import hire
from tests.doors.http import Api, everything
from tests.trade import Trade


@pytest.fixture
def api(trade: Trade) -> Api:
    trade.sell(*trade.receive(quantity=2))
    return Api()


def test_entries_come_newest_first_with_their_documents(api: Api) -> None:
    sale, receipt = api.get("/journal").json()["results"]
    assert (sale["document"]["kind"], receipt["document"]["kind"]) == ("SI", "PR")
    assert {line["account"]: line["amount_minor"] for line in sale["lines"]} == {
        "1100": 20000,
        "1300": -12000,
        "4000": -20000,
        "5000": 12000,
    }
    assert (sale["booked_by"], sale["currency"], sale["reverses_id"]) == ("owner", "EUR", None)
    assert api.get(f"/journal/{sale['posting_id']}").json() == sale


def test_pages_and_filters(api: Api, trade: Trade) -> None:
    for _ in range(3):
        trade.receive()
    everything = [each["posting_id"] for each in api.all_of("/journal", limit=2)]
    assert everything == sorted(everything, reverse=True)
    assert len(everything) == 5
    assert len(api.all_of("/journal", account="2100", limit=1)) == 4
    assert len(api.all_of("/journal", document="SI 100000")) == 1
    assert api.get("/journal", date_to="2000-01-01").json()["results"] == []


def test_the_trial_balance_balances(api: Api) -> None:
    told = api.get("/trial-balance").json()
    balances = {each["code"]: each["balance_minor"] for each in told["accounts"]}
    assert (balances["1100"], balances["4000"], balances["1300"]) == (20000, -20000, 0)
    assert sum(balances.values()) == 0
    assert (told["debit_minor"], told["credit_minor"], told["balances"]) == (32000, 32000, True)
    assert api.get("/trial-balance", until="2000-01-01").json()["debit_minor"] == 0


@pytest.mark.parametrize("path", ["/journal", "/journal/1", "/trial-balance"])
def test_those_who_may_not_see_costs_see_none_of_it(api: Api, path: str) -> None:
    hire("till", "counter", "test-only-password")
    api.refuses(403, "not_allowed", Api("till").get(path))


def test_what_is_not_there_is_not_found(api: Api) -> None:
    api.refuses(404, "unknown_entry", api.get("/journal/4711"))


@pytest.mark.parametrize(
    ("path", "query"),
    [("/journal", {"date_from": "yesterday"}), ("/trial-balance", {"until": "2026-02-30"}), ("/journal/0", {})],
)
def test_what_does_not_fit_is_named(api: Api, path: str, query: dict[str, str]) -> None:
    assert api.get(path, **query).status_code == 422


def entry(**changes: object) -> dict[str, object]:
    lines = [{"account": "1000", "amount_minor": 20000}, {"account": "1100", "amount_minor": -20000}]
    return {"text": "Paid in cash", "lines": lines, **changes}


def test_an_entry_is_made_by_hand_once(api: Api) -> None:
    first, again = (api.post("/journal", entry(date="2026-02-28"), key="paid-1") for _ in range(2))
    assert (first.status_code, first.json()) == (201, again.json())
    assert again["Idempotency-Replayed"] == "true"
    seen = api.client.get(first["Location"]).json()
    assert (seen["date"], seen["memo"], seen["document"]) == ("2026-02-28", "Paid in cash", None)
    assert first.json()["total_minor"] == 20000
    assert api.get("/verify").json()["sound"] is True


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"lines": [{"account": "1000", "amount_minor": 1}]}, "unbalanced"),
        ({"lines": []}, "empty_entry"),
        ({"text": ""}, "bad_entry"),
        (
            {"lines": [{"account": "1300", "amount_minor": 1}, {"account": "1000", "amount_minor": -1}]},
            "inventory_is_booked_by_documents",
        ),
    ],
)
def test_an_entry_that_cannot_be_is_refused(api: Api, changes: dict[str, object], code: str) -> None:
    before = everything()
    api.refuses(409, code, api.post("/journal", entry(**changes)))
    assert everything() == before


def test_who_does_not_keep_the_books_may_not_enter(api: Api) -> None:
    hire("buyer", "buyer", "test-only-password")
    api.refuses(403, "not_allowed", Api("buyer").post("/journal", entry()))


@pytest.mark.parametrize(
    "changes",
    [{"lines": [{"account": "1000", "amount_minor": 1.5}]}, {"date": "0001-01-01"}, {"memo": "no such field"}],
)
def test_an_entry_that_does_not_fit_is_named(api: Api, changes: dict[str, object]) -> None:
    answer = api.post("/journal", entry(**changes))
    assert answer.status_code == 422
    assert answer.json()["offenders"]
