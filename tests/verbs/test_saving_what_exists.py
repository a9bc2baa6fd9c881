"""A command that must make something new does not touch what exists, and nothing that is saved may overflow."""

import pytest

from everyunit.base import sql
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.new_lines import NewLine
from everyunit.documents.revise import LineChange, Revise, revise
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.rules.refusals import Refused


@pytest.mark.parametrize(
    ("verb", "command", "table"),
    [
        (save_item, SaveItem(code="DRIVE", name="Other", new_only=True), "catalog_item"),
        (save_party, SaveParty(code="V1", name="Other", role="vendor", new_only=True), "parties_party"),
        (save_bin, SaveBin(code="MAIN", name="Other", new_only=True), "places_bin"),
    ],
)
def test_a_taken_code_is_refused_and_nothing_changes(trade, verb, command, table):
    before = sql.rows(f"SELECT * FROM {table} ORDER BY id")
    with pytest.raises(Refused) as refused:
        verb(trade.owner, command)
    assert refused.value.code == "code_taken"
    assert sql.rows(f"SELECT * FROM {table} ORDER BY id") == before


def test_all_that_is_wrong_with_a_bin_is_named(trade):
    with pytest.raises(Refused) as refused:
        save_bin(trade.owner, SaveBin(code="NEW", name="New", position=10**12, default_for=("", "x" * 31)))
    codes = [offender.code for offender in refused.value.offenders]
    assert codes == ["bad_position", "bad_purpose", "bad_purpose"]


def test_a_line_that_is_worth_too_much_is_refused_before_it_overflows(trade):
    save_item(trade.owner, SaveItem(code="GOLD", name="Gold", tracking="quantity", price_minor=10**13))
    paper = trade.draft("SI", NewLine(item="GOLD", quantity=1))
    grown = Revise(
        document_id=paper.document_id, change=(LineChange(line_id=paper.lines[0].line_id, quantity=1_000_000),)
    )
    for attempt in (
        lambda: trade.draft("SI", NewLine(item="GOLD", quantity=1_000_000)),
        lambda: trade.draft("PR", NewLine(item="CABLE", quantity=1_000_000, price_minor=10**13)),
        lambda: revise(trade.owner, grown),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert [offender.code for offender in refused.value.offenders] == ["price_too_large"]
