"""Create locations, or change what may be changed of them."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import numbering
from everyunit.base.operation import Work, operation
from everyunit.places.models import Location
from everyunit.rules.refusals import Offender, Refused, code_problems, refuse_if_any
from everyunit.rules.rights import SET_UP

ADDRESS_LIMIT = 1000
ADDRESS_LINES = 12
PREFIX_LIMIT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveLocation:
    """A location as it shall be. Code and parent never change. `address`: one line of text per line.

    `parent`: code of the location that it lies under; "" for none, or to leave it. `prefix`: what the numbers of a new
    location begin with; "" takes its code and a hyphen. `new_only`: do not touch one that exists.
    """

    code: str
    name: str
    address: str = ""
    parent: str = ""
    prefix: str = ""
    new_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationSaved:
    """The location, and whether it is new."""

    location_id: int
    code: str
    created: bool


@operation(right=SET_UP)
def save_location(work: Work, command: SaveLocation) -> LocationSaved:
    """Create the location, or change it. A new one has no bins: it uses the default bins of its parent and of the
    company's default location (SET-30..49) until it has its own. Its series of numbers begin with a prefix, so that no
    number is given twice.

    Refused, `code_taken`, and all problems at once: `bad_location`.
    """
    code, name, address = command.code.strip(), command.name.strip(), tidy(command.address)
    known = Location.objects.filter(code=code).first()
    if command.new_only and known is not None:
        raise Refused("code_taken", f"There is a location {code} already. Choose another code, or change that one.")
    problems = code_problems(code)
    if not code or len(code) > 20 or any(character.isspace() for character in code):
        problems.append(Offender("code", "bad_code", "A location's code has 1 to 20 characters and no spaces."))
    if not name or len(name) > 100:
        problems.append(Offender("name", "bad_name", "A name has 1 to 100 characters."))
    if len(address) > ADDRESS_LIMIT or address.count("\n") >= ADDRESS_LINES:
        message = f"An address has at most {ADDRESS_LINES} lines and {ADDRESS_LIMIT:,} characters in all."
        problems.append(Offender("address", "bad_address", message))
    parent = Location.objects.filter(code=command.parent).first() if command.parent else None
    if command.parent and parent is None:
        problems.append(Offender("parent", "unknown_location", "There is no such location."))
    elif known is not None and parent is not None and known.parent_id != parent.pk:
        problems.append(Offender("parent", "parent_fixed", "A location stays under its parent."))
    prefix = command.prefix.strip() or f"{code}-"
    problems += _prefix_problems(known, command.prefix, prefix)
    refuse_if_any(problems, "bad_location", "The location cannot be saved like this.")
    location = known or Location(code=code, parent=parent)
    location.name, location.address = name, address
    location.save()
    if known is None:
        numbering.open_series(numbering.SERIALS, location.pk, prefix)
    return LocationSaved(location_id=location.pk, code=code, created=known is None)


def _prefix_problems(known: Location | None, asked: str, prefix: str) -> list[Offender]:
    """A prefix that ends in a digit would run into its numbers."""
    if known is not None:
        return [Offender("prefix", "prefix_fixed", "The numbers of a location stay as they are.")] if asked else []
    if len(prefix) > PREFIX_LIMIT or any(each.isspace() for each in prefix) or prefix[-1].isdigit():
        message = f"Numbers begin with up to {PREFIX_LIMIT} characters without spaces, the last one no digit."
        return [Offender("prefix", "bad_prefix", message)]
    if numbering.prefix_taken(prefix):
        return [Offender("prefix", "prefix_taken", f"Another location's numbers begin with “{prefix}”.")]
    return []


def tidy(address: str) -> str:
    """The lines without the space around them, and without empty ones at both ends."""
    return "\n".join(line.strip() for line in address.strip().splitlines())
