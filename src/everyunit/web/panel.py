"""The scan panel: where its scans go, and what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse

from everyunit.documents.page import DocumentPage
from everyunit.web.faces import face_of

ANY_LINE = "Each scan finds its own line."
CHOOSES_LINE = "Scan an item’s barcode or select its line, then the makers’ numbers."


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A choice that goes along with each scan: for which order, from which bin. The first option means none."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]


CAPTURED = "capture"  # what is scanned are makers' numbers, to be written on units that leave
NUMBERS = Choice(
    name="by", label="What is scanned", options=(("", "Our units"), (CAPTURED, "New makers’ numbers of what leaves"))
)

GOES = "goes"  # what is scanned leaves the paper again


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """`key`: by which a tab keeps the scans that wait. `counts_only`: there is no target, whatever the answers say.
    `asks`: whether a scan too many is a question. `table`: where a file with columns goes; else its first is read.
    """

    key: str
    scan: str
    undo: str
    pick: str
    lead: str
    hint: str
    words: str
    units: int
    target: int | None
    counts_only: bool = False
    chooses_line: bool = False
    asks: bool = True
    choices: Sequence[Choice] = ()
    table: str = ""


def panel_of(page: DocumentPage) -> Panel:
    """The panel of a draft or an order."""
    document_id, kind = page.document.document_id, page.kind
    numbers = kind.generates and not kind.brings_back  # what is scanned are makers' numbers of units to come
    return Panel(
        key=str(document_id),
        scan=reverse("scan-document", args=[document_id]),
        undo=reverse("undo-scan", args=[document_id]),
        pick=reverse("pick-units", args=[document_id]),
        lead=face_of(kind).lead,
        hint=CHOOSES_LINE if numbers else ANY_LINE,
        words=face_of(kind).holds if page.orders else "makers’ numbers" if numbers else "units",
        units=page.units,
        target=None if page.orders else page.target,  # what was delivered before is no longer to be scanned
        counts_only=page.orders,
        chooses_line=numbers,
        choices=tuple(_choices(page)),
    )


def _choices(page: DocumentPage) -> Iterator[Choice]:
    face = face_of(page.kind)
    if page.captures:
        yield NUMBERS
    if face.goes:
        yield Choice(name="by", label="What happens to it", options=(("", face.comes), (GOES, face.goes)))
