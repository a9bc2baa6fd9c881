"""Closing periods in the program under test: how its commands are built from the oracle's, and its answers read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from everyunit.base import clock
from everyunit.closing.close_period import ClosePeriod, PeriodClosed, close_period
from everyunit.closing.reopen_period import PeriodReopened, ReopenPeriod, reopen_period
from everyunit.proving.oracle.asked import Ask, Summary

if TYPE_CHECKING:
    from everyunit.proving.program import Program


def summary_of(answer: Any) -> Summary:
    """The answer as the oracle gives it; nothing for other answers."""
    match answer:
        case PeriodClosed():
            return "closed", str(answer.through), answer.quantity, answer.value_minor, answer.drafts
        case PeriodReopened():
            return "reopened", str(answer.through)
    return ()


BUILDERS: dict[str, Callable[[Program, Ask], tuple[Any, Any]]] = {
    "close_period": lambda _, ask: (close_period, ClosePeriod(through=clock.today() - timedelta(days=ask.get("days")))),
    "reopen_period": lambda _, ask: (
        reopen_period,
        ReopenPeriod(first=clock.today() - timedelta(days=ask.get("days")), reason=ask.get("reason")),
    ),
}
