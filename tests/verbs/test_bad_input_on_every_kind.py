"""The same mistakes on every kind of document: each is refused by its name, and nothing changes."""

import pytest
from tests.trade import Trade, assert_nothing_changed, fates, refused

from everyunit.base.operation import Actor
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.draft import Draft, draft
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.header import Header
from everyunit.documents.kind import OUT, Kind, Stage
from everyunit.documents.kinds import KINDS
from everyunit.documents.new_lines import NewLine
from everyunit.documents.pick import Pick, pick
from everyunit.documents.reverse import Reverse, reverse
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.places.save_bin import SaveBin, save_bin

ALL = [kind for kind in KINDS.values() if kind.by_hand]
FINAL = [kind for kind in ALL if kind.stage is Stage.FINAL]
NOT_FINAL = [kind for kind in ALL if kind.stage is not Stage.FINAL]
SCANNED = [kind for kind in ALL if kind.stage is not Stage.QUOTE]
WITH_PARTY = [kind for kind in ALL if kind.party]


def over(kinds: list[Kind]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("kind", kinds, ids=lambda kind: kind.code)


def header(kind: Kind) -> dict[str, object]:
    """What the kind needs beside its lines."""
    if kind.adjusts:
        return {"header": Header(reason="FOUND")}
    return {} if kind.route.target_default or kind.revalues else {"to_bin": "RETURNS"}


def unit_for(trade: Trade, kind: Kind) -> str:
    """A unit where a positive line of the kind takes from; in stock for those that make their units."""
    (serial,) = trade.receive()
    if kind.route.source == OUT and not kind.generates:
        trade.sell(serial)
    return serial


def filled(trade: Trade, kind: Kind) -> DraftSaved:
    """A draft that can post."""
    if kind.generates:
        return trade.draft(kind.code, NewLine(item="DRIVE", quantity=1), **header(kind))
    serial = unit_for(trade, kind)
    paper = trade.draft(kind.code, **header(kind))
    trade.scan(paper, serial)
    return paper


# --- the head ---


@over(ALL)
def test_an_unknown_party(trade: Trade, kind: Kind) -> None:
    with refused("unknown_party" if kind.party else "wrong_party"):
        trade.draft(kind.code, party="NOBODY")


@over(WITH_PARTY)
def test_no_party(trade: Trade, kind: Kind) -> None:
    with refused("unknown_party"):
        draft(trade.owner, Draft(kind=kind.code))


@over(ALL)
def test_a_party_of_the_wrong_role(trade: Trade, kind: Kind) -> None:
    with refused("wrong_party"):
        trade.draft(kind.code, party="C1" if kind.party == "vendor" else "V1")


@over(WITH_PARTY)
def test_a_discontinued_party(trade: Trade, kind: Kind) -> None:
    save_party(trade.owner, SaveParty(code="GONE", name="Gone", role=kind.party or "", discontinued=True))
    with refused("party_discontinued"):
        trade.draft(kind.code, party="GONE")


@over(ALL)
@pytest.mark.parametrize("end", ["from_bin", "to_bin"])
def test_a_bin_that_is_unknown_or_discontinued(trade: Trade, kind: Kind, end: str) -> None:
    save_bin(trade.owner, SaveBin(code="SHUT", name="Shut", bin_type="stock", discontinued=True))
    for code, why in (("NOWHERE", "unknown_bin"), ("SHUT", "bin_discontinued")):
        with refused(why):
            trade.draft(kind.code, **{end: code})


@over(ALL)
def test_somebody_without_the_right(trade: Trade, kind: Kind) -> None:
    paper = trade.draft(kind.code)
    others = Actor(trade.owner.user_id, "other", trade.owner.rights - {kind.right})
    party = {"vendor": "V1", "customer": "C1"}.get(kind.party or "")
    with refused("not_allowed"):
        draft(others, Draft(kind=kind.code, party=party))
    with refused("not_allowed"):
        pick(others, Pick(document_id=paper.document_id))


def test_an_unknown_kind(trade: Trade) -> None:
    with refused("unknown_kind"):
        draft(trade.owner, Draft(kind="XX"))


# --- the lines ---


@over(ALL)
def test_unknown_items(trade: Trade, kind: Kind) -> None:
    with refused("unknown_item", ("NOPE", "unknown_item"), ("(empty)", "unknown_item")):
        trade.draft(
            kind.code,
            NewLine(item="NOPE", quantity=1),
            NewLine(item="CABLE", quantity=1),
            NewLine(item="", quantity=1),
        )


@over(ALL)
def test_quantities_that_are_empty_or_too_large(trade: Trade, kind: Kind) -> None:
    below = [("CABLE", "quantity_too_large")]
    below += [] if kind.mirror else [("CABLE", "negative_quantity")]
    with refused(
        "bad_lines",
        ("DRIVE", "empty_quantity"),
        ("CABLE", "empty_quantity"),
        ("CABLE", "quantity_too_large"),
        *below,
    ):
        trade.draft(
            kind.code,
            NewLine(item="DRIVE", quantity=0),
            NewLine(item="CABLE"),
            NewLine(item="CABLE", quantity=1_000_001),
            NewLine(item="CABLE", quantity=-1_000_001),
        )


@over(ALL)
def test_amounts_that_are_negative_or_too_large(trade: Trade, kind: Kind) -> None:
    with refused(
        "bad_lines",
        ("CABLE", "negative_price"),
        ("DRIVE", "negative_price"),
        ("DRIVE", "price_too_large"),
        ("DRIVE", "amount_without_quantity"),
    ):
        trade.draft(
            kind.code,
            NewLine(item="CABLE", quantity=1, price_minor=-1),
            NewLine(item="DRIVE", quantity=1, amount_minor=-1),
            NewLine(item="DRIVE", quantity=1_000_000, price_minor=10**9),
            NewLine(item="DRIVE", amount_minor=5),
        )


@over([kind for kind in ALL if kind.generates and not kind.adjusts])
def test_a_discontinued_item_is_not_bought(trade: Trade, kind: Kind) -> None:
    save_item(trade.owner, SaveItem(code="OLD", name="Old", discontinued=True))
    with refused("bad_lines", ("OLD", "item_discontinued")):
        trade.draft(kind.code, NewLine(item="OLD", quantity=1))


@over([kind for kind in ALL if not kind.generates])
def test_makers_numbers_where_no_units_are_made(trade: Trade, kind: Kind) -> None:
    with refused("bad_lines", ("DRIVE", "no_maker_numbers_here")):
        trade.draft(kind.code, NewLine(item="DRIVE", quantity=1, maker_numbers=("WD-1",)))


@over(ALL)
def test_a_line_that_undoes_nothing(trade: Trade, kind: Kind) -> None:
    with refused("bad_source", ("CABLE", "unknown_line")):
        trade.draft(kind.code, NewLine(item="CABLE", quantity=1, source_line_id=999_999))


# --- scanning ---


@over(SCANNED)
def test_a_unit_that_another_paper_holds(trade: Trade, kind: Kind) -> None:
    serial = unit_for(trade, kind)
    holder = trade.draft("ST")
    trade.scan(holder, serial)
    paper = trade.draft(kind.code, **header(kind))
    with assert_nothing_changed():
        scanned = trade.scan(paper, serial)
    assert fates(scanned) == [(serial, "skipped", "held")]
    assert scanned.entries[0].holder == f"ST {holder.number}"


@over(SCANNED)
def test_a_number_twice_and_numbers_that_mean_nothing(trade: Trade, kind: Kind) -> None:
    text = "WD-1" if kind.generates else unit_for(trade, kind)
    paper = trade.draft(kind.code, *([NewLine(item="DRIVE", quantity=2)] if kind.generates else []), **header(kind))
    bad = [("1.23E+14", "skipped", "mangled")]
    bad += [] if kind.generates else [("NOBODY", "skipped", "unknown"), ("DRIVE", "skipped", "item_code")]
    scanned = trade.scan(paper, text, text, *(each for each, _, _ in bad))
    assert [fate[2] for fate in fates(scanned)] == ["", "repeated", *(code for _, _, code in bad)]
    assert sum(line.attached for line in scanned.lines) == 1
    if not kind.generates:
        with assert_nothing_changed():
            assert fates(trade.scan(paper, text)) == [(text, "skipped", "already_here")]


@over(SCANNED)
def test_nothing_scanned(trade: Trade, kind: Kind) -> None:
    paper = trade.draft(kind.code)
    with refused("nothing_scanned"):
        trade.scan(paper, "", "  ")


@over([kind for kind in ALL if kind.stage is Stage.QUOTE])
def test_a_quote_names_no_units(trade: Trade, kind: Kind) -> None:
    serial = unit_for(trade, kind)
    paper = trade.draft(kind.code, NewLine(item="DRIVE", quantity=1))
    with refused("quote_holds_nothing"):
        trade.scan(paper, serial)


# --- posting ---


@over(FINAL)
def test_posting_nothing(trade: Trade, kind: Kind) -> None:
    paper = trade.draft(kind.code, **header(kind))
    with refused("empty_document"):
        trade.post(paper)


@over(NOT_FINAL)
def test_posting_what_is_not_final(trade: Trade, kind: Kind) -> None:
    paper = trade.draft(kind.code, NewLine(item="CABLE", quantity=1))
    with refused("not_final"):
        trade.post(paper)
    with refused("not_posted"):
        reverse(trade.owner, Reverse(document_id=paper.document_id, reason="mistake"))


@over(FINAL)
def test_posting_twice(trade: Trade, kind: Kind) -> None:
    paper = filled(trade, kind)
    trade.post(paper)
    with refused("already_posted"):
        trade.post(paper)
    with refused("already_posted"):
        trade.scan(paper, "100000")


@over(FINAL)
def test_reversing_twice(trade: Trade, kind: Kind) -> None:
    posted = trade.post(filled(trade, kind))
    reverse(trade.owner, Reverse(document_id=posted.document_id, reason="mistake"))
    with refused("already_reversed"):
        reverse(trade.owner, Reverse(document_id=posted.document_id, reason="mistake"))


@over([kind for kind in FINAL if not kind.generates])
def test_posting_with_too_few_units(trade: Trade, kind: Kind) -> None:
    serial = unit_for(trade, kind)
    paper = trade.draft(kind.code, NewLine(item="DRIVE", quantity=2), **header(kind))
    trade.scan(paper, serial)
    with refused("cannot_post", ("Line 1 (DRIVE)", "too_few_units")):
        trade.post(paper)


@over([kind for kind in FINAL if kind.mirror])
def test_posting_a_negative_line_without_its_units(trade: Trade, kind: Kind) -> None:
    cover = NewLine(item="CABLE" if kind.goods_only else "HOUR", quantity=9, price_minor=9000)
    lines = NewLine(item="DRIVE", quantity=-1), NewLine(item="PHONE", quantity=-1), cover
    paper = trade.draft(kind.code, *lines, **header(kind))
    with refused("cannot_post", ("Line 1 (DRIVE)", "too_few_units"), ("Line 2 (PHONE)", "too_few_units")):
        trade.post(paper)


@over([kind for kind in FINAL if kind.mirror and kind.party])
def test_a_total_below_zero(trade: Trade, kind: Kind) -> None:
    paper = trade.draft(kind.code, NewLine(item="HOUR", quantity=-1, price_minor=100))
    with refused("negative_total"):
        trade.post(paper)


@over([kind for kind in FINAL if kind.route.source == "stock" or kind.route.source is None])
def test_more_than_there_is(trade: Trade, kind: Kind) -> None:
    paper = trade.draft(kind.code, NewLine(item="CABLE", quantity=1), **header(kind))
    with refused("cannot_post", ("CABLE", "too_few")):
        trade.post(paper)


@pytest.mark.parametrize("code", [kind.code for kind in KINDS.values() if not kind.by_hand])
def test_what_other_verbs_make_is_not_begun_by_hand(trade: Trade, code: str) -> None:
    with refused("not_by_hand"):
        trade.draft(code)
