"""Signing in and out; nothing is shown to those who have not."""

import pytest
from django.test import Client, override_settings

from tests.doors.browsing import OPEN, routes, signed_in
from tests.trade import Trade

PASSWORD = "test-only-password"


def test_the_right_password_opens_the_page_that_was_asked_for(trade: Trade):
    client = Client()
    answer = client.post("/sign-in", {"username": "owner", "password": PASSWORD, "next": "/items"})
    assert (answer.status_code, answer["Location"]) == (302, "/items")
    assert client.get("/items").status_code == 200


def test_a_wrong_password_is_told_plainly_and_the_name_stays(trade: Trade):
    answer = Client().post("/sign-in", {"username": "owner", "password": "wrong"})
    assert answer.status_code == 200
    assert "do not go together" in answer.content.decode()
    assert 'value="owner"' in answer.content.decode()
    assert "_auth_user_id" not in answer.wsgi_request.session


def test_signing_in_never_leads_to_another_site(trade: Trade):
    answer = Client().post("/sign-in", {"username": "owner", "password": PASSWORD, "next": "https://example.org/"})
    assert answer["Location"] == "/"


@override_settings(AXES_ENABLED=True, AXES_FAILURE_LIMIT=2)
def test_too_many_wrong_passwords_close_the_name_for_a_while(trade: Trade):
    client = Client()
    for _ in range(2):
        answer = client.post("/sign-in", {"username": "owner", "password": "wrong"})
    assert answer.status_code == 429
    assert "15 minutes" in answer.content.decode()
    assert client.post("/sign-in", {"username": "owner", "password": PASSWORD}).status_code == 429


def test_signing_out_takes_a_form_and_ends_the_session(trade: Trade):
    client = signed_in()
    assert client.get("/sign-out")["Location"] == "/"
    assert client.get("/items").status_code == 200
    assert client.post("/sign-out")["Location"] == "/sign-in"
    assert client.get("/items").status_code == 302


@pytest.mark.parametrize(("name", "address"), list(routes()), ids=lambda value: value)
def test_the_signed_out_are_sent_to_sign_in(db: None, name: str, address: str):
    if name in OPEN:
        return
    client = Client()
    answer = client.get(address)
    if answer.status_code == 405:
        answer = client.post(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in?next=")


def test_a_script_that_is_signed_out_is_told_so(trade: Trade):
    answer = Client().get("/items", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json()["code"] == "signed_out"
