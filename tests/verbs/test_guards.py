"""What the databases themselves forbid, also to somebody with plain SQL in hand."""

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from tests.sheets import ordered, pick, sheet_of
from tests.trade import Trade, assert_nothing_changed

from everyunit.base import clock, sql
from everyunit.closing.close_period import ClosePeriod, close_period
from everyunit.documents.new_lines import NewLine
from everyunit.documents.reverse import Reverse, reverse
from everyunit.stock.amend import AmendUnit, amend_unit

APPEND_ONLY = {
    "stock_posting": "reason = 'x'",
    "stock_movement": "to_bin_id = 1",
    "stock_quantitymovement": "quantity = 1",
    "stock_unitedit": "new = 'x'",
    "stock_seal": "digest = 'x'",
    "money_entry": "memo = 'x'",
    "money_entryline": "amount_minor = 0",
    "stock_closing": "through = '2001-01-01'",
    "money_keptbalance": "debits_minor = 0",
    "selling_sheetscan": "code = ''",
}


@pytest.fixture
def traded(trade: Trade) -> Trade:
    """Something in every table."""
    serials = trade.receive(quantity=3)
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=5)))
    sold = trade.sell(serials[0])
    reverse(trade.owner, Reverse(document_id=sold.document_id, reason="mistake"))
    trade.scan(trade.draft("SI"), serials[1])
    amend_unit(trade.owner, AmendUnit(serial=serials[2], note="seen"))
    close_period(trade.owner, ClosePeriod(through=clock.today() - dt.timedelta(days=1)))
    ordered(trade)
    pick(trade, sheet_of(trade), serials[2])
    return trade


def forbidden(statement: str, *kinds: type[DatabaseError]) -> None:
    """The statement fails on this database and leaves everything as it was."""
    with assert_nothing_changed(), pytest.raises(kinds or (DatabaseError,)) as caught, transaction.atomic():
        sql.execute(statement)
    if not kinds:
        assert "everyunit: " in str(caught.value)


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_what_was_written_is_neither_changed_nor_deleted(traded: Trade, table: str) -> None:
    assert sql.rows(f"SELECT 1 FROM {table}")
    forbidden(f"UPDATE {table} SET {APPEND_ONLY[table]}")
    forbidden(f"DELETE FROM {table}")


GUARDED = [*APPEND_ONLY, "stock_unit", "documents_document", "documents_line", "places_bin", "base_series"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", GUARDED)
def test_no_table_of_record_is_emptied_at_a_stroke(traded: Trade, table: str) -> None:
    sql.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or what is still to be checked would stop it first
    forbidden(f"TRUNCATE {table} CASCADE")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has REPLACE")
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_replacing_a_row_of_record_is_forbidden_too(traded: Trade, table: str) -> None:
    forbidden(f"REPLACE INTO {table} SELECT * FROM {table}")


@pytest.mark.parametrize(
    "change",
    [
        "serial = '7'",
        "id = 7",
        "home = 7",
        "item_id = 2",
        "origin_bin_id = 1",
        "generated_in_id = 9",
        "entered_at = NULL",
    ],
)
def test_a_unit_keeps_its_identity(traded: Trade, change: str) -> None:
    forbidden(f"UPDATE stock_unit SET {change} WHERE serial = '100000'")


def test_a_unit_is_never_deleted(traded: Trade) -> None:
    forbidden("DELETE FROM stock_unit WHERE serial = '100002'")


@pytest.mark.parametrize("change", ["bin_type = 'out'", "code = 'X'", "location_id = 9"])
def test_a_bin_keeps_its_code_type_and_location(traded: Trade, change: str) -> None:
    forbidden(f"UPDATE places_bin SET {change} WHERE code = 'RETURNS'")


def test_a_bin_is_never_deleted(traded: Trade) -> None:
    forbidden("DELETE FROM places_bin WHERE code = 'RETURNS'")


@pytest.mark.parametrize("change", ["number = '1'", "status = 'draft'", "notes = 'x'", "party_id = 2"])
def test_a_posted_document_stays_as_it_is(traded: Trade, change: str) -> None:
    forbidden(f"UPDATE documents_document SET {change} WHERE status = 'posted'")


def test_a_posted_document_is_never_deleted(traded: Trade) -> None:
    forbidden("DELETE FROM documents_document WHERE status = 'posted'")


@pytest.mark.parametrize("change", ["quantity = 9", "price_minor = 0", "amount_minor = 5", "item_id = 2"])
def test_the_lines_of_a_posted_document_stay_as_they_are(traded: Trade, change: str) -> None:
    forbidden(f"UPDATE documents_line SET {change} WHERE id = (SELECT min(id) FROM documents_line)")


def test_lines_neither_leave_nor_join_a_posted_document(traded: Trade) -> None:
    draft_id, posted_id = (
        sql.scalar("SELECT max(id) FROM documents_document WHERE status = %s", [status])
        for status in ("draft", "posted")
    )
    forbidden("DELETE FROM documents_line WHERE id = (SELECT min(id) FROM documents_line)")
    forbidden(f"UPDATE documents_line SET document_id = {draft_id}, position = 9 WHERE document_id = {posted_id}")
    forbidden(f"UPDATE documents_line SET document_id = {posted_id}, position = 9 WHERE document_id = {draft_id}")
    forbidden(
        "INSERT INTO documents_line (document_id, position, item_id, quantity, follows_units, attached, price_minor)"
        f" VALUES ({posted_id}, 9, 1, 1, {'true' if sql.on_postgres() else '1'}, 0, 0)"
    )


def test_a_draft_and_its_lines_may_change(traded: Trade) -> None:
    assert sql.execute("UPDATE documents_document SET notes = 'x' WHERE status = 'draft'") == 1


def test_a_number_series_never_goes_back_and_never_goes_away(traded: Trade) -> None:
    forbidden("UPDATE base_series SET next_number = next_number - 1 WHERE scope = 'serial'")
    forbidden("UPDATE base_series SET next_number = 1")
    forbidden("DELETE FROM base_series WHERE scope = 'serial'")
    assert sql.execute("UPDATE base_series SET next_number = next_number + 10 WHERE scope = 'serial'") == 1


def test_a_unit_is_not_held_twice(traded: Trade) -> None:
    columns = "unit_id, home, line_id, held_at"
    forbidden(f"INSERT INTO stock_hold ({columns}) SELECT {columns} FROM stock_hold", IntegrityError)


def test_a_serial_number_is_not_given_twice(traded: Trade) -> None:
    columns = "home, serial, item_id, bin_id, step, cost_minor, entered_at, origin_bin_id, generated_in_id, note"
    forbidden(
        f"INSERT INTO stock_unit (id, maker_serial, {columns})"
        f" SELECT 7, '', {columns} FROM stock_unit WHERE serial = '100000'",
        IntegrityError,
    )


def test_a_unit_has_no_second_event_of_the_same_number(traded: Trade) -> None:
    forbidden("INSERT INTO stock_movement SELECT * FROM stock_movement", IntegrityError)


def test_stock_is_never_negative_but_what_others_own_may_be(traded: Trade) -> None:
    forbidden(
        f"UPDATE stock_balance SET quantity = -1 WHERE owned AND item_id = {item('CABLE')}",
        IntegrityError,
    )
    assert sql.scalar(f"SELECT min(quantity) FROM stock_balance WHERE NOT owned AND item_id = {item('CABLE')}") == -5


@pytest.mark.parametrize("change", ["quantity = -1", "value_minor = -1", "quantity = 0"])
def test_what_we_own_is_never_worth_less_than_nothing(traded: Trade, change: str) -> None:
    forbidden(f"UPDATE stock_valuation SET {change} WHERE item_id = {item('CABLE')}", IntegrityError)


def test_a_unit_never_costs_less_than_nothing(traded: Trade) -> None:
    forbidden("UPDATE stock_unit SET cost_minor = -1", IntegrityError)


def test_a_posting_is_reversed_once_and_keyed_once(traded: Trade) -> None:
    columns = "fingerprint, actor_id, document_id, posted_at, reason"
    forbidden(
        f"INSERT INTO stock_posting (key, reverses_id, {columns})"
        f" SELECT 'other', reverses_id, {columns} FROM stock_posting WHERE reverses_id IS NOT NULL",
        IntegrityError,
    )
    forbidden(f"INSERT INTO stock_posting (key, {columns}) SELECT key, {columns} FROM stock_posting", IntegrityError)


def test_a_document_number_is_not_given_twice(traded: Trade) -> None:
    columns = "kind, number, location_id, party_id, date, reference, notes, created_by, created_at"
    forbidden(
        f"INSERT INTO documents_document (status, {columns}) SELECT 'draft', {columns} FROM documents_document",
        IntegrityError,
    )


def item(code: str) -> int:
    return int(sql.scalar("SELECT id FROM catalog_item WHERE code = %s", [code]))
