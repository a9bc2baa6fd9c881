"""The arguments of `everyunit work`, way by way."""

from __future__ import annotations

import argparse

from everyunit.cli import terminal
from everyunit.cli.scanned import NUMBERS, YES
from everyunit.cli.ways import ways_of


def add_ways(parser: argparse.ArgumentParser) -> None:
    add = ways_of(parser, "print the answer as JSON, amounts in minor units")

    def way(name: str, words: str, *, order: bool = True) -> argparse.ArgumentParser:
        made = add(name, words)
        if order:
            made.add_argument("number", metavar="NUMBER", help="the work order")
        return made

    making = way("make", "make a work order, and print its number", order=False)
    making.add_argument("item", metavar="ITEM", help="the assembly")
    making.add_argument("--quantity", type=int, default=1, metavar="N")
    making.add_argument("--due", type=terminal.day, metavar="DATE", help="until when")
    making.add_argument("--location", metavar="CODE")
    making.add_argument("--reference", default="", metavar="TEXT")
    way("show", "how far it is, what goes in and which units lack parts")
    way("short", "what all open work orders lack: item, location, missing, free, on order, to order", order=False)
    attaching = way("attach", "set units aside for it")
    attaching.add_argument("units", nargs="+", metavar="UNIT", help=NUMBERS)
    attaching.add_argument("--exceed", action="store_true", help=YES)
    way("detach", "let units go again").add_argument("units", nargs="+", metavar="UNIT", help=NUMBERS)
    way("supply", "set aside what needs no scan")
    way("start", "put it in process").add_argument("--back", action="store_true", help="it has not begun after all")
    numbering = way("number", "give numbers to units before they are built")
    numbering.add_argument("--quantity", type=int, metavar="N", help="how many more; default: all")
    linking = way("link", "link parts: a unit, then what goes into it, then the next unit")
    linking.add_argument("units", nargs="+", metavar="UNIT", help=NUMBERS)
    linking.add_argument("--whole", default="", metavar="SERIAL", help="the unit that the first parts go into")
    linking.add_argument("--undo", action="store_true", help="take the parts out again")
    way("spread", "let parts go into the units in order")
    replacing = way("substitute", "let another item go in instead of a component")
    replacing.add_argument("component", metavar="COMPONENT")
    replacing.add_argument("item", metavar="ITEM")
    replacing.add_argument("--quantity", type=int, metavar="N", help="how many; default: all that is missing")
    _add_build(way("build", "build units, some of them or all that are left"))
    way("close", "close it: no more are built, the rest goes back")
    way("void", "void it: nothing is built, all goes back")
    parting = way("apart", "take built units apart", order=False)
    parting.add_argument("units", nargs="+", metavar="SERIAL")
    parting.add_argument("--to-bin", metavar="CODE", help="where the parts go")
    exchanging = way("swap", "exchange a part of a built unit for another", order=False)
    exchanging.add_argument("old", metavar="OLD", help="what comes out: serial or maker’s number")
    exchanging.add_argument("new", metavar="NEW", help="what goes in")
    exchanging.add_argument("--whole", default="", metavar="SERIAL", help="the unit that it is in")
    exchanging.add_argument("--to-bin", metavar="CODE", help="where the old part goes")


def _add_build(building: argparse.ArgumentParser) -> None:
    building.add_argument("--good", type=int, default=0, metavar="N")
    building.add_argument("--defective", type=int, default=0, metavar="N")
    building.add_argument("--unit", action="append", default=[], metavar="SERIAL", help="which are good; or a range")
    building.add_argument("--defective-unit", action="append", default=[], metavar="SERIAL")
    building.add_argument(
        "--used", action="append", type=counted, default=[], metavar="ITEM=N", help="what really went in"
    )
    building.add_argument(
        "--by-product", action="append", type=counted, default=[], metavar="ITEM=N", help="what really came besides"
    )
    building.add_argument("--spread", action="store_true", help="number what is not, and link parts in order")
    building.add_argument("--lot", default="", metavar="LOT", help="the lot that is made")
    building.add_argument("--to-bin", metavar="CODE")
    building.add_argument("--defective-bin", metavar="CODE")


def counted(text: str) -> tuple[str, int]:
    """So many of an item: ITEM=N."""
    item, _, count = text.rpartition("=")
    if not item or not count.isascii() or not count.isdecimal():
        raise argparse.ArgumentTypeError(f"“{text}” is no number of an item; write it as CABLE=3")
    return item, int(count)
