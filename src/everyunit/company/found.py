"""Found the company: its first location, bins and accounts, and the owner."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from everyunit.base import numbering
from everyunit.base.operation import Actor
from everyunit.documents.models import Reason
from everyunit.money.journal import open_accounts
from everyunit.money.work_in_process import open_work_in_process
from everyunit.people.models import User
from everyunit.people.save_user import user_problems
from everyunit.people.tokens import actor_of
from everyunit.places.models import Bin, Company, DefaultBin, Location
from everyunit.rules.currencies import is_currency
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import ROLES
from everyunit.stock.ledger import SERIAL_SCOPE

FIRST_BINS: tuple[tuple[str, str, str, str, str], ...] = (  # code, name, bin type, default for, stock type
    ("MAIN", "Main stock", "stock", "receiving", "normal"),
    ("RETURNS", "Customer returns", "stock", "customer_return", "normal"),
    ("PACKING", "Packed for customers", "stock", "packing", "normal"),
    ("TO-VENDOR", "Waiting to go back to vendors", "stock", "vendor_return", "normal"),
    ("SUPPLIER", "At the vendors", "out", "supplier", "normal"),
    ("INSPECT", "Ordered units, not yet ours", "out", "inspection", "normal"),
    ("VENDOR-RMA", "Returned to vendors", "out", "returned_to_vendor", "normal"),
    ("SOLD", "Sold to customers", "out", "sold", "normal"),
    ("EXPECTED", "Returns expected from customers", "out", "return_expected", "normal"),
    ("REFUSED", "Refused returns", "out", "return_refused", "normal"),
    ("REPAIR", "Our own goods in repair", "stock", "repair", "repair"),
    ("ON-LOAN", "Lent to customers", "stock", "on_loan", "exchange"),
    ("IN-REPAIR", "Customers' goods in repair", "out", "in_repair", "repair"),
    ("TRANSIT", "On the way to another location", "stock", "transit", "in_process"),
    ("WRITTEN-OFF", "Written off: damaged, lost, used up", "out", "written_off", "write_off"),
    ("SHOP-FLOOR", "Set aside for building", "stock", "shop_floor", "in_process"),
    ("IN-PROCESS", "Work in process", "stock", "work_in_process", "in_process"),
    ("DEFECTIVE", "Defective", "stock", "defective", "defective"),
    ("CONSUMED", "Built into other goods", "out", "consumed", "normal"),
    ("IN-THE-MAKING", "Numbered, not yet built", "out", "being_built", "normal"),
    ("TAKEN-APART", "Taken apart", "out", "taken_apart", "normal"),
)
FIRST_REASONS = (  # why stock is adjusted
    ("DAMAGED", "Damaged"),
    ("LOST", "Lost or stolen"),
    ("FOUND", "Found"),
    ("COUNTED", "Counted"),
    ("SAMPLE", "Sample or own use"),
)
LET_GO_INTO = ("main", "repaired", "finished_goods")  # what is for sale, in the first of these bins


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


@transaction.atomic
def found(command: Founding) -> Actor:
    """Make the company, once; the owner as actor. Refused: `company_exists`, `bad_company` with every problem."""
    if Company.objects.exists():
        raise Refused("company_exists", "This database has a company already.")
    refuse_if_any(_problems(command), "bad_company", "The company cannot be founded like this.")
    location = Location.objects.create(code=command.location, name=command.location_name)
    Company.objects.create(
        name=command.name.strip(),
        currency=command.currency,
        currency_digits=command.currency_digits,
        default_location=location,
    )
    for position, (code, name, bin_type, purpose, stock_type) in enumerate(FIRST_BINS):
        made = Bin.objects.create(
            code=code, name=name, bin_type=bin_type, stock_type=stock_type, location=location, position=position
        )
        DefaultBin.objects.create(location=location, purpose=purpose, bin=made)
    first = Bin.objects.get(code=FIRST_BINS[0][0])
    DefaultBin.objects.bulk_create(DefaultBin(location=location, purpose=purpose, bin=first) for purpose in LET_GO_INTO)
    Reason.objects.bulk_create(Reason(code=code, name=name) for code, name in FIRST_REASONS)
    numbering.open_series(SERIAL_SCOPE, location.pk)
    open_accounts()
    open_work_in_process(DefaultBin.objects.get(purpose="work_in_process").bin_id)
    return hire(command.owner, "owner", command.password)


def _problems(command: Founding) -> list[Offender]:
    problems = []
    if not 0 < len(command.name.strip()) <= 100:
        problems.append(Offender("name", "bad_name", "A company's name has 1 to 100 characters."))
    if not is_currency(command.currency):
        problems.append(Offender("currency", "bad_currency", "A currency is three capital letters, such as EUR."))
    if not 0 <= command.currency_digits <= 4:
        problems.append(Offender("digits", "bad_digits", "A currency has 0 to 4 decimals."))
    return problems + user_problems(command.owner, command.password)


def hire(username: str, role: str, password: str | None = None) -> Actor:
    """A user with a role; without a password one that cannot sign in, only act on the command line.

    Refused: `unknown_role`, `user_exists`.
    """
    if role not in ROLES:
        raise Refused("unknown_role", f"There is no role “{role}”. Known are {', '.join(ROLES)}.")
    if User.objects.filter(username=username).exists():
        raise Refused("user_exists", f"There is a user “{username}” already.")
    user = User.objects.create_user(username, password=password, role=role)
    return actor_of(user)
