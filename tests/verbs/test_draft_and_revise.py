"""Drafts may change in every way that leaves them a document; what they refuse, they refuse whole."""

import datetime as dt

import pytest
from tests.trade import Trade, assert_nothing_changed, refused

from everyunit.base import sql
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.draft import Draft, draft
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Post, post
from everyunit.documents.revise import LineChange, Revise, revise
from everyunit.rules.refusals import Refused

BEYOND = 10**30


def change(trade: Trade, paper: DraftSaved, *changes: LineChange, **header: object) -> DraftSaved:
    return revise(
        trade.owner,
        Revise(document_id=paper.document_id, change=changes, **header),  # type: ignore[arg-type]
    )


def test_each_kind_has_numbers_of_its_own_from_100000(trade: Trade) -> None:
    assert [trade.draft(kind).number for kind in ("PR", "SI", "SI", "CM", "PR")] == [
        "100000",
        "100000",
        "100001",
        "100000",
        "100001",
    ]


def test_a_refused_draft_takes_no_number(trade: Trade) -> None:
    with refused("unknown_item"):
        trade.draft("SI", NewLine(item="NOPE", quantity=1))
    assert trade.draft("SI").number == "100000"


def test_a_draft_that_is_only_tried_leaves_nothing(trade: Trade) -> None:
    with assert_nothing_changed():
        tried = draft(
            trade.owner, Draft(kind="SI", party="C1", lines=(NewLine(item="HOUR", quantity=2),)), dry_run=True
        )
    assert tried.total_minor == 16000


def test_a_posting_that_is_only_tried_leaves_nothing(trade: Trade) -> None:
    paper = trade.draft("PR", NewLine(item="DRIVE", quantity=2))
    with assert_nothing_changed():
        assert post(trade.owner, Post(document_id=paper.document_id), dry_run=True).serials == {1: "100000–100001"}


def test_header_and_lines_change_together(trade: Trade) -> None:
    paper = trade.draft("SI", NewLine(item="HOUR", quantity=1), NewLine(item="CABLE", quantity=1))
    changed = change(
        trade,
        paper,
        LineChange(line_id=paper.lines[0].line_id, quantity=3, price_minor=100),
        party="C2",
        date=dt.date(2020, 2, 29),
        reference=" their 7 ",
        notes="call first",
        remove=(paper.lines[1].line_id,),
        add=(NewLine(item="CABLE", quantity=-1),),
    )
    assert [(line.position, line.item, line.quantity, line.amount_minor) for line in changed.lines] == [
        (1, "HOUR", 3, 300),
        (2, "CABLE", -1, -500),
    ]


def test_a_line_with_a_total_keeps_its_price_when_its_quantity_changes(trade: Trade) -> None:
    paper = trade.draft("PR", NewLine(item="CABLE", quantity=4, amount_minor=1000))
    assert change(trade, paper, LineChange(line_id=paper.lines[0].line_id, quantity=6)).total_minor == 1500


def test_a_line_of_no_pieces_is_told_that_it_is_zero(trade: Trade) -> None:
    paper = trade.draft("OS", NewLine(item="CABLE", quantity=1))
    with pytest.raises(Refused) as refusal:
        change(trade, paper, LineChange(line_id=paper.lines[0].line_id, quantity=0))
    assert [each.message for each in refusal.value.offenders] == ["The quantity is zero. Enter how many, or remove it."]


def test_all_bad_changes_are_named_and_none_is_made(trade: Trade) -> None:
    paper = trade.draft("OS", *(NewLine(item="CABLE", quantity=1) for _ in range(3)), NewLine(item="DRIVE"))
    ids = [line.line_id for line in paper.lines]
    with refused(
        "bad_lines",
        ("Line 1 (CABLE)", "empty_quantity"),
        ("Line 2 (CABLE)", "quantity_too_large"),
        ("Line 3 (CABLE)", "negative_quantity"),
        ("Line 3 (CABLE)", "bad_price"),
        ("Line 4 (DRIVE)", "empty_quantity"),
    ):
        change(
            trade,
            paper,
            LineChange(line_id=ids[0], quantity=0),
            LineChange(line_id=ids[1], quantity=1_000_001),
            LineChange(line_id=ids[2], quantity=-1, price_minor=-1),
            LineChange(line_id=ids[3], quantity=0),
        )


def test_lines_of_other_documents_are_strangers(trade: Trade) -> None:
    other = trade.draft("PR", NewLine(item="CABLE", quantity=1)).lines[0].line_id
    paper = trade.draft("PR", NewLine(item="CABLE", quantity=1))
    with refused("unknown_line", (str(other), "unknown_line")):
        change(trade, paper, LineChange(line_id=other, quantity=2))
    with refused("unknown_line", (str(other), "unknown_line"), (str(BEYOND), "unknown_line")):
        change(trade, paper, remove=(other, BEYOND))


def test_a_line_both_removed_and_changed_is_refused(trade: Trade) -> None:
    paper = trade.draft("PR", NewLine(item="CABLE", quantity=1))
    line_id = paper.lines[0].line_id
    with refused("unknown_line"):
        change(trade, paper, LineChange(line_id=line_id, quantity=2), remove=(line_id,))


@pytest.mark.parametrize("document_id", [0, -1, 999_999, BEYOND])
def test_an_unknown_draft_is_refused(trade: Trade, document_id: int) -> None:
    with refused("unknown_document"):
        revise(trade.owner, Revise(document_id=document_id, notes="x"))


def test_numbers_beyond_any_database_are_just_unknown(trade: Trade) -> None:
    with refused("unknown_document"):
        trade.draft("CM", source_id=BEYOND)
    with refused("bad_source", ("CABLE", "unknown_line")):
        trade.draft("CM", NewLine(item="CABLE", quantity=1, source_line_id=BEYOND))


def test_a_posted_document_is_not_revised(trade: Trade) -> None:
    posted = trade.sell(*trade.receive())
    with refused("already_posted"):
        revise(trade.owner, Revise(document_id=posted.document_id, notes="x"))


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({"party": "V1"}, "wrong_party"),
        ({"party": "NOPE"}, "unknown_party"),
        ({"from_bin": "NOPE"}, "unknown_bin"),
        ({"to_bin": "NOPE"}, "unknown_bin"),
        ({"reference": "x" * 101}, "too_long"),
    ],
)
def test_a_bad_header_is_refused_and_the_good_part_of_it_is_not_kept(
    trade: Trade, header: dict[str, str], code: str
) -> None:
    paper = trade.draft("SI", NewLine(item="HOUR", quantity=1))
    with refused(code):
        change(trade, paper, LineChange(line_id=paper.lines[0].line_id, quantity=9), notes="new", **header)


def test_a_reference_is_refused_rather_than_cut(trade: Trade) -> None:
    with refused("too_long"):
        trade.draft("SI", reference="x" * 101)
    assert trade.draft("SI", reference=" " + "x" * 100 + " ").number


def test_an_unknown_location_is_refused(trade: Trade) -> None:
    with refused("unknown_location"):
        trade.draft("SI", location="NOPE")


def test_a_document_cannot_refer_to_a_draft(trade: Trade) -> None:
    paper = trade.draft("SI")
    with refused("unknown_document"):
        trade.draft("CM", source_id=paper.document_id)


def test_items_are_found_by_barcode(trade: Trade) -> None:
    save_item(trade.owner, SaveItem(code="HOUR", name="Hour", tracking="none", price_minor=8000, barcodes=("777",)))
    assert trade.draft("SI", NewLine(item="777", quantity=1)).lines[0].item == "HOUR"


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "=HYPERLINK(1)", "😀 عربى", "'; --", "{{ 7*7 }}", "x" * 9999]
)
def test_notes_are_kept_to_the_letter(trade: Trade, text: str) -> None:
    paper = trade.draft("SI", notes=text)
    assert sql.scalar("SELECT notes FROM documents_document WHERE id = %s", [paper.document_id]) == text


@pytest.mark.parametrize("text", ["<b>DRIVE</b>", "=DRIVE", "😀", "x" * 5000, "%DRIVE%", "DRIV_", "drive'--"])
def test_an_item_code_that_is_nonsense_is_unknown(trade: Trade, text: str) -> None:
    with refused("unknown_item", (text, "unknown_item")):
        trade.draft("SI", NewLine(item=text, quantity=1))
