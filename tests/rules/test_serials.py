"""The grammar of serial numbers: ranges in, ranges out, and what scanners and spreadsheets do to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyunit.rules.serials import (
    Block,
    NotARange,
    Numbers,
    clean,
    compress,
    describe,
    home_of,
    joined,
    looks_like_range,
    looks_mangled,
    overlap,
    range_between,
    read_range,
)


@pytest.mark.parametrize(
    ("text", "serials"),
    [
        ("100000-100003", ["100000", "100001", "100002", "100003"]),
        ("100000 - 100001", ["100000", "100001"]),
        ("100000–100001", ["100000", "100001"]),
        ("100000..100001", ["100000", "100001"]),
        (" 7-7 ", ["7"]),
        ("A098-A101", ["A098", "A099", "A100", "A101"]),
        ("A098-101", ["A098", "A099", "A100", "A101"]),
        ("A-9-A-11", ["A-9", "A-10", "A-11"]),
        ("98-101", ["98", "99", "100", "101"]),
        ("0-2", ["0", "1", "2"]),
        ("007-010", ["007", "008", "009", "010"]),
    ],
)
def test_a_range_stands_for_its_numbers(text, serials):
    assert looks_like_range(text)
    assert read_range(text).texts() == serials


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("100005-100001", "range_backwards"),
        ("1-10000000", "range_too_wide"),
        ("100000-199999999999999999", "range_too_wide"),
        ("A1-B5", "not_a_range"),
        ("100000", "not_a_range"),
        ("abc-def", "not_a_range"),
        ("1-", "not_a_range"),
        ("", "not_a_range"),
        ("١-٣", "not_a_range"),
    ],
)
def test_what_is_no_usable_range_is_refused_with_the_reason(text, code):
    with pytest.raises(NotARange) as caught:
        read_range(text)
    assert caught.value.code == code
    assert str(caught.value)


def test_a_range_of_ten_million_is_refused_without_being_written_out():
    with pytest.raises(NotARange, match="10,000,000 numbers"):
        read_range("1-10000000")


def test_a_range_of_a_million_is_the_widest():
    assert len(read_range("1-1000000").texts()) == 1_000_000


def test_both_ends_of_a_range_must_end_in_a_number():
    with pytest.raises(NotARange) as caught:
        range_between("AB", "100")
    assert caught.value.code == "not_a_range"


@given(
    st.sampled_from(["", "S", "HQ-", "7A"]),
    st.integers(0, 8),
    st.lists(st.integers(0, 2000), unique=True, max_size=60),
)
def test_numbers_survive_being_compressed_and_expanded(prefix, padding, numbers):
    serials = [Block(prefix, padding, number, 1).text() for number in sorted(numbers)]
    runs = compress(serials)
    assert sum(run.count for run in runs) == len(serials)
    assert [serial for run in runs for serial in range_between(run.first, run.last).texts()] == serials
    assert [serial for run in runs for serial in run.texts()] == serials
    assert [serial for run in runs for part in run.even() for serial in part.texts()] == serials
    assert all(len(part.first) == len(part.last) for run in runs for part in run.even())


@given(st.lists(st.text("01289A-", min_size=1, max_size=4), max_size=30))
def test_any_texts_with_numbers_survive_it_as_well(serials):
    runs = compress(serials)
    assert [text for run in runs for text in run.texts()] == serials


@given(st.sampled_from(["", "S", "7A-"]), st.integers(0, 4), st.integers(0, 1200), st.integers(1, 150), st.data())
def test_a_part_of_a_range_is_those_of_its_numbers(prefix, padding, first, count, data):
    whole = Block(prefix, padding, first, count).part(0, count)
    start = data.draw(st.integers(0, count - 1))
    size = data.draw(st.integers(1, count - start))
    part = whole.part(start, size)
    assert part.texts() == whole.texts()[start : start + size]
    assert whole.offset(part.first) == start
    if start + size < count:
        assert joined([whole.part(0, start + size), whole.part(start + size, count - start - size)]) == [whole]


@given(st.lists(st.tuples(st.sampled_from(["", "S"]), st.integers(10, 99), st.integers(1, 30)), max_size=12))
def test_each_number_is_new_once(asked):
    ranges = [part for prefix, first, size in asked for part in Block(prefix, 0, first, size).part(0, size).even()]
    seen, before = Numbers(), set()
    for each in ranges:
        parts = seen.add(each)
        assert [text for start, count, _ in parts for text in each.part(start, count).texts()] == each.texts()
        for start, count, new in parts:
            assert all((text not in before) is new for text in each.part(start, count).texts())
        before |= set(each.texts())
    assert overlap(ranges) is (len(before) < sum(each.count for each in ranges))


def test_a_hundred_thousand_numbers_are_one_run():
    assert [str(run) for run in compress(Block("", 0, 100_000, 100_000).texts())] == ["100000–199999"]


def test_00_and_1_are_not_consecutive():
    assert [str(run) for run in compress(["00", "1"])] == ["00", "1"]


def test_runs_are_described_for_people():
    runs = compress(["1", "2", "3", "7", "9", "11"])
    assert describe(runs) == "1–3, 7, 9, 11"
    assert describe(runs, at_most=2) == "1–3, 7 and 2 more"
    assert describe([]) == ""


def test_a_block_writes_prefix_and_padding():
    block = Block("HQ", 8, 100_000, 3)
    assert block.texts() == ["HQ00100000", "HQ00100001", "HQ00100002"]
    assert [block.text(offset) for offset in range(3)] == block.texts()


def test_the_home_of_a_number_never_changes():
    """Rows are stored under it: another hash would lose every unit."""
    assert [home_of(serial) for serial in ("100000", "100001", "HQ-7")] == [15287, 6084, 31146]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_home_has_fifteen_bits(serial):
    assert 0 <= home_of(serial) < 2**15


@pytest.mark.parametrize(
    ("scanned", "cleaned"),
    [
        ("  100000\r\n", "100000"),
        ("\ufeff100000", "100000"),
        ("100\u200b000", "100000"),
        ("100\x00000", "100000"),
        ("\u202e100000", "100000"),
        ("\u00a0WD 12\u00a0", "WD 12"),
        ("\t\n", ""),
    ],
)
def test_invisible_characters_are_taken_off_a_scan(scanned, cleaned):
    assert clean(scanned) == cleaned


@pytest.mark.parametrize("text", ["1.23E+14", "1,23E+14", "-1.5e+3", "12E+5"])
def test_what_a_spreadsheet_has_rewritten_is_recognised(text):
    assert looks_mangled(text)


@pytest.mark.parametrize("text", ["100000", "12E5", "SN1E+5", "1.23", "E+14", "4E-1"])
def test_numbers_that_only_resemble_it_are_left_alone(text):
    assert not looks_mangled(text)
