"""What verbs answered, as lines: a figure in each, a row of what comes in rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

from everyunit.base.operation import Actor
from everyunit.cli import terminal
from everyunit.documents.kinds import KINDS
from everyunit.rules.rights import SEE_COST
from everyunit.rules.scanning import Action

PRICES = {"price_minor", "amount_minor", "tax_minor", "total_minor"}


def hidden_costs(actor: Actor, answer: dict[str, Any]) -> dict[str, Any]:
    """The answer without what goods cost us, where the actor may not see that. Prices stay on papers that ask them."""
    if actor.may(SEE_COST):
        return answer
    kind = KINDS.get(answer.get("kind", ""))
    shown = PRICES if kind is not None and kind.price_from == "price" else set()
    return {**without_amounts(answer, shown)}


def without_amounts(value: Any, shown: Set[str]) -> Any:
    """Rows, or one thing, without the amounts but those that are shown."""
    if isinstance(value, Mapping):
        return {
            name: None if str(name).endswith("_minor") and name not in shown else without_amounts(inner, shown)
            for name, inner in value.items()
        }
    return [without_amounts(each, shown) for each in value] if isinstance(value, list | tuple) else value


def say_answer(answer: Mapping[str, Any], *, silent: bool) -> bool:
    """Print the answer, unless it is to be silent; whether a scan was skipped."""
    for name, value in () if silent else answer.items():
        if isinstance(value, Mapping):
            rows = [f"{key}\t{each}" for key, each in value.items()]
        elif isinstance(value, list | tuple):
            rows = [_row(each) for each in value]
        else:
            rows = [_cell(value)]
        for row in filter(None, rows):
            terminal.answer(f"{name}\t{row}")
    entries = answer.get("entries")
    return isinstance(entries, list | tuple) and any(each["action"] == Action.SKIPPED for each in entries)


def say_rows(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows below the names of what is in them."""
    if not rows:
        terminal.say("There are none.")
        return
    terminal.answer("\t".join(rows[0]))
    for row in rows:
        terminal.answer("\t".join(_cell(value) for value in row.values()))


def _row(row: object, between: str = "\t") -> str:
    if not isinstance(row, Mapping):
        return _cell(row)
    cells = {name: _cell(value) for name, value in row.items()}
    return between.join(f"{name}={cell}" for name, cell in cells.items() if cell)


def _cell(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_cell(each) for each in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return _row(value, " ")
    return "" if value is None else " ".join(str(value).split())
