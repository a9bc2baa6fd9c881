"""Conditions on the rows of a list: fields compared with values, joined by all and any (SET-206, SET-211).

    text    cost >= 100 and (bin = MAIN or note contains "dented box")
    data    {"all": [{"field": "cost", "operator": ">=", "value": "100"}, {"any": […]}]}

`and` binds tighter than `or`. A value with spaces, brackets or commas stands in double quotes.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from everyunit.rules.money import parse_amount
from everyunit.rules.refusals import Offender, Refused, refuse_if_any

ALL, ANY = "all", "any"
WORDS = {ALL: "and", ANY: "or"}
TEXT, NUMBER, MONEY, DATE, CHOICE, TRUTH = "text", "number", "money", "date", "choice", "truth"
ORDERED = frozenset({NUMBER, MONEY, DATE})
EVERY = ORDERED | {TEXT, CHOICE, TRUTH}
MOST_TESTS, DEEPEST, LONGEST, LONGEST_VALUE = 50, 5, 4000, 200
DECIMALS = 6  # of a number
MANY = -1
PERIODS = (
    *("today", "yesterday", "this_week", "last_week", "this_month", "last_month"),
    *("this_quarter", "last_quarter", "this_year", "last_year"),
)


@dataclass(frozen=True, slots=True)
class Operator:
    """How a field is compared: in words, with how many values, for which types of field."""

    words: str
    values: int
    types: frozenset[str]


OPERATORS = {
    "=": Operator("is", 1, EVERY),
    "!=": Operator("is not", 1, EVERY - {TRUTH}),
    "begins": Operator("begins with", 1, frozenset({TEXT})),
    "ends": Operator("ends with", 1, frozenset({TEXT})),
    "contains": Operator("contains", 1, frozenset({TEXT})),
    "lacks": Operator("does not contain", 1, frozenset({TEXT})),
    "in": Operator("is one of", MANY, EVERY - {TRUTH}),
    ">": Operator("is more than", 1, ORDERED),
    ">=": Operator("is at least", 1, ORDERED),
    "<": Operator("is less than", 1, ORDERED),
    "<=": Operator("is at most", 1, ORDERED),
    "between": Operator("is between", 2, ORDERED),
    "during": Operator("is in", 1, frozenset({DATE})),
    "empty": Operator("is empty", 0, EVERY),
    "filled": Operator("is not empty", 0, EVERY),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What may be asked for: its name in conditions, what people call it, its type, its choices if it has some."""

    name: str
    label: str
    type: str = TEXT
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Test:
    """One field compared with values, as they were written."""

    __test__ = False  # no test of pytest

    field: str
    operator: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Several conditions: `all` of them hold, or `any`. None of them: everything holds."""

    way: str
    parts: tuple[Condition, ...]


Condition = Test | Group
EVERYTHING = Group(ALL, ())


def all_of(conditions: Iterable[Condition]) -> Condition:
    """One condition of several; those that ask for nothing are left out."""
    parts = tuple(each for each in conditions if each != EVERYTHING)
    return parts[0] if len(parts) == 1 else Group(ALL, parts)


def tests_of(condition: Condition) -> Iterator[Test]:
    """All comparisons, from the left."""
    if isinstance(condition, Test):
        yield condition
    else:
        for part in condition.parts:
            yield from tests_of(part)


# --- as text ---

TOKEN = re.compile(r'\s*(?:([(),])|"((?:[^"\\]|\\.)*)"|(>=|<=|!=|<>|=|>|<)|([^\s(),"=<>!]+))')
PLAIN = re.compile(r"[^\s(),\"=<>!\\]+")
RESERVED = {"and", "or"}


def parse(text: str) -> Condition:
    """The condition that the text writes; nothing asks for everything. Refused: `bad_condition`."""
    if len(text) > LONGEST:
        raise _unreadable(f"At most {LONGEST} characters.")
    reader = _Reader(text)
    if not reader.tokens:
        return EVERYTHING
    found = reader.either(1)
    if not reader.ended:
        raise _unreadable(f"After “{reader.before}” comes “{reader.token}”. Join conditions with and, or.")
    return _bounded(found)


def write(condition: Condition) -> str:
    """The text that `parse` reads back as this condition."""
    if isinstance(condition, Group):
        parts = [f"({write(part)})" if isinstance(part, Group) else write(part) for part in condition.parts]
        return f" {WORDS[condition.way]} ".join(parts)
    values = [_quoted(value) for value in condition.values]
    said = {"between": " and ".join(values), "in": f"({', '.join(values)})"}.get(condition.operator, "".join(values))
    return f"{condition.field} {condition.operator} {said}".rstrip()


def _quoted(value: str) -> str:
    if PLAIN.fullmatch(value) and value.lower() not in RESERVED:
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


class _Reader:
    """Reads a text word by word."""

    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.place = 0

    @property
    def ended(self) -> bool:
        return self.place == len(self.tokens)

    @property
    def token(self) -> str:
        return "" if self.ended else self.tokens[self.place][0]

    @property
    def before(self) -> str:
        return " ".join(token for token, _ in self.tokens[max(0, self.place - 3) : self.place])

    def is_word(self, word: str) -> bool:
        return not self.ended and not self.tokens[self.place][1] and self.token.lower() == word

    def take(self, word: str) -> bool:
        found = self.is_word(word)
        self.place += found
        return found

    def expect(self, word: str) -> None:
        if not self.take(word):
            raise _unreadable(f"After “{self.before}” comes “{word}”.")

    def value(self) -> str:
        if self.ended or (not self.tokens[self.place][1] and self.token.lower() in {"(", ")", ",", *RESERVED}):
            raise _unreadable(f"After “{self.before}” comes a value.")
        self.place += 1
        return self.tokens[self.place - 1][0]

    def either(self, depth: int) -> Condition:
        return self.joined(ANY, depth)

    def joined(self, way: str, depth: int) -> Condition:
        parts = [self.one(way, depth)]
        while self.take(WORDS[way]):
            parts.append(self.one(way, depth))
        return parts[0] if len(parts) == 1 else Group(way, tuple(parts))

    def one(self, way: str, depth: int) -> Condition:
        if way == ANY:
            return self.joined(ALL, depth)
        if not self.take("("):
            return self.test()
        if depth >= DEEPEST:
            raise _unreadable(f"Brackets go at most {DEEPEST} deep.")
        found = self.either(depth + 1)
        self.expect(")")
        return found

    def test(self) -> Test:
        field = self.value()
        name = "" if self.ended else self.token.lower().replace("<>", "!=")
        operator = OPERATORS.get(name)
        if operator is None:
            raise _unreadable(f"After “{field}” comes one of {' '.join(OPERATORS)}.")
        self.place += 1
        return Test(field.lower(), name, self.values(name, operator.values))

    def values(self, name: str, count: int) -> tuple[str, ...]:
        if name == "between":
            first = self.value()
            self.expect("and")
            return first, self.value()
        if count != MANY:
            return tuple(self.value() for _ in range(count))
        self.expect("(")
        values = [self.value()]
        while self.take(","):
            values.append(self.value())
        self.expect(")")
        return tuple(values)


def _tokens(text: str) -> Iterator[tuple[str, bool]]:
    """Each word, and whether it stood in quotes."""
    place, text = 0, text.rstrip()
    while place < len(text):
        found = TOKEN.match(text, place)
        if found is None:
            raise _unreadable(f"“{text[place : place + 20].strip()}” cannot be read. Put values in double quotes.")
        mark, quoted, symbol, word = found.groups()
        if quoted is not None:
            yield re.sub(r"\\(.)", r"\1", quoted), True
        else:
            yield mark or symbol or word, False
        place = found.end()


# --- as data ---


def from_data(data: object) -> Condition:
    """The condition that JSON writes: {"all": […]}, {"any": […]} or {"field", "operator", "value" or "values"}."""
    return _bounded(_from(data, 1))


def to_data(condition: Condition) -> dict[str, Any]:
    if isinstance(condition, Group):
        return {condition.way: [to_data(part) for part in condition.parts]}
    data: dict[str, Any] = {"field": condition.field, "operator": condition.operator}
    if OPERATORS[condition.operator].values == 1:
        return {**data, "value": condition.values[0]}
    return {**data, "values": list(condition.values)} if condition.values else data


def _from(data: object, depth: int) -> Condition:
    if depth > DEEPEST + 1 or not isinstance(data, dict):
        raise _unreadable(f"Each condition is an object, at most {DEEPEST} deep.")
    for way in (ALL, ANY):
        if set(data) == {way} and isinstance(data[way], list):
            return Group(way, tuple(_from(part, depth + 1) for part in data[way]))
    field, operator = data.get("field"), data.get("operator")
    values = data.get("values", [data["value"]] if "value" in data else [])
    if set(data) - {"field", "operator", "value", "values"} or not isinstance(values, list):
        raise _unreadable("A condition has “all”, “any”, or “field”, “operator” and “value” or “values”.")
    if not isinstance(field, str) or operator not in OPERATORS:
        raise _unreadable(f"“operator” is one of {' '.join(OPERATORS)}, “field” a text.")
    if not all(isinstance(value, str | int) for value in values):
        raise _unreadable("Values are texts or whole numbers.")
    wanted = OPERATORS[str(operator)].values
    if (wanted != MANY and len(values) != wanted) or (wanted == MANY and not values):
        raise _unreadable(f"“{operator}” takes {'values' if wanted == MANY else wanted}.")
    return Test(field.lower(), str(operator), tuple(_as_text(value) for value in values))


def _as_text(value: object) -> str:
    return json.dumps(value) if isinstance(value, bool) else str(value)


def _bounded(condition: Condition) -> Condition:
    tests = list(tests_of(condition))
    if len(tests) > MOST_TESTS:
        raise _unreadable(f"At most {MOST_TESTS} conditions.")
    if any(len(value) > LONGEST_VALUE for test in tests for value in test.values):
        raise _unreadable(f"A value has at most {LONGEST_VALUE} characters.")
    return condition


def _unreadable(why: str) -> Refused:
    return Refused("bad_condition", f"These conditions cannot be read. {why}")


# --- what values mean ---


def check(condition: Condition, fields: Mapping[str, Field], digits: int) -> None:
    """Refuse (`bad_condition`) with everything that does not fit the fields. `digits`: decimals of money."""
    offenders = [wrong for test in tests_of(condition) for wrong in _wrong(test, fields, digits)]
    refuse_if_any(offenders, "bad_condition", "Some conditions do not fit.")


def _wrong(test: Test, fields: Mapping[str, Field], digits: int) -> Iterator[Offender]:
    field = fields.get(test.field)
    if field is None:
        yield Offender(test.field, "unknown_field", "There is no such field.")
        return
    operator = OPERATORS[test.operator]
    if field.type not in operator.types:
        yield Offender(field.label, "bad_operator", f"It cannot be asked whether it {operator.words} something.")
        return
    for value in test.values:
        try:
            if test.operator == "during":
                _period(value)
            else:
                meaning(field, value, digits)
        except ValueError as error:
            yield Offender(f"{field.label}: {value}", "bad_value", str(error))


def meaning(field: Field, text: str, digits: int) -> str | int:
    """The value to compare with: a text, minor units, millionths of a number, the number of a day, 1 or 0.

    ValueError, with a sentence, where it is none.
    """
    if field.type == CHOICE and text not in field.choices:
        raise ValueError(f"It is one of {', '.join(field.choices)}.")
    if field.type == MONEY:
        return _amount(text, digits)
    if field.type == NUMBER:
        return _amount(text, DECIMALS)
    if field.type == DATE:
        return day_of(text).toordinal()
    if field.type == TRUTH:
        return truth_of(text)
    return text


def _amount(text: str, digits: int) -> int:
    try:
        return parse_amount(text, digits)
    except ValueError as error:
        raise ValueError(
            f"Write a number with at most {digits} decimals, such as 12{'.5' if digits else ''}."
        ) from error


def day_of(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ValueError("Write the date as 2026-01-31.") from error


def truth_of(text: str) -> int:
    if text.lower() not in ("yes", "no", "true", "false"):
        raise ValueError("It is yes or no.")
    return int(text.lower() in ("yes", "true"))


def period(name: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day of a period such as last_month (WHS-84)."""
    word, _, unit = _period(name).partition("_")
    if not unit:
        day = today - dt.timedelta(days=word == "yesterday")
        return day, day
    first = _first_day(unit, today)
    if word == "last":
        last = first - dt.timedelta(days=1)
        return _first_day(unit, last), last
    return first, today


def _period(name: str) -> str:
    if name not in PERIODS:
        raise ValueError(f"It is one of {', '.join(PERIODS)}.")
    return name


def _first_day(unit: str, day: dt.date) -> dt.date:
    """The first day of the week, month, quarter or year that the day is in."""
    if unit == "week":
        return day - dt.timedelta(days=day.weekday())
    months = {"month": day.month, "quarter": day.month - (day.month - 1) % 3, "year": 1}
    return day.replace(month=months[unit], day=1)
