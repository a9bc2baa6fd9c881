"""What may be written in own fields: text, number, money, date, yes or no, a choice, a link."""

from __future__ import annotations

import re
from dataclasses import dataclass

from everyunit.rules import conditions
from everyunit.rules.conditions import CHOICE, DATE, DECIMALS, MONEY, NUMBER, TEXT, TRUTH, Field
from everyunit.rules.money import format_amount

LINK = "link"
TYPES = {
    TEXT: "Text",
    NUMBER: "Number",
    MONEY: "Amount",
    DATE: "Date",
    TRUTH: "Yes or no",
    CHOICE: "Choice",
    LINK: "Link",
}
OF = {"unit": "Units", "item": "Items", "vendor": "Vendors", "customer": "Customers", "document": "Documents"}
CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")
WEB = re.compile(r"https?://[^\s/][^\s]*", re.IGNORECASE)
LIMIT = 400


@dataclass(frozen=True, slots=True)
class Value:
    """What a field holds: as it is written, and what it is compared by where that is no text."""

    text: str
    number: int | None


def read_value(type_: str, choices: tuple[str, ...], text: str, digits: int) -> Value | None:
    """The value that somebody wrote; None where nothing is written. ValueError, with a sentence, where it is none."""
    text = text.strip()
    if not text:
        return None
    if len(text) > LIMIT:
        raise ValueError(f"At most {LIMIT} characters.")
    if type_ == LINK:
        if not WEB.fullmatch(text):
            raise ValueError("A link begins with http:// or https://.")
        return Value(text, None)
    found = conditions.meaning(Field(name="", label="", type=type_, choices=choices), text, digits)
    if isinstance(found, str):
        return Value(found, None)
    return Value(written(type_, found, digits, text), found)


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
    """The type by which conditions compare it: a link is a text."""
    return TEXT if type_ == LINK else type_
