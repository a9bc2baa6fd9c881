"""Bars on labels: what is written is read back by the rules of the symbology."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyunit.rules.code128 import LONGEST, QUIET, SYMBOLS, bars, fits, symbols

PRINTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=LONGEST)


def read(text_bars: tuple[int, list[tuple[int, int]]]) -> str:
    """The text that a scanner sees: widths of bars and gaps, six to a symbol, seven to the stop."""
    whole, drawn = text_bars
    edges = [edge for at, width in drawn for edge in (at, at + width)]
    widths = "".join(str(end - start) for start, end in pairwise(edges))
    assert (edges[0], whole - edges[-1]) == (QUIET, QUIET)
    codes = [SYMBOLS.index(widths[at : at + 6]) for at in range(0, len(widths) - 7, 6)]
    assert widths[-7:] == SYMBOLS[106]
    check = codes.pop()
    assert check == (codes[0] + sum(place * code for place, code in enumerate(codes))) % 103
    force, text = {104: "B", 105: "C"}[codes[0]], ""
    for code in codes[1:]:
        if force == "B" and code == 99:
            force = "C"
        elif force == "C" and code == 100:
            force = "B"
        else:
            text += f"{code:02d}" if force == "C" else chr(code + 32)
    return text


def test_the_table_is_that_of_the_symbology():
    assert len(set(SYMBOLS)) == 107
    assert {sum(map(int, symbol)) for symbol in SYMBOLS[:-1]} == {11}
    assert {sum(map(int, symbol[::2])) % 2 for symbol in SYMBOLS[:-1]} == {0}
    assert all(len(symbol) == 6 for symbol in SYMBOLS[:-1])


@given(PRINTABLE)
def test_every_printable_text_is_read_back(text: str):
    assert fits(text)
    assert read(bars(text)) == text


@pytest.mark.parametrize(
    ("text", "length"),
    [("100000", 6), ("1000001", 8), ("A1", 5), ("AB123456", 9), ("12", 5), ("9999", 5), ("A99x100", 10)],
)
def test_digits_go_in_pairs_where_that_is_shorter(text: str, length: int):
    assert len(symbols(text)) == length


def test_a_known_code_is_written_as_everybody_writes_it():
    assert symbols("Wikipedia") == [104, 55, 73, 75, 73, 80, 69, 68, 73, 65, 88, 106]


@pytest.mark.parametrize("text", ["", "ü", "a\n", "x" * (LONGEST + 1)])
def test_what_has_no_bars_is_known_before(text: str):
    assert not fits(text)
