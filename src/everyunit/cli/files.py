"""What the commands that read files share: the bytes, the mapping of columns, progress, and telling what was wrong."""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from everyunit.cli import terminal
from everyunit.exchange.receipt_import import NotImported
from everyunit.rules.refusals import Refused
from everyunit.rules.sheets import Problem

SIZE_LIMIT = 256 * 1024 * 1024  # bytes
PROBLEMS_SHOWN = 50


class Bar:
    """A progress bar on standard error, where that is a terminal."""

    def __init__(self) -> None:
        self.bar: Any = None
        self.what = ""

    def __call__(self, what: str, done: int, total: int) -> None:
        if self.bar is None or self.what != what:
            self.close()
            self.what = what
            columns, lines = shutil.get_terminal_size()  # also where the terminal does not tell
            self.bar = tqdm(
                total=total,
                desc=what,
                file=sys.stderr,
                disable=None,
                leave=False,
                ncols=columns,
                nrows=lines,
            )
        self.bar.update(done - self.bar.n)

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()


def content_of(file: Path) -> bytes:
    """The bytes of the file. Refused: `no_such_file`, `not_a_file`, `file_too_large`, `unreadable`."""
    name = in_words(file)
    try:
        if not file.exists():
            raise Refused("no_such_file", f"There is no file {name}.")
        if not file.is_file():
            raise Refused("not_a_file", f"{name} is not a file.")
        if file.stat().st_size > SIZE_LIMIT:
            raise Refused("file_too_large", f"{name} is larger than {SIZE_LIMIT // 1024**2} MB. Split it.")
        return file.read_bytes()
    except OSError as error:
        raise Refused("unreadable", f"{name} cannot be read: {error.strerror}.") from error


def in_words(file: Path) -> str:
    """Its name as text; on disk a name may be any bytes."""
    return str(file).encode(errors="replace").decode()


def mapping_of(fields: Sequence[str]) -> Callable[[str], list[tuple[str, str]]]:
    """Reads serial=COLUMN,item=COLUMN into pairs; a column's name may itself hold a comma."""
    next_field = re.compile(rf",(?=\s*(?:{'|'.join(fields)})\s*=)")

    def read(text: str) -> list[tuple[str, str]]:
        pairs = []
        for part in next_field.split(text):
            name, equals, column = part.partition("=")
            if not equals or name.strip() not in fields:
                raise argparse.ArgumentTypeError(
                    f"“{part}” is not FIELD=COLUMN, where FIELD is one of {', '.join(fields)}"
                )
            pairs.append((name.strip(), column.strip()))
        return pairs

    return read


def encoding(text: str) -> str:
    try:
        b"  ".decode(text, "replace")
    except (LookupError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not an encoding; cp1252 or latin-1 are") from error
    return text


def problems_of(refused: Refused) -> tuple[Problem, ...]:
    """Every problem that a refusal names."""
    if isinstance(refused, NotImported):
        return refused.problems
    return tuple(
        Problem(row=each.row, code=each.code, message=f"{each.subject}: {each.message}") for each in refused.offenders
    ) or (Problem(row=None, code=refused.code, message=refused.message),)


def say_problems(heading: str, problems: Sequence[Problem]) -> None:
    """Tell what was wrong on standard error, the first of it in full."""
    terminal.say(heading)
    for problem in problems[:PROBLEMS_SHOWN]:
        if problem.message != heading:
            terminal.say(f"  {f'row {problem.row}: ' if problem.row else ''}{problem.message}")
    left = Counter(problem.code for problem in problems[PROBLEMS_SHOWN:])
    if left:
        kinds = ", ".join(f"{count:,} × {code}" for code, count in left.most_common())
        terminal.say(f"  … and {left.total():,} more ({kinds}); --json lists them all")
