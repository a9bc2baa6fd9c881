"""The OpenAPI document is whole and true, its page shows all of it, and nothing that is sent breaks the server."""

import json
import re
from string import Formatter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from everyunit.api.openapi import document
from everyunit.documents.new_lines import NewLine
from tests.doors.http import Api

MADE = document()
OPERATIONS = [
    (path, method, operation) for path, methods in MADE["paths"].items() for method, operation in methods.items()
]
NAMES = [operation["operationId"] for _, _, operation in OPERATIONS]
SHAPES = MADE["components"]["schemas"]


@pytest.fixture
def api(trade):
    trade.sell(*trade.receive(quantity=2))
    trade.draft("SI")
    return Api()


def references(value):
    """Every $ref in the document."""
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


def test_it_is_served_without_a_token_and_is_json(client):
    answer = client.get("/api/openapi.json")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert answer.json() == json.loads(json.dumps(MADE))
    assert answer.json()["openapi"].startswith("3.1")


def test_names_are_unique_and_stable_words():
    assert len(NAMES) == len(set(NAMES)) > 30
    assert all(re.fullmatch(r"[a-z][A-Za-z]+", name) for name in NAMES)


def test_every_reference_leads_somewhere():
    assert {each.removeprefix("#/components/schemas/") for each in references(MADE)} <= set(SHAPES)


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=NAMES)
def test_each_operation_says_what_it_takes_and_how_it_fails(path, method, operation):
    assert path.startswith("/api/v1/")
    assert operation["summary"]
    assert operation["description"]
    assert operation["tags"][0] in {tag["name"] for tag in MADE["tags"]}
    assert operation["security"] == [{"BearerToken": []}]
    named = {name for _, name, _, _ in Formatter().parse(path) if name}
    assert {each["name"] for each in operation["parameters"] if each["in"] == "path"} == named
    takes_key = "Idempotency-Key" in {each["name"] for each in operation["parameters"]}
    assert takes_key == (method != "get")
    failures = {status: answer for status, answer in operation["responses"].items() if str(status) >= "4"}
    assert {"400", "401", "403", "422", "503"} <= set(failures)
    assert ("409" in failures) == (method != "get")
    assert all("application/problem+json" in answer["content"] for answer in failures.values())
    assert any(str(status).startswith("2") for status in operation["responses"])


def test_the_way_in_is_described():
    assert MADE["components"]["securitySchemes"]["BearerToken"] == {"type": "http", "scheme": "bearer"}


@pytest.mark.parametrize(
    "name", ["NewItem", "NewParty", "NewBin", "DraftBody", "RevisionBody", "AttachBody", "Problem"]
)
def test_bodies_have_examples(name):
    assert SHAPES[name]["example"]


def test_the_examples_work(trade):
    """A newcomer sends the examples as they stand."""
    api = Api()
    for path, name in (
        ("/items", "NewItem"),
        ("/parties", "NewParty"),
        ("/bins", "NewBin"),
        ("/documents", "DraftBody"),
    ):
        answer = api.post(path, SHAPES[name]["example"])
        assert answer.status_code == 201, answer.content
    assert api.post(f"/documents/{answer.json()['document_id']}/post").json()["units"] == 2


def test_the_page_shows_all_of_it_and_brings_no_script(client):
    answer = client.get("/api/docs")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert all(f'id="{name}"' in page for name in NAMES)
    assert all(f'id="shape-{name}"' in page for name in SHAPES)
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)
    assert " style=" not in page
    assert "'unsafe-inline'" not in answer["Content-Security-Policy"]
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert targets <= set(re.findall(r'id="([^"]+)"', page))


# --- whatever is sent, it is answered ---

texts = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["DRIVE", "PHONE", "CABLE", "HOUR", "V1", "C1", "MAIN", "SOLD", "PR", "SI", "CM", "ST", "100000"]),
    st.sampled_from(
        ["", " ", "\x00", "\ud800", "100000-100001", "1-99999999999", "1.23E+14", "😀", "../x", "%", "a/b"]
    ),
)
numbers = st.one_of(
    st.integers(-3, 3), st.sampled_from([2**31, 2**63 - 1, 2**63, -(2**63), 10**13, 10**40, 1_000_000, 1_000_001])
)
junk = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, st.floats(allow_nan=False, allow_infinity=False), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=5,
)


def values(schema):
    """Values that nearly fit a schema of the document: of its form, with odd contents, now and then something else."""
    if "$ref" in schema:
        return values(SHAPES[schema["$ref"].rsplit("/", 1)[1]])
    if "anyOf" in schema:
        return st.one_of([values(each) for each in schema["anyOf"]])
    if "enum" in schema:
        return st.one_of(st.sampled_from(schema["enum"]), texts)
    kind = schema.get("type")
    if kind == "object":
        fields = {name: values(each) for name, each in schema.get("properties", {}).items()}
        needed = set(schema.get("required", []))
        return st.fixed_dictionaries(
            {name: each for name, each in fields.items() if name in needed},
            optional={name: each for name, each in fields.items() if name not in needed},
        )
    if kind == "array":
        return st.lists(values(schema.get("items", {})), max_size=3)
    plain = {
        "integer": numbers,
        "boolean": st.booleans(),
        "null": st.none(),
        "string": st.dates().map(str) if schema.get("format") == "date" else texts,
    }
    return st.one_of(plain.get(kind, junk), plain.get(kind, junk), plain.get(kind, junk), junk)


def addresses(path):
    """The path with its names filled in, oddly or well; NEWEST and OLDEST stand for documents that there are."""
    known = ["NEWEST", "OLDEST", "DRIVE", "MAIN", "V1", "100000"]
    odd = st.sampled_from([*known, "0", "-1", "x", "%00", "9" * 30, "%ED%A0%80", "a b"])
    parts = [literal for literal, *_ in Formatter().parse(path)]
    count = path.count("{")
    return st.lists(odd, min_size=count, max_size=count).map(
        lambda named: "".join(a + b for a, b in zip(parts, [*named, ""], strict=False)).removeprefix("/api/v1")
    )


def settled(where, api):
    """The address with the ids of documents that there are."""
    ids = [str(each["document_id"]) for each in api.get("/documents").json()["results"]] or ["1"]
    return where.replace("NEWEST", ids[0]).replace("OLDEST", ids[-1])


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=NAMES)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_nothing_that_is_sent_breaks_it(api, path, method, operation, data):
    where = settled(data.draw(addresses(path)), api)
    queries = [each for each in operation["parameters"] if each["in"] == "query"]
    if method == "get":
        chosen = data.draw(st.lists(st.sampled_from(queries), max_size=3)) if queries else []
        query = {each["name"]: data.draw(values(each["schema"])) for each in chosen}
        query = {name: str(value).encode("utf-8", "replace") for name, value in query.items() if value is not None}
        answer = api.client.get(f"/api/v1{where}", query)
    else:
        schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        body = data.draw(st.one_of(values(schema), values(schema), junk)) if schema else None
        key = data.draw(st.one_of(st.none(), st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=5)))
        answer = api.send(method.upper(), where, body, key=key)
    assert answer.status_code < 500, (where, answer.content)
    if answer.status_code >= 400:
        api.refuses(answer.status_code, answer.json()["code"], answer)


def test_the_tracking_number_of_a_posted_document_is_said_later(api, trade):
    posted = trade.post(trade.draft("SI", NewLine(item="HOUR", quantity=1)))
    answer = api.post(f"/documents/{posted.document_id}/amend", {"tracking_number": "1Z 999"})
    assert (answer.status_code, answer.json()["changed"]) == (200, ["tracking_number"])
    assert api.get(f"/documents/{posted.document_id}").json()["header"]["tracking_number"] == "1Z 999"
