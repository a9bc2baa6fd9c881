"""The preferences, as one table.

Read a row aloud: “A unit is scanned whose item is not on the document: add a line for it, or ask first; unless somebody
chooses otherwise, a line is added; a workstation may have it its own way.”

The first option of each row is what the program does until somebody chooses.
"""

from __future__ import annotations

from dataclasses import dataclass

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Option:
    """One of the ways to choose from."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Preference:
    """One thing that a company may want its own way.

    `sentence`: the situation, as the settings page tells it; the labels of the options finish it. `by_workstation`: a
    workstation may have it otherwise than the company.
    """

    key: str
    group: str
    sentence: str
    options: tuple[Option, ...]
    rule: str
    by_workstation: bool = False

    @property
    def default(self) -> str:
        return self.options[0].value

    def label_of(self, value: str) -> str:
        return next((option.label for option in self.options if option.value == value), value)


SCANNING, NEXT_PAPER = "Scanning", "The next paper"

ITEM_NOT_ON_DOCUMENT = "item_not_on_document"
COPY_NOTES = "copy_notes"

PREFERENCES: dict[str, Preference] = {
    preference.key: preference
    for preference in (
        Preference(
            key=ITEM_NOT_ON_DOCUMENT,
            group=SCANNING,
            sentence="Somebody scans a unit or an item that the paper does not have yet, to sell it, to take it back or"
            " to send it back to a vendor.",
            options=(Option("add", "Add a line for it"), Option("ask", "Ask first")),
            rule="SET-102",
            by_workstation=True,
        ),
        Preference(
            key=COPY_NOTES,
            group=NEXT_PAPER,
            sentence="The next paper is made from one that has notes.",
            options=(Option(YES, "The notes go along"), Option(NO, "It begins without notes")),
            rule="SET-137",
        ),
    )
}
