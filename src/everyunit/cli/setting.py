"""Read and choose settings: how the program behaves where there is more than one good way."""

from __future__ import annotations

import argparse
from typing import Any

from everyunit.cli import terminal
from everyunit.cli.acting import actor_asked_for, add_user
from everyunit.preferences.queries import PreferenceRow, all_preferences
from everyunit.preferences.set_preference import SetPreference, set_preference
from everyunit.rules.refusals import Refused


def arguments(parser: argparse.ArgumentParser) -> None:
    ways = parser.add_subparsers(title="what to do", metavar="WHAT", dest="what", required=True)
    listing = ways.add_parser("list", help="all settings and what holds", description="All settings and what holds.")
    listing.add_argument("--json", action="store_true", help="print them as JSON")
    one = ways.add_parser("get", help="one setting and its ways", description="One setting, its ways and what holds.")
    one.add_argument("key", metavar="KEY")
    one.add_argument("--json", action="store_true", help="print it as JSON")
    choosing = ways.add_parser(
        "set",
        help="choose a way",
        description="Choose a way for the company, or for one workstation. Without a value the choice is taken back.",
    )
    choosing.add_argument("key", metavar="KEY")
    choosing.add_argument("value", metavar="VALUE", nargs="?", help="one of its ways; without: take the choice back")
    choosing.add_argument("--at", metavar="CODE", help="for this workstation alone")
    choosing.add_argument("--json", action="store_true", help="print the answer as JSON")
    add_user(choosing)


def run(options: argparse.Namespace) -> int:
    if options.what == "list":
        return _list(options)
    if options.what == "get":
        return _get(options)
    return _set(options)


def _list(options: argparse.Namespace) -> int:
    rows = all_preferences()
    if options.json:
        terminal.print_json([_as_data(row) for row in rows])
        return 0
    for row in rows:
        terminal.answer(f"{row.preference.key:<28} {row.value:<12} {row.preference.sentence}")
        for each in row.overrides:
            terminal.answer(f"{'':<28} {each.value:<12} at workstation {each.workstation}")
    return 0


def _get(options: argparse.Namespace) -> int:
    row = next((row for row in all_preferences() if row.preference.key == options.key), None)
    if row is None:
        raise Refused("unknown_preference", f"There is no setting “{options.key}”. See: everyunit setting list.")
    if options.json:
        terminal.print_json(_as_data(row))
        return 0
    terminal.answer(row.preference.sentence)
    for option in row.preference.options:
        mark = "*" if option.value == row.value else " "
        default = " (default)" if option.value == row.preference.default else ""
        terminal.answer(f"{mark} {option.value:<12} {option.label}{default}")
    if row.preference.amount:
        amount = row.amount_minor
        said = "an amount in the smallest coin" if amount is None else str(amount)
        terminal.answer(f"{' ' if amount is None else '*'} {said:<12} {row.preference.amount}")
    for each in row.overrides:
        terminal.answer(f"  at workstation {each.workstation}: {each.value}")
    return 0


def _set(options: argparse.Namespace) -> int:
    done = set_preference(
        actor_asked_for(options), SetPreference(key=options.key, value=options.value, workstation=options.at)
    )
    if options.json:
        terminal.print_json(
            {"key": done.key, "workstation": done.workstation, "value": done.value, "before": done.before}
        )
        return 0
    where = f" at workstation {done.workstation}" if done.workstation else ""
    if done.value is None:
        terminal.say(f"{done.key}{where}: the choice is taken back.")
    else:
        terminal.say(f"{done.key}{where}: {done.value}.")
    return 0


def _as_data(row: PreferenceRow) -> dict[str, Any]:
    preference = row.preference
    return {
        "key": preference.key,
        "group": preference.group,
        "sentence": preference.sentence,
        "options": [{"value": each.value, "label": each.label} for each in preference.options],
        "amount": preference.amount,
        "default": preference.default,
        "by_workstation": preference.by_workstation,
        "value": row.value,
        "chosen": row.chosen,
        "overrides": [{"workstation": each.workstation, "value": each.value} for each in row.overrides],
    }
