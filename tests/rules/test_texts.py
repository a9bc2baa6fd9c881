"""Which texts can be kept."""

from dataclasses import dataclass

import pytest

from everyunit.rules.texts import storable, unstorable_texts


@dataclass
class Row:
    item: str
    numbers: tuple[str, ...] = ()


@dataclass
class Paper:
    note: str
    rows: tuple[Row, ...]
    count: int = 3


@pytest.mark.parametrize("text", ["", "plain", "Grüße 你好 😀", "line\nbreak", "\\u0000 spelled out", "\u200b"])
def test_what_is_a_character_can_be_kept(text):
    assert storable(text)


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ud800", "half \udfff"])
def test_a_nul_and_half_a_pair_cannot(text):
    assert not storable(text)


def test_every_bad_text_is_named_by_its_place():
    paper = Paper("no\x00te", (Row("fine"), Row("b\ud800d", ("ok", "\x00"))))
    assert list(unstorable_texts(paper)) == ["note", "rows[1].item", "rows[1].numbers[1]"]
