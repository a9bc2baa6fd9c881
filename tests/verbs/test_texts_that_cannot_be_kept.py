"""A text with a NUL or half a surrogate pair is refused before anything happens, on either database."""

import pytest

from everyunit.base import sql
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.attach import Attach, attach
from everyunit.documents.draft import Draft, draft
from everyunit.documents.new_lines import NewLine
from everyunit.rules.refusals import Refused

BAD = ["a\x00b", "\ud83d"]


@pytest.mark.parametrize("text", BAD)
def test_all_bad_texts_are_named_and_no_number_is_taken(trade, text):
    before = sql.rows("SELECT * FROM base_series ORDER BY id"), sql.rows("SELECT count(*) FROM documents_document")
    lines = (NewLine(item="DRIVE", quantity=2, maker_numbers=("fine", text)), NewLine(item=text, quantity=1))
    with pytest.raises(Refused) as refused:
        draft(trade.owner, Draft(kind="PR", party="V1", notes=text, lines=lines))
    assert refused.value.code == "bad_text"
    named = [offender.subject for offender in refused.value.offenders]
    assert named == ["notes", "lines[0].maker_numbers[1]", "lines[1].item"]
    after = sql.rows("SELECT * FROM base_series ORDER BY id"), sql.rows("SELECT count(*) FROM documents_document")
    assert after == before


@pytest.mark.parametrize("text", BAD)
def test_a_scan_of_it_is_refused(trade, text):
    paper = trade.draft("SI")
    with pytest.raises(Refused) as refused:
        attach(trade.owner, Attach(document_id=paper.document_id, scans=("100000", text)))
    assert refused.value.code == "bad_text"


@pytest.mark.parametrize("key", ["", "k" * 201, *BAD])
def test_a_key_that_cannot_be_kept_is_refused(trade, key):
    with pytest.raises(Refused) as refused:
        save_item(trade.owner, SaveItem(code="NEW", name="New"), key=key)
    assert refused.value.code == "bad_key"
    assert sql.scalar("SELECT count(*) FROM catalog_item WHERE code = 'NEW'") == 0


def test_other_texts_of_all_kinds_are_kept_as_they_are(trade):
    name = "\\u0000 <b>Ünïcode</b> 😀 =1+1"
    save_item(trade.owner, SaveItem(code="ODD", name=name))
    assert sql.scalar("SELECT name FROM catalog_item WHERE code = 'ODD'") == name


def test_an_answer_given_again_says_so(trade):
    first = save_item.carry_out(trade.owner, SaveItem(code="NEW", name="New"), key="one")
    again = save_item.carry_out(trade.owner, SaveItem(code="NEW", name="New"), key="one")
    assert (first.replayed, again.replayed) == (False, True)
    assert first.answer == again.answer
