"""The grammar of serial numbers: a prefix and a padded running number; ranges in, ranges out.

Our serial number is text, unique in the company and never reused (WHS-26, SAL-105). The maker's number is
whatever the maker printed on the box.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice, pairwise, takewhile
from operator import itemgetter

RANGE_LIMIT = 1_000_000
LENGTH_LIMIT = 100
RUNNING = re.compile(r"^(.*?)([0-9]{1,18})\Z", re.DOTALL)
RANGE = re.compile(r"^(\S*?[0-9]{1,18})\s*(?:-|–|\.\.)\s*(\S*?[0-9]{1,18})\Z")
MANGLED = re.compile(r"^[+-]?\d[.,]\d+E[+-]?\d+$|^\d+E\+\d+$", re.IGNORECASE)
BREAKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b\u200e\u200f\u2028-\u202e\ufeff]")


def home_of(serial: str) -> int:
    """The 15-bit home of a serial number, by which units can be distributed: first 15 bits of its SHA-256."""
    return int.from_bytes(sha256(serial.encode()).digest()[:2], "big") & 0x7FFF


@dataclass(frozen=True, slots=True)
class Block:
    """`count` consecutive numbers of one series, from `first`."""

    prefix: str
    padding: int
    first: int
    count: int

    def texts(self) -> list[str]:
        """The numbers as text, in order."""
        prefix, width = self.prefix, self.padding
        return [f"{prefix}{number:0{width}d}" for number in range(self.first, self.first + self.count)]

    def text(self, offset: int = 0) -> str:
        return f"{self.prefix}{self.first + offset:0{self.padding}d}"

    def part(self, start: int, count: int) -> Range:
        """`count` of the numbers, from the one at `start`."""
        return Range(self.text(start), self.text(start + count - 1), count)


@dataclass(frozen=True, slots=True)
class Range:
    """A run of consecutive serial numbers, or a single text."""

    first: str
    last: str
    count: int

    def __str__(self) -> str:
        return self.first if self.count == 1 else f"{self.first}–{self.last}"

    def block(self) -> Block:
        """The same numbers as a block of a series."""
        prefix, digits = parted(self.first)
        padded = digits.startswith("0") or len(self.first) == len(self.last)
        return Block(prefix, len(digits) if padded else 0, int(digits or 0), self.count)

    def texts(self) -> list[str]:
        """The numbers, one by one, in order."""
        return [self.first] if self.count == 1 else self.block().texts()

    def part(self, start: int, count: int) -> Range:
        """`count` of the numbers, from the one at `start`."""
        return self if count == self.count else self.block().part(start, count)

    def offset(self, serial: str) -> int:
        """At which place of the run this number of it stands."""
        return 0 if serial == self.first else number_of(serial) - number_of(self.first)

    def even(self) -> list[Range]:
        """The run in parts with numbers of one length: as texts they stand in the same order as their numbers."""
        if len(self.first) == len(self.last):
            return [self]
        block, parts, start = self.block(), [], 0
        while start < self.count:
            longer = 10 ** len(str(block.first + start)) - block.first  # where one digit more begins
            size = min(longer, self.count) - start
            parts.append(block.part(start, size))
            start += size
        return parts


def parted(serial: str) -> tuple[str, str]:
    """What stands before the running number, and the running number."""
    match = RUNNING.match(serial)
    return (match[1], match[2]) if match else (serial, "")


def number_of(serial: str) -> int:
    """The running number at the end; 0 where there is none."""
    return int(parted(serial)[1] or 0)


class NotARange(ValueError):
    """The text does not describe a usable range; the message says why, `code` for programs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def read_range(text: str, limit: int = RANGE_LIMIT) -> Range:
    """The serial numbers that '100000-100499' stands for; both ends must differ only in their running number.

    Raises NotARange: `not_a_range`, `range_backwards`, `range_too_wide`.
    """
    match = RANGE.match(text.strip())
    if not match:
        raise NotARange("not_a_range", f"“{text}” is not a range. Write it as 100000-100499.")
    return range_between(match[1], match[2], limit)


def range_between(first: str, last: str, limit: int = RANGE_LIMIT) -> Range:
    """The serial numbers from `first` to `last`, both included. Errors as `read_range`."""
    start, end = RUNNING.match(first.strip()), RUNNING.match(last.strip())
    if not start or not end:
        raise NotARange("not_a_range", "Both ends of a range must end in a number.")
    prefix = start[1]
    if end[1] != prefix and end[1] != "":
        raise NotARange("not_a_range", f"The range starts with “{start[1]}” but ends with “{end[1]}”.")
    low, high = int(start[2]), int(end[2])
    if high < low:
        raise NotARange("range_backwards", f"The range ends before it begins: {first} to {last}.")
    if high - low + 1 > limit:
        raise NotARange("range_too_wide", f"{high - low + 1:,} numbers at once are too many; at most {limit:,}.")
    padded = len(start[2]) if start[2].startswith("0") or len(start[2]) == len(end[2]) else 0
    return Block(prefix, padded, low, high - low + 1).part(0, high - low + 1)


def looks_like_range(text: str) -> bool:
    """Whether the text has the form of a range (a single serial number may have that form too)."""
    return RANGE.match(text.strip()) is not None


def compress(serials: Iterable[str]) -> list[Range]:
    """Consecutive runs of the given serial numbers, in the order given: 3 texts for 100,000 numbers."""
    return list(_joined((serial, serial, 1) for serial in serials))


def joined(ranges: Iterable[Range]) -> list[Range]:
    """The ranges in the order given, those that follow on one another as one."""
    return list(_joined((each.first, each.last, each.count) for each in ranges))


def _joined(pieces: Iterable[tuple[str, str, int]]) -> Iterator[Range]:
    first = last = ""
    prefix, number, width, count = "", 0, 0, 0
    for begin, end, size in pieces:
        match = RUNNING.match(begin)
        head, digits = (match[1], match[2]) if match else (begin, "")
        follows = count > 0 and digits != "" and head == prefix and digits == str(number + 1).zfill(width)
        if not follows:
            if count:
                yield Range(first, last, count)
            first, count, prefix = begin, 0, head
        if size > 1:
            digits = parted(end)[1]
        last, count = end, count + size
        number, width = (int(digits), len(digits)) if digits else (-2, 0)
    if count:
        yield Range(first, last, count)


class Numbers:
    """Serial numbers that were named before, kept as runs."""

    def __init__(self) -> None:
        self.runs: dict[tuple[str, int], list[tuple[int, int]]] = {}

    def add(self, numbers: Range) -> list[tuple[int, int, bool]]:
        """The parts of an even range, in order: where each starts, how many numbers it has, whether they are new."""
        block = numbers.block()
        low, high = block.first, block.first + block.count - 1
        runs = self.runs.setdefault((block.prefix, len(numbers.first)), [])
        at = bisect_left(runs, low, key=itemgetter(1))
        known = list(takewhile(lambda run: run[0] <= high, islice(runs, at, None)))
        parts, reached = [], low
        for first, last in known:
            if first > reached:
                parts.append((reached - low, first - reached, True))
            first, last = max(first, low), min(last, high)
            parts.append((first - low, last - first + 1, False))
            reached = last + 1
        if reached <= high:
            parts.append((reached - low, high - reached + 1, True))
        ends = [low, high, *(end for run in known for end in run)]
        runs[at : at + len(known)] = [(min(ends), max(ends))]
        return parts


def overlap(ranges: Iterable[Range]) -> bool:
    """Whether a number is in two of these even ranges."""
    blocks = [(each.block(), len(each.first)) for each in ranges]
    spans = sorted((block.prefix, length, block.first, block.count) for block, length in blocks)
    return any(one[:2] == other[:2] and other[2] < one[2] + one[3] for one, other in pairwise(spans))


def describe(ranges: Iterable[Range], at_most: int = 5) -> str:
    """'100000–100499, 100510 and 3 more runs' for people."""
    listed = list(ranges)
    text = ", ".join(str(each) for each in listed[:at_most])
    left = len(listed) - at_most
    return f"{text} and {left} more" if left > 0 else text


def clean(text: str) -> str:
    """A scanned or pasted number without the invisible characters that come along with it.

    What parts numbers, such as a line end, stays a space: two numbers never become one.
    """
    return CONTROL.sub("", BREAKS.sub(" ", text)).strip()


def split_scans(text: str) -> list[str]:
    """The numbers of a text that holds several, one a line or parted by tabs."""
    return [part for part in (clean(part) for part in BREAKS.split(text)) if part]


def looks_mangled(text: str) -> bool:
    """Whether a spreadsheet has rewritten the number: 1.23E+14. Its digits are lost; it cannot be used."""
    return MANGLED.match(text.strip()) is not None
