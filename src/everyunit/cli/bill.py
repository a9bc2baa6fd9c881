"""Bills of materials: what kits and assemblies are made of.

  everyunit bill show COMPUTER --json > computer.json
  everyunit bill save COMPUTER computer.json

The file is JSON, as `show --json` prints it; “-” reads it from standard input.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from everyunit.catalog.bills import by_products_of, components_of
from everyunit.catalog.by_products import ByProductAs
from everyunit.catalog.queries import ItemRow, item_by_code
from everyunit.catalog.save_bill import ComponentAs, SaveBill, save_bill
from everyunit.cli import terminal
from everyunit.cli.acting import actor_asked_for, add_user
from everyunit.cli.files import content_of
from everyunit.rules.refusals import Refused

COMPONENT = [each.name for each in fields(ComponentAs)]
BY_PRODUCT = [each.name for each in fields(ByProductAs)]
SHAPE = {"components": COMPONENT, "by_products": BY_PRODUCT}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    ways = parser.add_subparsers(title="what to do", metavar="WHAT", dest="what", required=True)
    showing = ways.add_parser("show", help="what it is made of", description="What an item is made of.")
    showing.add_argument("item", metavar="ITEM")
    showing.add_argument("--json", action="store_true", help="print it as `save` reads it")
    saving = ways.add_parser("save", help="say what it is made of", description="Replace the whole bill of materials.")
    saving.add_argument("item", metavar="ITEM")
    saving.add_argument("file", metavar="FILE", help="JSON, as `show --json` prints it; “-”: standard input")
    saving.add_argument("--json", action="store_true", help="print the answer as JSON")
    add_user(saving)


def run(options: argparse.Namespace) -> int:
    if options.what == "show":
        return _show(options.item, as_json=options.json)
    saved = save_bill(actor_asked_for(options), _command(options.item, _read(options.file)))
    if options.json:
        terminal.print_json(asdict(saved))
    else:
        terminal.say(f"{saved.item} is made of {saved.components} components.")
    return 0


def _show(code: str, *, as_json: bool) -> int:
    item = item_by_code(code)
    if item is None:
        raise Refused("unknown_item", f"There is no item “{code}”.")
    bill = _bill(item)
    if as_json:
        terminal.print_json(bill)
        return 0
    for each in bill["components"]:
        lost = f"\t{each['waste_quantity']} lost of each" if each["waste_quantity"] else ""
        lost += f"\t{each['waste'] // 100}.{each['waste'] % 100:02} % lost" if each["waste"] else ""
        instead = f"\tor {', '.join(each['substitutes'])}" if each["substitutes"] else ""
        terminal.answer(f"{each['item']}\t{each['quantity']}\t{each['link']}{lost}{instead}")
    for each in bill["by_products"]:
        terminal.answer(
            f"{each['item']}\t{each['quantity']} besides\t{each['share'] // 100}.{each['share'] % 100:02} %"
        )
    return 0


def _bill(item: ItemRow) -> dict[str, Any]:
    rows = components_of([item.item_id]).get(item.item_id, [])
    return {
        "components": [{name: getattr(row, name) for name in COMPONENT} for row in rows],
        "by_products": [{name: getattr(row, name) for name in BY_PRODUCT} for row in by_products_of(item.item_id)],
        "price_on_parts": item.price_on_parts,
    }


def _read(name: str) -> dict[str, Any]:
    """Refused: `bad_file`."""
    content = sys.stdin.buffer.read() if name == "-" else content_of(Path(name))
    try:
        bill = json.loads(content)
    except ValueError as error:
        raise Refused("bad_file", f"{name} is not JSON: {error}.") from error
    if not isinstance(bill, dict) or (problem := _problem(bill)):
        raise Refused("bad_file", problem if isinstance(bill, dict) else f"{name} holds no bill of materials.")
    return bill


def _problem(bill: dict[str, Any]) -> str:
    """What in the file is none of a bill; "" for nothing."""
    if unknown := set(bill) - {*SHAPE, "price_on_parts"}:
        return f"“{sorted(unknown)[0]}” is nothing of a bill of materials."
    for part, names in SHAPE.items():
        rows = bill.get(part) or []
        if not isinstance(rows, list) or not all(isinstance(row, dict) and "item" in row for row in rows):
            return f"“{part}” is a list, and each entry names its item."
        for row in rows:
            if unknown := set(row) - set(names):
                return f"{row['item']}: “{sorted(unknown)[0]}” is nothing that it can say."
            if wrong := [name for name, value in row.items() if not _fits(name, value)]:
                return f"{row['item']}: “{wrong[0]}” cannot be read."
    return ""


def _fits(name: str, value: Any) -> bool:
    if name == "substitutes":
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    if name in ("item", "link"):
        return isinstance(value, str) or (name == "link" and value is None)
    return type(value) is int


def _command(item: str, bill: dict[str, Any]) -> SaveBill:
    by_products = bill.get("by_products")
    return SaveBill(
        item=item,
        components=tuple(
            ComponentAs(**{**row, "substitutes": tuple(row.get("substitutes", ()))})
            for row in bill.get("components") or []
        ),
        price_on_parts=bill.get("price_on_parts") is True,
        by_products=None if by_products is None else tuple(ByProductAs(**row) for row in by_products),
    )
