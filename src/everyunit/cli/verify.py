"""Prove that the books are sound: run every truth that must hold, and walk the audit chain. Changes nothing."""

from __future__ import annotations

import argparse

from everyunit.cli import terminal
from everyunit.reports.verify import Verification, verify


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(options: argparse.Namespace) -> int:
    result = verify()
    if options.json:
        terminal.print_json(_as_data(result))
    else:
        _tell(result)
    return 0 if result.sound else 1


def _as_data(result: Verification) -> dict[str, object]:
    return {
        "sound": result.sound,
        "truths": [
            {"name": truth.name, "broken": truth.broken, **({"examples": list(truth.examples)} if truth.broken else {})}
            for truth in result.truths
        ],
    }


def _tell(result: Verification) -> None:
    for truth in result.truths:
        terminal.answer(f"{'holds ' if truth.broken == 0 else 'BROKEN'}  {truth.name}")
        if truth.broken:
            terminal.answer(f"        {truth.broken:,} times, such as {'; '.join(truth.examples)}")
    broken = sum(truth.broken > 0 for truth in result.truths)
    terminal.answer("The books are sound." if result.sound else f"The books are NOT sound: {broken} truths are broken.")
