"""What the Serial Numbers list is asked for: one field, common fields together, and conditions (WHS-83)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from everyunit.reports.serial_numbers import UnitFilter
from everyunit.reports.unit_fields import FIELDS
from everyunit.rules.conditions import EVERYTHING, OPERATORS, TEXT, Condition, Test, all_of, day_of, parse
from everyunit.rules.refusals import Refused
from everyunit.rules.serials import clean
from everyunit.rules.warranty import STATES
from everyunit.rules.words import word

FIND = ("find", "find_in", "find_how")
LABELS = {
    "find": "Find",
    "serial": "Number begins",
    "maker_serial": "Maker’s number begins",
    "item": "Item",
    "bin": "Bin",
    "bin_type": "Bin type",
    "vendor": "Vendor",
    "customer": "Customer",
    "document": "Document",
    "lot": "Lot begins",
    "warranty": "Warranty",
    "entered_from": "Entered from",
    "entered_to": "Entered to",
    "where": "Conditions",
}
TOGETHER = tuple(name for name in LABELS if name not in ("find", "where"))
FOUND_IN = [(each.name, each.label) for each in FIELDS.values() if each.type == TEXT]


@dataclass(slots=True)
class Asked:
    """The filter as it was given, as it is meant, and what is wrong with it by field."""

    given: dict[str, str]
    wanted: UnitFilter
    conditions: Condition
    words: dict[str, str]
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def filtered(self) -> bool:
        return any(self.given[name] for name in LABELS)

    @property
    def narrowed(self) -> bool:
        """By more than the one field."""
        return any(self.given[name] for name in TOGETHER)

    @property
    def stops(self) -> bool:
        """Whether nothing can be listed; a condition that could not be added does not matter."""
        return bool(set(self.wrong) - {"add"})

    def take(self, refusal: Refused) -> None:
        beside = {"bad_document": "document", "bad_condition": "where", "too_slow": "slow"}
        if refusal.code not in beside:
            raise refusal
        self.wrong[beside[refusal.code]] = told_in_words(refusal)


def asked_for(texts: Mapping[str, str]) -> Asked:
    """What these texts ask for, called as the address of the list calls them."""
    given = {name: clean(texts.get(name, "")) for name in LABELS}
    given |= {name: texts.get(name, "") for name in FIND}
    given["where"] = texts.get("where", "").strip()
    wrong: dict[str, str] = {}
    conditions: Condition = EVERYTHING
    try:
        conditions = parse(given["where"])
    except Refused as refusal:
        wrong["where"] = refusal.message
    found = _found(given)
    values: dict[str, Any] = {name: given[name] for name in TOGETHER}
    for name in ("entered_from", "entered_to"):
        try:
            values[name] = day_of(given[name]) if given[name] else None
        except ValueError as error:
            wrong[name] = str(error)
    if given["bin_type"] not in ("", "stock", "out"):
        wrong["bin_type"] = "stock or out."
    if given["warranty"] not in ("", *STATES):
        wrong["warranty"] = f"One of {', '.join(STATES)}."
    wanted = UnitFilter(**values, where=all_of([*([found] if found else []), conditions]))
    words = {"find": _words(found)} if found else {}
    words |= {"warranty": word(given["warranty"])} if given["warranty"] else {}
    return Asked(given, wanted, conditions, words, wrong)


def told_in_words(refusal: Refused) -> str:
    """A refusal as one paragraph."""
    return " ".join([refusal.message, *(f"{each.subject}: {each.message}" for each in refusal.offenders)])


def _found(given: dict[str, str]) -> Test | None:
    """The one field that is sought; the serial number where none is named."""
    text = given["find"].strip()
    if not text:
        return None
    names = dict(FOUND_IN)
    name = given["find_in"] if given["find_in"] in names else "serial"
    return Test(name, "contains" if given["find_how"] == "contains" else "begins", (text,))


def _words(test: Test) -> str:
    return f"{FIELDS[test.field].label} {OPERATORS[test.operator].words} {test.values[0]}"
