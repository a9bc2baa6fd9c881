"""Several people pick at once: each unit and each piece goes to one order, and the others are told which."""

import pytest
from tests.papers import commit_to, held
from tests.sheets import ordered, pick, sheet_of, take
from tests.trade import Trade, holds, in_bin, one
from tests.verbs.test_idempotency import at_once

from everyunit.reports.verify import verify
from everyunit.rules.refusals import Refused
from everyunit.selling.invoice_pull_sheet import InvoicePullSheet, InvoicesMade, invoice_pull_sheet
from everyunit.selling.sheets import Picked, SheetSaved


@pytest.fixture(autouse=True)
def books_stay_sound(committed: Trade):
    yield
    assert [truth.name for truth in verify().truths if truth.broken] == []


def test_one_unit_scanned_into_two_sheets_goes_to_one_and_the_other_is_told_where_it_is(committed: Trade) -> None:
    (serial,) = committed.receive()
    papers = [ordered(committed), ordered(committed, party="C2")]
    sheets = [sheet_of(committed, paper, pickable=False) for paper in papers]
    results = at_once(*(lambda sheet=sheet: pick(committed, sheet, serial) for sheet in sheets))
    assert all(isinstance(each, Picked) for each in results), results
    entries = [each.entries[0] for each in results]  # type: ignore[attr-defined]
    assert sorted(entry.code for entry in entries) == ["", "held"]
    winner = holds()[serial]
    assert [entry.holder for entry in entries] == [winner, winner]
    assert one("SELECT count(*) FROM selling_sheetscan WHERE holder = %s", winner) == 2


def test_two_pickers_on_one_sheet_take_no_more_than_it_asks_for(committed: Trade) -> None:
    serials = committed.receive(quantity=4)
    ordered(committed, 2)
    sheet = sheet_of(committed)
    results = at_once(*(lambda serial=serial: pick(committed, sheet, serial) for serial in serials))
    assert sorted(each.entries[0].code for each in results) == ["", "", "exceeds", "exceeds"]  # type: ignore[attr-defined]
    assert held() == 2


def test_pieces_that_are_short_are_taken_once(committed: Trade) -> None:
    committed.receive("CABLE", 5)
    sheets = [
        sheet_of(committed, ordered(committed, 4, "CABLE"), pickable=False),
        sheet_of(committed, ordered(committed, 4, "CABLE", party="C2"), pickable=False),
    ]
    results = at_once(*(lambda sheet=sheet: take(committed, sheet, "CABLE", 4) for sheet in sheets))
    assert sum(isinstance(each, Picked) for each in results) == 1
    assert {each.code for each in results if isinstance(each, Refused)} <= {"short", "negative_stock"}
    assert in_bin("CABLE", "PACKING") == 4


def test_an_order_that_commits_at_the_same_time_gets_no_more_than_was_ordered(committed: Trade) -> None:
    committed.receive("PHONE", 4)
    paper = ordered(committed, 2, "PHONE")
    sheet = sheet_of(committed)
    at_once(lambda: take(committed, sheet, "PHONE", 2), lambda: commit_to(committed, paper, 2))
    assert held() == 2


def test_two_sheets_made_at_once_never_share_an_order(committed: Trade) -> None:
    committed.receive(quantity=4)
    ordered(committed)
    ordered(committed, party="C2")
    results = at_once(*[lambda: sheet_of(committed)] * 3)
    assert sum(isinstance(each, SheetSaved) for each in results) == 1
    assert [each.code for each in results if isinstance(each, Refused)] == ["nothing_to_pick"] * 2


def test_two_clicks_on_make_invoices_make_each_invoice_once(committed: Trade) -> None:
    serials = committed.receive(quantity=2)
    ordered(committed, 2)
    sheet = sheet_of(committed)
    pick(committed, sheet, *serials)
    command = InvoicePullSheet(sheet_id=sheet.sheet_id)
    results = at_once(*[lambda: invoice_pull_sheet(committed.owner, command)] * 2)
    assert sum(isinstance(each, InvoicesMade) for each in results) == 1
    assert one("SELECT count(*) FROM documents_document WHERE kind = 'SI'") == 1
