"""The demo company: made by the verbs, sound, the same each time, and only in an empty database."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db import transaction
from tests.trade import Trade

from everyunit.base import clock, sql
from everyunit.company.demo import DEMO_USERS, PASSWORD, load_demo, sign_ins
from everyunit.reports.verify import verify
from everyunit.rules.refusals import Refused

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.FILES = tmp_path


def figures() -> dict[str, list[tuple[object, ...]]]:
    return {
        "documents": sql.rows("SELECT kind, number, status, date FROM documents_document ORDER BY kind, number"),
        "units": sql.rows("SELECT serial, maker_serial, cost_minor, entered_at FROM stock_unit ORDER BY serial"),
        "seals": sql.rows("SELECT count(*) FROM stock_seal"),
        "journal": sql.rows("SELECT sum(amount_minor), count(*) FROM money_entryline"),
    }


def test_it_shows_something_of_everything_and_is_sound() -> None:
    load_demo()
    assert verify().sound
    kinds = sql.rows("SELECT DISTINCT kind, status FROM documents_document ORDER BY 1, 2")
    told = (
        "CM posted, LO open, PR draft, PR posted, RO open, SI draft, SI posted, SO open, ST draft, ST posted, SW posted"
    )
    assert (
        ", ".join(f"{kind} {status}" for kind, status in kinds)
        == f"{told}, TA posted, TO open, WO closed, WO open, WR posted"
    )
    for table in ("stock_partlinkend", "stock_lotbalance", "counting_found", "files_attachment", "fields_ownvalue"):
        assert sql.scalar(f"SELECT count(*) FROM {table}") > 0, table
    assert sql.scalar("SELECT count(DISTINCT tracking) FROM catalog_item") == 4
    assert sql.scalar("SELECT count(*) FROM stock_posting WHERE reverses_id IS NOT NULL") == 1
    assert sql.scalar("SELECT count(*) FROM stock_hold") > 0
    assert sql.scalar("SELECT count(*) FROM selling_sheetscan") > 0


def test_its_trade_lies_in_the_weeks_before() -> None:
    with clock.at(NOON):
        load_demo()
    first, last = sql.rows("SELECT min(posted_at), max(posted_at) FROM stock_posting")[0]
    assert (NOON - sql.moment(first)).days > 30  # type: ignore[operator]
    assert 0 <= (NOON - sql.moment(last)).days < 2  # type: ignore[operator]


def test_it_is_the_same_each_time() -> None:
    told = []
    for _ in range(2):
        with transaction.atomic(), clock.at(NOON):
            load_demo()
            told.append(figures())
            transaction.set_rollback(True)
    assert told[0] == told[1]


def test_its_users_sign_in_and_serve_may_say_so() -> None:
    assert sign_ins() == []
    load_demo()
    assert [username for username, _, _ in sign_ins()] == [username for username, _, _ in DEMO_USERS]
    for username, _, _ in DEMO_USERS:
        assert authenticate(username=username, password=PASSWORD) is not None


def test_it_leaves_a_company_alone(trade: Trade) -> None:
    before = figures(), sql.rows("SELECT * FROM people_user"), sql.rows("SELECT * FROM catalog_item")
    with pytest.raises(Refused) as refusal:
        load_demo()
    assert refusal.value.code == "company_exists"
    assert (figures(), sql.rows("SELECT * FROM people_user"), sql.rows("SELECT * FROM catalog_item")) == before
    assert sign_ins() == []
