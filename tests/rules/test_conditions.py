"""The grammar of conditions: text and data say the same, and what cannot be read says why."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from everyunit.rules.condition_edits import joined, plain, turned, without
from everyunit.rules.conditions import (
    ALL,
    ANY,
    DATE,
    DEEPEST,
    EVERYTHING,
    MANY,
    MONEY,
    MOST_TESTS,
    NUMBER,
    OPERATORS,
    PERIODS,
    TRUTH,
    Condition,
    Field,
    Group,
    Test,
    check,
    from_data,
    meaning,
    parse,
    period,
    to_data,
    write,
)
from everyunit.rules.refusals import Refused

COST = Test("cost", ">=", ("100",))
BIN = Test("bin", "=", ("MAIN",))
NOTE = Test("note", "contains", ("dented box",))
FIELDS = {
    field.name: field
    for field in (
        Field(name="cost", label="Cost", type=MONEY),
        Field(name="bin", label="Bin"),
        Field(name="note", label="Note"),
        Field(name="day", label="Day", type=DATE),
        Field(name="type", label="Type", type="choice", choices=("stock", "out")),
        Field(name="ours", label="Ours", type=TRUTH),
    )
}

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
NAMES = st.from_regex(r"[a-z_]{1,8}", fullmatch=True).filter(lambda name: name not in ("and", "or"))


@st.composite
def comparisons(draw: st.DrawFn) -> Test:
    operator = draw(st.sampled_from(list(OPERATORS)))
    count = OPERATORS[operator].values
    size = {"min_size": 1, "max_size": 3} if count == MANY else {"min_size": count, "max_size": count}
    return Test(draw(NAMES), operator, tuple(draw(st.lists(TEXTS, **size))))


WAYS = st.sampled_from([ALL, ANY])
CONDITIONS = st.recursive(
    comparisons(), lambda inner: st.builds(Group, WAYS, st.lists(inner, max_size=3).map(tuple)), max_leaves=6
).map(plain)


def depth(condition: Condition) -> int:
    return 0 if isinstance(condition, Test) else 1 + max((depth(part) for part in condition.parts), default=0)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", EVERYTHING),
        ("  ", EVERYTHING),
        ("cost >= 100", COST),
        ("COST>=100", COST),
        ('cost >= 100 and (bin = MAIN or note contains "dented box")', Group(ALL, (COST, Group(ANY, (BIN, NOTE))))),
        ("cost >= 100 or bin = MAIN and cost >= 100", Group(ANY, (COST, Group(ALL, (BIN, COST))))),
        ("cost between 10 and 20 AND bin = MAIN", Group(ALL, (Test("cost", "between", ("10", "20")), BIN))),
        ('bin in (MAIN, "a,b")', Test("bin", "in", ("MAIN", "a,b"))),
        ("note empty or ((bin = MAIN))", Group(ANY, (Test("note", "empty"), BIN))),
        ('note = "and"', Test("note", "=", ("and",))),
        (r'note = "say \"yes\" \\"', Test("note", "=", ('say "yes" \\',))),
        ("note <> x", Test("note", "!=", ("x",))),
    ],
)
def test_a_text_is_read(text: str, meant: Condition):
    assert parse(text) == meant


@given(CONDITIONS)
def test_what_is_written_is_read_back(condition: Condition):
    assume(depth(condition) <= DEEPEST)
    assert parse(write(condition)) == condition
    assert from_data(json.loads(json.dumps(to_data(condition)))) == condition


@pytest.mark.parametrize(
    "text",
    [
        *("cost", "cost >=", "cost >= and", "cost 100", "and", "(cost >= 1", "cost >= 1)", "cost >= 1 bin = 2"),
        *("cost between 1", "cost between 1 or 2", "bin in ()", "bin in (a b)", 'note = "open', "cost >= 1 and", "()"),
        *("(" * 9 + "a = 1" + ")" * 9, "x" * 5000, " and ".join(["a = 1"] * (MOST_TESTS + 1)), f"a = {'x' * 201}"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(text: str):
    with pytest.raises(Refused) as caught:
        parse(text)
    assert caught.value.code == "bad_condition"
    assert caught.value.message.startswith("These conditions cannot be read. ")


@pytest.mark.parametrize(
    "data",
    [
        *(
            None,
            [],
            "x",
            {},
            {"all": 1},
            {"all": [1]},
            {"all": [], "any": []},
            {"field": "a"},
            {"field": 1, "operator": "="},
        ),
        *({"field": "a", "operator": "like", "value": "x"}, {"field": "a", "operator": "=", "values": []}),
        *({"field": "a", "operator": "=", "value": None}, {"field": "a", "operator": "empty", "value": "x"}),
        *({"field": "a", "operator": "in", "values": []}, {"field": "a", "operator": "=", "value": 1, "more": 2}),
    ],
)
def test_data_that_is_no_condition_is_refused(data: object):
    with pytest.raises(Refused):
        from_data(data)


def test_nesting_without_end_is_refused_and_does_not_end_the_program():
    data: object = {"field": "a", "operator": "=", "value": "1"}
    for _ in range(5000):
        data = {"all": [data]}
    with pytest.raises(Refused):
        from_data(data)


def test_all_that_does_not_fit_is_named_at_once():
    condition = parse(
        "hat = 1 and cost begins 1 and cost = much and day during never and type = x and ours = maybe and day = 1"
    )
    with pytest.raises(Refused) as caught:
        check(condition, FIELDS, 2)
    assert [(each.subject, each.code) for each in caught.value.offenders] == [
        ("hat", "unknown_field"),
        ("Cost", "bad_operator"),
        ("Cost: much", "bad_value"),
        ("Day: never", "bad_value"),
        ("Type: x", "bad_value"),
        ("Ours: maybe", "bad_value"),
        ("Day: 1", "bad_value"),
    ]


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        (MONEY, "12.5", 1250),
        (NUMBER, "-0.5", -500_000),
        (TRUTH, "Yes", 1),
        (DATE, "2026-01-31", dt.date(2026, 1, 31).toordinal()),
        ("text", "12", "12"),
    ],
)
def test_values_mean_what_their_type_says(type_: str, text: str, value: object):
    assert meaning(Field(name="x", label="X", type=type_), text, 2) == value


def test_periods_go_to_today_and_earlier_ones_to_their_end():
    today = dt.date(2026, 3, 4)  # a Wednesday
    assert {name: period(name, today) for name in PERIODS} == {
        "today": (today, today),
        "yesterday": (dt.date(2026, 3, 3), dt.date(2026, 3, 3)),
        "this_week": (dt.date(2026, 3, 2), today),
        "last_week": (dt.date(2026, 2, 23), dt.date(2026, 3, 1)),
        "this_month": (dt.date(2026, 3, 1), today),
        "last_month": (dt.date(2026, 2, 1), dt.date(2026, 2, 28)),
        "this_quarter": (dt.date(2026, 1, 1), today),
        "last_quarter": (dt.date(2025, 10, 1), dt.date(2025, 12, 31)),
        "this_year": (dt.date(2026, 1, 1), today),
        "last_year": (dt.date(2025, 1, 1), dt.date(2025, 12, 31)),
    }


def test_conditions_grow_and_shrink_part_by_part():
    both = joined(COST, (), ALL, BIN)
    assert both == Group(ALL, (COST, BIN))
    assert joined(EVERYTHING, (), ANY, BIN) == BIN
    wider = joined(both, (1,), ANY, NOTE)
    assert wider == Group(ALL, (COST, Group(ANY, (BIN, NOTE))))
    assert joined(wider, (), ALL, BIN) == Group(ALL, (COST, Group(ANY, (BIN, NOTE)), BIN))
    assert without(wider, (1, 0)) == Group(ALL, (COST, NOTE))
    assert turned(wider, (1,)) == Group(ALL, (COST, BIN, NOTE))
    assert without(without(both, (0,)), ()) == EVERYTHING
    assert without(both, (7,)) == both == turned(both, (0,))
