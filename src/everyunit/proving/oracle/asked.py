"""What the oracle is asked, and how it says no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

UNKNOWN_ID = 999_999_999

Offence = tuple[str, str]
Summary = tuple[Any, ...]


class No(Exception):
    """The oracle expects a refusal: its code, and who stands in the way for what reason."""

    def __init__(self, code: str, offences: list[Offence] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.offences = offences or []


def refuse(code: str, offences: list[Offence]) -> None:
    """No, if anything is in the way."""
    if offences:
        raise No(code, offences)


@dataclass(frozen=True, slots=True)
class Ask:
    """One command, in the oracle's terms. `who` is a user, `key` an idempotency key, `new` what we call the document
    that it makes."""

    verb: str
    who: str
    key: str | None = None
    doc: int = UNKNOWN_ID
    line: int | None = None
    scans: tuple[str, ...] = ()
    by: str = "anything"
    exceed: bool = False
    new: int = UNKNOWN_ID
    with_: tuple[tuple[str, Any], ...] = ()

    def get(self, name: str, default: Any = None) -> Any:
        return dict(self.with_).get(name, default)


@dataclass(frozen=True, slots=True)
class NewRow:
    """A line as it is asked for."""

    item: str
    quantity: int | None = None
    price: int | None = None
    amount: int | None = None
    from_bin: str | None = None
    makers: tuple[str, ...] = ()
    source: int | None = None
    spread: str | None = None
    discount: int | None = None  # in hundredths of a percent
    tax: str | None = None
    to_bin: str | None = None
    lot: str = ""  # what a stock count says; by hand a line is named its lot by itself


@dataclass(frozen=True, slots=True)
class Change:
    """New values for a line."""

    line: int
    quantity: int | None = None
    price: int | None = None
    from_bin: str | None = None
    discount: int | None = None
    tax: str | None = None
    to_bin: str | None = None
