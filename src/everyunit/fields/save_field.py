"""Say what is kept of things besides what everybody keeps, or change that."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.fields.models import OwnField, OwnValue
from everyunit.rules.conditions import CHOICE
from everyunit.rules.own_fields import CODE, LIMIT, OF, TYPES
from everyunit.rules.refusals import Offender, Refused, refuse_if_any
from everyunit.rules.rights import SET_UP

LABEL_LIMIT = 40
MOST = 100  # fields of one sort of thing
MOST_CHOICES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveField:
    """An own field. `of`: unit, item, lot, vendor, customer or document; `code`: what files and programs call it.

    `choices`: of a choice. `required`: must hold something when its thing is saved. `searched`: lists are filtered by
    it. `new_only`: refuse one that exists.
    """

    of: str
    code: str
    label: str
    type: str = "text"
    choices: tuple[str, ...] = ()
    required: bool = False
    searched: bool = True
    discontinued: bool = False
    position: int = 0
    new_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSaved:
    """The field, and whether it is new."""

    field_id: int
    of: str
    code: str
    created: bool


@operation(right=SET_UP)
def save_field(work: Work, command: SaveField) -> FieldSaved:
    """Add a field, or change one: never its type, and no choice goes that something holds (SET-159, SET-163).

    Refused: `code_taken`, `too_many_fields`, and with all problems at once: `bad_field` (`bad_of`, `bad_code`,
    `bad_label`, `label_taken`, `bad_type`, `type_fixed`, `bad_choices`, `choice_in_use`).
    """
    code, label = command.code.strip().lower(), " ".join(command.label.split())
    choices = tuple(dict.fromkeys(filter(None, (choice.strip() for choice in command.choices))))
    old = OwnField.objects.select_for_update().filter(of=command.of, code=code).first()
    if old is not None and command.new_only:
        raise Refused("code_taken", f"There is a field {code} already. Choose another code, or change that one.")
    refuse_if_any(_problems(command, code, label, choices, old), "bad_field", "The field cannot be saved like this.")
    if old is None and OwnField.objects.filter(of=command.of).count() >= MOST:
        raise Refused("too_many_fields", f"There are {MOST} fields of this sort already.")
    field = old or OwnField(of=command.of, code=code, type=command.type)
    field.label, field.choices = label, "\n".join(choices)
    field.required, field.searched = command.required, command.searched
    field.discontinued, field.position = command.discontinued, command.position
    changing = ["label", "choices", "required", "searched", "discontinued", "position"]
    field.save(update_fields=changing if old else None)
    return FieldSaved(field_id=field.pk, of=field.of, code=field.code, created=old is None)


def _problems(
    command: SaveField, code: str, label: str, choices: tuple[str, ...], old: OwnField | None
) -> list[Offender]:
    problems = []
    if command.of not in OF:
        problems.append(Offender("of", "bad_of", f"One of {', '.join(OF)}."))
    if not CODE.fullmatch(code):
        words = "Small letters, digits and _, beginning with a letter, at most 30."
        problems.append(Offender("code", "bad_code", words))
    if not 0 < len(label) <= LABEL_LIMIT:
        problems.append(Offender("label", "bad_label", f"A label has 1 to {LABEL_LIMIT} characters."))
    elif OwnField.objects.filter(of=command.of, label=label).exclude(pk=old.pk if old else 0).exists():
        problems.append(Offender("label", "label_taken", f"Another field is called {label}."))
    if command.type not in TYPES:
        problems.append(Offender("type", "bad_type", f"One of {', '.join(TYPES)}."))
    elif old is not None and old.type != command.type:
        problems.append(Offender("type", "type_fixed", "A type never changes. Make another field."))
    problems += _problems_of_choices(command, choices, old)
    return problems


def _problems_of_choices(command: SaveField, choices: tuple[str, ...], old: OwnField | None) -> list[Offender]:
    if command.type != CHOICE:
        return [Offender("choices", "bad_choices", "Only a choice has choices.")] if choices else []
    if not 0 < len(choices) <= MOST_CHOICES or any(len(choice) > LIMIT for choice in choices):
        return [Offender("choices", "bad_choices", f"Write 1 to {MOST_CHOICES} choices, one a line.")]
    if old is None:
        return []
    gone = set(old.choices.split("\n")) - set(choices)
    held = set(OwnValue.objects.filter(field_id=old.pk, text__in=gone).values_list("text", flat=True))
    return [
        Offender(choice, "choice_in_use", "Something holds it. Keep it among the choices.")
        for choice in sorted(gone)
        if choice in held
    ]
