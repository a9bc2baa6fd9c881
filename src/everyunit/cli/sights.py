"""What `everyunit show` can show: a function for each, whose arguments become options. Rows, or one thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from everyunit.rules.refusals import Refused

MANY = 200


@dataclass(frozen=True)
class Sight:
    """`prices`: amounts that everybody may see; all others are for those who may see costs. `right`: who may look."""

    shown: Callable[..., Any]
    prices: frozenset[str] = frozenset()
    right: str | None = None


SIGHTS: dict[str, Sight] = {}


def sight(*prices: str, right: str | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def make(shown: Callable[..., Any]) -> Callable[..., Any]:
        SIGHTS[shown.__name__.replace("_", "-")] = Sight(shown, frozenset(prices), right)
        return shown

    return make


def there(found: Any, code: str, words: str) -> Any:
    """What was found. Refused, where nothing was."""
    if found is None:
        raise Refused(code, words)
    return found
