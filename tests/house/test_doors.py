"""Whatever can be done can be done through every door: no verb is forgotten by the API or the command line."""

from __future__ import annotations

import ast
import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from tests.house.test_docs import ROOT, VERBS

from everyunit.cli import show  # noqa: F401, it fills the table of what there is to see
from everyunit.cli.fields import Field, fields_of, parameters_of
from everyunit.cli.naming import NAMED, NUMBERED
from everyunit.cli.sights import SIGHTS
from everyunit.cli.verbs import ROOM_OF, verb_named

NAMES = {verb.__name__ for verb in VERBS}
# Past sales are posted paper by paper, each in a transaction of its own, for as long as that takes; rebuilding is for
# whoever has the machine. Both are done at the terminal.
AT_THE_TERMINAL = {"prepare_sales", "post_past", "rebuild"}
# These begin with a file: `everyunit import` calls them.
FROM_A_FILE = {"import_opening", "import_receipt", "prepare_sales", "post_past"}


def called_by(door: str) -> set[str]:
    """The names that a door uses."""
    trees = (ast.parse(file.read_text()) for file in Path(ROOT / "src/everyunit" / door).rglob("*.py"))
    return {node.id for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name)}


def test_every_verb_is_reached_from_the_command_line():
    assert ROOM_OF.keys() <= NAMES
    assert NAMES - ROOM_OF.keys() - called_by("cli") <= FROM_A_FILE
    for name in ROOM_OF:
        assert verb_named(name).__name__ == name


def test_every_verb_is_reached_from_the_api():
    assert NAMES - called_by("api") == AT_THE_TERMINAL


@pytest.mark.parametrize("name", ROOM_OF)
def test_every_field_can_be_typed(name):
    """Each is a text, a number, a day, a choice, or rows of those; each id can be named, or has no other name."""
    for field in every_field(verb_named(name).command):
        ids = field.type is int and field.name.endswith(("_id", "_ids"))
        assert not ids or field.name in NAMED | dict.fromkeys(NUMBERED), f"say in cli/naming.py what {field.name} names"


def every_field(command: Any) -> list[Field]:
    fields = fields_of(command)
    return fields + [each for field in fields if dataclasses.is_dataclass(field.row) for each in every_field(field.row)]


def test_everything_to_see_is_told_in_words_and_can_be_typed():
    for name, each in SIGHTS.items():
        assert each.shown.__doc__, f"say what {name} shows"
        for field in parameters_of(each.shown):
            assert field.type in (str, int, bool, dt.date), f"{name} asks for {field.name}, which nobody can type"
