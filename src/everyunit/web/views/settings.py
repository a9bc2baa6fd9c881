"""Settings: every preference on one page, saved as it is chosen, and the way to all else that is set up once."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from everyunit.base.operation import Actor
from everyunit.places.workstations import workstations
from everyunit.preferences.queries import ChangeRow, PreferenceRow, all_preferences, preference_changes
from everyunit.preferences.set_preference import SetPreference, set_preference
from everyunit.preferences.table import PREFERENCES, Preference
from everyunit.rules.money import format_amount, parse_amount
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import SET_UP
from everyunit.web.frame import digits_of
from everyunit.web.pages import draw, page, wants_json


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the history: what was chosen, in the words of the page."""

    row: ChangeRow
    sentence: str
    before: str
    after: str


@require_safe
@page(SET_UP)
def settings(request: HttpRequest, actor: Actor) -> HttpResponse:
    context = {
        "groups": [(name, list(rows)) for name, rows in groupby(all_preferences(), lambda row: row.preference.group)],
        "workstations": workstations(discontinued=False),
        "changes": _changes(digits_of(request)),
        "sought": "",
        "wanted": request.GET.get("q", ""),
    }
    return draw(request, "settings.html", "Settings", context)


@require_safe
@page(SET_UP)
def changes(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The history alone, for the page that has just saved something."""
    return render(request, "web/_changes.html", {"changes": _changes(digits_of(request))})


@require_POST
@page(SET_UP)
def set_one(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Choose one value; "" takes the choice back. A script gets what to say, and how to undo it."""
    key, workstation = request.POST.get("key", ""), request.POST.get("workstation", "") or None
    value = request.POST.get("value") or _amount(request)
    command = SetPreference(key=key, value=value, workstation=workstation)
    done = set_preference(actor, command)
    row = next(each for each in all_preferences() if each.preference.key == key)
    words = _words(row, done.value, workstation, digits_of(request))
    if not wants_json(request):
        messages.success(request, words)
        return redirect("settings")
    overrides = render(request, "web/_overrides.html", {"row": row, "workstations": workstations(discontinued=False)})
    return JsonResponse(
        {
            "message": words,
            "before": done.before or "",
            "value": row.value,
            "overrides": overrides.content.decode(),
        }
    )


def _amount(request: HttpRequest) -> str | None:
    """An amount that somebody typed, in minor units. Refused: `bad_amount`."""
    text = request.POST.get("amount", "").strip()
    if not text:
        return None
    try:
        return str(parse_amount(text, digits_of(request)))
    except ValueError as error:
        raise Refused("bad_amount", "Write an amount, such as 500.") from error


def _words(row: PreferenceRow, value: str | None, workstation: str | None, digits: int) -> str:
    who = f"For {workstation}: " if workstation else ""
    if value is None:
        return f"{who}Saved: as {'the company has it' if workstation else 'by default'}."
    return f"{who}Saved: {_label(row.preference, value, digits)}."


def _label(preference: Preference, value: str, digits: int) -> str:
    """What was chosen, in words; an amount as people write it."""
    if preference.amount and value.isdecimal():
        return f"{preference.amount} {format_amount(int(value), digits)}"
    return preference.label_of(value)


def _changes(digits: int) -> list[Change]:
    return [
        Change(
            row=row,
            sentence=known.sentence if (known := PREFERENCES.get(row.key)) else row.key,
            before=_label(known, row.before or known.default, digits) if known else row.before or "",
            after=_label(known, row.value, digits) if known and row.value else row.value or "",
        )
        for row in preference_changes()
    ]
