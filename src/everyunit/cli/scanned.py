"""What commands that scan share: numbers of units among the arguments, and what became of each."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable

from everyunit.assembly.bench import LinkEntry
from everyunit.cli import terminal
from everyunit.documents.scans import ScanEntry, Scanned
from everyunit.rules.scanning import Action

NUMBERS = "serial or makers’ numbers; “-” reads them from standard input"

YES = "yes to whatever is asked, such as more than the lines ask for"


def scans(texts: Iterable[str]) -> tuple[str, ...]:
    """The numbers; “-” stands for those on standard input, one a line."""
    return tuple(line for text in texts for line in (sys.stdin.read().splitlines() if text == "-" else [text]))


def say(options: argparse.Namespace, text: str) -> None:
    """A line of the answer, unless JSON is asked for."""
    if not options.json:
        terminal.answer(text)


def say_entries(options: argparse.Namespace, entries: Iterable[ScanEntry | LinkEntry]) -> bool:
    """Each scan in a line; whether one was skipped."""
    skipped = False
    for each in entries:
        skipped |= each.action == Action.SKIPPED
        reason = " ".join(part for part in (each.message, each.holder) if part)
        say(options, "\t".join(part for part in (each.text, each.action, each.item, reason) if part))
    return skipped


def say_scanned(options: argparse.Namespace, done: Scanned) -> bool:
    """The same, and how what is asked is answered."""
    skipped = say_entries(options, done.entries)
    if done.asks:
        terminal.say("To say yes to what is asked, scan again with --exceed.")
    return skipped
