"""Who acts in the demo company, and what they do in few words, each at its moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from heapq import heapify, heappop, heappush

from everyunit.base import clock
from everyunit.base.operation import Actor
from everyunit.documents.attach import Attach, attach
from everyunit.documents.draft import Draft, draft
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Post, Posted, post
from everyunit.stock.amend import AmendUnit, amend_unit
from everyunit.stock.queries import units_by_maker_serial

Story = Iterator[tuple[int, int]]  # goes on that many days ago, at that hour


class Teller:
    """The owner, who receives goods, and who sells them; the day on which all of it is told."""

    def __init__(self, now: datetime) -> None:
        self.midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        self.owner = self.goods = self.counter = Actor(0, "", frozenset())

    def tell(self, stories: Sequence[Story]) -> None:
        """All of them at once: each goes on when its time has come."""
        waiting = [(self._moment(*next(story)), nth, story) for nth, story in enumerate(stories)]
        heapify(waiting)
        while waiting:
            moment, nth, story = heappop(waiting)
            with clock.at(moment):
                when = next(story, None)
            if when is not None:
                heappush(waiting, (self._moment(*when), nth, story))

    def _moment(self, days_ago: int, hour: int) -> datetime:
        return self.midnight - timedelta(days=days_ago) + timedelta(hours=hour)

    def day(self, days_ago: int) -> date:
        return (self.midnight - timedelta(days=days_ago)).date()

    def scanned(self, actor: Actor, paper: Draft, scans: Sequence[str]) -> int:
        document_id = draft(actor, paper).document_id
        if scans:
            scanned = attach(actor, Attach(document_id=document_id, scans=tuple(scans)))
            assert "skipped" not in scanned.counts, scanned.entries
        return document_id

    def receive(self, vendor: str, reference: str, *lines: NewLine) -> Posted:
        paper = Draft(kind="PR", party=vendor, reference=reference, lines=lines)
        return post(self.goods, Post(document_id=self.scanned(self.goods, paper, ())))

    def sell(self, customer: int, scans: Sequence[str], *lines: NewLine) -> Posted:
        paper = Draft(kind="SI", party=f"DEMO-C{customer}", lines=lines)
        return post(self.counter, Post(document_id=self.scanned(self.counter, paper, scans)))

    def take_back(self, customer: int, scans: Sequence[str]) -> Posted:
        paper = Draft(kind="CM", party=f"DEMO-C{customer}")
        return post(self.counter, Post(document_id=self.scanned(self.counter, paper, scans)))

    def move(self, to_bin: str, scans: Sequence[str]) -> Posted:
        paper = Draft(kind="ST", to_bin=to_bin)
        return post(self.goods, Post(document_id=self.scanned(self.goods, paper, scans)))

    def note(self, maker_number: str, note: str) -> None:
        unit = units_by_maker_serial([maker_number])[maker_number][0]
        amend_unit(self.counter, AmendUnit(serial=unit.serial, note=note))
