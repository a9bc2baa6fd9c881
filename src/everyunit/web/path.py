"""The status of a document as a path: what is behind it, where it stands, and what is ahead."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from everyunit.documents.page import DocumentPage
from everyunit.web.faces import face_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`state`: past, now, ahead or bad."""

    name: str
    state: str = "past"
    note: str = ""
    at: dt.datetime | None = None
    by: str = ""


def steps(page: DocumentPage) -> list[Step]:
    """Two to five steps; one of them is where the document stands."""
    if page.quotes or page.orders:
        return _order(page)
    document, posting, reversal = page.document, page.posting, page.reversal
    found = [Step(name="Draft", state="now" if page.draft else "past", at=document.created_at, by=document.created_by)]
    if posting is None:
        found.append(Step(name="Post", state="ahead"))
    else:
        stands = "now" if reversal is None else "past"
        found.append(Step(name="Posted", state=stands, at=posting.posted_at, by=posting.posted_by))
    if posting is not None and reversal is None and page.invoiced_later:
        found.append(_measured("Invoiced", page.reached.invoiced, page.reached.asked))
    if reversal is not None:
        reversed_ = Step(
            name="Reversed", state="bad", note=reversal.reason, at=reversal.posted_at, by=reversal.posted_by
        )
        found.append(reversed_)
    return found


def _order(page: DocumentPage) -> list[Step]:
    document, reached = page.document, page.reached
    cancelled = document.status == "cancelled"
    begun = reached.done or reached.invoiced
    opened = Step(
        name="Open",
        state="now" if document.status == "open" and not begun else "past",
        at=document.created_at,
        by=document.created_by,
    )
    found = [opened]
    if page.kind.travels:
        opened = replace(opened, name="Requested")
        found = [opened]
    if page.kind.waits:
        holds = face_of(page.kind).holds.capitalize()
        here = bool(reached.committed)
        found = [replace(opened, state="past")] if here else found
        found.append(Step(name=holds, state="now" if here else "ahead", note=f"{reached.committed:,}" if here else ""))
    if page.orders and not cancelled and (reached.done or not page.kind.waits):
        found.append(_measured(page.kind.done.capitalize(), reached.done, reached.asked))
        if page.invoiced_later:
            found.append(_measured("Invoiced", reached.invoiced, reached.asked))
    if page.quotes:
        ordered = document.status == "closed"
        found.append(Step(name=page.kind.done.capitalize(), state="now" if ordered else "ahead"))
    elif cancelled:
        found.append(Step(name="Cancelled", state="bad"))
    else:
        found.append(Step(name="Closed", state="now" if document.status == "closed" else "ahead"))
    return found


def _measured(name: str, done: int, asked: int) -> Step:
    """A step that is reached piece by piece."""
    if done == 0:
        return Step(name=name, state="ahead")
    if done >= asked:
        return Step(name=name, note=f"{done:,}")
    return Step(name=f"Partly {name.lower()}", state="now", note=f"{done:,} of {asked:,}")
