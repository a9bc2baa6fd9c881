"""Files and pictures of units, items, lots, vendors, customers and documents.

  everyunit file attach unit 100017 dent.jpg --note "As received"
  everyunit file list document "SI 100004"
  everyunit file get 12 -o dent.jpg

SORT is unit, item, vendor, customer or document; THING its serial number, code, or kind and number. ID is what the list
says.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from everyunit.base.operation import Actor
from everyunit.cli import terminal
from everyunit.cli.acting import actor_asked_for, needs
from everyunit.cli.files import content_of
from everyunit.cli.scanned import say
from everyunit.cli.ways import ways_of
from everyunit.documents.fill_fields import target_ids
from everyunit.documents.keep_file import KeepFile, RemoveFile, keep_file, remove_file
from everyunit.files.queries import FileRow, file_by_id, files_of
from everyunit.files.storage import path_of, store
from everyunit.rules.own_fields import OF
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import KEEP_FILES


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    way = ways_of(parser)
    listing, attaching = way("list", "the files of a thing, newest first"), way("attach", "attach a file to a thing")
    for made in (listing, attaching):
        made.add_argument("of", metavar="SORT", choices=OF)
        made.add_argument("thing", metavar="THING")
    attaching.add_argument("file", metavar="FILE")
    attaching.add_argument("--note", default="", metavar="TEXT")
    getting = way("get", "write a file that is attached to a file here")
    getting.add_argument("id", type=int, metavar="ID")
    getting.add_argument("-o", "--output", metavar="FILE", help="default: what it is called, in this folder")
    way("remove", "take a file off; that it was there stays known").add_argument("id", type=int, metavar="ID")


def run(options: argparse.Namespace) -> int:
    ways = {"list": _list, "attach": _attach, "get": _get, "remove": _remove}
    told = ways[options.what](actor_asked_for(options), options)
    if options.json:
        terminal.print_json(told)
    return 0


def _list(actor: Actor, options: argparse.Namespace) -> Any:
    """Refused: `unknown_thing`."""
    target = target_ids(options.of, [options.thing]).get(options.thing)
    if target is None:
        raise Refused("unknown_thing", f"There is no {options.of} {options.thing}.")
    rows = files_of(options.of, target)
    for row in rows:
        say(options, f"{row.attachment_id}\t{row.name}\t{row.size:,} bytes\t{row.added_by}\t{row.note}".rstrip())
    return [asdict(row) for row in rows]


def _attach(actor: Actor, options: argparse.Namespace) -> Any:
    """Refused: `not_allowed`, whatever keeps the file from being read, and the refusals of `store` and `keep_file`."""
    needs(actor, KEEP_FILES)
    file = Path(options.file)
    stored = store(content_of(file))
    command = KeepFile(of=options.of, thing=options.thing, digest=stored.digest, name=file.name, note=options.note)
    kept = keep_file(actor, command)
    say(options, f"{kept.attachment_id}\t{kept.name}\t{'was there already' if kept.known else 'attached'}")
    return asdict(kept)


def _get(actor: Actor, options: argparse.Namespace) -> Any:
    """Refused: `unknown_file`, `cannot_write`."""
    found = _known(options.id)
    target = Path(options.output or found.name)
    try:
        if not options.output and target.exists():
            raise Refused("cannot_write", f"{target} is there already. Say with -o what to write.")
        target.write_bytes(path_of(found.digest).read_bytes())
    except OSError as error:
        raise Refused("cannot_write", f"{target} cannot be written: {error.strerror or error}.") from error
    say(options, f"{target}\t{found.size:,} bytes")
    return {"file": str(target), "size": found.size}


def _known(attachment_id: int) -> FileRow:
    found = file_by_id(attachment_id)
    if found is None or not path_of(found.digest).is_file():
        raise Refused("unknown_file", f"There is no file {attachment_id}.")
    return found


def _remove(actor: Actor, options: argparse.Namespace) -> Any:
    removed = remove_file(actor, RemoveFile(attachment_id=options.id))
    say(options, f"{removed.name}\ttaken off")
    return asdict(removed)
