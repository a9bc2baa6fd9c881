"""Lists reach the database whole, whatever is in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyunit.base import sql

pytestmark = pytest.mark.django_db

STRANGE = [
    "",
    " ",
    "a,b",
    '"',
    "\\",
    '\\"',
    "{}",
    "{a}",
    "NULL",
    "null",
    "None",
    "'",
    "%s",
    "ünï 漢",
    "a\nb",
    "\\n",
    "$1",
]


def returned(kind: str, values: list[object]) -> list[object]:
    listed = sql.listing("s", {"value": (kind, values), "place": ("bigint", list(range(len(values))))})
    return [value for (value,) in sql.rows(f"SELECT value FROM {listed.sql} ORDER BY place", listed.params)]


def test_texts_come_back_as_they_were():
    assert returned("text", STRANGE) == STRANGE


def test_numbers_and_missing_values_come_back_as_they_were():
    assert returned("bigint", [0, -1, 2**62, None]) == [0, -1, 2**62, None]


def test_missing_texts_stay_missing():
    assert returned("text", ["None", None, ""]) == ["None", None, ""]


def test_an_empty_list_is_empty():
    assert returned("text", []) == []
    condition = sql.among("i.code", [], "text")
    assert sql.rows(f"SELECT code FROM catalog_item i WHERE {condition.sql}", condition.params) == []


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), max_size=5))
def test_any_text_comes_back_as_it_was(values):
    assert returned("text", values) == values


def test_a_column_that_holds_one_value_throughout_is_written_like_any_other():
    sql.insert(
        "base_series",
        {
            "prefix": ("text", ["X", "Y"]),
            "scope": ("text", ["test", "test"]),
            "location_id": ("bigint", [1, 2]),
            "padding": ("smallint", [3, 3]),
        },
        {"next_number": 7},
    )
    assert sql.rows("SELECT prefix, scope, location_id, padding, next_number FROM base_series ORDER BY prefix") == [
        ("X", "test", 1, 3, 7),
        ("Y", "test", 2, 3, 7),
    ]
