"""Import what own fields hold from a CSV file: all of the file or nothing."""

from __future__ import annotations

from everyunit.base.operation import Actor
from everyunit.documents.fill_fields import FieldsFilled, Filled, FillFields, fill_fields
from everyunit.exchange.receipt_import import NotImported
from everyunit.fields.queries import own_fields
from everyunit.rules.own_fields import OF
from everyunit.rules.refusals import Refused
from everyunit.rules.serials import clean
from everyunit.rules.sheets import Problem, Sheet, read_sheet


def import_own_values_file(actor: Actor, content: bytes, of: str, dry_run: bool = False) -> FieldsFilled:
    """The first column names units, items, lots, vendors, customers or documents; each other column is headed by the
    code or the label of a field. Refused: `NotImported` with every problem, and what `fill_fields` refuses.
    """
    if of not in OF:
        raise Refused("bad_of", f"Own fields are of one of {', '.join(OF)}.")
    sheet = read_sheet(content, None)
    codes = _codes(sheet, of)
    if sheet.problems:
        raise NotImported(sheet.problems)
    things = tuple(
        Filled(name=clean(cells[0]), values={code: cells[at] for at, code in codes.items()}) for _, cells in sheet.rows
    )
    try:
        return fill_fields(actor, FillFields(of=of, things=things), dry_run=dry_run)
    except Refused as refusal:
        if refusal.code != "bad_values":
            raise
        numbers = [number for number, _ in sheet.rows]
        more = refusal.total - len(refusal.offenders)
        rest = [Problem(row=None, code="more", message=f"And {more:,} more.")] if more else []
        raise NotImported(
            [
                Problem(
                    row=numbers[each.row - 1] if each.row else None,
                    code=each.code,
                    message=f"{each.subject}: {each.message}",
                )
                for each in refusal.offenders
            ]
            + rest
        ) from refusal


def _codes(sheet: Sheet, of: str) -> dict[int, str]:
    """The field of each column but the first, by its place."""
    known = {name.lower(): row.code for row in own_fields(of) for name in (row.label, row.name, row.code)}
    codes: dict[int, str] = {}
    for at, title in enumerate(sheet.header[1:], start=1):
        code = known.get(title.strip().lower())
        if code is None:
            sheet.complain(sheet.header_row, "unknown_field", f"There is no own field “{title[:40]}”.")
        elif code in codes.values():
            sheet.complain(sheet.header_row, "repeated_column", f"Two columns are for the field {code}.")
        else:
            codes[at] = code
    if not codes and not sheet.problems:
        sheet.complain(sheet.header_row, "missing_column", "No column is headed by an own field.")
    return codes
