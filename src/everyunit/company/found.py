"""Found the company: its first location, bins and accounts, and the owner."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import numbering
from everyunit.base.operation import Actor
from everyunit.money.journal import open_accounts
from everyunit.people.models import User
from everyunit.people.tokens import actor_of
from everyunit.places.models import Bin, Company, DefaultBin, Location
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import ROLES
from everyunit.stock.ledger import SERIAL_SCOPE

FIRST_BINS = (  # code, name, bin type, default for
    ("MAIN", "Main stock", "stock", "receiving"),
    ("RETURNS", "Customer returns", "stock", "customer_return"),
    ("SUPPLIER", "At the vendors", "out", "supplier"),
    ("SOLD", "Sold to customers", "out", "sold"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """What a company begins with."""

    name: str
    currency: str = "EUR"
    currency_digits: int = 2
    location: str = "HQ"
    location_name: str = "Head office"
    owner: str = "owner"
    password: str | None = None


def found(command: Founding) -> Actor:
    """Make the company, once; the owner as actor. Refused: `company_exists`."""
    if Company.objects.exists():
        raise Refused("company_exists", "This database has a company already.")
    location = Location.objects.create(code=command.location, name=command.location_name)
    Company.objects.create(
        name=command.name,
        currency=command.currency,
        currency_digits=command.currency_digits,
        default_location=location,
    )
    for position, (code, name, bin_type, purpose) in enumerate(FIRST_BINS):
        made = Bin.objects.create(code=code, name=name, bin_type=bin_type, location=location, position=position)
        DefaultBin.objects.create(location=location, purpose=purpose, bin=made)
    numbering.open_series(SERIAL_SCOPE, location.pk)
    open_accounts()
    return hire(command.owner, "owner", command.password)


def hire(username: str, role: str, password: str | None = None) -> Actor:
    """A user with a role; without a password one that cannot sign in, only act on the command line.

    Refused: `unknown_role`.
    """
    if role not in ROLES:
        raise Refused("unknown_role", f"There is no role “{role}”. Known are {', '.join(ROLES)}.")
    user = User.objects.create_user(username, password=password, role=role)
    return actor_of(user)
