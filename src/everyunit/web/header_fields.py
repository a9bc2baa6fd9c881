"""The fields in the header of a document: which a kind has, which stand in front, what is in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from everyunit.documents.header import DATES, Header
from everyunit.documents.kind import Kind, Stage
from everyunit.documents.queries import DocumentRow, HeaderRow
from everyunit.documents.reasons import reasons
from everyunit.places.queries import location_names
from everyunit.rules.currencies import digits_of, format_rate, parse_rate
from everyunit.rules.payment_terms import EXAMPLES
from everyunit.rules.refusals import Offender, Refused
from everyunit.web.sent import text_of, typed

TEXTS = (
    *("their_number", "contact", "bill_to", "ship_to", "terms", "ship_via", "tracking_number", "representative"),
    *("currency", "reason", "destination"),
)
WIDE = "area"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadField:
    """A field. `sort`: text, date, area, check, choice. `offered`: values to choose from; `choices`: all of them,
    with their words; `finds`: the route that offers them while one types. `prices`: amounts follow from it.
    """

    name: str
    label: str
    sort: str = "text"
    value: str = ""
    limit: int = 100
    offered: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    finds: str = ""
    prices: bool = False

    @property
    def shown(self) -> str:
        """For reading; nothing where there is nothing to say."""
        if self.sort == "check":
            return {"yes": "Yes"}.get(self.value, self.value)
        return dict(self.choices).get(self.value, self.value)


@dataclass(frozen=True, slots=True)
class HeadFields:
    """`front`: what is used most. `behind`: the rest; `filled`: what of it has something in it."""

    front: list[HeadField]
    behind: list[HeadField]

    @property
    def fields(self) -> list[HeadField]:
        return [*self.front, *self.behind]

    @property
    def filled(self) -> list[HeadField]:
        return [each for each in self.behind if each.value]

    @property
    def summary(self) -> str:
        """What is in the fields behind, in one line."""
        short = [each for each in self.filled if each.sort != WIDE and each.name != "rate"]
        long = [each.label for each in self.filled if each.sort == WIDE]
        said = [each.label if each.sort == "check" else f"{each.label} {each.value}" for each in short]
        return " · ".join([*said, *long])

    @property
    def values(self) -> dict[str, str]:
        return {each.name: each.value for each in self.fields}


def header_fields(kind: Kind, document: DocumentRow) -> HeadFields:
    """The fields that the kind has, with what the document says in them."""
    values = texts_of_header(document.header)
    fields = [replace(each, value=values[each.name]) for each in _fields(kind)]
    front = _front(kind)
    return HeadFields(
        front=[each for each in fields if each.name in front],
        behind=[each for each in fields if each.name not in front],
    )


def texts_of_header(header: HeaderRow) -> dict[str, str]:
    """What stands in each field."""
    values = {name: str(getattr(header, name)) for name in TEXTS}
    values |= {name: str(getattr(header, name) or "") for name in DATES}
    values["rate"] = format_rate(header.rate) if header.currency else ""
    values["tax_included"] = "yes" if header.tax_included else ""
    return values


def header_sent(asked: dict[str, Any]) -> Header:
    """The fields of the header that the page sends. Refused: `bad_date`, `bad_rate`."""
    values: dict[str, Any] = {name: text_of(asked, name) for name in TEXTS if name in asked}
    values |= {name: _day(text_of(asked, name)) for name in DATES if name in asked}
    if "rate" in asked:
        values["rate"] = typed(asked, "rate", parse_rate, "Rate", "Write what one unit is worth, such as 0.92.")
    if "tax_included" in asked:
        values["tax_included"] = bool(text_of(asked, "tax_included"))
    return Header(**values)


def own_digits(document: DocumentRow, home_digits: int) -> int:
    """The decimals of the document's currency."""
    return digits_of(document.header.currency) if document.header.currency else home_digits


def _fields(kind: Kind) -> list[HeadField]:
    moves = kind.party is not None or not (kind.revalues or kind.adjusts)
    fields = []
    if kind.adjusts:
        choices = tuple((each.code, each.name) for each in reasons())
        fields.append(HeadField(name="reason", label="Reason", sort="choice", choices=choices))
    if kind.travels:
        choices = tuple(location_names())
        fields.append(HeadField(name="destination", label="To location", sort="choice", choices=choices))
    if kind.theirs:
        fields.append(HeadField(name="their_number", label=kind.theirs))
    if kind.taxed:
        fields.append(HeadField(name="terms", label="Terms of payment", limit=60, offered=tuple(EXAMPLES.split(" · "))))
        fields.append(HeadField(name="due_on", label="Due", sort="date"))
    if moves:
        fields.append(HeadField(name="deliver_on", label=kind.due, sort="date"))
    if kind.stage is not Stage.FINAL:
        fields.append(HeadField(name="expires_on", label="Expires", sort="date"))
    if moves:
        fields.append(HeadField(name="ship_via", label="Ship via", limit=60))
        fields.append(HeadField(name="tracking_number", label="Tracking number"))
    if kind.party:
        fields.append(HeadField(name="contact", label="Contact"))
        fields.append(HeadField(name="representative", label="Representative", finds="find-people"))
    if kind.taxed:
        fields.append(HeadField(name="currency", label="Currency", limit=3, prices=True))
        fields.append(HeadField(name="rate", label="Rate", limit=20, prices=True))
        fields.append(HeadField(name="tax_included", label="Prices hold the tax", sort="check", prices=True))
    if kind.party:
        fields.append(HeadField(name="bill_to", label="Bill to", sort=WIDE, limit=2000))
        fields.append(HeadField(name="ship_to", label="Ship to", sort=WIDE, limit=2000))
    return fields


def _front(kind: Kind) -> set[str]:
    """Their number, and the day that matters: until when an offer holds, when to deliver, when to pay."""
    if kind.adjusts or kind.travels:
        return {"reason", "destination"}
    if kind.stage is Stage.QUOTE or (kind.takes_unknown and kind.stage is Stage.ORDER and not kind.waits):
        return {"their_number", "expires_on"}
    return {"their_number", "deliver_on"} if kind.stage is Stage.ORDER or not kind.taxed else {"their_number", "due_on"}


def _day(text: str) -> dt.date | str:
    if not text:
        return ""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        message = "Write the date as 2026-01-31."
        raise Refused("bad_date", message, [Offender(text, "bad_date", message)]) from error
