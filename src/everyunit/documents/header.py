"""The header of a document: what it says above its lines, where it begins with what its party usually has."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Literal

from everyunit.documents.kinds import KINDS
from everyunit.documents.models import Document, Line, Reason
from everyunit.documents.pricing import exchange_of
from everyunit.people.models import User
from everyunit.places.models import Location
from everyunit.places.queries import company_facts
from everyunit.rules.currencies import is_currency
from everyunit.rules.payment_terms import EXAMPLES, parse_terms
from everyunit.rules.pricing import RATE_LIMIT, RATE_ONE
from everyunit.rules.refusals import Offender, refuse_if_any
from everyunit.terms.queries import rate_on

Date = dt.date | Literal[""] | None
LIMITS = {"their_number": 100, "contact": 100, "terms": 60, "ship_via": 60, "tracking_number": 100}
TEXTS = ("their_number", "contact", "bill_to", "ship_to", "terms", "ship_via", "tracking_number")
DATES = ("due_on", "deliver_on", "expires_on")
CARRIED = (
    *("contact", "bill_to", "ship_to", "terms", "ship_via", "deliver_on", "representative"),
    *("currency", "rate", "tax_included", "destination"),
)
LONGEST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Values of a header; None: as it stands, or as the party usually has it; "" clears a text or a date.

    `their_number`: the other party's own number, such as the customer's order. `representative`: a user's name.
    `currency`: three letters; "" or the company's own: the company's. `rate`: what one unit of it is worth, in
    billionths; by default the rate of the document's date. `tax_included`: prices hold the tax. `reason`: the code of
    why stock is adjusted. `destination`: the code of the location that the goods go to.
    """

    their_number: str | None = None
    contact: str | None = None
    bill_to: str | None = None
    ship_to: str | None = None
    terms: str | None = None
    due_on: Date = None
    deliver_on: Date = None
    expires_on: Date = None
    ship_via: str | None = None
    tracking_number: str | None = None
    representative: str | None = None
    currency: str | None = None
    rate: int | None = None
    tax_included: bool | None = None
    reason: str | None = None
    destination: str | None = None


AS_USUAL = Header()
COLUMNS = tuple(field.name for field in fields(Header))


def begin_header(document: Document, header: Header, source: Document | None = None) -> None:
    """Fill the header of a new document: as asked, else as the paper that it refers to, else as its party usually has.

    Refused, with all problems at once: `bad_header`.
    """
    party = document.party
    if party is not None:
        document.contact, document.bill_to, document.ship_to = party.contact, party.address, party.ship_to
        document.ship_via, document.terms = party.ship_via, party.terms
        speaker = party.representative
        document.representative = speaker if speaker is not None and speaker.is_active else document.representative
    usual = party.currency if party is not None and KINDS[document.kind].taxed else ""
    if source is not None and source.party_id == document.party_id:
        document.currency, document.rate, document.tax_included = source.currency, source.rate, source.tax_included
        usual = source.currency
    change_header(document, header, currency=usual)


def change_header(document: Document, header: Header, *, currency: str | None = None) -> None:
    """Set what the header names; `currency`: the one to take where it names none, None leaves it. Nothing is saved.

    The due date follows the terms and the date of the document, unless it is given. Prices on the lines follow when
    the currency or its rate changes. Refused, with all problems at once: `bad_header`.
    """
    problems = _texts(document, header) + _dates(document, header)
    problems += _representative(document, header)
    problems += _reason(document, header)
    problems += _destination(document, header)
    problems += _currency(document, header, currency)
    refuse_if_any(problems, "bad_header", "The head of the document cannot be like this.")
    if header.tax_included is not None:
        document.tax_included = header.tax_included


def carry_header(source: Document, document: Document) -> None:
    """What a document takes over from the one that it is made from; their number where both kinds call it the same."""
    for name in CARRIED:
        setattr(document, name, getattr(source, name))
    if KINDS[source.kind].theirs == KINDS[document.kind].theirs:
        document.their_number = source.their_number
    if document.terms:
        document.due_on = parse_terms(document.terms).due(document.date)


def _texts(document: Document, header: Header) -> list[Offender]:
    problems = []
    for name in TEXTS:
        text = getattr(header, name)
        if text is None:
            continue
        limit = LIMITS.get(name, LONGEST)
        if len(text.strip()) > limit:
            problems.append(Offender(name, "too_long", f"At most {limit} characters."))
        setattr(document, name, text.strip())
    return problems


def _dates(document: Document, header: Header) -> list[Offender]:
    problems = []
    for name in DATES:
        value = getattr(header, name)
        if value is not None:
            setattr(document, name, value or None)
            if value and value < document.date:
                problems.append(Offender(name, "before_date", f"The document is of {document.date}; this is before."))
    if not header.due_on:
        try:
            document.due_on = parse_terms(document.terms).due(document.date) if document.terms else document.due_on
        except ValueError:
            problems.append(Offender("terms", "bad_terms", f"These terms say nothing known. Such as: {EXAMPLES}."))
    return problems


def _representative(document: Document, header: Header) -> list[Offender]:
    if header.representative is None:
        return []
    document.representative = User.objects.filter(username=header.representative, is_active=True).first()
    if header.representative and document.representative is None:
        return [Offender("representative", "unknown_user", f"There is no user “{header.representative}”.")]
    return []


def _reason(document: Document, header: Header) -> list[Offender]:
    if not header.reason:
        document.reason = None if header.reason == "" else document.reason
        return []
    if not KINDS[document.kind].adjusts:
        return [Offender("reason", "no_reason_here", "Only an adjustment of stock has a reason.")]
    found = Reason.objects.filter(code=header.reason).first()
    if found is None or found.discontinued:
        return [Offender("reason", "unknown_reason", f"There is no reason “{header.reason[:60]}” in use.")]
    document.reason = found
    return []


def _destination(document: Document, header: Header) -> list[Offender]:
    if not header.destination:
        document.destination = None if header.destination == "" else document.destination
        return []
    if not KINDS[document.kind].travels:
        return [Offender("destination", "no_destination_here", "Only a transfer order goes to another location.")]
    found = Location.objects.filter(code=header.destination).first()
    if found is None:
        return [Offender("destination", "unknown_location", f"There is no location “{header.destination[:60]}”.")]
    if found.pk == document.location_id:
        message = "It begins there. Move goods inside a location with a stock transfer."
        return [Offender("destination", "same_location", message)]
    document.destination = found
    return []


def _currency(document: Document, header: Header, usual: str | None) -> list[Offender]:
    company = company_facts()
    named = header.currency if header.currency is not None else usual
    asked = document.currency if named is None else named.strip().upper()
    asked = "" if company is not None and asked == company.currency else asked
    if asked and not is_currency(asked):
        return [Offender("currency", "bad_currency", "A currency is three letters, such as USD.")]
    if asked and KINDS[document.kind].adjusts:
        return [Offender("currency", "home_only", "What stock is worth is in the company's own currency.")]
    if header.rate is not None and not 0 < header.rate <= RATE_LIMIT:
        return [Offender("rate", "bad_rate", "A rate is above 0 and at most 1,000,000.")]
    if header.rate is not None and not asked:
        return [Offender("rate", "home_currency", "The company's own currency has no exchange rate.")]
    same = asked == document.currency
    rate = header.rate or (document.rate if same else RATE_ONE if not asked else rate_on(asked, document.date))
    if rate is None:
        message = f"There is no exchange rate for {asked} on {document.date}. Give one, or save it with the rates."
        return [Offender("currency", "no_rate", message)]
    if document.pk is not None and not same:
        _reprice(document, asked, rate)
    document.currency, document.rate = asked, rate
    return []


def _reprice(document: Document, currency: str, rate: int) -> None:
    """Prices on the lines mean the same in the new currency as in the old."""
    old, new = exchange_of(document.currency, document.rate), exchange_of(currency, rate)
    lines = list(document.lines.all())
    for line in lines:
        line.price_minor = new.abroad(old.home(line.price_minor))
        if line.amount_minor is not None:
            line.amount_minor = new.abroad(old.home(line.amount_minor))
    Line.objects.bulk_update(lines, ["price_minor", "amount_minor"])
