"""Who changed what of a document after it was begun: its state, its header, its lines and prices; old and new.

What moved is told by postings, and what was scanned by the units: only what somebody said otherwise is kept here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work
from everyunit.documents.header import COLUMNS
from everyunit.documents.models import Change, Document, Line
from everyunit.documents.queries import FIRST

CHANGES_SHOWN = 50
AMENDED = 1 << 52  # above every change: what was said later of a posted document
NAMED = {
    "party": "party__code",
    "from_bin": "from_bin__code",
    "to_bin": "to_bin__code",
    "representative": "representative__username",
    "destination": "destination__code",
    "reason": "reason__code",
    "tax_code": "tax_code__code",
    "lot": "lot__lot__number",
}
OF_HEADER = ("party", "date", "from_bin", "to_bin", "reference", "notes", *COLUMNS)
OF_LINE = ("quantity", "price_minor", "discount", "tax_code", "note", "from_bin", "to_bin", "lot")
ALWAYS = ("quantity", "price_minor")  # told of a line that comes or goes
PRICES = ("price_minor", "discount")
_Said = tuple[int | None, str, str, str, str]  # position, item, field, old, new


@dataclass(frozen=True, slots=True)
class _Line:
    position: int
    item: str
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """`position`, `item`: the line, None and "" where it is about the document. A line that came has no `old` quantity,
    one that went no `new` one. Amounts are minor units, discounts hundredths of a percent, rates billionths.
    """

    change_id: int
    at: dt.datetime
    user: str
    position: int | None
    item: str
    field: str
    old: str
    new: str


def set_status(work: Work, document: Document, status: str) -> None:
    """Give the order or quote another status, and keep who did."""
    Document.objects.filter(pk=document.pk).update(status=status)
    _keep(work, document.pk, [(None, "", "status", str(document.status), str(status))])
    document.status = status


@contextmanager
def told(work: Work, document_id: int) -> Iterator[None]:
    """Keep what is said otherwise within: four statements and one insert, whatever the number of lines."""
    header, lines = _header(document_id), _lines(document_id)
    yield
    found: list[_Said] = [
        (None, "", name, *both) for name, both in _differences(header, _header(document_id), OF_HEADER)
    ]
    after = _lines(document_id)
    for line_id in sorted({*lines, *after}, key=lambda each: ((after.get(each) or lines[each]).position, each)):
        old, new = lines.get(line_id), after.get(line_id)
        shown = new or old
        assert shown is not None
        names = OF_LINE if old and new else ALWAYS
        found += [
            (shown.position, shown.item, name, *both)
            for name, both in _differences(old.said if old else {}, new.said if new else {}, names)
        ]
    _keep(work, document_id, found)


def changes_of(document_id: int, before: int | None = None, at_most: int = CHANGES_SHOWN) -> list[ChangeRow]:
    """The latest changes, newest first; those before the change `before`. What was said otherwise of a posted document
    comes first, for nothing else changes then.
    """
    start = FIRST if before is None else before
    found = sql.rows(
        "SELECT told.key, told.at, w.username, told.position, told.item, told.field, told.old, told.new FROM ("
        "SELECT id AS key, at, actor_id, position, item, field, old, new FROM documents_change"
        " WHERE document_id = %s AND id < %s UNION ALL"
        f" SELECT id + {AMENDED}, at, actor_id, NULL, '', field, old, new FROM documents_amendment"
        " WHERE document_id = %s AND id < %s) told"
        " LEFT JOIN people_user w ON w.id = told.actor_id ORDER BY told.key DESC LIMIT %s",
        [document_id, start, document_id, start - AMENDED, at_most],
    )
    return [
        ChangeRow(
            change_id=change_id,
            at=at,
            user=user or "",
            position=position,
            item=item,
            field=field,
            old=old,
            new=new,
        )
        for change_id, said_at, user, position, item, field, old, new in found
        if (at := sql.moment(said_at)) is not None
    ]


def _header(document_id: int) -> dict[str, str]:
    columns = [NAMED.get(name, name) for name in OF_HEADER]
    values = Document.objects.values_list(*columns).get(pk=document_id)
    return dict(zip(OF_HEADER, map(_text, values), strict=True))


def _lines(document_id: int) -> dict[int, _Line]:
    columns = [NAMED.get(name, name) for name in OF_LINE]
    found = Line.objects.filter(document_id=document_id).values_list("pk", "position", "item__code", *columns)
    return {
        line_id: _Line(position, item, dict(zip(OF_LINE, map(_text, values), strict=True)))
        for line_id, position, item, *values in found
    }


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else str(value)


def _differences(
    old: Mapping[str, str], new: Mapping[str, str], names: Sequence[str]
) -> list[tuple[str, tuple[str, str]]]:
    both = [(name, (old.get(name, ""), new.get(name, ""))) for name in names]
    return [(name, (was, now)) for name, (was, now) in both if was != now]


def _keep(work: Work, document_id: int, found: Sequence[_Said]) -> None:
    Change.objects.bulk_create(
        Change(
            document_id=document_id,
            position=position,
            item=item,
            field=field,
            old=old,
            new=new,
            actor_id=work.actor.user_id,
            at=work.at,
        )
        for position, item, field, old, new in found
    )
