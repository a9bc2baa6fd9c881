"""One scan, in the oracle's eyes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from everyunit.proving.oracle.state import Unit

MANGLED = re.compile(r"[0-9][.,][0-9]+E[+-]?[0-9]+")


@dataclass(slots=True)
class Scan:
    """What became of one text."""

    text: str
    unit: Unit | None = None
    item: str = ""
    choices: list[Unit] = field(default_factory=list)
    action: str = "skipped"
    code: str = ""
    holder: str = ""
    place: int | None = None  # the position of its line
    sold_on: int | None = None

    def skip(self, code: str, holder: str = "") -> None:
        self.action, self.code, self.holder = "skipped", code, holder

    @property
    def open(self) -> bool:
        return self.unit is None and not self.item and not self.choices and not self.code
