"""What may be written in own fields: text, number, money, date, yes or no, a choice, a link, a memo."""

from __future__ import annotations

import re
from dataclasses import dataclass

from everyunit.rules import conditions
from everyunit.rules.conditions import CHOICE, DATE, DECIMALS, MONEY, NUMBER, TEXT, TRUTH, Field
from everyunit.rules.money import format_amount

LINK, MEMO = "link", "memo"
TYPES = {
    TEXT: "Text",
    NUMBER: "Number",
    MONEY: "Amount",
    DATE: "Date",
    TRUTH: "Yes or no",
    CHOICE: "Choice",
    LINK: "Link",
    MEMO: "Memo",
}
OF = {
    "unit": "Units",
    "item": "Items",
    "lot": "Lots",
    "vendor": "Vendors",
    "customer": "Customers",
    "document": "Documents",
}
CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")
WEB = re.compile(r"https?://[^\s/][^\s]*", re.IGNORECASE)
LIMIT, MEMO_LIMIT = 400, 20_000


@dataclass(frozen=True, slots=True)
class Value:
    """What a field holds: as it is written, and what it is compared by where that is no text. `memo`: the whole, where
    `text` is only its beginning.
    """

    text: str
    number: int | None
    memo: str | None = None

    @property
    def whole(self) -> str:
        return self.text if self.memo is None else self.memo


def read_value(type_: str, choices: tuple[str, ...], text: str, digits: int) -> Value | None:
    """The value that somebody wrote; None where nothing is written. ValueError, with a sentence, where it is none."""
    text = text.strip()
    if not text:
        return None
    if len(text) > limit_of(type_):
        raise ValueError(f"At most {limit_of(type_):,} characters.")
    if type_ == MEMO:
        text = "\n".join(text.splitlines())
        return Value(text[:LIMIT], None, text if len(text) > LIMIT else None)
    if type_ == LINK:
        if not WEB.fullmatch(text):
            raise ValueError("A link begins with http:// or https://.")
        return Value(text, None)
    found = conditions.meaning(Field(name="", label="", type=type_, choices=choices), text, digits)
    if isinstance(found, str):
        return Value(found, None)
    return Value(written(type_, found, digits, text), found)


def limit_of(type_: str) -> int:
    """How many characters a field of this type holds."""
    return MEMO_LIMIT if type_ == MEMO else LIMIT


def written(type_: str, number: int, digits: int, text: str) -> str:
    """A number in the one way in which it is kept and shown."""
    if type_ == MONEY:
        return format_amount(number, digits)
    if type_ == NUMBER:
        return format_amount(number, DECIMALS).rstrip("0").rstrip(".")
    if type_ == TRUTH:
        return "yes" if number else "no"
    return text


def compared_as(type_: str) -> str:
    """The type by which conditions compare it: a link is a text, and a memo."""
    return TEXT if type_ in (LINK, MEMO) else type_
