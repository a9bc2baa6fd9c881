"""Create workstations, or change them."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.places.models import DefaultBin, Location, Workstation
from everyunit.rules.refusals import Offender, Refused, code_problems, refuse_if_any
from everyunit.rules.rights import SET_UP


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveWorkstation:
    """A workstation as it shall be. The code never changes. `new_only`: do not touch one that exists."""

    code: str
    name: str
    location: str
    discontinued: bool = False
    new_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkstationSaved:
    """The workstation, and whether it is new."""

    workstation_id: int
    code: str
    created: bool


@operation(right=SET_UP)
def save_workstation(work: Work, command: SaveWorkstation) -> WorkstationSaved:
    """Create the workstation, or change it; its default bins go with it to another location.

    Refused, `code_taken`, and all problems at once: `bad_workstation`.
    """
    code, name = command.code.strip(), command.name.strip()
    known = Workstation.objects.filter(code=code).first()
    if command.new_only and known is not None:
        raise Refused("code_taken", f"There is a workstation {code} already. Choose another code, or change that one.")
    location = Location.objects.filter(code=command.location).first()
    problems = code_problems(code)
    if not code or len(code) > 20 or any(character.isspace() for character in code):
        problems.append(Offender("code", "bad_code", "A workstation's code has 1 to 20 characters and no spaces."))
    if not name or len(name) > 100:
        problems.append(Offender("name", "bad_name", "A name has 1 to 100 characters."))
    if location is None:
        problems.append(Offender("location", "unknown_location", "Choose the location that it stands in."))
    refuse_if_any(problems, "bad_workstation", "The workstation cannot be saved like this.")
    assert location is not None
    workstation = known or Workstation(code=code)
    workstation.name, workstation.location, workstation.discontinued = name, location, command.discontinued
    workstation.save()
    DefaultBin.objects.filter(workstation=workstation).update(location=location)
    return WorkstationSaved(workstation_id=workstation.pk, code=code, created=known is None)
