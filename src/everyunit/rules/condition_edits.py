"""Changing conditions step by step. A path leads to a part of them: (1, 0) is the first part of the second part."""

from __future__ import annotations

from dataclasses import replace

from everyunit.rules.conditions import ALL, ANY, EVERYTHING, Condition, Group

Path = tuple[int, ...]


def path_of(text: str) -> Path:
    """The path that “1.0” writes; the whole where it writes none."""
    parts = text.split(".") if text else []
    return tuple(int(part) for part in parts) if all(part.isascii() and part.isdigit() for part in parts) else ()


def part_at(condition: Condition, path: Path) -> Condition | None:
    """The part there; None where there is none."""
    for step in path:
        if not isinstance(condition, Group) or step >= len(condition.parts):
            return None
        condition = condition.parts[step]
    return condition


def joined(condition: Condition, path: Path, way: str, more: Condition) -> Condition:
    """The part there holds together with one more condition: both (`all`), or one of them (`any`)."""
    part = part_at(condition, path)
    return condition if part is None else _put(condition, path, Group(way, (part, more)))


def without(condition: Condition, path: Path) -> Condition:
    """The conditions but for the part there."""
    return condition if part_at(condition, path) is None else _put(condition, path, EVERYTHING)


def turned(condition: Condition, path: Path) -> Condition:
    """The group there the other way: any for all, all for any."""
    part = part_at(condition, path)
    if not isinstance(part, Group):
        return condition
    return _put(condition, path, Group(ANY if part.way == ALL else ALL, part.parts))


def plain(condition: Condition) -> Condition:
    """The same with no group inside one of its kind, and no group of one."""
    if not isinstance(condition, Group):
        return condition
    parts: list[Condition] = []
    for part in map(plain, condition.parts):
        same = isinstance(part, Group) and part.way == condition.way
        parts += part.parts if isinstance(part, Group) and (same or not part.parts) else [part]
    if not parts:
        return EVERYTHING
    return parts[0] if len(parts) == 1 else Group(condition.way, tuple(parts))


def _put(condition: Condition, path: Path, new: Condition) -> Condition:
    return plain(_replaced(condition, path, new))


def _replaced(condition: Condition, path: Path, new: Condition) -> Condition:
    if not path:
        return new
    assert isinstance(condition, Group)
    parts = list(condition.parts)
    parts[path[0]] = _replaced(parts[path[0]], path[1:], new)
    return replace(condition, parts=tuple(parts))
