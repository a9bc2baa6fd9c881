"""Bins: where goods lie, and where those are that went out.

everyunit bin list --location MAIN
everyunit bin save SHELF-3 "Third shelf" --position 30
everyunit bin discontinue SHELF-2
"""

from __future__ import annotations

import argparse
from dataclasses import asdict, replace

from everyunit.base.operation import Actor
from everyunit.cli import terminal
from everyunit.cli.acting import actor_asked_for
from everyunit.cli.ways import ways_of
from everyunit.places.queries import BinRow, bin_by_code, bins_page
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.rules.refusals import Refused

PAGE = 500


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    way = ways_of(parser)
    listing = way("list", "list bins by their code")
    listing.add_argument("--location", metavar="CODE")
    listing.add_argument("--type", choices=("stock", "out"), help="stock: what is in it is ours")
    listing.add_argument("--all", action="store_true", help="discontinued ones, too")
    saving = way("save", "make a bin, or change one; what is left out stays")
    saving.add_argument("code", metavar="CODE")
    saving.add_argument("name", metavar="NAME", nargs="?")
    saving.add_argument("--type", choices=("stock", "out"), help="of a new one; default: stock")
    saving.add_argument("--location", metavar="CODE", help="of a new one; default: the company's")
    saving.add_argument("--stock-type", metavar="TYPE", help="such as normal or defective")
    saving.add_argument("--position", type=int, metavar="N", help="where one passes it in the warehouse")
    saving.add_argument("--area", metavar="CODE", help="the stock area that it lies in; an empty text: none")
    way("discontinue", "use an empty bin no more").add_argument("code", metavar="CODE")
    way("revive", "use a discontinued bin again").add_argument("code", metavar="CODE")


def run(options: argparse.Namespace) -> int:
    actor = actor_asked_for(options)
    if options.what == "list":
        return _list(options)
    if options.what == "save":
        command = _wanted(options)
    else:
        command = replace(_as_it_is(options.code), discontinued=options.what == "discontinue")
    return _save(actor, command, as_json=options.json)


def _list(options: argparse.Namespace) -> int:
    rows: list[BinRow] = []
    while True:
        page = bins_page(
            bin_type=options.type,
            location=options.location,
            discontinued=None if options.all else False,
            after=rows[-1].code if rows else "",
            limit=PAGE,
        )
        rows += page
        if len(page) < PAGE:
            break
    if options.json:
        terminal.print_json([asdict(each) for each in rows])
        return 0
    for each in rows:
        told = [each.code, each.name, each.bin_type, each.stock_type, each.location, each.area]
        terminal.answer("\t".join([*told, *(["discontinued"] if each.discontinued else [])]))
    return 0


def _as_it_is(code: str) -> SaveBin:
    """Refused: `unknown_bin`."""
    found = bin_by_code(code)
    if found is None:
        raise Refused("unknown_bin", f"There is no bin {code}.")
    return SaveBin(
        code=found.code,
        name=found.name,
        bin_type=found.bin_type,
        stock_type=found.stock_type,
        position=found.position,
        discontinued=found.discontinued,
    )


def _wanted(options: argparse.Namespace) -> SaveBin:
    known = bin_by_code(options.code)
    begun = SaveBin(code=options.code, name=options.name or "") if known is None else _as_it_is(options.code)
    asked = {
        "name": options.name,
        "bin_type": options.type,
        "stock_type": options.stock_type,
        "position": options.position,
        "location": options.location,
        "area": options.area,
    }
    return replace(begun, **{name: value for name, value in asked.items() if value is not None})


def _save(actor: Actor, command: SaveBin, *, as_json: bool) -> int:
    saved = save_bin(actor, command)
    if as_json:
        terminal.print_json(asdict(saved))
    else:
        terminal.answer(f"{saved.code}\t{'made' if saved.created else 'saved'}")
    return 0
