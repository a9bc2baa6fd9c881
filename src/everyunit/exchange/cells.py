"""What cells of a sheet say: amounts, whole numbers, yes and no, percentages. What cannot be read becomes a problem."""

from __future__ import annotations

import re

from everyunit.rules.money import parse_amount
from everyunit.rules.sheets import Sheet

WHOLE = re.compile(r"([0-9]{1,12})(\.0{1,2})?")  # a spreadsheet writes 2 as 2.0 or 2.00
YES = {"yes", "y", "true", "1", "x"}
NO = {"no", "n", "false", "0"}


def whole(sheet: Sheet, row: int, text: str, name: str) -> int | None:
    """A whole number that is not negative; None where the cell is empty. Problem: `bad_number`."""
    match = WHOLE.fullmatch(text)
    if match is not None:
        return int(match[1])
    if text:
        sheet.complain(row, "bad_number", f"The {name} is not a whole number: {text[:40]}")
    return None


def money(sheet: Sheet, row: int, text: str, name: str, digits: int) -> int | None:
    """An amount in minor units; None where the cell is empty. Problem: `bad_amount`."""
    if not text:
        return None
    try:
        return parse_amount(text, digits)
    except ValueError:
        sheet.complain(row, "bad_amount", f"The {name} is not an amount with at most {digits} decimals: {text[:40]}")
        return None


def yes_or_no(sheet: Sheet, row: int, text: str, name: str) -> bool | None:
    """None where the cell is empty. Problem: `bad_choice`."""
    if text and text.lower() not in YES | NO:
        sheet.complain(row, "bad_choice", f"The {name} is neither yes nor no: {text[:40]}")
    return text.lower() in YES if text else None
