"""The oracle: a small model of the trade in plain Python, which predicts the answer to every command."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace

from everyunit.proving.oracle import drafts, posting, scans
from everyunit.proving.oracle.scan import MANGLED
from everyunit.proving.oracle.state import BY_UNIT, Ask, No, Offence, State, Summary

VERBS: dict[str, Callable[[State, Ask], Summary]] = {
    "draft": drafts.draft,
    "revise": drafts.revise,
    "discard": drafts.discard,
    "attach": scans.attach,
    "detach": scans.detach,
    "pick": scans.pick,
    "post": posting.post,
    "reverse": posting.reverse,
}
RIGHTS_FIRST = {"reverse": "reverse", "amend": "edit_units", "item": "edit_master"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command is answered: a summary of its success, or the code and the offences of its refusal."""

    summary: Summary | None = None
    code: str = ""
    offences: tuple[Offence, ...] = ()


def _same_command(one: Ask, other: Ask) -> bool:
    """A draft's id is only what we call it; it is not part of the command."""
    return one == (replace(other, doc=one.doc) if other.verb == "draft" else other)


class Oracle:
    """Knows the state of the trade and answers commands from it."""

    def __init__(self, state: State) -> None:
        self.state = state

    def copy(self) -> Oracle:
        copied: Oracle = pickle.loads(pickle.dumps(self))
        return copied

    def answer(self, ask: Ask) -> Answer:
        """The answer; a refusal leaves everything as it was."""
        try:
            return Answer(self._keyed(ask))
        except No as no:
            return Answer(None, no.code, tuple(sorted(no.offences)))

    def _keyed(self, ask: Ask) -> Summary:
        """The same key with the same command is answered the same again; with another one it is refused."""
        if ask.verb in RIGHTS_FIRST:
            drafts.must(ask.who, RIGHTS_FIRST[ask.verb])
        if ask.key is None:
            return self._carried_out(ask)
        known = self.state.requests.get((ask.who, ask.key))
        if known is None:
            summary = self._carried_out(ask)
            self.state.requests[ask.who, ask.key] = (ask, summary)
            return summary
        if not _same_command(known[0], ask):
            raise No("key_reused")
        return known[1]

    def _carried_out(self, ask: Ask) -> Summary:
        if ask.verb == "amend":
            return self._amend(ask)
        if ask.verb == "item":
            return self._item(ask)
        state = self.state
        paper, holds, rows = deepcopy(state.papers.get(ask.doc)), dict(state.holds), dict(state.rows)
        try:
            return VERBS[ask.verb](state, ask)
        except No:
            state.holds, state.rows = holds, rows
            if paper is not None:
                state.papers[ask.doc] = paper
            raise

    def _amend(self, ask: Ask) -> Summary:
        unit = self.state.units.get(ask.scans[0])
        if unit is None:
            raise No("unknown_unit")
        maker, note = ask.get("maker"), ask.get("note")
        if len(maker or "") > 100:
            raise No("too_long")
        if maker is not None and maker != unit.maker and MANGLED.fullmatch(maker):
            raise No("mangled")
        changed = [
            name
            for name, new, old in (("maker_serial", maker, unit.maker), ("note", note, unit.note))
            if new not in (None, old)
        ]
        unit.maker = unit.maker if maker is None else maker
        unit.note = unit.note if note is None else note
        return "amended", unit.serial, unit.maker, unit.note, tuple(changed)

    def _item(self, ask: Ask) -> Summary:
        item = self.state.items[ask.get("code")]
        offences: list[Offence] = []
        tracking, cost = ask.get("tracking"), ask.get("cost")
        if tracking != item.tracking and not {tracking, item.tracking} <= set(BY_UNIT):
            offences.append(("tracking", "tracking_fixed"))
        if cost < 0:
            offences.append(("cost", "bad_amount"))
        if offences:
            raise No("bad_item", offences)
        item.tracking, item.cost = tracking, cost
        return "item", item.code, False
