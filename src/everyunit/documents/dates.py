"""Dates of documents: none far ahead of us or of another age, and none before what it follows from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from everyunit.base import clock, sql
from everyunit.documents.kind import Stage
from everyunit.documents.kinds import BEGINNING, KINDS, REVALUING
from everyunit.documents.models import Document, Line, Status
from everyunit.rules.refusals import OFFENDERS_SHOWN, Offender, Refused, refuse_if_any

FIRST_YEAR = 1980  # no paper that is entered here is older; a year before that is mistyped


def day_of(date: dt.date) -> dt.date:
    """The date, unless it is later than tomorrow: that may be today already, elsewhere; or so old that it is mistyped.

    Refused: `future_date`, `ancient_date`.
    """
    if date.year < FIRST_YEAR:
        raise Refused("ancient_date", f"{date} is too long ago. Check the year.")
    if date > clock.today() + dt.timedelta(days=1):
        raise Refused("future_date", f"{date} is in the future. A document is dated today or earlier.")
    return date


UNDONE_THAT_DAY = (
    "EXISTS (SELECT 1 FROM stock_posting o WHERE (o.reverses_id = p.id OR o.id = p.reverses_id) AND o.date = p.date)"
)


def was_there_then(document: Document, *, past: bool = False) -> sql.Fragment | None:
    """A condition on units `f`: nothing moved them after the day of the document, nor gave them a cost of its own. They
    were where they are on that day, and posting is not refused for them (`refuse_too_early`).

    None where nothing happened later at all, or where the goods do not move on that day: orders commit when they do.
    """
    if KINDS[document.kind].stage is not Stage.FINAL or not _any_later(document):
        return None
    spared = (
        f" AND p.document_id NOT IN (SELECT id FROM documents_document WHERE kind IN ({BEGINNING}))" if past else ""
    )
    recosted = f" AND p.document_id IN (SELECT id FROM documents_document WHERE kind IN ({REVALUING}))"
    return sql.Fragment(
        " AND ".join(
            f"NOT EXISTS (SELECT 1 FROM {table} m CROSS JOIN stock_posting p WHERE m.unit_id = f.id AND m.home = f.home"
            f" AND p.id = m.posting_id AND p.date > %s{condition} AND NOT {UNDONE_THAT_DAY})"
            for table, condition in (("stock_movement", spared), ("stock_costchange", recosted + spared))
        ),
        [document.date, document.date],
    )


def refuse_too_early(document: Document, *, past: bool) -> None:
    """Refused: `dated_too_early`, with the units on the document to which something happened on a later day: a posted
    document moved it, or gave it a cost of its own.

    What was undone on its own day, and the reversal that undid it, do not count. `past`: nor does opening stock, see
    `Post`.
    """
    if not _any_later(document):
        return
    spared = f"AND d.kind NOT IN ({BEGINNING})" if past else ""
    events = " UNION ALL ".join(
        "SELECT u.serial, u.id, CASE WHEN p.reverses_id IS NULL THEN '' ELSE 'The reversal of ' END"
        " || d.kind || ' ' || d.number AS paper, p.date, p.id AS posting"
        " FROM documents_line l JOIN stock_hold h ON h.line_id = l.id"
        " JOIN stock_unit u ON u.id = h.unit_id AND u.home = h.home"
        f" JOIN {table} m ON m.unit_id = h.unit_id AND m.home = h.home"
        " JOIN stock_posting p ON p.id = m.posting_id AND p.date > %s"
        f" JOIN documents_document d ON d.id = p.document_id AND d.status = 'posted' {condition}"
        f" WHERE l.document_id = %s {spared}"
        f" AND NOT {UNDONE_THAT_DAY}"
        for table, condition in (("stock_movement", ""), ("stock_costchange", f"AND d.kind IN ({REVALUING})"))
    )
    found = sql.rows(
        "SELECT e.serial, e.paper, e.date, count(*) OVER () FROM (SELECT events.*,"
        " row_number() OVER (PARTITION BY id ORDER BY date DESC, posting DESC) AS nth"
        f" FROM ({events}) events) e WHERE e.nth = 1 ORDER BY e.id LIMIT %s",
        [document.date, document.pk, document.date, document.pk, OFFENDERS_SHOWN],
    )
    if found:
        raise Refused(
            "dated_too_early",
            f"{KINDS[document.kind].name} {document.number} is dated {document.date}, before what happened to its"
            " units. Change the date, or take these units off.",
            [Offender(serial, "later_event", f"{paper} is dated {date}.", paper) for serial, paper, date, _ in found],
            int(found[0][3]),
        )


def refuse_before_the_books(document: Document, lines: Sequence[Line], *, past: bool) -> None:
    """Refused: `before_the_books`, for a document that is older than the opening stock; `past`: it is history on
    purpose. `before_its_source`, for one that is older than a posted document from which its lines follow (PUR-50).
    """
    name = f"{KINDS[document.kind].name} {document.number} is dated {document.date}"
    asks = document.date < clock.today() and not past and not KINDS[document.kind].begins
    began, opening = _beginning() if asks else (None, "")
    if began is not None and document.date < began:
        raise Refused("before_the_books", f"{name}, but the books begin on {began}, with {opening}. Check the date.")
    sources = {line.source_line.document for line in lines if line.source_line is not None}
    later = [each for each in sources if each.status == Status.POSTED and each.date > document.date]
    named = {f"{each.kind} {each.number}": each.date for each in later}
    refuse_if_any(
        [Offender(paper, "before_its_source", f"It is dated {date}.", paper) for paper, date in sorted(named.items())],
        "before_its_source",
        f"{name}, before what it follows from. Change the date.",
    )


def _beginning() -> tuple[dt.date | None, str]:
    """The day of the first opening stock that stands, and its name."""
    found = sql.row(
        f"SELECT d.date, d.kind || ' ' || d.number FROM documents_document d WHERE d.kind IN ({BEGINNING})"
        " AND d.status = 'posted' AND NOT EXISTS (SELECT 1 FROM stock_posting p"
        " JOIN stock_posting r ON r.reverses_id = p.id WHERE p.document_id = d.id) ORDER BY d.date, d.id LIMIT 1"
    )
    return (None, "") if found is None else (sql.date(found[0]), str(found[1]))


def _any_later(document: Document) -> bool:
    """Whether anything happened later: for a document of today nothing did, and no unit needs to be looked at."""
    return sql.row("SELECT 1 FROM stock_posting WHERE date > %s LIMIT 1", [document.date]) is not None
