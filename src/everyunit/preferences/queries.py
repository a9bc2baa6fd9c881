"""Reading preferences: what holds in an operation, what was chosen, and who chose it when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from everyunit.base import sql
from everyunit.base.operation import Work
from everyunit.preferences.table import PREFERENCES, YES, Preference

NEWEST = "c.id IN (SELECT max(id) FROM preferences_choice GROUP BY key, workstation_id)"


class Preferences:
    """What holds at one workstation, or for somebody who works at none."""

    def __init__(self, workstation_id: int | None) -> None:
        chosen = sql.rows(
            f"SELECT c.key, c.value FROM preferences_choice c WHERE {NEWEST} AND c.value IS NOT NULL"
            " AND (c.workstation_id IS NULL OR c.workstation_id = %s)"
            " ORDER BY CASE WHEN c.workstation_id IS NULL THEN 0 ELSE 1 END",
            [workstation_id],
        )
        self.chosen: dict[str, str] = {str(key): str(value) for key, value in chosen}

    def value(self, key: str) -> str:
        """The value that holds; one that the program does not know any more counts as not chosen."""
        row, value = PREFERENCES[key], self.chosen.get(key)
        return value if value is not None and row.allows(value) else row.default

    def on(self, key: str) -> bool:
        """Whether a preference of yes and no says yes."""
        return self.value(key) == YES


def preferences(work: Work) -> Preferences:
    """What holds for whoever carries out this operation, where they work; read once."""
    if "preferences" not in work.memo:
        work.memo["preferences"] = Preferences(work.actor.workstation_id)
    found: Preferences = work.memo["preferences"]
    return found


@dataclass(frozen=True, slots=True)
class Override:
    """What one workstation has otherwise."""

    workstation: str
    value: str


@dataclass(frozen=True, slots=True)
class PreferenceRow:
    """A preference, what the company chose (None: nothing, so the default holds), and which workstations differ."""

    preference: Preference
    chosen: str | None
    overrides: tuple[Override, ...]

    @property
    def value(self) -> str:
        return self.chosen or self.preference.default

    @property
    def amount_minor(self) -> int | None:
        """The amount that somebody entered, where that is what holds."""
        return int(self.value) if self.preference.amount and self.value.isdecimal() else None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """Who chose what, when, and what was chosen before; "" for the company, else the workstation's code."""

    change_id: int
    key: str
    workstation: str
    before: str | None
    value: str | None
    by: str
    at: datetime | None


def all_preferences() -> list[PreferenceRow]:
    """Every preference in the order of the table, as it stands."""
    chosen: dict[str, dict[str, str]] = {}
    for key, workstation, value in sql.rows(
        "SELECT c.key, coalesce(w.code, ''), c.value FROM preferences_choice c"
        f" LEFT JOIN places_workstation w ON w.id = c.workstation_id WHERE {NEWEST} AND c.value IS NOT NULL"
        " ORDER BY w.code"
    ):
        chosen.setdefault(key, {})[workstation] = value
    return [_row(preference, chosen.get(preference.key, {})) for preference in PREFERENCES.values()]


def _row(preference: Preference, chosen: dict[str, str]) -> PreferenceRow:
    valid = {workstation: value for workstation, value in chosen.items() if preference.allows(value)}
    overrides = tuple(Override(workstation, value) for workstation, value in valid.items() if workstation)
    return PreferenceRow(preference, valid.get(""), overrides)


def preference_changes(limit: int = 20) -> list[ChangeRow]:
    """The last changes, newest first."""
    return [
        ChangeRow(*(*row[:-1], sql.moment(row[-1])))
        for row in sql.rows(
            "SELECT c.id, c.key, coalesce(w.code, ''), c.before, c.value, coalesce(u.username, ''), c.chosen_at"
            " FROM (SELECT c.*, lag(c.value) OVER (PARTITION BY c.key, c.workstation_id ORDER BY c.id) AS before"
            " FROM preferences_choice c) c LEFT JOIN places_workstation w ON w.id = c.workstation_id"
            " LEFT JOIN people_user u ON u.id = c.chosen_by ORDER BY c.id DESC LIMIT %s",
            [limit],
        )
    ]
