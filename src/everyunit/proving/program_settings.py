"""Settings in the program under test: how its commands are built from the oracle's, and its answers read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from everyunit.base import clock
from everyunit.books.save_account_rules import AccountRulesSaved, SaveAccountRules, Served, save_account_rules
from everyunit.catalog.save_item import ItemSaved, save_item
from everyunit.catalog.set_put_away import PutAwaySet, PutInto, SetPutAway, set_put_away
from everyunit.money.save_account import AccountSaved, SaveAccount, save_account
from everyunit.places.set_default_bins import BinFor, DefaultBinsSet, SetDefaultBins, set_default_bins
from everyunit.places.set_search_order import SearchOrderSet, SetSearchOrder, set_search_order
from everyunit.preferences.set_preference import PreferenceSet, SetPreference, set_preference
from everyunit.proving.oracle.asked import Ask, Summary
from everyunit.proving.trade import item_command
from everyunit.terms.save_rate import RateSaved, SaveRate, save_rate

if TYPE_CHECKING:
    from everyunit.proving.program import Program


def summary_of(answer: Any) -> Summary:
    """The answer as the oracle gives it; nothing for other answers."""
    match answer:
        case PreferenceSet():
            return "chosen", answer.key, answer.value, answer.before
        case RateSaved():
            return "rate", answer.currency, answer.rate
        case DefaultBinsSet():
            return "default bins", answer.changed
        case PutAwaySet():
            return "put away", answer.changed
        case SearchOrderSet():
            return "search order", answer.bins
        case AccountSaved():
            return "account", answer.code, answer.created
        case AccountRulesSaved():
            return "rules", answer.set, answer.cleared, answer.amount_minor
        case ItemSaved():
            return "item", answer.code, answer.created
    return ()


def _rate(_: Program, ask: Ask) -> tuple[Any, Any]:
    since = clock.today() - timedelta(days=ask.get("days"))
    return save_rate, SaveRate(currency=ask.get("currency"), rate=ask.get("rate"), since=since)


def _bins(_: Program, ask: Ask) -> tuple[Any, Any]:
    bins = tuple(BinFor(purpose=purpose, bin=code) for purpose, code in ask.get("bins"))
    return set_default_bins, SetDefaultBins(bins=bins, location=ask.get("place"))


def _put_away(_: Program, ask: Ask) -> tuple[Any, Any]:
    bins = tuple(PutInto(location=place, bin=code) for place, code in ask.get("bins"))
    return set_put_away, SetPutAway(item=ask.get("item"), bins=bins)


def _account(_: Program, ask: Ask) -> tuple[Any, Any]:
    code = ask.get("code")
    return save_account, SaveAccount(
        code=code, name=f"Account {code}", purpose=ask.get("purpose"), discontinued=ask.get("discontinued", False)
    )


def _rules(_: Program, ask: Ask) -> tuple[Any, Any]:
    served = tuple(Served(purpose=purpose, account=code) for purpose, code in ask.get("accounts"))
    return save_account_rules, SaveAccountRules(scope=ask.get("scope"), target=ask.get("target"), accounts=served)


def _item(program: Program, ask: Ask) -> tuple[Any, Any]:
    item = program.items[ask.get("code")]
    return save_item, item_command(replace(item, tracking=ask.get("tracking"), cost=ask.get("cost")))


BUILDERS: dict[str, Callable[[Program, Ask], tuple[Any, Any]]] = {
    "item": _item,
    "rate": _rate,
    "bins": _bins,
    "search": lambda _, ask: (
        set_search_order,
        SetSearchOrder(bins=ask.get("bins"), location=ask.get("place")),
    ),
    "put_away": _put_away,
    "account": _account,
    "rules": _rules,
    "choose": lambda _, ask: (set_preference, SetPreference(key=ask.get("key"), value=ask.get("value"))),
}
