"""Verification finds what was tampered with, and says nothing of sound books."""

from collections.abc import Sequence
from typing import Any

import pytest
from tests.books import account_for, open_second_shop
from tests.conftest import unguarded
from tests.sheets import ordered, pick, sheet_of
from tests.trade import Trade

from everyunit.base import sql
from everyunit.documents.new_lines import NewLine
from everyunit.documents.reverse import Reverse, reverse
from everyunit.places.models import Location
from everyunit.reports.verify import CHAIN, verify
from everyunit.selling.pack import Pack, pack
from everyunit.selling.save_parcel import SaveParcel, save_parcel
from everyunit.stock.rebuild import Rebuild, Rebuilt, rebuild


@pytest.fixture
def traded(committed: Trade) -> Trade:
    """Receipts, a sale, a return, a reversal and an open draft."""
    serials = committed.receive(quantity=5, amount_minor=10001)
    committed.post(committed.draft("PR", NewLine(item="CABLE", quantity=7, amount_minor=1000)))
    committed.post(committed.draft("SI", NewLine(item="CABLE", quantity=3)))
    committed.sell(*serials[:3])
    committed.take_back(serials[0])
    undone = committed.sell(serials[4])
    reverse(committed.owner, Reverse(document_id=undone.document_id, reason="mistake"))
    committed.scan(committed.draft("SI"), serials[3])
    order = ordered(committed, 2)
    pick(committed, sheet_of(committed, pickable=False), serials[4])
    parcel = save_parcel(committed.owner, SaveParcel(document_id=order.document_id))
    pack(committed.owner, Pack(parcel_id=parcel.parcel_id, scans=(serials[4],)))
    return committed


def broken() -> list[str]:
    return [truth.name for truth in verify().truths if truth.broken]


def test_sound_books_are_sound(traded: Trade) -> None:
    assert broken() == []
    assert verify().sound


def test_empty_books_are_sound(trade: Trade) -> None:
    assert verify().sound


@pytest.mark.parametrize(
    ("tampering", "expected"),
    [
        (
            "UPDATE stock_unit SET bin_id = 4 WHERE step = 1",
            "each unit stands where its last movement left it",
        ),
        (
            "UPDATE stock_unit SET cost_minor = cost_minor + 1 WHERE step = 2",
            "each unit costs what it was born at and every change since",
        ),
        ("UPDATE stock_movement SET cost_minor = cost_minor + 1 WHERE step = 2", CHAIN),
        ("DELETE FROM stock_chainhead", CHAIN),
        ("UPDATE stock_posting SET actor_id = 99 WHERE id = (SELECT max(id) FROM stock_posting)", CHAIN),
        ("UPDATE stock_posting SET reason = 'x' WHERE id = (SELECT min(id) FROM stock_posting)", CHAIN),
        ("UPDATE documents_line SET price_minor = price_minor + 1 WHERE attached = 3", CHAIN),
        ("UPDATE documents_document SET reference = 'x' WHERE kind = 'PR'", CHAIN),
        ("DELETE FROM stock_seal WHERE position = 2", CHAIN),
        ("DELETE FROM stock_seal WHERE position = (SELECT max(position) FROM stock_seal)", CHAIN),
        (
            "UPDATE stock_balance SET quantity = quantity + 1",
            "balances of units are the count of units there",
        ),
        (
            "UPDATE stock_balance SET quantity = quantity + 1",
            "balances of quantities are what the movements say",
        ),
        (
            "UPDATE stock_valuation SET value_minor = value_minor + 1",
            "the inventory accounts are worth what is in the stock bins",
        ),
        ("UPDATE money_entryline SET amount_minor = amount_minor + 1", "each journal entry sums to zero"),
        ("DELETE FROM stock_hold", "an open line counts the units that it holds or expects"),
        (
            "DELETE FROM stock_movement WHERE step = 2",
            "each unit's movements form one unbroken chain from its birth",
        ),
        (
            "UPDATE stock_unit SET received_on = '2020-01-01' WHERE step = 2",
            "each unit was received on the last day on which something that stands brought it into stock",
        ),
        (
            "UPDATE selling_sheetorder SET waiting = NOT waiting",
            "an order waits on a pull sheet exactly while the sheet is open",
        ),
        ("DELETE FROM selling_sheetorder", "each line on a pull sheet is of an order on it"),
        ("UPDATE selling_packed SET unit_id = 999999", "a unit in a parcel is of the item of its line"),
        (
            "UPDATE stock_unit SET cost_minor = 1 WHERE step = 1",
            "each item is worth what its units in stock cost, or what its quantities brought in",
        ),
    ],
)
def test_tampering_is_found(traded: Trade, tampering: str, expected: str) -> None:
    with unguarded():
        sql.execute(tampering)
    assert expected in broken()


def test_rebuilding_brings_the_caches_back(traded: Trade) -> None:
    with unguarded():
        sql.execute("UPDATE stock_balance SET quantity = quantity + 1")
        sql.execute("UPDATE stock_valuation SET value_minor = value_minor + 1 WHERE quantity > 0")
        sql.execute("UPDATE stock_unit SET bin_id = 4 WHERE step = 1")
    assert not verify().sound
    rebuilt = rebuild(traded.owner, Rebuild())
    assert rebuilt.units == 1
    assert rebuilt.balances > 0
    assert rebuilt.valuations > 0
    assert broken() == []


def test_rebuilding_sound_books_changes_nothing(traded: Trade) -> None:
    assert rebuild(traded.owner, Rebuild()) == Rebuilt(units=0, balances=0, valuations=0, flows=0)


def test_postings_meanwhile_do_not_break_the_chain(trade: Trade, monkeypatch: pytest.MonkeyPatch) -> None:
    trade.receive()
    read, meanwhile = sql.rows, []

    def read_and_post(statement: str, params: Sequence[Any] = ()) -> list[sql.Row]:
        found = read(statement, params)
        if "FROM stock_seal" in statement and not found and not meanwhile:
            meanwhile.append("a receipt")
            trade.receive()
        return found

    monkeypatch.setattr(sql, "rows", read_and_post)

    assert broken() == []
    assert meanwhile


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE money_entryline SET account_id = (SELECT id FROM money_account WHERE code = '1300')"
        " WHERE account_id = (SELECT id FROM money_account WHERE code = '1310')",
        "DELETE FROM money_accountrule",
        "UPDATE places_bin SET location_id = (SELECT id FROM places_location WHERE code = 'HQ') WHERE code = 'N1'",
        "UPDATE money_account SET purpose = 'cash' WHERE code = '1310'",
    ],
)
def test_value_on_the_wrong_one_of_several_inventory_accounts_is_found(committed: Trade, tampering: str) -> None:
    open_second_shop(committed)
    account_for("1310", "inventory", "location", Location.objects.get(code="NORTH").pk)
    paper = committed.draft("ST", to_bin="N1")
    committed.scan(paper, *committed.receive(quantity=2, amount_minor=2000))
    committed.post(paper)
    assert broken() == []
    with unguarded():
        sql.execute(tampering)
    assert "the inventory accounts are worth what is in the stock bins" in broken()
