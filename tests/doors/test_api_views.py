"""Saved views of lists for programs."""

import pytest

from everyunit.company.found import hire
from tests.doors.http import Api
from tests.trade import Trade


@pytest.fixture
def api(trade: Trade) -> Api:
    return Api()


LATE = {"of_list": "documents", "name": "Late orders", "query": "kind=SO&status=open"}


def test_a_view_is_saved_listed_changed_and_deleted(api: Api):
    made = api.post("/views", LATE)
    assert (made.status_code, made.json()["created"]) == (201, True)
    view_id = made.json()["view_id"]
    changed = api.send("PUT", f"/views/{view_id}", LATE | {"name": "Open orders", "shared": True})
    assert (changed.status_code, changed.json()["created"]) == (200, False)
    assert api.get("/views", of_list="documents").json()["results"] == [
        {
            "view_id": view_id,
            "name": "Open orders",
            "query": "kind=SO&status=open",
            "shared": True,
            "mine": True,
            "owner": "owner",
        }
    ]
    assert api.get("/views", of_list="units").json()["results"] == []
    assert api.send("DELETE", f"/views/{view_id}").json()["name"] == "Open orders"
    api.refuses(404, "unknown_view", api.send("DELETE", f"/views/{view_id}"))


def test_one_sees_what_others_share_and_nothing_else(api: Api):
    hire("carl", "counter")
    api.post("/views", LATE)
    api.post("/views", LATE | {"name": "For all", "shared": True})
    seen = Api("carl").get("/views", of_list="documents").json()["results"]
    assert [(each["name"], each["mine"], each["owner"]) for each in seen] == [("For all", False, "owner")]


def test_what_cannot_be_is_refused(api: Api):
    api.post("/views", LATE)
    api.refuses(409, "name_taken", api.post("/views", LATE))
    assert api.post("/views", LATE | {"of_list": "bins"}).status_code == 422
    assert api.get("/views").status_code == 422
