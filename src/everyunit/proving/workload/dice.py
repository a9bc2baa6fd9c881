"""What is drawn by chance: who asks, which document, which line, which text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Mapping
from dataclasses import replace
from random import Random
from typing import Any, TypeVar

from everyunit.proving.oracle.asked import UNKNOWN_ID, Ask
from everyunit.proving.oracle.goods import HQ
from everyunit.proving.oracle.papers import Paper, Row
from everyunit.proving.oracle.state import State
from everyunit.rules.rights import ROLES

MAKERS = tuple(f"M{number}" for number in range(1, 15))
USERS = ("buyer", "counter", "goods_in", "bookkeeper", "viewer")
OWNER = 0.92
Drawn = TypeVar("Drawn")


class Dice:
    """A seed, and what was given away so far: names of documents and keys."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.papers = 0
        self.keys = 0
        self.asked: list[Ask] = []  # with a key, to be repeated
        self.stories: list[Generator[Ask, State, None]] = []  # that are being told
        self.tries: Counter[int] = Counter()  # how often a clerk went on with a document

    def chance(self, likely: float) -> bool:
        return self.random.random() < likely

    def some(self, *choices: Drawn) -> Drawn:
        return self.random.choice(choices)

    def weighted(self, weights: Mapping[Drawn, float]) -> Drawn:
        return self.random.choices(list(weights), list(weights.values()))[0]

    def new(self) -> int:
        """What the next new document is called."""
        self.papers += 1
        return self.papers

    def who(self, right: str = "") -> str:
        """Mostly somebody who may."""
        if self.chance(OWNER):
            return "owner"
        return self.some(*(user for user in USERS if not right or self.chance(0.5) or right in ROLES[user]), "viewer")

    def keyed(self, ask: Ask) -> Ask:
        self.keys += 1
        ask = replace(ask, key=f"key {self.keys}")
        self.asked.append(ask)
        return ask

    def paper(self, state: State, suits: Callable[[Paper], bool]) -> int:
        """Mostly one that suits, and one of the newest; sometimes another, sometimes none."""
        if self.chance(0.02):
            return UNKNOWN_ID
        suiting = [paper.id for paper in state.papers.values() if suits(paper)]
        if suiting and self.chance(0.94):
            return self.random.choice(suiting[-6:] if self.chance(0.7) else suiting)
        return self.random.choice(list(state.papers)) if state.papers else UNKNOWN_ID

    def line(self, state: State, paper_id: int, suits: Callable[[Row], bool] = lambda _: True) -> int | None:
        """A line of the document, mostly one that suits; sometimes one that is not there, or none."""
        paper = state.papers.get(paper_id)
        rows = paper.rows if paper is not None else []
        rows = [row for row in rows if suits(row)] or rows
        drawn = self.random.random()
        if drawn < 0.03:
            return UNKNOWN_ID
        return self.random.choice(rows).id if rows and drawn < 0.95 else None

    def bin(self, state: State, bin_type: str | None = None) -> str:
        """A bin, mostly of the type that is wanted."""
        drawn = self.random.random()
        if drawn < 0.02:
            return "NOWHERE"
        bins = [bin_.code for bin_ in state.bins.values() if drawn < 0.12 or bin_type in (None, bin_.type)]
        usual = [code for code in ("SHELF", "MAIN", "SOLD", "SUPPLIER", "S-STOCK") if code in bins]
        return self.random.choice(usual if usual and self.chance(0.6) else bins)

    def place(self, likely: float) -> str:
        """Mostly the company's default location; as likely as said the other one, seldom one that is not there."""
        if not self.chance(likely):
            return HQ
        return "MOON" if self.chance(0.02) else "SHOP"

    def maybe(self, likely: float, value: Any) -> Any:
        return value if self.chance(likely) else None
