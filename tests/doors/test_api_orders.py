"""Orders over HTTP: from quote to delivery, partly and repeatedly, closed, opened, cancelled, and taken back."""

import pytest

from everyunit.company.found import hire
from tests.doors.http import Api, everything


@pytest.fixture
def api(trade):
    return Api()


def made(answer, status=201):
    assert answer.status_code == status, answer.content
    return answer.json()


def start(api, kind, item="DRIVE", quantity=2, party="C1", **header):
    return made(
        api.post(
            "/documents", {"kind": kind, "party": party, "lines": [{"item": item, "quantity": quantity}], **header}
        )
    )


def told(api, document):
    return api.get(f"/documents/{document['document_id']}").json()


def do(api, document, verb, body=None, status=200, **options):
    return made(api.post(f"/documents/{document['document_id']}/{verb}", body, **options), status)


def counts(line):
    return {name: line[name] for name in ("done", "ordered", "drafted", "outstanding", "committed")}


def test_a_quote_becomes_an_order_that_is_shipped_in_parts(api, trade):
    trade.receive("PHONE", 5)
    quote = start(api, "SQ", "PHONE", 5)
    order = do(api, quote, "convert", {"to": "SO"}, 201)
    assert order["kind"] == "SO"
    (line,) = told(api, order)["lines"]
    assert counts(line) == {"done": 0, "ordered": 0, "drafted": 0, "outstanding": 5, "committed": 0}
    committed = do(api, order, "commit", {"line_id": line["line_id"], "quantity": 4})
    assert committed["lines"][0]["attached"] == 4
    wanted = {"to": "SI", "wanted": [{"line_id": line["line_id"], "quantity": 3}]}
    invoice = do(api, order, "convert", wanted, 201)
    assert (invoice["lines"][0]["quantity"], told(api, order)["lines"][0]["drafted"]) == (3, 3)
    do(api, invoice, "post")
    (line,) = told(api, order)["lines"]
    assert counts(line) == {"done": 3, "ordered": 0, "drafted": 0, "outstanding": 2, "committed": 1}
    committed_rest = do(api, order, "convert", {"to": "SI"}, 201)
    assert committed_rest["lines"][0]["quantity"] == 1, "what is committed is offered first"
    do(api, committed_rest, "post")
    rest = do(api, order, "convert", {"to": "SI"}, 201)
    do(api, rest, "post")
    seen = told(api, order)
    assert (seen["status"], seen["lines"][0]["done"], seen["lines"][0]["outstanding"]) == ("closed", 5, 0)
    assert seen["source"] == {name: quote[name] for name in ("document_id", "kind", "number")} | {"status": "closed"}
    shipped = [each["document_id"] for each in (invoice, committed_rest, rest)]
    assert [each["document_id"] for each in seen["follow_ups"]] == shipped
    (line,) = told(api, invoice)["lines"]
    assert (line["outstanding"], line["committed"]) == (None, 0)
    assert told(api, quote)["lines"][0]["ordered"] == 5
    assert api.get("/verify").json()["sound"] is True


def test_a_new_document_says_where_it_is(api):
    order = start(api, "SQ")
    answer = api.post(f"/documents/{order['document_id']}/convert", {"to": "SO"})
    made_id = made(answer)["document_id"]
    assert answer["Location"] == f"/api/v1/documents/{made_id}"


def test_a_purchase_order_expects_units_receives_them_and_is_invoiced(api, trade):
    order = start(api, "PO", "DRIVE", 3, "V1")
    line_id = order["lines"][0]["line_id"]
    do(api, order, "commit", {"line_id": line_id, "quantity": 2})
    receipt = do(api, order, "convert", {"to": "PR"}, 201)
    assert receipt["lines"][0]["quantity"] == 2
    assert do(api, receipt, "post")["units"] == 2
    invoice = do(api, receipt, "convert", {"to": "PI"}, 201)
    do(api, invoice, "post")
    (line,) = told(api, order)["lines"]
    assert (line["done"], line["invoiced"], line["outstanding"]) == (2, 2, 1)
    assert told(api, receipt)["lines"][0]["invoiced"] == 2


def test_freight_is_shared_by_the_goods_of_a_receipt(api):
    lines = [
        {"item": "DRIVE", "quantity": 2, "price_minor": 1000},
        {"item": "HOUR", "quantity": 1, "price_minor": 301, "spread": "value"},
    ]
    receipt = made(api.post("/documents", {"kind": "PR", "party": "V1", "lines": lines}))
    do(api, receipt, "post")
    units = api.get(f"/documents/{receipt['document_id']}/units").json()["results"]
    assert sorted(each["cost_minor"] for each in units) == [1150, 1151]


def test_an_order_is_closed_opened_and_cancelled_to_a_quote(api, trade):
    (serial,) = trade.receive()
    order = start(api, "SO")
    do(api, order, "attach", {"scans": [serial]})
    closed = do(api, order, "close")
    assert (closed["status"], closed["quote"]) == ("closed", "")
    assert told(api, order)["lines"][0]["outstanding"] == 0
    assert api.get(f"/units/{serial}").json()["held_by"] is None
    api.refuses(409, "closed", api.post(f"/documents/{order['document_id']}/close"))
    assert do(api, order, "open")["status"] == "open"
    cancelled = do(api, order, "cancel")
    assert (cancelled["status"], cancelled["quote"][:3]) == ("cancelled", "SQ ")
    for status in ("open", "closed", "cancelled"):
        found = [each["status"] for each in api.all_of("/documents", status=status)]
        assert set(found) == ({status} if status != "closed" else set()), status


def test_the_same_key_closes_once(api):
    order = start(api, "SO")
    path = f"/documents/{order['document_id']}/close"
    first, again = api.post(path, key="close-1"), api.post(path, key="close-1")
    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first


def test_the_same_key_converts_once(api, trade):
    order = start(api, "SO", "HOUR")
    path = f"/documents/{order['document_id']}/convert"
    first = made(api.post(path, {"to": "SI"}, key="convert-1"))
    assert made(api.post(path, {"to": "SI"}, key="convert-1")) == first
    assert len(told(api, order)["follow_ups"]) == 1
    before = everything()
    api.refuses(409, "key_reused", api.post(path, {"to": "CM"}, key="convert-1"))
    assert everything() == before


def test_a_unit_that_we_never_sold_comes_back(api):
    order = start(api, "CO", "DRIVE", 1)
    line_id = order["lines"][0]["line_id"]
    do(api, order, "generate", {"line_id": line_id, "count": 1, "cost_minor": 2500})
    memo = do(api, order, "convert", {"to": "CM"}, 201)
    posted = do(api, memo, "post")
    assert (posted["units"], posted["value_minor"]) == (1, 2500)
    assert told(api, order)["lines"][0]["done"] == 1
    assert api.get("/verify").json()["sound"] is True


def test_a_sale_is_credited(api, trade):
    serials = trade.receive(quantity=2)
    sale = trade.sell(*serials)
    memo = made(api.post(f"/documents/{sale.document_id}/credit"))
    assert (memo["kind"], memo["lines"][0]["quantity"], memo["lines"][0]["price_minor"]) == ("CM", 0, 10000)
    do(api, memo, "attach", {"scans": [serials[0]]})
    assert do(api, memo, "post")["units"] == 1


def test_a_scan_is_taken_back(api, trade):
    (serial,) = trade.receive()
    sale = made(api.post("/documents", {"kind": "SI", "party": "C1"}))
    do(api, sale, "attach", {"scans": [serial]})
    undone = do(api, sale, "unscan", {"scans": [serial]})
    assert (undone["counts"], undone["lines"]) == ({"detached": 1}, [])


@pytest.mark.parametrize(
    ("kind", "verb", "body", "code"),
    [
        ("SO", "convert", {"to": "PR"}, "cannot_become"),
        ("SO", "convert", {"to": "XX"}, "unknown_kind"),
        ("SO", "convert", {"to": "SI", "wanted": [{"line_id": 1 << 40, "quantity": 1}]}, "unknown_line"),
        ("SI", "convert", {"to": "CM"}, "not_posted"),
        ("SI", "commit", {"line_id": 1, "quantity": 1}, "not_an_order"),
        ("SI", "close", None, "not_an_order"),
        ("SO", "open", None, "not_closed"),
        ("SI", "credit", None, "cannot_credit"),
        ("SI", "unscan", {}, "nothing_scanned"),
        ("SO", "generate", {"line_id": 1 << 40, "count": 1}, "unknown_line"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(api, kind, verb, body, code):
    paper = start(api, kind)
    before = everything()
    api.refuses(409, code, api.post(f"/documents/{paper['document_id']}/{verb}", body))
    assert everything() == before


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("convert", {}),
        ("convert", {"to": "SI", "wanted": [{"line_id": 1, "quantity": "two"}]}),
        ("convert", {"to": "SI", "furter": []}),
        ("commit", {"line_id": 0, "quantity": 1}),
        ("commit", {"line_id": 1, "quantity": 1 << 80}),
        ("generate", {"line_id": 1, "count": 1.5}),
        ("unscan", {"scans": "100000"}),
    ],
)
def test_what_does_not_fit_is_named(api, verb, body):
    paper = start(api, "SO")
    before = everything()
    answer = api.post(f"/documents/{paper['document_id']}/{verb}", body)
    assert answer.status_code == 422
    assert answer.json()["offenders"]
    assert everything() == before


@pytest.mark.parametrize("verb", ["credit", "close", "open", "cancel"])
def test_a_document_that_is_not_there_is_not_found(api, verb):
    api.refuses(404, "unknown_document", api.post(f"/documents/4711/{verb}"))


def test_costs_of_an_order_are_hidden_from_those_who_may_not_see_them(api, trade):
    order = start(api, "PO", "DRIVE", 2, "V1")
    hire("watcher", "viewer", "test-only-password")
    viewer = Api("watcher")
    seen = told(viewer, order)
    assert (seen["total_minor"], seen["lines"][0]["price_minor"], seen["lines"][0]["outstanding"]) == (None, None, 2)
    viewer.refuses(403, "not_allowed", viewer.post(f"/documents/{order['document_id']}/close"))


def test_the_table_of_kinds_says_what_becomes_what(api):
    kinds = {each["code"]: each for each in api.get("/kinds").json()["results"]}
    assert (kinds["SO"]["stage"], kinds["SO"]["becomes"], kinds["SO"]["quote"]) == ("order", ["SI"], "SQ")
    assert kinds["CM"]["takes_unknown"] is True


def test_a_unit_that_stands_in_for_another_is_told_by_both(api, trade):
    (old,) = trade.receive()
    memo = trade.draft("DM")
    trade.scan(memo, old)
    saved = api.post(f"/documents/{memo.document_id}/replace", {"replaced": old, "by": "WD-NEW"}).json()
    assert [line["quantity"] for line in saved["lines"]] == [1, -1]
    api.post(f"/documents/{memo.document_id}/post", {})
    new = api.get("/units/100001").json()
    assert [(each["serial"], each["document"]["number"]) for each in new["replaces"]] == [(old, memo.number)]
    assert new["replaced_by"] == []
    assert [each["serial"] for each in api.get(f"/units/{old}").json()["replaced_by"]] == ["100001"]
    told = api.get(f"/units/{old}/history").json()["results"][0]
    assert (told["what"], told["replaces"], told["other"]) == ("replacement", False, "100001")
    again = api.post(f"/documents/{trade.draft('DM').document_id}/replace", {"replaced": old})
    assert api.refuses(409, "already_replaced", again) == []


def test_a_return_is_refused(api, trade):
    (serial,) = trade.receive()
    assert api.refuses(409, "not_sold", api.post(f"/units/{serial}/refuse", {"reason": "Dropped."})) == []
    trade.sell(serial)
    told = api.post(f"/units/{serial}/refuse", {"reason": "Dropped."}).json()
    assert (told["kind"], told["bin"]) == ("CO", "REFUSED")
