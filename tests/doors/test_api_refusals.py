"""Whatever is wrong with a request, the answer says so plainly, names all offenders, and nothing has changed."""

from contextlib import contextmanager

import pytest

from everyunit.company.found import hire
from everyunit.documents.new_lines import NewLine
from tests.doors.http import Api, everything


@pytest.fixture
def api(trade):
    return Api()


@contextmanager
def nothing_changes():
    before = everything()
    yield
    assert everything() == before


def codes(offenders):
    return [(each["subject"], each["code"]) for each in offenders]


# --- who asks ---


@pytest.mark.parametrize("token", ["", "eu_unknown", "ünknown", "a b c"])
def test_without_a_token_in_force_nothing_is_told(trade, token):
    for answer in (Api(token=token).get("/items"), Api(token=token).post("/items", {"code": "X", "name": "X"})):
        Api(token=token).refuses(401, "no_token", answer)
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_another_scheme_is_no_token(api):
    answer = api.client.get("/api/v1/items", headers={"Authorization": "Basic b3duZXI6eA=="})
    api.refuses(401, "no_token", answer)


def test_the_rightless_are_refused_by_name(api, trade):
    (serial,) = trade.receive()
    sale = trade.draft("SI", party="C1")
    hire("looker", "viewer")
    looker = Api("looker")
    with nothing_changes():
        for answer in (
            looker.post("/items", {"code": "X", "name": "X"}),
            looker.send("PUT", "/parties/V1", {"name": "X", "role": "vendor"}),
            looker.post("/bins", {"code": "X", "name": "X"}),
            looker.post("/documents", {"kind": "PR", "party": "V1"}),
            looker.post(f"/documents/{sale.document_id}/attach", {"scans": [serial]}),
            looker.post(f"/documents/{sale.document_id}/post"),
            looker.send("DELETE", f"/documents/{sale.document_id}"),
            looker.post("/documents/1/reverse", {"reason": "Wrong."}),
            looker.send("PATCH", f"/units/{serial}", {"note": "mine"}),
        ):
            assert "looker" in answer.json()["detail"]
            looker.refuses(403, "not_allowed", answer)


# --- the shape of a request ---


@pytest.mark.parametrize(
    "body", [b"{", b"nonsense", b'{"code": NaN}', b"\xff\xfe\x00", b"[" * 100_000, b"9" * 5000, b'{"a": 1e999999']
)
def test_what_is_not_json_is_refused(api, body):
    with nothing_changes():
        api.refuses(400, "not_json", api.send("POST", "/items", body))


@pytest.mark.parametrize("said", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "json"])
def test_what_is_not_said_to_be_json_is_refused(api, said):
    with nothing_changes():
        api.refuses(415, "not_json_type", api.post("/items", {"code": "X", "name": "X"}, content_type=said))


def test_all_that_is_misshapen_is_listed(api):
    body = {
        "kind": "PR",
        "dat": "typo",
        "date": "2026-02-30",
        "source_id": 10**30,
        "lines": [{"item": 5, "quantity": "many"}, {"item": "DRIVE", "price_minor": 1.5}, "no line"],
    }
    with nothing_changes():
        offenders = api.refuses(422, "bad_shape", api.post("/documents", body))
    assert [each["subject"] for each in offenders] == [
        "body.date",
        "body.source_id",
        "body.lines[0].item",
        "body.lines[0].quantity",
        "body.lines[1].price_minor",
        "body.lines[2]",
        "body.dat",
    ]


@pytest.mark.parametrize("body", [None, [], 5, "text", {}])
def test_a_body_that_is_missing_or_of_another_kind_is_refused(api, body):
    with nothing_changes():
        api.refuses(422, "bad_shape", api.post("/documents", body))


@pytest.mark.parametrize("number", [2**63, -(2**64), 10**400, True, 1.0, "1"])
def test_numbers_that_do_not_fit_are_refused(api, number):
    with nothing_changes():
        api.refuses(422, "bad_shape", api.post("/items", {"code": "X", "name": "X", "price_minor": number}))
        line = {"item": "DRIVE", "quantity": number}
        api.refuses(422, "bad_shape", api.post("/documents", {"kind": "PR", "party": "V1", "lines": [line]}))


def test_numbers_that_fit_but_are_absurd_are_refused_by_the_rules(api):
    with nothing_changes():
        item = {"code": "X", "name": "X", "price_minor": 2**63 - 1, "cost_minor": -1}
        assert codes(api.refuses(409, "bad_item", api.post("/items", item))) == [
            ("price", "bad_amount"),
            ("cost", "bad_amount"),
        ]
        line = {"item": "DRIVE", "quantity": 2**63 - 1, "price_minor": 2**63 - 1}
        answer = api.post("/documents", {"kind": "PR", "party": "V1", "lines": [line]})
        assert codes(api.refuses(409, "bad_lines", answer)) == [
            ("DRIVE", "quantity_too_large"),
            ("DRIVE", "price_too_large"),
        ]
        bin_ = {"code": "B", "name": "B", "position": 2**63 - 1}
        assert codes(api.refuses(409, "bad_bin", api.post("/bins", bin_))) == [("position", "bad_position")]


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_texts_that_cannot_be_kept_are_refused_wherever_they_stand(api, trade, text):
    (serial,) = trade.receive()
    sale = trade.draft("SI")
    with nothing_changes():
        for method, path, body in (
            ("POST", "/items", {"code": text, "name": text, "maker": text, "barcodes": [text]}),
            ("PUT", "/parties/P", {"name": "P", "role": "vendor", "note": text}),
            ("POST", "/bins", {"code": "B", "name": text}),
            ("POST", "/documents", {"kind": "PR", "party": "V1", "notes": text}),
            ("POST", "/documents", {"kind": "PR", "lines": [{"item": "DRIVE", "maker_numbers": [text]}]}),
            ("POST", f"/documents/{sale.document_id}/attach", {"scans": [text]}),
            ("PATCH", f"/units/{serial}", {"note": text}),
            ("PATCH", f"/units/{serial}", {text: "an unknown field"}),
        ):
            assert api.refuses(422, "bad_shape", api.send(method, path, body))


@pytest.mark.parametrize(
    "path",
    [
        "/items/a%00b",
        "/items?search=%00",
        "/parties?search=a%00",
        "/units?serial=%00",
        "/units?document=SI%20%00",
        "/units/find?number=%00",
        "/units/%00/history",
        "/documents?reference=%00",
        "/documents?party=%00",
        "/documents/99999999999999999999",
        "/documents/-1",
        "/documents/1.5/units",
        "/documents?date_from=0000-00-00",
        "/documents?date_to=9999-12-31",
        "/units?entered_to=9999-12-31",
        "/items?limit=0",
        "/items?limit=201",
        "/items?limit=many",
        "/items?tracking=some",
    ],
)
def test_an_address_that_makes_no_sense_is_refused(api, path):
    assert api.refuses(422, "bad_shape", api.get(path))


@pytest.mark.parametrize(
    "cursor",
    ["x", "\x00", "é", "bm9uZQ", "WzFd", "WyJhIiwgMV0", "WzFlOTld", "WyJcdTAwMDAiXQ", "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5XQ"],
)
def test_a_cursor_that_is_not_ours_is_refused(api, cursor):
    for path in ("/items", "/documents", "/units", "/documents/1/units"):
        answer = api.get(path, cursor=cursor)
        if answer.status_code not in (200, 404):
            api.refuses(400, "bad_cursor", answer)
    api.refuses(400, "bad_cursor", api.get("/units/find", number="x", cursor="WyJhIl0"))


def test_a_body_that_is_too_large_is_refused(api, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
    with nothing_changes():
        api.refuses(413, "too_big", api.post("/items", {"code": "X", "name": "x" * 2 * 1024 * 1024}))


def test_ten_megabytes_of_note_are_refused(api):
    with nothing_changes():
        answer = api.post("/documents", {"kind": "PR", "party": "V1", "notes": "n" * 10 * 1024 * 1024})
        assert codes(api.refuses(422, "bad_shape", answer)) == [("body.notes", "string_too_long")]


def test_a_hundred_thousand_wrong_values_are_told_in_short(api, trade):
    sale = trade.draft("SI")
    with nothing_changes():
        answer = api.post(f"/documents/{sale.document_id}/attach", {"scans": [1] * 100_000})
        assert len(api.refuses(422, "bad_shape", answer)) <= 50
        answer = api.post("/documents", {"kind": "SI", "party": "C1", "lines": [{}] * 2000})
        offenders = api.refuses(422, "bad_shape", answer)
        assert (len(offenders), answer.json()["total"]) == (50, 2000)


def test_an_address_or_method_that_is_not_there_is_a_problem_too(api):
    api.refuses(404, "no_such_address", api.get("/nothing"))
    api.refuses(404, "no_such_address", api.client.post("/api/other"))
    answer = api.send("DELETE", "/items")
    api.refuses(405, "wrong_method", answer)
    assert answer["Allow"]


def test_a_head_is_a_get_without_its_body_and_the_root_leads_to_the_page(api):
    answer = api.client.head("/api/v1/items")
    assert (answer.status_code, answer.content) == (200, b"")
    assert api.client.get("/api/")["Location"] == api.client.get("/api/docs/")["Location"] == "/api/docs"


def test_what_breaks_inside_is_a_problem_without_details(api, monkeypatch):
    monkeypatch.setattr("everyunit.api.locations.locations", lambda: 1 / 0)
    answer = api.get("/locations")
    api.refuses(500, "broken", answer)
    assert b"division" not in answer.content


# --- what the trade refuses ---


def test_what_is_named_by_the_address_and_unknown_is_not_found(api, trade):
    with nothing_changes():
        for answer, code in (
            (api.get("/items/NONE"), "unknown_item"),
            (api.get("/parties/NONE"), "unknown_party"),
            (api.get("/bins/NONE"), "unknown_bin"),
            (api.get("/bins/NONE/contents"), "unknown_bin"),
            (api.get("/locations/NONE"), "unknown_location"),
            (api.get("/units/NONE"), "unknown_unit"),
            (api.get("/units/NONE/history"), "unknown_unit"),
            (api.send("PATCH", "/units/NONE", {"note": "x"}), "unknown_unit"),
            (api.get("/documents/999"), "unknown_document"),
            (api.get("/documents/999/units"), "unknown_document"),
            (api.get("/documents/999/journal"), "unknown_document"),
            (api.send("PATCH", "/documents/999", {"notes": "x"}), "unknown_document"),
            (api.send("DELETE", "/documents/999"), "unknown_document"),
            *((api.post(f"/documents/999/{verb}"), "unknown_document") for verb in ("pick", "post")),
            (api.post("/documents/999/reverse", {"reason": "Wrong."}), "unknown_document"),
            (api.post("/documents/999/attach", {"scans": ["1"]}), "unknown_document"),
            (api.post("/documents/999/detach", {"scans": ["1"]}), "unknown_document"),
        ):
            api.refuses(404, code, answer)


def test_what_a_body_names_and_is_unknown_is_refused(api):
    with nothing_changes():
        for body, code, offenders in (
            ({"kind": "XX"}, "unknown_kind", []),
            ({"kind": "PR"}, "unknown_party", []),
            ({"kind": "PR", "party": "NONE"}, "unknown_party", ["NONE"]),
            ({"kind": "PR", "party": "C1"}, "wrong_party", []),
            ({"kind": "ST", "party": "C1"}, "wrong_party", []),
            ({"kind": "PR", "party": "V1", "location": "NONE"}, "unknown_location", []),
            ({"kind": "ST", "to_bin": "NONE"}, "unknown_bin", ["NONE"]),
            (
                {"kind": "PR", "party": "V1", "lines": [{"item": "A", "quantity": 1}, {"item": "B", "quantity": 1}]},
                "unknown_item",
                ["A", "B"],
            ),
        ):
            named = api.refuses(409, code, api.post("/documents", body))
            assert [each["subject"] for each in named] == offenders


def test_every_bad_line_is_named_with_its_row(api):
    lines = [
        {"item": "DRIVE", "quantity": 0},
        {"item": "DRIVE", "quantity": 1},
        {"item": "CABLE"},
        {"item": "CABLE", "quantity": -1},
        {"item": "DRIVE", "quantity": 1, "price_minor": -5},
        {"item": "DRIVE", "quantity": 1, "maker_numbers": ["A", "B"]},
    ]
    with nothing_changes():
        answer = api.post("/documents", {"kind": "OS", "lines": lines})
        named = api.refuses(409, "bad_lines", answer)
    assert [(each["row"], each["code"]) for each in named] == [
        (1, "empty_quantity"),
        (3, "empty_quantity"),
        (4, "negative_quantity"),
        (5, "negative_price"),
        (6, "too_many_maker_numbers"),
    ]


def test_a_bad_scan_is_answered_and_attaches_nothing(api, trade):
    sold, held, moved, free = trade.receive(quantity=4)
    trade.sell(sold)
    trade.scan(trade.draft("SI", party="C2"), held)
    receipt = trade.draft("CM")
    with nothing_changes():
        answer = api.post(f"/documents/{receipt.document_id}/attach", {"scans": ["nope", "1.23E+14", "DRIVE"]}).json()
        assert [entry["code"] for entry in answer["entries"]] == ["unknown", "mangled", "item_code"]
    paper = trade.draft("SI", NewLine(item="DRIVE", quantity=1))
    with nothing_changes():
        answer = api.post(f"/documents/{paper.document_id}/attach", {"scans": [held]}).json()
        assert [(each["code"], each["holder"]) for each in answer["entries"]] == [("held", "SI 100001")]
    api.post(f"/documents/{paper.document_id}/attach", {"scans": [free]})
    with nothing_changes():
        answer = api.post(f"/documents/{paper.document_id}/attach", {"scans": [free, moved]}).json()
        assert [entry["code"] for entry in answer["entries"]] == ["already_here", "exceeds"]
        assert answer["asks"] == 1


@pytest.mark.parametrize(
    ("scans", "code"),
    [
        (["100005-100001"], "range_backwards"),
        (["1-10000000"], "range_too_wide"),
        (["no range"], "not_a_range"),
        ([], "nothing_scanned"),
        (["", "  "], "nothing_scanned"),
    ],
)
def test_a_bad_range_is_refused(api, trade, scans, code):
    paper = trade.draft("SI")
    with nothing_changes():
        api.refuses(409, code, api.post(f"/documents/{paper.document_id}/attach", {"scans": scans, "by": "range"}))


def test_a_range_with_gaps_takes_what_is_there(api, trade):
    trade.receive(quantity=3)
    paper = trade.draft("SI")
    answer = api.post(f"/documents/{paper.document_id}/attach", {"scans": ["100001-100005"], "by": "range"}).json()
    assert answer["counts"] == {"added": 2, "skipped": 3}
    assert {entry["text"] for entry in answer["entries"] if entry["code"] == "unknown"} == {
        "100003",
        "100004",
        "100005",
    }


def test_a_document_that_cannot_be_posted_says_all_that_is_missing(api, trade):
    lines = [NewLine(item="DRIVE", quantity=2), NewLine(item="CABLE", quantity=3), NewLine(item="PHONE", quantity=1)]
    paper = trade.draft("SI", *lines)
    with nothing_changes():
        named = api.refuses(409, "cannot_post", api.post(f"/documents/{paper.document_id}/post"))
    assert sorted(each["code"] for each in named) == ["short", "too_few", "too_few_units"]
    empty = trade.draft("SI")
    with nothing_changes():
        api.refuses(409, "empty_document", api.post(f"/documents/{empty.document_id}/post"))


def test_what_is_posted_stays_as_it_is(api, trade):
    (serial,) = trade.receive()
    sale = trade.sell(serial)
    where = f"/documents/{sale.document_id}"
    with nothing_changes():
        for answer in (
            api.post(f"{where}/post"),
            api.send("PATCH", where, {"notes": "later"}),
            api.send("DELETE", where),
            api.post(f"{where}/attach", {"scans": ["1"]}),
            api.post(f"{where}/detach", {"scans": [serial]}),
            api.post(f"{where}/pick"),
        ):
            api.refuses(409, "already_posted", answer)


def test_a_reversal_names_the_later_events_in_its_way(api, trade):
    serials = trade.receive(quantity=2)
    receipt = api.get("/documents").json()["results"][0]["document_id"]
    trade.sell(serials[0])
    draft = trade.draft("SI", party="C2")
    trade.scan(draft, serials[1])
    with nothing_changes():
        named = api.refuses(409, "later_events", api.post(f"/documents/{receipt}/reverse", {"reason": "Wrong."}))
        assert [(each["subject"], each["code"], each["holder"]) for each in named] == [
            (serials[0], "moved_since", "SI 100000"),
            (serials[1], "held", "SI 100001"),
        ]
        api.refuses(409, "not_posted", api.post(f"/documents/{draft.document_id}/reverse", {"reason": "Wrong."}))


def test_a_taken_code_is_refused_and_a_fixed_field_stays(api):
    with nothing_changes():
        api.refuses(409, "code_taken", api.post("/items", {"code": "DRIVE", "name": "Other"}))
        api.refuses(409, "code_taken", api.post("/parties", {"code": "V1", "name": "Other", "role": "vendor"}))
        api.refuses(409, "code_taken", api.post("/bins", {"code": "MAIN", "name": "Other"}))
        answer = api.send("PUT", "/items/DRIVE", {"name": "Hard drive", "tracking": "quantity"})
        assert codes(api.refuses(409, "bad_item", answer)) == [("tracking", "tracking_fixed")]
        answer = api.send("PUT", "/parties/V1", {"name": "", "role": "customer", "email": "no"})
        assert codes(api.refuses(409, "bad_party", answer)) == [
            ("name", "bad_name"),
            ("role", "role_fixed"),
            ("email", "bad_email"),
        ]
        answer = api.send("PUT", "/bins/MAIN", {"name": "Main", "bin_type": "out"})
        assert codes(api.refuses(409, "bad_bin", answer)) == [("bin_type", "bin_type_fixed")]


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "=1+1", "Ünïcode 你好", "😀", "'; DROP TABLE x; --", "\\u0000"]
)
def test_odd_names_are_just_names(api, name):
    assert api.post("/items", {"code": "ODD", "name": name}).status_code == 201
    assert api.get("/items/ODD").json()["name"] == name
    assert [each["code"] for each in api.get("/items", search=name).json()["results"]] == ["ODD"]


@pytest.mark.parametrize("body", [None, {}, {"reason": "  "}])
def test_what_is_undone_or_refused_is_so_for_a_reason(api, trade, body):
    (serial,) = trade.receive()
    receipt = api.get("/documents").json()["results"][0]["document_id"]
    trade.sell(serial)
    with nothing_changes():
        for address in (f"/documents/{receipt}/reverse", f"/units/{serial}/refuse"):
            assert api.post(address, body).status_code == 422
