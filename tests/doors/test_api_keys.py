"""The same request twice is done once, also when both arrive at once; a key is for one command only."""

import threading

import pytest
from django.db import connections

from everyunit.base import sql
from everyunit.company.found import hire
from tests.doors.http import Api, everything


@pytest.fixture
def api(trade):
    return Api()


def test_the_same_key_gives_the_same_answer_and_does_nothing_again(api, trade):
    lines = [{"item": "DRIVE", "quantity": 2}]
    first = api.post("/documents", {"kind": "PR", "party": "V1", "lines": lines}, key="receipt")
    where = f"/documents/{first.json()['document_id']}"
    requests = (
        ("POST", "/items", {"code": "NEW", "name": "New"}),
        ("PUT", "/parties/V8", {"name": "New", "role": "vendor"}),
        ("POST", "/bins", {"code": "NEW", "name": "New"}),
        ("POST", "/documents", {"kind": "PR", "party": "V1", "lines": lines}),
        ("PATCH", where, {"notes": "counted twice"}),
        ("POST", f"{where}/attach", {"scans": ["A", "B"]}),
        ("POST", f"{where}/detach", {"scans": ["A"]}),
        ("POST", f"{where}/post", None),
        ("PATCH", "/units/100000", {"note": "first"}),
        ("POST", f"{where}/reverse", {"reason": "wrong"}),
    )
    answers = []
    for number, (method, path, body) in enumerate(requests):
        answer = api.send(method, path, body, key=f"key {number}")
        assert answer.status_code < 300, answer.content
        assert "Idempotency-Replayed" not in answer
        answers.append(answer)
    before = everything()
    for number, (method, path, body) in enumerate(requests):
        again = api.send(method, path, body, key=f"key {number}")
        assert (again.status_code, again.json()) == (answers[number].status_code, answers[number].json())
        assert again["Idempotency-Replayed"] == "true"
    assert everything() == before


def test_a_discarded_draft_is_discarded_once(api, trade):
    paper = trade.draft("SI")
    first = api.send("DELETE", f"/documents/{paper.document_id}", key="away")
    again = api.send("DELETE", f"/documents/{paper.document_id}", key="away")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()


def test_without_a_key_the_same_request_is_another(api):
    body = {"kind": "ST", "to_bin": "RETURNS"}
    assert api.post("/documents", body).json()["number"] != api.post("/documents", body).json()["number"]


def test_a_key_used_for_another_command_is_refused(api):
    body = {"kind": "PR", "party": "V1"}
    assert api.post("/documents", body, key="mine").status_code == 201
    before = everything()
    api.refuses(409, "key_reused", api.post("/documents", body | {"notes": "other"}, key="mine"))
    api.refuses(409, "key_reused", api.post("/items", {"code": "X", "name": "X"}, key="mine"))
    assert everything() == before


def test_a_key_belongs_to_its_user(api):
    hire("other", "owner")
    body = {"kind": "PR", "party": "V1"}
    first, second = api.post("/documents", body, key="k"), Api("other").post("/documents", body, key="k")
    assert first.json()["number"] != second.json()["number"]


def test_a_refused_request_does_not_use_its_key_up(api):
    api.refuses(409, "unknown_party", api.post("/documents", {"kind": "PR", "party": "V7"}, key="later"))
    api.post("/parties", {"code": "V7", "name": "Late", "role": "vendor"})
    assert api.post("/documents", {"kind": "PR", "party": "V7"}, key="later").status_code == 201


@pytest.mark.parametrize("key", ["", "k" * 201])
def test_a_key_that_is_none_is_refused(api, key):
    before = everything()
    api.refuses(400, "bad_key", api.post("/items", {"code": "X", "name": "X"}, key=key))
    assert everything() == before


def at_once(*calls):
    """Run each call in a thread of its own, begun together; their answers."""
    answers = [None] * len(calls)
    gate = threading.Barrier(len(calls))

    def run(index, call):
        try:
            gate.wait()
            answers[index] = call()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_two_at_once_with_one_key_post_once(committed):
    paper = Api().post("/documents", {"kind": "PR", "party": "V1", "lines": [{"item": "DRIVE", "quantity": 5}]}).json()
    callers = [Api() for _ in range(4)]
    path = f"/documents/{paper['document_id']}/post"
    answers = at_once(*(lambda api=api: api.post(path, key="once") for api in callers))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({answer.content for answer in answers}) == 1
    assert sorted("Idempotency-Replayed" in answer for answer in answers) == [False, True, True, True]
    assert sql.scalar("SELECT count(*) FROM stock_posting") == 1
    assert sql.scalar("SELECT count(*) FROM stock_unit") == 5


def test_two_at_once_without_a_key_post_once_and_refuse_once(committed):
    paper = Api().post("/documents", {"kind": "PR", "party": "V1", "lines": [{"item": "DRIVE", "quantity": 5}]}).json()
    callers = [Api(), Api()]
    path = f"/documents/{paper['document_id']}/post"
    answers = at_once(*(lambda api=api: api.post(path) for api in callers))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert sql.scalar("SELECT count(*) FROM stock_unit") == 5


def test_two_at_once_with_one_key_and_other_bodies_do_one_of_them(committed):
    callers = [Api(), Api()]
    bodies = [{"kind": "PR", "party": "V1"}, {"kind": "PR", "party": "V2"}]
    answers = at_once(
        *(
            lambda api=api, body=body: api.post("/documents", body, key="k")
            for api, body in zip(callers, bodies, strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert sql.scalar("SELECT count(*) FROM documents_document") == 1
