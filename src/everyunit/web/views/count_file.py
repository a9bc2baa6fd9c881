"""A list with columns that was counted elsewhere, brought into a stock count on its page."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from everyunit.base.operation import Actor
from everyunit.counting.answers import Counted
from everyunit.counting.count_rows import RowProblem, RowsCounted
from everyunit.documents.scans import ScanEntry
from everyunit.exchange.count_import import CountOptions, import_count_file
from everyunit.exchange.receipt_import import NotImported
from everyunit.rules.refusals import Refused
from everyunit.rules.scanning import Action
from everyunit.web.pages import page
from everyunit.web.sent import body_of, key_of, text_of
from everyunit.web.views.count import counted_answer

SHOWN = 200  # of what is wrong with rows


@require_POST
@page()
def file_count(request: HttpRequest, actor: Actor, count_id: int) -> HttpResponse:
    """Read as `everyunit count import` reads it: rows that are wrong are told, and the others are counted."""
    asked = body_of(request)
    bin_, content = text_of(asked, "bin"), text_of(asked, "text").encode()
    try:
        done = import_count_file(actor, count_id, content, CountOptions(bin=bin_), key=key_of(request))
    except NotImported as refused:
        why = refused.problems[0].message if refused.problems else ""
        raise Refused(refused.code, f"{refused.message} {why}".strip(), refused.offenders) from refused
    here = next((each for each in done.bins if each.bin == bin_), done.bins[0])
    entries = (*_rows(done.problems, Action.SKIPPED), *_rows(done.told, Action.ASSIGNED), _summary(done))
    counts = {"assigned": done.counted, "skipped": len(done.problems)}
    return counted_answer(
        Counted(count_id=done.count_id, number=done.number, bin=here, entries=entries, counts=counts, asks=0)
    )


def _rows(rows: Iterable[RowProblem], action: Action) -> Iterable[ScanEntry]:
    for each in list(rows)[:SHOWN]:
        yield ScanEntry(action=action, text=f"Row {each.row}: {each.text}", code=each.code, message=each.message)


def _summary(done: RowsCounted) -> ScanEntry:
    left = f", {len(done.problems):,} not" if done.problems else ""
    told = f"Rows counted: {done.counted:,}{left}."
    return ScanEntry(action=Action.ASSIGNED if done.counted else Action.SKIPPED, text="File", message=told)
