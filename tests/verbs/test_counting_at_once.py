"""Several people count at once, and sell meanwhile: nobody's scan is lost, and nothing is put right twice."""

import pytest
from tests.counts import count, count_of, finish, shelf, started
from tests.trade import Trade, bin_of, one
from tests.verbs.test_idempotency import at_once

from everyunit.counting.answers import Counted
from everyunit.counting.finalize_count import FinalizeCount, Finalized, finalize_count
from everyunit.counting.models import Found
from everyunit.counting.start_bins import StartBins, start_bins
from everyunit.documents.post import Post, Posted, post
from everyunit.reports.verify import verify
from everyunit.rules.refusals import Refused


@pytest.fixture(autouse=True)
def books_stay_sound(committed: Trade):
    yield
    assert [truth.name for truth in verify().truths if truth.broken] == []


def test_two_counters_who_scan_the_same_unit_count_it_once(committed: Trade) -> None:
    serials = committed.receive(quantity=6)
    paper = started(committed, "MAIN")
    results = at_once(
        lambda: count(committed, paper, "MAIN", *serials[:4]), lambda: count(committed, paper, "MAIN", *serials[2:])
    )
    assert all(isinstance(each, Counted) for each in results), results
    codes = [entry.code for each in results for entry in each.entries]  # type: ignore[attr-defined]
    assert sorted(codes) == ["", "", "", "", "", "", "already_counted", "already_counted"]
    assert Found.objects.count() == 6


def test_a_unit_that_two_bins_claim_is_found_in_one(committed: Trade) -> None:
    shelf(committed, "A1", "A2")
    (stray,) = committed.receive()
    paper = started(committed, "A1", "A2")
    at_once(*(lambda code=code: count(committed, paper, code, stray, include=True) for code in ("A1", "A2")))
    assert Found.objects.count() == 1


def test_a_sale_and_a_count_of_its_bin_do_not_overlap(committed: Trade) -> None:
    serials = committed.receive(quantity=3)
    papers = []
    for serial in serials:
        papers.append(committed.draft("SI"))
        committed.scan(papers[-1], serial)
    counted = count_of(committed, "MAIN")
    results = at_once(
        lambda: start_bins(committed.owner, StartBins(count_id=counted.count_id)),
        *(lambda paper=paper: post(committed.owner, Post(document_id=paper.document_id)) for paper in papers),
    )
    assert {each.code for each in results if isinstance(each, Refused)} <= {"bin_blocked"}
    sold = sum(isinstance(each, Posted) for each in results)
    assert one("SELECT count(*) FROM counting_recorded") == 3 - sold


def test_a_count_is_finalized_once(committed: Trade) -> None:
    (gone,) = committed.receive()
    paper = started(committed, "MAIN")
    finish(committed, paper)
    command = FinalizeCount(count_id=paper.count_id)
    results = at_once(*(lambda: finalize_count(committed.owner, command) for _ in range(3)))
    assert sum(isinstance(each, Finalized) for each in results) == 1
    assert {each.code for each in results if isinstance(each, Refused)} == {"count_over"}
    assert bin_of(gone) == "WRITTEN-OFF"
