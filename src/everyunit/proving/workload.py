"""The workload: commands drawn from a seed, valid and invalid, over few units and small numbers: they collide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from everyunit.proving.oracle.state import BY_UNIT, STOCK, UNKNOWN_ID, USERS, Ask, Change, NewRow, Paper, Row, State

MAKERS = tuple(f"M{number}" for number in range(1, 15))
RIVALS = 0.05
KEYED = 0.15
OWNER = 0.9
ITEMS = ("A", "B", "P", "Q", "N", "EAN-P", "GONE", "NONE", "")
ITEM_WEIGHTS = (34, 10, 26, 24, 7, 5, 0.5, 0.5, 0.3)
QUANTITIES = (None, 1, 2, 3, 5, -1, -2, 0, 2_000_000)
QUANTITY_WEIGHTS = {
    False: (18, 26, 24, 16, 14, 0.7, 0.4, 0.5, 0.5),
    True: (18, 30, 22, 8, 3, 9, 4, 0.5, 0.5),  # where a negative line means something
}
WEIGHTS = {
    "draft": 20,
    "revise": 7,
    "attach": 24,
    "detach": 6,
    "pick": 4,
    "post": 20,
    "reverse": 6,
    "discard": 2,
    "amend": 4,
    "item": 3,
    "replay": 4,
}


@dataclass(frozen=True, slots=True)
class Rivals:
    """Two commands at the same time."""

    first: Ask
    second: Ask


class Workload:
    """Draws the next command from what is so at the moment."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.papers = 0
        self.keys = 0
        self.asked: list[Ask] = []  # with a key, to be repeated

    def draw(self, state: State) -> Ask | Rivals:
        if self.random.random() < RIVALS:
            return self._rivals(state)
        ask = self._ask(state)
        if ask.key is None and self.random.random() < KEYED:
            ask = self._with_key(ask)
        return ask

    def _ask(self, state: State) -> Ask:
        verb = self.random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        makers: dict[str, Callable[[State], Ask]] = {
            "draft": self._draft,
            "revise": self._revise,
            "attach": self._attach,
            "detach": self._detach,
            "pick": lambda state: self._on_draft(state, "pick"),
            "post": lambda state: self._on_draft(state, "post"),
            "reverse": self._reverse,
            "discard": lambda state: self._on_draft(state, "discard"),
            "amend": self._amend,
            "item": self._item,
            "replay": self._replay,
        }
        return makers[verb](state)

    def _with_key(self, ask: Ask) -> Ask:
        self.keys += 1
        ask = replace(ask, key=f"key {self.keys}")
        self.asked.append(ask)
        return ask

    def _replay(self, state: State) -> Ask:
        """The same key once more: with the same command, or with another."""
        if not self.asked:
            return self._draft(state)
        ask = self.random.choice(self.asked)
        if self.random.random() < 0.3:
            return replace(self._draft(state), key=ask.key, who=ask.who)
        return ask

    # --- who and what ---

    def _who(self) -> str:
        return "owner" if self.random.random() < OWNER else self.random.choice(list(USERS))

    def _paper(self, state: State, posted: bool = False) -> int:
        """Mostly one that suits, sometimes another, sometimes none."""
        if self.random.random() < 0.03:
            return UNKNOWN_ID
        suiting = [paper.id for paper in state.papers.values() if paper.posted == posted]
        if suiting and self.random.random() < 0.9:
            return self.random.choice(suiting[-6:] if self.random.random() < 0.7 else suiting)
        return self.random.choice(list(state.papers)) if state.papers else UNKNOWN_ID

    def _line(self, state: State, doc: int) -> int | None:
        rows = state.papers[doc].rows if doc in state.papers else []
        chance = self.random.random()
        if chance < 0.05:
            return UNKNOWN_ID
        return self.random.choice(rows).id if rows and chance < 0.9 else None

    def _some(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def _on_draft(self, state: State, verb: str) -> Ask:
        doc = self._paper(state)
        if verb == "post" and self.random.random() < 0.8:
            doc = self._ready(state) or doc
        line = self._line(state, doc) if verb == "pick" and self.random.random() < 0.5 else None
        return Ask(verb, self._who(), doc=doc, line=line)

    def _ready(self, state: State) -> int | None:
        """A draft whose lines all look filled."""
        ready = [
            paper.id
            for paper in state.papers.values()
            if not paper.posted and paper.rows and all(self._filled(state, paper, row) for row in paper.rows)
        ]
        return self.random.choice(ready) if ready else None

    def _filled(self, state: State, paper: Paper, row: Row) -> bool:
        if state.items[row.item].tracking == "serialized" and not paper.rule.makes_units:
            return row.attached == row.size > 0
        return row.quantity != 0

    # --- drafts ---

    def _draft(self, state: State) -> Ask:
        self.papers += 1
        kind = self.random.choices(["PR", "SI", "CM", "ST", "XX"], [30, 34, 18, 16, 2])[0]
        party = {"PR": "V1", "SI": self._some("C1", "C1", "C2"), "CM": self._some("C1", "C1", "C2")}.get(kind)
        if self.random.random() < 0.04:
            party = self._some(None, "V1", "C1", "C9", "NOBODY")
        given: list[tuple[str, Any]] = [("kind", kind), ("party", party)]
        if kind == "ST" or self.random.random() < 0.06:
            given.append(("to_bin", self._bin(kind == "ST")))
        if self.random.random() < 0.07:
            given.append(("from_bin", self._bin()))
        count = self.random.choices([0, 1, 2, 3], [5 if kind == "PR" else 25, 55, 20, 5])[0]
        used: set[str] = set()
        given.append(("lines", tuple(self._new_row(state, kind, used) for _ in range(count))))
        return Ask("draft", self._who(), doc=self.papers, with_=tuple(given))

    def _bin(self, needed: bool = False) -> str | None:
        if needed and self.random.random() < 0.85:
            return str(self._some("SHELF", "MAIN", "RETURNS"))
        return (
            None
            if self._some(*range(4)) == 0
            else str(self._some("MAIN", "MAIN", "SHELF", "RETURNS", "SOLD", "LOST", "SUPPLIER", "CLOSED", "NOWHERE"))
        )

    def _new_row(self, state: State, kind: str, used: set[str]) -> NewRow:
        item = self.random.choices(ITEMS, ITEM_WEIGHTS)[0]
        quantity = self.random.choices(QUANTITIES, QUANTITY_WEIGHTS[kind in ("SI", "CM")])[0]
        if item in ("Q", "N") and quantity is None and self.random.random() < 0.9:
            quantity = 2
        row = NewRow(item, quantity)
        if self.random.random() < 0.3:
            row = replace(row, price=self._some(0, 99, 99, 1000, 1000, 12345, 12345, -1))
        if self.random.random() < 0.15:
            row = replace(row, amount=self._some(0, 100, 1001, 9999, 9999, 1000, -5))
        if self.random.random() < 0.06:
            row = replace(row, from_bin=self._bin())
        if kind == "PR" and self.random.random() < 0.3:
            free = [maker for maker in MAKERS if maker not in used]
            makers = self.random.sample(free, min(len(free), self.random.randint(1, 3)))
            used.update(makers)
            row = replace(row, makers=tuple(makers))
        if kind in ("CM", "SI") and self.random.random() < (0.35 if kind == "CM" else 0.06):
            row = self._crediting(state, row)
        return row

    def _crediting(self, state: State, row: NewRow) -> NewRow:
        """A line that credits one of a posted document, mostly one that it may."""
        sold = [
            line
            for paper in state.papers.values()
            if paper.posted and paper.kind in ("SI", "CM")
            for line in paper.rows
        ]
        if self.random.random() < 0.1:
            sold = [line for paper in state.papers.values() for line in paper.rows]
        if not sold:
            return replace(row, source=UNKNOWN_ID)
        line = self.random.choice(sold)
        item = line.item if self.random.random() < 0.9 else row.item
        return replace(row, item=item, source=line.id)

    def _revise(self, state: State) -> Ask:
        doc = self._paper(state)
        given: list[tuple[str, Any]] = []
        kind = state.papers[doc].kind if doc in state.papers else "SI"
        line = self._line(state, doc)
        chance = self.random.random()
        if chance < 0.45 and line is not None:
            given.append(("change", (self._change(line),)))
        elif chance < 0.6 and line is not None:
            given.append(("remove", (line,)))
        elif chance < 0.8:
            rows = state.papers[doc].rows if doc in state.papers else []
            given.append(("lines", (self._new_row(state, kind, {maker for row in rows for maker in row.makers}),)))
        else:
            given.append(
                (self._some("from_bin", "to_bin"), self._some("", "MAIN", "SHELF", "SHELF", "SOLD", "NOWHERE"))
            )
        if self.random.random() < 0.1:
            given.append(("party", self._some("C1", "C2", "V1", "C9", "NOBODY")))
        return Ask("revise", self._who(), doc=doc, with_=tuple(given))

    def _change(self, line: int) -> Change:
        return Change(
            line,
            quantity=self._some(None, 1, 2, 3, 4, -1, -2, 0),
            price=self._some(None, None, None, 0, 777, -1),
            from_bin=self._some(None, None, None, "", "MAIN", "SHELF", "NOWHERE"),
        )

    # --- scanning ---

    def _attach(self, state: State) -> Ask:
        doc = self._paper(state)
        by = self.random.choices(["anything", "serial", "maker", "range"], [60, 16, 10, 14])[0]
        line = self._line(state, doc) if self.random.random() < 0.4 else None
        if by == "range":
            scans: tuple[str, ...] = (self._range(state),)
        else:
            count = self.random.choices([0, 1, 2, 4], [2, 50, 30, 18])[0]
            scans = tuple(self._text(state, state.papers.get(doc)) for _ in range(count))
        return Ask("attach", self._who(), doc=doc, line=line, scans=scans, by=by, exceed=self.random.random() < 0.25)

    def _detach(self, state: State) -> Ask:
        doc = self._paper(state)
        if self.random.random() < 0.35:
            return Ask("detach", self._who(), doc=doc, line=self._line(state, doc))
        mine = [serial for serial, row in state.holds.items() if state.rows[row] == doc]
        mine += [maker for row in (state.papers[doc].rows if doc in state.papers else []) for maker in row.makers]
        text = self.random.choice(mine) if mine and self.random.random() < 0.8 else self._text(state, None)
        return Ask("detach", self._who(), doc=doc, scans=(text,))

    def _text(self, state: State, paper: Paper | None) -> str:
        """A number that suits the document, or any other text that a scanner or a tired clerk may send."""
        chance = self.random.random()
        suiting = self._suiting(state, paper) if paper is not None else []
        if chance < 0.65 and suiting:
            return self.random.choice(suiting[-12:])
        if chance < 0.75 and state.units:
            return self.random.choice(list(state.units))
        if chance < 0.87 or (paper is not None and paper.kind == "PR" and chance < 0.93):
            return self.random.choice(MAKERS)
        if chance < 0.9:
            return self._range(state)
        return str(self._some("A", "P", "P", "Q", "Q", "N", "EAN-P", "GONE", "999", "1.23E+14", " ", "no such thing"))

    def _suiting(self, state: State, paper: Paper) -> list[str]:
        """Units that stand where the document takes from; those that its lines ask for, if there are such."""
        suiting = [unit for unit in state.units.values() if paper.rule.source in (None, state.bins[unit.bin].type)]
        wanted = {row.item for row in paper.rows if row.attached < row.size}
        return [unit.serial for unit in suiting if unit.item in wanted] or [unit.serial for unit in suiting]

    def _range(self, state: State) -> str:
        serials = list(state.units) or ["100000"]
        first = int(self.random.choice(serials))
        last = first + self.random.choice([0, 1, 2, 3, 5, 9])
        return str(
            self.random.choices(
                [
                    f"{first}-{last}",
                    f"{first}–{last}",
                    f"{last + 1}-{first}",
                    f"{first}-9999999",
                    f"X{first}-{last}",
                    f"X{first}-Y{last}",
                ],
                [60, 20, 6, 6, 4, 4],
            )[0]
        )

    # --- the rest ---

    def _reverse(self, state: State) -> Ask:
        return Ask("reverse", self._who(), doc=self._paper(state, posted=True))

    def _amend(self, state: State) -> Ask:
        serials = list(state.units)
        serial = self.random.choice(serials) if serials and self.random.random() < 0.9 else "999"
        given = (("maker", self._some(None, "", *MAKERS, "1.23E+14")), ("note", self._some(None, "", "scratched")))
        return Ask("amend", self._who(), scans=(serial,), with_=given)

    def _item(self, state: State) -> Ask:
        item = state.items[self._some("A", "B", "P", "P", "Q")]
        tracking = self._some(*BY_UNIT) if item.tracking in BY_UNIT else item.tracking
        if self.random.random() < 0.15:
            tracking = self._some("quantity", "none", "serialized")
        cost = self._some(item.cost, item.cost + 1, 333, -1)
        return Ask("item", self._who(), with_=(("code", item.code), ("tracking", tracking), ("cost", cost)))

    # --- rivals ---

    def _rivals(self, state: State) -> Rivals | Ask:
        """Two commands that want the same: the same draft, the same unit, the same key."""
        drafts = [paper for paper in state.papers.values() if not paper.posted and paper.rows]
        if not drafts:
            return self._draft(state)
        paper = self.random.choice(drafts[-6:])
        post = Ask("post", "owner", doc=paper.id)
        chance = self.random.random()
        if chance < 0.2:
            return Rivals(post, post)
        if chance < 0.35:
            return Rivals(post, self._detach_from(state, paper))
        if chance < 0.5:
            other = self.random.choice(drafts)
            return Rivals(post, Ask("post", "owner", doc=other.id))
        if chance < 0.6:
            keyed = self._with_key(post)
            return Rivals(keyed, keyed)
        if chance < 0.7:
            done = [each.id for each in state.papers.values() if each.posted]
            reverse = Ask("reverse", "owner", doc=self.random.choice(done) if done else UNKNOWN_ID)
            return Rivals(reverse, self._some(reverse, post, self._attach_any(state, paper)))
        if chance < 0.8:
            return Rivals(post, self._attach_any(state, self.random.choice(drafts)))
        return Rivals(*self._two_attach(state, drafts))

    def _detach_from(self, state: State, paper: Paper) -> Ask:
        return Ask("detach", "owner", doc=paper.id, line=self.random.choice(paper.rows).id)

    def _attach_any(self, state: State, paper: Paper) -> Ask:
        held = list(state.holds) or ["999"]
        texts = [self.random.choice(held), self._text(state, paper)]
        return Ask("attach", "owner", doc=paper.id, scans=tuple(texts), by="serial")

    def _two_attach(self, state: State, drafts: list[Paper]) -> tuple[Ask, Ask]:
        """The same units for two documents, in opposite order."""
        stock = [unit.serial for unit in state.units.values() if state.bins[unit.bin].type == STOCK] or ["999"]
        texts = tuple(self.random.sample(stock, min(len(stock), 3)))
        one, other = self.random.choice(drafts), self.random.choice(drafts)
        return (
            Ask("attach", "owner", doc=one.id, scans=texts, by="serial"),
            Ask("attach", "owner", doc=other.id, scans=texts[::-1], by="serial"),
        )
