"""The Serial Numbers list, its file and the unit page in the browser's door."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from everyunit.documents.reverse import Reverse
from everyunit.documents.reverse import reverse as undo
from everyunit.documents.revise import LineChange, Revise, revise
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.stock.amend import AmendUnit, amend_unit
from tests.doors.browsing import inline_code, signed_in
from tests.doors.counting import queries_of
from tests.trade import Trade

MOST_QUERIES = 11


@pytest.fixture
def owner_client(trade: Trade) -> Client:
    return signed_in()


def listed(client: Client, **asked: str) -> list[str]:
    answer = client.get(reverse("units"), asked)
    assert answer.status_code == 200, answer.content.decode()
    return [unit.serial for unit in answer.context["units"]]


def table(client: Client, **asked: str) -> list[dict[str, str]]:
    answer = client.get(reverse("units-csv"), asked)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


# --- the list ---


def test_the_list_shows_the_newest_first_and_goes_on_by_key(trade: Trade, owner_client: Client):
    serials = trade.receive(quantity=70)
    first = owner_client.get(reverse("units"))
    assert [unit.serial for unit in first.context["units"]] == serials[:-51:-1]
    second = owner_client.get(first.context["next"])
    assert [unit.serial for unit in second.context["units"]] == serials[19::-1]
    assert second.context["next"] == ""


def test_each_filter_narrows_the_list(trade: Trade, owner_client: Client):
    drives = trade.receive(quantity=3, maker_numbers=("WD-1", "WD-2", "ST-1"))
    phones = trade.receive("PHONE", 2)
    sale = trade.sell(drives[0])
    everything = [*reversed(phones), *reversed(drives)]
    assert listed(owner_client) == everything
    assert listed(owner_client, serial=drives[1]) == [drives[1]]
    assert listed(owner_client, serial="1") == [*drives, *phones]
    assert listed(owner_client, serial="1", sort="-entered") == everything
    assert listed(owner_client, maker_serial="WD") == [drives[1], drives[0]]
    assert listed(owner_client, item="PHONE") == [*reversed(phones)]
    assert listed(owner_client, bin="SOLD") == [drives[0]]
    assert listed(owner_client, bin_type="out") == [drives[0]]
    assert listed(owner_client, vendor="V1") == everything
    assert listed(owner_client, vendor="V2") == []
    assert listed(owner_client, customer="C1") == [drives[0]]
    assert listed(owner_client, document=f"{sale.kind} {sale.number}") == [drives[0]]
    assert listed(owner_client, document=f"si {sale.number}") == [drives[0]]
    assert listed(owner_client, entered_from="2000-01-01", entered_to="2000-12-31") == []
    assert listed(owner_client, entered_from="2000-01-01") == everything


def test_a_draft_lists_what_it_holds(trade: Trade, owner_client: Client):
    (serial,) = trade.receive()
    paper = trade.draft("SI")
    trade.scan(paper, serial)
    assert listed(owner_client, document=f"SI {paper.number}") == [serial]
    assert b"Held" in owner_client.get(reverse("units")).content


def test_who_gave_it_back_has_it_no_more_and_after_a_reversal_has_it_again(trade: Trade, owner_client: Client):
    (serial,) = trade.receive()
    trade.sell(serial)
    back = trade.take_back(serial)
    assert listed(owner_client, customer="C1") == []
    undo(trade.owner, Reverse(document_id=back.document_id, reason="mistake"))
    assert listed(owner_client, customer="C1") == [serial]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"document": "100000"}, "does not name a document"),
        ({"entered_from": "yesterday"}, "Write the date as"),
        ({"before": "nonsense"}, None),
        ({"serial": "%"}, None),
        ({"serial": "' OR 1=1 --"}, None),
    ],
)
def test_a_filter_that_cannot_be_read_is_said_beside_its_field(
    trade: Trade, owner_client: Client, asked: dict[str, str], words: str | None
):
    answer = owner_client.get(reverse("units"), asked)
    assert answer.status_code == (400 if words else 200)
    assert words is None or words in answer.content.decode()


def test_an_empty_list_says_what_it_is_for_and_offers_the_first_step(trade: Trade, owner_client: Client):
    page = owner_client.get(reverse("units")).content.decode()
    assert "No units yet" in page
    assert reverse("new-document", args=["PR"]) in page


def test_the_list_takes_the_same_few_queries_whatever_it_shows(trade: Trade, owner_client: Client):
    trade.receive(quantity=60)
    few = queries_of(lambda: owner_client.get(reverse("units")))
    trade.receive(quantity=5000)
    many = queries_of(lambda: owner_client.get(reverse("units")))
    assert len(many) == len(few) <= MOST_QUERIES
    assert not [query for query in many if "OFFSET" in query.upper()]
    counts = [query for query in many if "stock_" in query and "COUNT(" in query.upper()]
    assert len(counts) == 1
    assert "LIMIT 10001" in counts[0]


# --- the file ---


def test_the_file_has_every_unit_that_fits_beyond_a_page_and_a_batch(trade: Trade, owner_client: Client):
    trade.receive(quantity=2100)
    rows = table(owner_client, item="DRIVE")
    assert len({row["serial number"] for row in rows}) == len(rows) == 2100


def test_cells_that_a_sheet_would_run_as_formulas_are_made_harmless(trade: Trade, owner_client: Client):
    dangerous = ('=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "=1\t+1")
    for text in dangerous:
        (serial,) = trade.receive()
        amend_unit(trade.owner, AmendUnit(serial=serial, note=text))
    save_party(trade.owner, SaveParty(code="=C3", name="=cmd|'/C calc'!A0", role="customer"))
    trade.sell(serial, party="=C3")
    rows = table(owner_client)
    assert sorted(row["note"] for row in rows) == sorted(f"'{text}" for text in dangerous)
    assert {(row["customer"], row["customer name"]) for row in rows if row["customer"]} == {
        ("'=C3", "'=cmd|'/C calc'!A0")
    }


def test_serial_numbers_are_written_as_text(trade: Trade, owner_client: Client):
    (serial,) = trade.receive()
    text = b"".join(owner_client.get(reverse("units-csv")).streaming_content).decode("utf-8-sig")
    assert text.splitlines()[1].startswith(f'"{serial}",')


def test_costs_are_in_the_file_only_for_those_who_may_see_them(trade: Trade, owner_client: Client):
    trade.receive()
    assert table(owner_client)[0]["cost"] == "60.00"
    counter = signed_in("counter", "counter")
    assert "cost" not in table(counter)[0]
    assert b"60.00" not in counter.get(reverse("units")).content


# --- the unit page ---


def test_the_page_tells_the_story_newest_first(trade: Trade, owner_client: Client):
    (serial,) = trade.receive()
    receipt_page = owner_client.get(reverse("unit", args=[serial]))
    assert receipt_page.context["page"].state == "In stock in MAIN"
    sale = trade.sell(serial)
    page = owner_client.get(reverse("unit", args=[serial])).context["page"]
    assert page.state.startswith("Sold to Test customer C1 on ")
    assert page.state.endswith(f"with SI {sale.number}")
    assert (page.sale.sold_for_minor, page.sale.margin_minor) == (10000, 4000)
    back = trade.take_back(serial)
    amend_unit(trade.owner, AmendUnit(serial=serial, note="Box is torn"))
    answer = owner_client.get(reverse("unit", args=[serial]))
    page = answer.context["page"]
    assert page.state == "In stock in RETURNS"
    assert [str(getattr(event, "document", "edit")) for event in page.timeline.events] == [
        "edit",
        f"CM {back.number}",
        f"SI {sale.number}",
        "PR 100000",
    ]
    assert inline_code(answer.content.decode()) == []


def test_reversals_are_marked_on_both_events(trade: Trade, owner_client: Client):
    (serial,) = trade.receive()
    sale = trade.sell(serial)
    undo(trade.owner, Reverse(document_id=sale.document_id, reason="Wrong box"))
    answer = owner_client.get(reverse("unit", args=[serial]))
    undoing, undone, _ = answer.context["page"].timeline.events
    assert (undoing.undoes, undoing.undone, undoing.reason) == (True, False, "Wrong box")
    assert (undone.undoes, undone.undone) == (False, True)
    assert answer.context["page"].sale is None
    assert "Reversed later" in answer.content.decode()


def test_a_held_unit_says_by_what_and_offers_no_other_sale(trade: Trade, owner_client: Client):
    (serial,) = trade.receive()
    paper = trade.draft("SI")
    trade.scan(paper, serial)
    answer = owner_client.get(reverse("unit", args=[serial]))
    assert answer.context["page"].state == f"In stock in MAIN, held by SI {paper.number}"
    assert answer.context["actions"] == []


def test_the_share_of_the_line_that_a_unit_brought_sums_to_the_line(trade: Trade, owner_client: Client):
    serials = trade.receive(quantity=3)
    paper = trade.draft("SI")
    lines = trade.scan(paper, *serials).lines
    revise(
        trade.owner,
        Revise(document_id=paper.document_id, change=(LineChange(line_id=lines[0].line_id, price_minor=3333),)),
    )
    trade.post(paper)
    sold = [owner_client.get(reverse("unit", args=[serial])).context["page"].sale.sold_for_minor for serial in serials]
    assert sum(sold) == 9999


def test_the_page_takes_less_than_twelve_queries_whatever_its_history_and_the_stock(trade: Trade, owner_client: Client):
    (serial,) = trade.receive()
    few = queries_of(lambda: owner_client.get(reverse("unit", args=[serial])))
    trade.receive(quantity=5000)
    for _ in range(30):
        trade.sell(serial)
        trade.take_back(serial)
    many = queries_of(lambda: owner_client.get(reverse("unit", args=[serial])))
    assert len(few) <= MOST_QUERIES
    assert len(many) <= MOST_QUERIES
    assert len(queries_of(lambda: owner_client.get(reverse("unit", args=[serial]), {"before": "20"}))) <= 12


def test_a_long_story_goes_on_by_key_and_misses_nothing(trade: Trade, owner_client: Client):
    (serial,) = trade.receive()
    for _ in range(30):
        trade.sell(serial)
        trade.take_back(serial)
    amend_unit(trade.owner, AmendUnit(serial=serial, note="late"))
    newest = owner_client.get(reverse("unit", args=[serial])).context["timeline"]
    older = owner_client.get(reverse("unit", args=[serial]), {"before": newest.next_before}).context["timeline"]
    steps = [event.step for page in (newest, older) for event in page.events if hasattr(event, "step")]
    assert steps == list(range(61, 0, -1))
    assert older.next_before is None
    assert sum(not hasattr(event, "step") for page in (newest, older) for event in page.events) == 1


def test_an_unknown_unit_is_said_plainly(trade: Trade, owner_client: Client):
    answer = owner_client.get(reverse("unit", args=["<b>1</b>"]))
    assert answer.status_code == 404
    assert "There is no unit" in answer.content.decode()
    assert "<b>1</b>" not in answer.content.decode()


# --- note and maker's number ---


def test_note_and_makers_number_are_changed_in_place_with_history(trade: Trade, owner_client: Client):
    (serial,) = trade.receive()
    address = reverse("amend-unit", args=[serial])
    assert owner_client.post(address, {"maker_serial": " WD-9 "}).status_code == 302
    assert owner_client.post(address, {"note": "<script>alert(1)</script>"}).status_code == 302
    answer = owner_client.get(reverse("unit", args=[serial]))
    page = answer.context["page"]
    assert (page.unit.maker_serial, page.unit.note) == ("WD-9", "<script>alert(1)</script>")
    assert [event.field for event in page.timeline.events[:2]] == ["note", "maker’s number"]
    assert "<script>alert" not in answer.content.decode()


def test_a_refused_makers_number_is_said_beside_the_field_and_kept_in_it(trade: Trade, owner_client: Client):
    (serial,) = trade.receive()
    answer = owner_client.post(reverse("amend-unit", args=[serial]), {"maker_serial": "1.23E+14"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'id="w-maker"' in page
    assert 'value="1.23E+14"' in page
    assert owner_client.get(reverse("unit", args=[serial])).context["page"].unit.maker_serial == ""


def test_who_may_not_edit_units_sees_them_but_changes_nothing(trade: Trade):
    (serial,) = trade.receive()
    viewer = signed_in("viewer", "viewer")
    page = viewer.get(reverse("unit", args=[serial]))
    assert page.status_code == 200
    assert b"<textarea" not in page.content
    assert page.context["actions"] == []
    assert viewer.post(reverse("amend-unit", args=[serial]), {"note": "mine"}).status_code == 403
    assert viewer.get(reverse("unit", args=[serial])).context["page"].unit.note == ""


def test_signed_out_visitors_are_asked_to_sign_in(trade: Trade):
    for name in ("units", "units-csv"):
        assert Client().get(reverse(name)).status_code == 302


def test_both_units_of_an_exchange_name_each_other(trade: Trade, owner_client: Client):
    old, new = trade.receive(quantity=2)
    trade.sell(old)
    paper = trade.draft("SI")
    trade.scan(paper, old, new)
    page = owner_client.get(reverse("document", args=["SI", paper.number])).content.decode()
    assert f'name="replaced" maxlength="100" value="{old}"' in page
    assert f'name="by" maxlength="100" value="{new}"' in page
    address = reverse("replace-unit", args=[paper.document_id])
    refused = owner_client.post(address, {"replaced": old, "by": old})
    assert refused.status_code == 409
    owner_client.post(address, {"replaced": old, "by": new})
    assert "Not so" in owner_client.get(reverse("document", args=["SI", paper.number])).content.decode()
    trade.post(paper)
    for serial, other, words in ((new, old, ("Replaces", "stands in for")), (old, new, ("Replaced by", "replaced by"))):
        page = owner_client.get(reverse("unit", args=[serial])).content.decode()
        assert all(word in page for word in words)
        assert reverse("unit", args=[other]) in page
    posted = owner_client.get(reverse("document", args=["SI", paper.number])).content.decode()
    assert "in the place of" in posted
    assert "Not so" not in posted


def test_a_number_that_another_unit_bears_is_confirmed(trade: Trade, owner_client: Client) -> None:
    _, second = trade.receive(quantity=2, maker_numbers=("WD-1",))
    address = reverse("amend-unit", args=[second])
    told = owner_client.post(address, {"maker_serial": "WD-1"})
    assert (told.status_code, "Both bear it" in told.content.decode()) == (409, True)
    assert owner_client.post(address, {"maker_serial": "WD-1", "alike": "yes"}).status_code == 302
    assert owner_client.get(reverse("unit", args=[second])).context["page"].unit.maker_serial == "WD-1"
