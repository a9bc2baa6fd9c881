"""Preferences: each choice changes what the program does, and until somebody chooses all is as it was."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction
from tests.doors.counting import queries_of
from tests.papers import turn
from tests.trade import Trade, fates, holds, refused

from everyunit.base import sql
from everyunit.documents.attach import Attach, attach
from everyunit.documents.models import Document
from everyunit.documents.new_lines import NewLine
from everyunit.places.save_workstation import SaveWorkstation, save_workstation
from everyunit.places.workstations import working_at
from everyunit.preferences.queries import all_preferences, preference_changes
from everyunit.preferences.set_preference import PreferenceSet, SetPreference, set_preference
from everyunit.preferences.table import COPY_NOTES, ITEM_NOT_ON_DOCUMENT, PREFERENCES
from everyunit.rules import rights


def choose(trade: Trade, key: str, value: str | None, workstation: str | None = None) -> PreferenceSet:
    return set_preference(trade.owner, SetPreference(key=key, value=value, workstation=workstation))


@pytest.fixture
def till(trade: Trade) -> Trade:
    save_workstation(trade.owner, SaveWorkstation(code="TILL", name="Till", location="HQ"))
    return Trade(working_at(trade.owner, "TILL"))


# --- choosing ---


@pytest.mark.parametrize("preference", PREFERENCES.values(), ids=lambda preference: preference.key)
def test_each_preference_can_be_chosen_and_taken_back(trade: Trade, preference) -> None:
    for option in preference.options:
        choose(trade, preference.key, option.value)
        row = next(row for row in all_preferences() if row.preference is preference)
        assert (row.value, row.chosen) == (option.value, option.value)
    choose(trade, preference.key, None)
    row = next(row for row in all_preferences() if row.preference is preference)
    assert (row.value, row.chosen) == (preference.default, None)


def test_the_answer_says_what_was_chosen_before(trade: Trade) -> None:
    assert choose(trade, COPY_NOTES, "no").before is None
    assert choose(trade, COPY_NOTES, "yes").before == "no"
    assert choose(trade, COPY_NOTES, None).before == "yes"


def test_who_chose_what_is_kept_newest_first(trade: Trade, till: Trade) -> None:
    choose(trade, COPY_NOTES, "no")
    choose(trade, ITEM_NOT_ON_DOCUMENT, "ask", workstation="TILL")
    choose(trade, COPY_NOTES, None)
    told = [(each.key, each.workstation, each.before, each.value, each.by) for each in preference_changes()]
    assert told == [
        (COPY_NOTES, "", "no", None, "owner"),
        (ITEM_NOT_ON_DOCUMENT, "TILL", None, "ask", "owner"),
        (COPY_NOTES, "", None, "no", "owner"),
    ]


def test_choosing_what_is_chosen_already_is_no_change(trade: Trade) -> None:
    choose(trade, COPY_NOTES, "no")
    choose(trade, COPY_NOTES, "no")
    assert len(preference_changes()) == 1


def test_what_was_chosen_is_never_rewritten(trade: Trade) -> None:
    choose(trade, COPY_NOTES, "no")
    for statement in ("UPDATE preferences_choice SET value = 'yes'", "DELETE FROM preferences_choice"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            sql.execute(statement)


def test_an_unknown_preference_is_refused(trade: Trade) -> None:
    with refused("unknown_preference"):
        choose(trade, "colour", "blue")


def test_all_that_is_wrong_with_a_choice_is_said_at_once(trade: Trade) -> None:
    with refused("bad_preference", ("maybe", "unknown_option"), ("TILL", "not_by_workstation")):
        choose(trade, COPY_NOTES, "maybe", workstation="TILL")
    with refused("bad_preference", ("TILL", "unknown_workstation")):
        choose(trade, ITEM_NOT_ON_DOCUMENT, "ask", workstation="TILL")


def test_only_who_may_set_up_chooses(trade: Trade) -> None:
    manager = Trade(replace(trade.owner, rights=rights.ROLES["manager"]))
    with refused("not_allowed"):
        choose(manager, COPY_NOTES, "no")


def test_a_workstation_may_differ_from_the_company(trade: Trade, till: Trade) -> None:
    choose(trade, ITEM_NOT_ON_DOCUMENT, "ask")
    choose(trade, ITEM_NOT_ON_DOCUMENT, "add", workstation="TILL")
    trade.receive(quantity=2)
    assert fates(trade.scan(trade.draft("SI"), "100000")) == [("100000", "skipped", "not_on_document")]
    assert fates(till.scan(till.draft("SI"), "100000")) == [("100000", "added", "")]
    choose(trade, ITEM_NOT_ON_DOCUMENT, None, workstation="TILL")
    assert fates(till.scan(till.draft("SI"), "100001")) == [("100001", "skipped", "not_on_document")]


# --- an item that is not on the paper ---


def test_an_item_that_the_paper_lacks_is_added_or_waits_for_a_yes(trade: Trade) -> None:
    trade.receive(quantity=2)
    assert fates(trade.scan(trade.draft("SI"), "100000")) == [("100000", "added", "")]
    choose(trade, ITEM_NOT_ON_DOCUMENT, "ask")
    paper = trade.draft("SI", NewLine(item="CABLE", quantity=1))
    scanned = trade.scan(paper, "100001")
    assert fates(scanned) == [("100001", "skipped", "not_on_document")]
    assert (scanned.asks, len(scanned.lines), set(holds())) == (1, 1, {"100000"})
    yes = trade.scan(paper, "100001", exceed=True)
    assert fates(yes) == [("100001", "added", "")]
    assert (yes.asks, len(yes.lines)) == (0, 2)


def test_the_barcode_of_an_item_that_the_paper_lacks_waits_too(trade: Trade) -> None:
    choose(trade, ITEM_NOT_ON_DOCUMENT, "ask")
    paper = trade.draft("SI")
    scanned = trade.scan(paper, "CABLE", "CABLE")
    assert [code for _, _, code in fates(scanned)] == ["not_on_document"] * 2
    assert (scanned.asks, scanned.lines) == (2, ())
    yes = trade.scan(paper, "CABLE", "CABLE", exceed=True)
    assert [(line.item, line.quantity) for line in yes.lines] == [("CABLE", 2)]


def test_what_the_paper_has_is_taken_without_asking(trade: Trade) -> None:
    trade.receive(quantity=2)
    choose(trade, ITEM_NOT_ON_DOCUMENT, "ask")
    paper = trade.draft("SI", NewLine(item="DRIVE", quantity=1), NewLine(item="CABLE", quantity=1))
    assert fates(trade.scan(paper, "100000", "CABLE")) == [("100000", "assigned", ""), ("CABLE", "assigned", "")]


def test_a_transfer_takes_what_is_scanned_without_asking(trade: Trade) -> None:
    trade.receive()
    choose(trade, ITEM_NOT_ON_DOCUMENT, "ask")
    assert fates(trade.scan(trade.draft("ST", to_bin="RETURNS"), "100000")) == [("100000", "added", "")]


def test_a_thousand_units_wait_for_one_yes(trade: Trade) -> None:
    trade.receive(quantity=1000)
    choose(trade, ITEM_NOT_ON_DOCUMENT, "ask")
    paper = trade.draft("SI")
    command = Attach(document_id=paper.document_id, scans=("100000-100999",), by="range")
    assert attach(trade.owner, command).asks == 1000
    assert attach(trade.owner, replace(command, exceed=True)).counts == {"added": 1000}


# --- notes ---


@pytest.mark.parametrize(("chosen", "notes"), [(None, "Ring twice"), ("yes", "Ring twice"), ("no", "")])
def test_notes_go_along_to_the_next_paper_or_not(trade: Trade, chosen: str | None, notes: str) -> None:
    choose(trade, COPY_NOTES, chosen)
    order = trade.draft("SO", NewLine(item="CABLE", quantity=1), notes="Ring twice", reference="PO 7")
    made = Document.objects.get(pk=turn(trade, order, "SI").document_id)
    assert (made.notes, made.reference) == (notes, "PO 7")


def test_preferences_are_read_once_in_an_operation(trade: Trade) -> None:
    trade.receive(quantity=2)
    paper = trade.draft("SI")
    asked = queries_of(lambda: trade.scan(paper, "100000", "CABLE", "100001"))
    assert sum("preferences_choice" in statement for statement in asked) == 1
