"""Change what a location is called and what its papers say of it."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.places.models import Location
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import SET_UP

ADDRESS_LIMIT = 1000
ADDRESS_LINES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveLocation:
    """A location as it shall be. `code` says which one and never changes. `address`: one line of text per line."""

    code: str
    name: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationSaved:
    """The location."""

    location_id: int
    code: str


@operation(right=SET_UP)
def save_location(work: Work, command: SaveLocation) -> LocationSaved:
    """Change the location. Refused: `unknown_location`, and all problems at once: `bad_location`."""
    location = Location.objects.filter(code=command.code).first()
    if location is None:
        raise Refused("unknown_location", f"There is no location “{command.code[:60]}”.")
    name, address = command.name.strip(), tidy(command.address)
    problems = []
    if not name or len(name) > 100:
        problems.append(Offender("name", "bad_name", "A name has 1 to 100 characters."))
    if len(address) > ADDRESS_LIMIT or address.count("\n") >= ADDRESS_LINES:
        message = f"An address has at most {ADDRESS_LINES} lines and {ADDRESS_LIMIT:,} characters in all."
        problems.append(Offender("address", "bad_address", message))
    refuse_if_any(problems, "bad_location", "The location cannot be saved like this.")
    location.name, location.address = name, address
    location.save(update_fields=["name", "address"])
    return LocationSaved(location_id=location.pk, code=location.code)


def tidy(address: str) -> str:
    """The lines without the space around them, and without empty ones at both ends."""
    return "\n".join(line.strip() for line in address.strip().splitlines())
