"""The demo company: some weeks of trade made through the verbs, so that each page has something to show.

It is the same each time, dated back from the day on which it is loaded. Everything in it is plainly made up.
"""

from __future__ import annotations

from django.contrib.auth.hashers import check_password
from django.db import transaction

from everyunit.base import clock
from everyunit.books.save_category import save_category
from everyunit.catalog.save_item import save_item
from everyunit.company.demo.goods import BINS, CATEGORIES, ITEMS, PARTIES
from everyunit.company.demo.keeping import keeping
from everyunit.company.demo.teller import Story, Teller
from everyunit.company.demo.trade import trade
from everyunit.company.demo.warehouse import warehouse
from everyunit.company.demo.workshop import workshop
from everyunit.company.found import Founding, found, hire
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.people.models import User
from everyunit.places.models import Company
from everyunit.places.queries import locations
from everyunit.places.save_bin import save_bin
from everyunit.places.save_location import SaveLocation, save_location

NAME = "Demo Trading Company"
ADDRESS = "1 Demo Street\nDemo City\nTax number DEMO-0001"
PASSWORD = "everyunit-demo"
OWNER = "owner"
DEMO_USERS = (  # user name, role, purpose
    (OWNER, "owner", "may do everything"),
    ("goods", "goods_in", "receives goods and moves stock"),
    ("counter", "counter", "sells and takes back; sees no costs"),
)


def load_demo() -> None:
    """Make the demo company in an empty database, wholly or not at all. Refused: `company_exists`."""
    with transaction.atomic():
        tell = Teller(clock.now())
        tell.tell((_found(tell), *trade(tell), *workshop(tell), *warehouse(tell), *keeping(tell)))


def sign_ins() -> list[tuple[str, str, str]]:
    """(user name, password, purpose) of the demo users who still have the demo's password."""
    if not Company.objects.filter(name=NAME).exists():
        return []
    names = [username for username, _, _ in DEMO_USERS]
    kept = dict(User.objects.filter(username__in=names, is_active=True).values_list("username", "password"))
    return [
        (username, PASSWORD, purpose)
        for username, _, purpose in DEMO_USERS
        if check_password(PASSWORD, kept.get(username, ""))
    ]


def _found(tell: Teller) -> Story:
    yield 42, 8
    tell.owner = found(Founding(name=NAME, owner=OWNER, password=PASSWORD))
    tell.goods, tell.counter = (hire(username, role, PASSWORD) for username, role, _ in DEMO_USERS[1:])
    for bin_ in BINS:
        save_bin(tell.owner, bin_)
    for category in CATEGORIES:
        save_category(tell.owner, category)
    for item in ITEMS:
        save_item(tell.owner, item)
    for code, name, role in PARTIES:
        address = f"{code[-1]} Demo Road\nDemo Town"
        save_party(tell.owner, SaveParty(code=code, name=name, role=role, address=address, note="Demo data."))
    for place in locations():
        save_location(tell.owner, SaveLocation(code=place.code, name=place.name, address=ADDRESS))
