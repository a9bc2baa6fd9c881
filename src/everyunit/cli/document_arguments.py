"""The arguments of `everyunit document`, way by way."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from everyunit.cli import terminal
from everyunit.cli.scanned import NUMBERS, YES
from everyunit.cli.ways import ways_of
from everyunit.documents.header import Header
from everyunit.documents.new_lines import NewLine
from everyunit.documents.standing import DELIVERED, INVOICED
from everyunit.rules.currencies import parse_rate
from everyunit.rules.money import parse_amount
from everyunit.rules.refusals import Offender, refuse_if_any

STATUSES = ("draft", "open", "posted", "closed", "cancelled", "reversed")
TEXTS = (
    *("their_number", "contact", "bill_to", "ship_to", "terms", "ship_via", "tracking_number", "representative"),
    *("currency", "reason", "destination"),
)
DAYS = ("due_on", "deliver_on", "expires_on")


def add_ways(parser: argparse.ArgumentParser) -> None:
    add = ways_of(parser, "print the answer as JSON, amounts in minor units")

    def way(name: str, words: str, *, named: bool = True) -> argparse.ArgumentParser:
        made = add(name, words)
        if named:
            made.add_argument("kind", metavar="KIND")
            made.add_argument("number", metavar="NUMBER")
        return made

    _add_new(way("new", "begin one, and print its kind and number", named=False))
    _add_list(way("list", "list documents, the newest first", named=False))
    way("show", "its lines, and the units on each")
    way("history", "what it moved, and what was changed of it, when and by whom")
    attaching = way("attach", "attach units: an order holds them, a draft brings them in or out")
    attaching.add_argument("units", nargs="+", metavar="UNIT", help=NUMBERS)
    attaching.add_argument("--exceed", action="store_true", help=YES)
    way("detach", "let units go again").add_argument("units", nargs="+", metavar="UNIT", help=NUMBERS)
    way("pick", "attach units to auto-serialized lines, the oldest first")
    becoming = way("convert", "make the next document, of what is outstanding")
    becoming.add_argument("to", metavar="TO", help="its kind")
    becoming.add_argument("--with", dest="further", action="append", default=[], metavar="NUMBER", help="this one, too")
    way("post", "make a draft final: units change hands, money is booked")
    way("close", "close an order: what is outstanding is dropped, and its units go back")
    way("open", "open a closed order again")
    way("cancel", "turn an order back into a quote, or void it")
    way("discard", "throw a draft away")
    way("reverse", "undo what a posted document did").add_argument("--reason", required=True, metavar="TEXT")


def _add_new(making: argparse.ArgumentParser) -> None:
    making.add_argument("kind", metavar="KIND")
    making.add_argument("--party", metavar="CODE", help="the vendor or customer")
    making.add_argument(
        "--line",
        action="append",
        type=line,
        default=[],
        metavar="ITEM[=N][@PRICE]",
        help="an item, how many, and the price of one; may come several times",
    )
    making.add_argument("--location", metavar="CODE")
    making.add_argument("--date", type=terminal.day, metavar="DATE")
    making.add_argument("--from-bin", metavar="CODE")
    making.add_argument("--to-bin", metavar="CODE")
    making.add_argument("--reference", default="", metavar="TEXT")
    making.add_argument("--notes", default="", metavar="TEXT")
    making.add_argument(
        "--set",
        action="append",
        type=header_field,
        default=[],
        metavar="FIELD=VALUE",
        help=f"a field of the header: {', '.join((*TEXTS, *DAYS, 'rate', 'tax_included'))}",
    )


def _add_list(listing: argparse.ArgumentParser) -> None:
    listing.add_argument("kind", nargs="*", metavar="KIND")
    listing.add_argument("--status", choices=STATUSES)
    listing.add_argument("--party", metavar="CODE")
    listing.add_argument("--location", metavar="CODE")
    listing.add_argument("--from", dest="date_from", type=terminal.day, metavar="DATE")
    listing.add_argument("--to", dest="date_to", type=terminal.day, metavar="DATE")
    listing.add_argument("--outstanding", action="store_true", help="open orders that wait for something")
    listing.add_argument("--delivered", choices=DELIVERED, help="how far orders are received, shipped, credited, …")
    listing.add_argument("--invoiced", choices=INVOICED, help="how far vendors invoiced orders and receipts")
    listing.add_argument("--representative", metavar="USER", help="who represents us")
    listing.add_argument("--limit", type=int, default=50, metavar="N", help="how many; default: 50")


class AskedLine(NamedTuple):
    """A line of the command: the price is a text until its currency is known."""

    item: str
    quantity: int | None
    price: str


def line(text: str) -> AskedLine:
    """ITEM, ITEM=N, ITEM@PRICE or ITEM=N@PRICE."""
    goods, _, price = text.rpartition("@") if "@" in text else (text, "", "")
    item, sign, count = goods.rpartition("=") if "=" in goods else (goods, "", "")
    if not item or (sign and not count.removeprefix("-").isdecimal()) or (sign and not count.isascii()):
        raise argparse.ArgumentTypeError(f"“{text}” is no line; write it as CABLE=3@4.95")
    return AskedLine(item, int(count) if sign else None, price)


def header_field(text: str) -> tuple[str, str]:
    """A field of the header: NAME=VALUE."""
    name, sign, value = text.partition("=")
    if not sign or name not in (*TEXTS, *DAYS, "rate", "tax_included"):
        raise argparse.ArgumentTypeError(f"“{text}” is no field of the header; write it as terms=30 days")
    return name, value


def lines_of(asked: Iterable[AskedLine], digits: int) -> tuple[NewLine, ...]:
    """Refused: `bad_amount` with every price that is none."""
    lines, wrong = [], []
    for each in asked:
        try:
            price = parse_amount(each.price, digits) if each.price else None
            lines.append(NewLine(item=each.item, quantity=each.quantity, price_minor=price))
        except ValueError:
            wrong.append(Offender(each.item, "bad_amount", f"“{each.price}” is no amount of its currency."))
    refuse_if_any(wrong, "bad_amount", "Some prices cannot be read. Write them as 12.50.")
    return tuple(lines)


def header_of(fields: Iterable[tuple[str, str]]) -> Header:
    """Refused: `bad_header` with every value that cannot be read."""
    values: dict[str, str | int | bool | dt.date] = {}
    wrong = []
    for name, text in fields:
        try:
            values[name] = _value(name, text)
        except ValueError:
            wrong.append(Offender(name, "bad_header", f"“{text}” cannot be read."))
    refuse_if_any(wrong, "bad_header", "Some fields of the header cannot be read.")
    return Header(**values)  # type: ignore[arg-type]


def _value(name: str, text: str) -> str | int | bool | dt.date:
    if name in DAYS:
        return dt.date.fromisoformat(text) if text else ""
    if name == "rate":
        return parse_rate(text)
    if name == "tax_included":
        return _yes_or_no(text)
    return text


def _yes_or_no(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError(text)
    return text == "yes"
