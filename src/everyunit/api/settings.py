"""Settings: what the company has its own way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from everyunit.api.auth import actor_of_request, needs
from everyunit.api.fields import Body, Code, Key, Limit
from everyunit.api.problems import NotHere
from everyunit.api.running import run
from everyunit.preferences.queries import PreferenceRow, Preferences, all_preferences, preference_changes
from everyunit.preferences.set_preference import PreferenceSet, SetPreference, set_preference
from everyunit.rules.rights import SET_UP

router = Router(tags=["settings"])
EXAMPLE: dict[str, Any] = {
    "key": "item_not_on_document",
    "group": "Scanning",
    "sentence": "Somebody scans a unit or an item that the paper does not have yet.",
    "options": [{"value": "add", "label": "Add a line for it"}, {"value": "ask", "label": "Ask first"}],
    "amount": "",
    "default": "add",
    "rule": "SET-102",
    "by_workstation": True,
    "chosen": None,
    "overrides": [{"workstation": "TILL-1", "value": "ask"}],
    "value": "add",
}


class SettingOption(Schema):
    """One of the ways to choose from."""

    value: str
    label: str


class SettingOverride(Schema):
    """What one workstation has otherwise."""

    workstation: str
    value: str


class Setting(Schema):
    """A preference, and what holds."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    key: str
    group: str
    sentence: str = Field(description="The situation; the labels of the options finish it.")
    options: list[SettingOption]
    amount: str = Field(description="What an amount in minor units would mean as its value; empty where it takes none.")
    default: str
    rule: str
    by_workstation: bool = Field(description="Whether a workstation may have it otherwise.")
    chosen: str | None = Field(description="What the company chose; null: nothing, so that the default holds.")
    overrides: list[SettingOverride]
    value: str = Field(description="What holds for you, at your workstation if you named one.")


class SettingList(Schema):
    """All of them, in the order of the settings page."""

    results: list[Setting]


class SettingChange(Schema):
    """Who chose what, when, and what was chosen before."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "change_id": 3,
                "key": "copy_notes",
                "workstation": None,
                "before": None,
                "value": "no",
                "by": "owner",
                "at": "2026-01-05T09:12:44Z",
            }
        }
    )

    change_id: int
    key: str
    workstation: str | None = Field(description="Null: for the company.")
    before: str | None
    value: str | None = Field(description="Null: the choice was taken back.")
    by: str
    at: datetime | None


class SettingChanges(Schema):
    """The last changes, newest first."""

    results: list[SettingChange]


class SettingBody(Body):
    """What to choose."""

    model_config = ConfigDict(json_schema_extra={"example": {"value": "ask", "workstation": "TILL-1"}})

    value: Code | None = Field(description="The value of an option; null takes the choice back.")
    workstation: Code | None = Field(None, description="For this workstation alone; default: for the company.")


@router.get("/settings", response=SettingList, summary="List settings", operation_id="listSettings")
def list_settings(request: HttpRequest) -> SettingList:
    """Every preference, what was chosen, and what holds where you work."""
    holding = Preferences(actor_of_request(request).workstation_id)
    return SettingList(results=[_setting(row, holding) for row in all_preferences()])


@router.get("/settings/{key}", response=Setting, summary="One setting", operation_id="getSetting")
def get_setting(request: HttpRequest, key: Code) -> Setting:
    """The preference with this key."""
    return _setting(_known(key), Preferences(actor_of_request(request).workstation_id))


@router.put("/settings/{key}", response=PreferenceSet, summary="Choose a setting", operation_id="putSetting")
def put_setting(
    request: HttpRequest, response: HttpResponse, key: Code, body: SettingBody, idempotency: Key = None
) -> PreferenceSet:
    """Choose how the program behaves, for the company or one workstation. Refused: `bad_preference`."""
    _known(key)
    command = SetPreference(key=key, value=body.value, workstation=body.workstation)
    return run(request, response, set_preference, command, idempotency)


@router.get(
    "/setting-changes", response=SettingChanges, summary="Who changed settings", operation_id="listSettingChanges"
)
def list_setting_changes(request: HttpRequest, limit: Limit = 20) -> SettingChanges:
    """The last changes, newest first. Takes the right to change settings."""
    needs(request, SET_UP)
    return SettingChanges(
        results=[
            SettingChange(
                change_id=each.change_id,
                key=each.key,
                workstation=each.workstation or None,
                before=each.before,
                value=each.value,
                by=each.by,
                at=each.at,
            )
            for each in preference_changes(limit)
        ]
    )


def _known(key: str) -> PreferenceRow:
    for row in all_preferences():
        if row.preference.key == key:
            return row
    raise NotHere("unknown_preference", f"There is no setting “{key}”.")


def _setting(row: PreferenceRow, holding: Preferences) -> Setting:
    preference = row.preference
    return Setting(
        key=preference.key,
        group=preference.group,
        sentence=preference.sentence,
        options=[SettingOption(value=each.value, label=each.label) for each in preference.options],
        amount=preference.amount,
        default=preference.default,
        rule=preference.rule,
        by_workstation=preference.by_workstation,
        chosen=row.chosen,
        overrides=[SettingOverride(workstation=each.workstation, value=each.value) for each in row.overrides],
        value=holding.value(preference.key),
    )
