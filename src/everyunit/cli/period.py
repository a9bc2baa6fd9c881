"""Close the books up to a day, open them again, and tell which days are closed."""

from __future__ import annotations

import argparse

from everyunit.cli import terminal
from everyunit.cli.acting import actor_asked_for, add_user
from everyunit.closing.close_period import ClosePeriod, close_period
from everyunit.closing.periods import closings
from everyunit.closing.reopen_period import ReopenPeriod, reopen_period


def arguments(parser: argparse.ArgumentParser) -> None:
    ways = parser.add_subparsers(title="what to do", metavar="WHAT", dest="what", required=True)
    listing = ways.add_parser("list", help="all closings", description="All closings and openings, newest first.")
    listing.add_argument("--json", action="store_true", help="print them as JSON, amounts in minor units")
    closing = ways.add_parser(
        "close",
        help="close the books",
        description="Close the books up to and including a day. All truths are proved first.",
    )
    closing.add_argument("through", type=terminal.day, metavar="DATE", help="the last closed day")
    closing.add_argument("--note", default="", help="kept with it")
    opening = ways.add_parser("reopen", help="open them again", description="Open the books again from a day on.")
    opening.add_argument("first", type=terminal.day, metavar="DATE", help="the first open day")
    opening.add_argument("--reason", required=True, help="why; it stays to be seen")
    for each in (closing, opening):
        add_user(each)


def run(options: argparse.Namespace) -> int:
    if options.what == "list":
        return _list(as_json=options.json)
    actor = actor_asked_for(options)
    if options.what == "close":
        done = close_period(actor, ClosePeriod(through=options.through, note=options.note))
        papers = f" {done.drafts} drafts are dated in it." if done.drafts else ""
        terminal.say(f"The books are closed up to {done.through}.{papers}")
    else:
        opened = reopen_period(actor, ReopenPeriod(first=options.first, reason=options.reason))
        terminal.say(f"The books are closed up to {opened.through} now.")
    return 0


def _list(*, as_json: bool) -> int:
    found = closings()
    if as_json:
        terminal.print_json(
            [
                {
                    "closing_id": each.closing_id,
                    "through": str(each.through),
                    "at": each.at.isoformat(),
                    "by": each.by,
                    "reason": each.reason,
                    "opened": each.opened,
                    "in_force": each.in_force,
                    "quantity": each.quantity,
                    "value_minor": each.value_minor,
                }
                for each in found
            ]
        )
        return 0
    for each in found:
        what = "opened, closed up to" if each.opened else "closed up to"
        undone = "" if each.in_force or each.opened else "  (undone later)"
        terminal.answer(f"{each.at:%Y-%m-%d %H:%M}  {what} {each.through}  {each.by}  {each.reason}{undone}".rstrip())
    return 0
