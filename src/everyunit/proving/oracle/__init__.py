"""The oracle: a small model of the trade in plain Python, which predicts the answer to every command."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass, replace

from everyunit.proving.oracle import (
    accounts,
    adjusting,
    apart,
    bills,
    blocking,
    building,
    converting,
    count_finding,
    count_settling,
    days,
    drafts,
    entries,
    linking,
    many,
    orders,
    parcels,
    picking,
    places,
    posting,
    prices,
    reversing,
    scans,
    sheets,
    stock_counts,
    taking_off,
    work_orders,
)
from everyunit.proving.oracle.asked import Ask, No, Offence, Summary
from everyunit.proving.oracle.bringing import bring
from everyunit.proving.oracle.capturing import capture
from everyunit.proving.oracle.choices import choose
from everyunit.proving.oracle.currencies import rate
from everyunit.proving.oracle.lots import lots_follow, name_lot, save_lot
from everyunit.proving.oracle.master import amend, item
from everyunit.proving.oracle.refusing import refuse_return
from everyunit.proving.oracle.replacing import replace_unit
from everyunit.proving.oracle.state import State

VERBS: dict[str, Callable[[State, Ask], Summary]] = {
    "draft": drafts.draft,
    "revise": drafts.revise,
    "discard": drafts.discard,
    "attach": scans.attach,
    "pick": picking.pick,
    "detach": taking_off.detach,
    "unscan": taking_off.unscan,
    "capture": capture,
    "refuse_return": refuse_return,
    "replace": replace_unit,
    "commit": orders.commit,
    "generate": orders.generate,
    "close": orders.close,
    "convert": converting.convert,
    "credit": converting.credit,
    "bring": bring,
    "approve": adjusting.approve,
    "post": posting.post,
    "reverse": reversing.reverse,
    "make_sheet": sheets.make,
    "pick_by_scan": sheets.pick_by_scan,
    "pick_from_bin": sheets.pick_from_bin,
    "put_back": sheets.put_back,
    "take_off": sheets.take_off,
    "close_sheet": sheets.close_sheet,
    "invoice_sheet": sheets.invoice,
    "save_parcel": parcels.save,
    "pack": parcels.pack,
    "unpack": parcels.unpack,
    "discard_parcel": parcels.discard,
    "make_count": stock_counts.make,
    "start_bins": stock_counts.start,
    "count_scans": count_finding.count_scans,
    "enter_number": count_finding.enter_number,
    "take_away": count_finding.take_away,
    "finish_bins": stock_counts.finish,
    "recount": stock_counts.recount,
    "cancel_bins": stock_counts.cancel,
    "void_count": stock_counts.void,
    "decide": count_settling.decide,
    "approve_count": count_settling.approve,
    "finalize_count": count_settling.finalize,
    "close_period": days.close,
    "reopen_period": days.reopen,
    "move_units": many.move_units,
    "amend_units": many.amend_units,
    "block_bin": blocking.block,
    "name_lot": name_lot,
    "save_lot": save_lot,
    "bill": bills.bill,
    "order_work": work_orders.order_work,
    "start": work_orders.start,
    "supply": work_orders.supply,
    "number": work_orders.number,
    "substitute": work_orders.substitute,
    "link": linking.link,
    "spread": linking.spread,
    "build": building.build,
    "take_apart": apart.take_apart,
    "swap": apart.swap,
    "enter": entries.enter,
    "amend": amend,
    "item": item,
    "choose": choose,
    "rate": rate,
    "price_list": prices.save_list,
    "assign": prices.assign,
    "offers": prices.save_offers,
    "bins": places.default_bins,
    "search": places.search_order,
    "put_away": places.put_away,
    "account": accounts.account,
    "rules": accounts.rules,
}
BUILDS = ("order_work", "start", "supply", "number", "substitute", "link", "spread", "build", "take_apart", "swap")
COUNTS: tuple[str, ...] = (
    "make_count",
    "start_bins",
    "count_scans",
    "enter_number",
    "take_away",
    "finish_bins",
    "recount",
)
COUNTS += ("cancel_bins", "void_count", "decide", "finalize_count")
RIGHTS_FIRST = dict.fromkeys(
    ("make_sheet", "pick_by_scan", "pick_from_bin", "put_back", "take_off", "close_sheet"), "pick"
)
RIGHTS_FIRST |= (
    dict.fromkeys(BUILDS, "build")
    | dict.fromkeys(COUNTS, "count")
    | {
        "approve_count": "approve",
        "close_period": "close_books",
        "reopen_period": "reopen_books",
        "move_units": "transfer",
        "bring": "transfer",
        "amend_units": "edit_units",
        "block_bin": "edit_master",
        "bill": "edit_master",
        "save_lot": "edit_master",
        "invoice_sheet": "sell",
        "reverse": "reverse",
        "refuse_return": "take_back",
        "enter": "keep_books",
        "amend": "edit_units",
        "item": "edit_master",
        "choose": "set_up",
        "rate": "keep_books",
        "price_list": "edit_master",
        "assign": "edit_master",
        "offers": "edit_master",
        "bins": "set_up",
        "search": "set_up",
        "put_away": "edit_master",
        "account": "keep_books",
        "rules": "keep_books",
        "approve": "approve",
    }
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command is answered: a summary of its success, or the code and the offences of its refusal."""

    summary: Summary | None = None
    code: str = ""
    offences: tuple[Offence, ...] = ()


class Oracle:
    """Knows the state of the trade and answers commands from it."""

    def __init__(self, state: State) -> None:
        self.state = state

    def copy(self) -> Oracle:
        copied: Oracle = pickle.loads(pickle.dumps(self))
        return copied

    def answer(self, ask: Ask) -> Answer:
        """The answer; a refusal leaves everything as it was."""
        before, stood = pickle.dumps(self.state), accounts.standing(self.state)
        try:
            summary = self._keyed(ask)
            accounts.inventory_follows(self.state, stood)
            return Answer(summary)
        except No as no:
            self.state = pickle.loads(before)
            return Answer(None, no.code, tuple(sorted(no.offences)))

    def _keyed(self, ask: Ask) -> Summary:
        """The same key with the same command is answered the same again; with another one it is refused."""
        if ask.verb in RIGHTS_FIRST:
            drafts.must(ask.who, RIGHTS_FIRST[ask.verb])
        if ask.key is None:
            return self._carry_out(ask)
        known = self.state.requests.get((ask.who, ask.key))
        if known is None:
            summary = self._carry_out(ask)
            self.state.requests[ask.who, ask.key] = (ask, summary)
            return summary
        if known[0] != replace(ask, new=known[0].new):  # what we call the new document is not part of the command
            raise No("key_reused")
        return known[1]

    def _carry_out(self, ask: Ask) -> Summary:
        owned, postings = _owned(self.state), len(self.state.postings)
        summary = VERBS[ask.verb](self.state, ask)
        if len(self.state.postings) > postings:
            now = _owned(self.state)
            day = self.state.postings[len(self.state.postings)].day
            self.state.flows.append((day, now[0] - owned[0], now[1] - owned[1]))
        blocking.refuse_blocked(self.state)
        lots_follow(self.state)
        return summary


def _owned(state: State) -> tuple[int, int]:
    """What we own, in all: how many, and what it is worth."""
    return sum(count for count, _ in state.worth.values()), sum(value for _, value in state.worth.values())
