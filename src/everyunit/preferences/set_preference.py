"""Choose how the program behaves, for the company or for one workstation."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.places.models import Workstation
from everyunit.preferences.models import Choice
from everyunit.preferences.table import PREFERENCES
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import SET_UP


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPreference:
    """This value for a preference. `workstation`: for that one alone. `value` None: take the choice back, so that the
    company's choice holds for the workstation, or the default for the company.
    """

    key: str
    value: str | None
    workstation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceSet:
    """The choice as it stands, and the one before it; None is none."""

    key: str
    workstation: str | None
    value: str | None
    before: str | None


@operation(right=SET_UP)
def set_preference(work: Work, command: SetPreference) -> PreferenceSet:
    """Choose a value, or take a choice back; every change is kept. Choosing what is chosen already changes nothing.

    Refused: `unknown_preference`, and all that is wrong with the choice at once: `bad_preference`.
    """
    if command.key not in PREFERENCES:
        raise Refused("unknown_preference", f"There is no preference “{command.key[:60]}”.")
    workstation = Workstation.objects.filter(code=command.workstation).first() if command.workstation else None
    refuse_if_any(_problems(command, workstation), "bad_preference", "This cannot be chosen. Nothing was changed.")
    last = Choice.objects.filter(key=command.key, workstation=workstation).order_by("-pk").first()
    before = last.value if last else None
    if command.value != before:
        Choice.objects.create(
            key=command.key,
            workstation=workstation,
            value=command.value,
            chosen_by=work.actor.user_id,
            chosen_at=work.at,
        )
    return PreferenceSet(
        key=command.key, workstation=workstation.code if workstation else None, value=command.value, before=before
    )


def _problems(command: SetPreference, workstation: Workstation | None) -> list[Offender]:
    preference, problems = PREFERENCES[command.key], []
    known = [option.value for option in preference.options]
    if command.value is not None and not preference.allows(command.value):
        further = ", or an amount in the smallest coin" if preference.amount else ""
        problems.append(Offender(command.value[:60], "unknown_option", f"Choose one of {', '.join(known)}{further}."))
    if command.workstation and not preference.by_workstation:
        where = command.workstation[:60]
        problems.append(Offender(where, "not_by_workstation", "This is chosen for the whole company."))
    elif command.workstation and workstation is None:
        problems.append(Offender(command.workstation[:60], "unknown_workstation", "There is no such workstation."))
    return problems
