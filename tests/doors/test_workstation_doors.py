"""Every door says at which workstation somebody works: a header, an option, the environment."""

import argparse

import pytest

from everyunit.cli.acting import actor_asked_for, add_user
from everyunit.documents.models import Document
from everyunit.places.save_workstation import SaveWorkstation, save_workstation
from everyunit.places.workstations import working_at
from everyunit.rules.refusals import Refused
from tests.doors.http import Api, everything
from tests.trade import Trade


@pytest.fixture
def till(trade: Trade) -> Trade:
    save_workstation(trade.owner, SaveWorkstation(code="TILL", name="Till", location="HQ"))
    return Trade(working_at(trade.owner, "TILL"))


def test_a_program_says_by_a_header_where_it_works(till: Trade):
    answer = Api().client.post(
        "/api/v1/documents", {"kind": "SI", "party": "C1"}, "application/json", headers={"X-Workstation": "TILL"}
    )
    assert answer.status_code == 201, answer.content
    assert Document.objects.get().location.code == "HQ"


@pytest.mark.parametrize("code", ["NOWHERE", "till"])
def test_a_workstation_that_there_is_not_is_a_malformed_request(till: Trade, code: str):
    before = everything()
    answer = Api().client.post(
        "/api/v1/documents", {"kind": "SI", "party": "C1"}, "application/json", headers={"X-Workstation": code}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_workstation")
    assert everything() == before


def asked(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_user(parser)
    return parser.parse_args(arguments)


def test_a_command_says_it_by_an_option_or_the_environment(till: Trade, monkeypatch: pytest.MonkeyPatch):
    assert actor_asked_for(asked("--workstation", "TILL")) == till.owner
    assert actor_asked_for(asked()).workstation_id is None
    monkeypatch.setenv("EVERYUNIT_WORKSTATION", "TILL")
    assert actor_asked_for(asked()) == till.owner
    with pytest.raises(Refused, match="NOWHERE"):
        actor_asked_for(asked("--workstation", "NOWHERE"))
