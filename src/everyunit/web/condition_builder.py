"""Conditions on a page: as a tree whose parts can be taken off, turned and joined, each by a link or a plain form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.http import HttpRequest

from everyunit.rules.condition_edits import Path, joined, part_at, path_of, turned, without
from everyunit.rules.conditions import (
    ALL,
    ANY,
    EVERYTHING,
    MANY,
    OPERATORS,
    WORDS,
    Condition,
    Field,
    Group,
    Test,
    check,
    write,
)
from everyunit.rules.refusals import Refused
from everyunit.web.lists import address

PARAMETER = "where"
ADDING = ("add_field", "add_operator", "add_value", "add_way", "add_at")


@dataclass(frozen=True, slots=True)
class Node:
    """A part of the tree, and the addresses of the list without it, with it turned, and ready to join to it."""

    words: str
    remove: str
    turn: str
    join: str
    chosen: bool
    parts: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Builder:
    """What the page needs to show conditions and add to them."""

    text: str
    tree: Node | None
    fields: list[tuple[str, list[Field]]]
    operators: list[tuple[str, str]]
    ways: list[tuple[str, str]]
    given: dict[str, str]
    wrong: str
    joins: str
    kept: list[tuple[str, str]]


def added(request: HttpRequest, condition: Condition, fields: Mapping[str, Field], digits: int) -> str:
    """The address of the list with the condition that the form adds. Refused: `bad_condition`."""
    operator = request.GET.get("add_operator", "=")
    if operator not in OPERATORS:
        operator = "="
    values = _values(operator, request.GET.get("add_value", ""))
    test = Test(request.GET.get("add_field", ""), operator, values)
    check(test, fields, digits)
    way = ANY if request.GET.get("add_way") == ANY else ALL
    return _address(request, joined(condition, path_of(request.GET.get("add_at", "")), way, test))


def _values(operator: str, text: str) -> tuple[str, ...]:
    """One value; for `in` and `between` several with commas between."""
    wanted = OPERATORS[operator].values
    if wanted == 0:
        return ()
    values = tuple(part.strip() for part in text.split(",")) if wanted != 1 else (text.strip(),)
    if not all(values) or (wanted != MANY and len(values) != wanted):
        several = "two values with a comma between" if wanted == 2 else "values with commas between"
        raise Refused("bad_condition", f"Write {'a value' if wanted == 1 else several}.")
    return values


def builder(request: HttpRequest, condition: Condition, fields: Mapping[str, Field], wrong: str = "") -> Builder:
    given = {name: request.GET.get(name, "") for name in ADDING}
    at = path_of(given["add_at"])
    if part_at(condition, at) is None:
        given["add_at"], at = "", ()
    return Builder(
        text=request.GET.get(PARAMETER, "").strip(),
        tree=None if condition == EVERYTHING else _node(request, condition, condition, (), at, fields),
        fields=_grouped(list(fields.values())),
        operators=[(name, operator.words) for name, operator in OPERATORS.items()],
        ways=list(WORDS.items()),
        given=given,
        wrong=wrong,
        joins=_words(part_at(condition, at) or condition, fields) if at else "",
        kept=[
            (name, value)
            for name, values in request.GET.lists()
            if name not in (*ADDING, "after", "before")
            for value in values
            if value
        ],
    )


def _grouped(fields: Sequence[Field]) -> list[tuple[str, list[Field]]]:
    return [(name, list(members)) for name, members in groupby(fields, lambda each: getattr(each, "group", ""))]


def _node(
    request: HttpRequest, whole: Condition, part: Condition, path: Path, chosen: Path, fields: Mapping[str, Field]
) -> Node:
    grouped = isinstance(part, Group)
    return Node(
        words=_words(part, fields),
        remove=_address(request, without(whole, path)),
        turn=_address(request, turned(whole, path)) if grouped else "",
        join=address(request, **{**dict.fromkeys(ADDING, ""), "add_at": ".".join(map(str, path))}) + "#conditions",
        chosen=bool(path) and path == chosen,
        parts=[_node(request, whole, each, (*path, at), chosen, fields) for at, each in enumerate(part.parts)]
        if isinstance(part, Group)
        else [],
    )


def _words(part: Condition, fields: Mapping[str, Field]) -> str:
    if isinstance(part, Group):
        return "All of these" if part.way == ALL else "Any of these"
    label = fields[part.field].label if part.field in fields else part.field
    joint = " and " if part.operator == "between" else ", "
    values = joint.join(value.replace("_", " ") if part.operator == "during" else value for value in part.values)
    return f"{label} {OPERATORS[part.operator].words} {values}".strip()


def _address(request: HttpRequest, condition: Condition) -> str:
    return address(request, **{**dict.fromkeys(ADDING, ""), PARAMETER: write(condition)})
