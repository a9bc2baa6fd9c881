"""Locations: places of business, with bins, numbers and papers of their own.

everyunit location list
everyunit location save SHOP "Shop in town" --parent MAIN
"""

from __future__ import annotations

import argparse
from dataclasses import asdict

from everyunit.cli import terminal
from everyunit.cli.acting import actor_asked_for, add_user
from everyunit.places.queries import locations
from everyunit.places.save_location import SaveLocation, save_location


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    ways = parser.add_subparsers(title="what to do", metavar="WHAT", dest="what", required=True)
    listing = ways.add_parser("list", help="list them", description="List locations by their code.")
    saving = ways.add_parser("save", help="make one, or change one", description="Make a location, or change one.")
    saving.add_argument("code", metavar="CODE")
    saving.add_argument("name", metavar="NAME")
    saving.add_argument("--address", metavar="TEXT", help="default: as it is")
    saving.add_argument("--parent", default="", metavar="CODE", help="of a new one: the location that it lies under")
    saving.add_argument("--prefix", default="", metavar="TEXT", help="of a new one: what its numbers begin with")
    for each in (listing, saving):
        each.add_argument("--json", action="store_true", help="print the answer as JSON")
    add_user(saving)


def run(options: argparse.Namespace) -> int:
    known = locations()
    if options.what == "list":
        if options.json:
            terminal.print_json([asdict(each) for each in known])
        else:
            for each in known:
                terminal.answer("\t".join([each.code, each.name, each.parent or ""]))
        return 0
    before = next((each for each in known if each.code == options.code), None)
    address = options.address if options.address is not None else before.address if before else ""
    command = SaveLocation(
        code=options.code, name=options.name, address=address, parent=options.parent, prefix=options.prefix
    )
    saved = save_location(actor_asked_for(options), command)
    if options.json:
        terminal.print_json(asdict(saved))
    else:
        terminal.answer(f"{saved.code}\t{'made' if saved.created else 'saved'}")
    return 0
