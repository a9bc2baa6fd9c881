"""What verbs answered, as lines: a figure in each, a row of what comes in rows."""

from __future__ import annotations

from collections.abc import Mapping, Set
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
    return {name: _without_amounts(name, value, shown) for name, value in answer.items()}


def _without_amounts(name: str, value: Any, shown: Set[str]) -> Any:
    if name.endswith("_minor"):
        return value if name in shown else None
    if isinstance(value, Mapping):
        return {each: _without_amounts(str(each), inner, shown) for each, inner in value.items()}
    return [_without_amounts("", each, shown) for each in value] if isinstance(value, list | tuple) else value


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
    return any(each.get("action") == Action.SKIPPED for each in answer.get("entries", ()))


def _row(row: object) -> str:
    if not isinstance(row, Mapping):
        return _cell(row)
    cells = {name: _cell(value) for name, value in row.items()}
    return "\t".join(f"{name}={cell}" for name, cell in cells.items() if cell)


def _cell(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_cell(each) for each in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _row(value) if isinstance(value, Mapping) else "" if value is None else str(value)
