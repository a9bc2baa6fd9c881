"""What the imports of lists share: who may, the sheet, and telling every problem with its row."""

from __future__ import annotations

from collections.abc import Sequence

from everyunit.base.operation import Actor
from everyunit.exchange.receipt_import import NotImported
from everyunit.places.models import Company
from everyunit.rules.refusals import Offender, Refused
from everyunit.rules.rights import EDIT_MASTER
from everyunit.rules.sheets import Problem, Sheet, read_sheet


def sheet_for(actor: Actor, content: bytes, encoding: str | None) -> Sheet:
    """The sheet. Refused: `no_company`, `not_allowed`."""
    if not Company.objects.exists():
        raise Refused("no_company", "There is no company yet. Found one first: everyunit found, or everyunit demo.")
    if not actor.may(EDIT_MASTER):
        raise Refused("not_allowed", f"{actor.name} may not import this (right “{EDIT_MASTER}”).")
    return read_sheet(content, encoding)


def refuse_problems(sheet: Sheet, offenders: Sequence[Offender], rows: Sequence[int]) -> None:
    """Refuse (`NotImported`) with what is wrong with the sheet and with what it says. `rows`: where the things begin
    that offenders count from 1.
    """
    problems = [
        *sheet.problems,
        *(
            Problem(
                row=None if each.row is None else rows[each.row - 1],
                code=each.code,
                message=f"{each.subject}: {each.message}",
            )
            for each in offenders
        ),
    ]
    if problems:
        raise NotImported(problems)
