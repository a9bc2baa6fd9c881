"""Which texts can be kept: all but those with a NUL or with half of a surrogate pair, which are no characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

UNSTORABLE = re.compile("[\\x00\\ud800-\\udfff]")


def storable(text: str) -> bool:
    """Whether every database can keep the text."""
    return UNSTORABLE.search(text) is None


def stands_in_address(code: str) -> bool:
    """Whether a code can be a part of an address: “.” and “..” are swallowed there, by browsers and others."""
    return all(step not in (".", "..") for step in code.split("/"))


def unstorable_texts(value: object, where: str = "") -> Iterator[str]:
    """Where in a command the texts are that cannot be kept: "lines[2].item"."""
    if isinstance(value, str):
        if not storable(value):
            yield where
    elif isinstance(value, tuple | list):
        for index, each in enumerate(value):
            yield from unstorable_texts(each, f"{where}[{index}]")
    elif is_dataclass(value):
        for field in fields(value):
            yield from unstorable_texts(getattr(value, field.name), f"{where}.{field.name}".lstrip("."))
