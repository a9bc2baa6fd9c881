"""Forms as they were filled in: values survive a refusal, and each problem stands beside its field."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest

from everyunit.rules.money import parse_amount
from everyunit.rules.refusals import Offender, Refused


class Form:
    """The values of a form by field name, and what is wrong with them."""

    def __init__(self, values: Mapping[str, object] | None = None) -> None:
        self.values: dict[str, str] = {name: str(value) for name, value in (values or {}).items()}
        self.wrong: dict[str, list[str]] = {}
        self.refusal: Refused | None = None

    @classmethod
    def sent(cls, request: HttpRequest) -> Form:
        return cls({name: request.POST.get(name, "") for name in request.POST})

    @property
    def refused(self) -> bool:
        return bool(self.wrong) or self.refusal is not None

    def text(self, name: str) -> str:
        return self.values.get(name, "")

    def checked(self, name: str) -> bool:
        return bool(self.values.get(name))

    def amount(self, name: str, digits: int) -> int:
        """Minor units; an empty field is nothing."""
        text = self.text(name)
        if not text.strip():
            return 0
        try:
            return parse_amount(text, digits)
        except ValueError:
            self.complain(
                name, f"Write an amount with at most {digits} decimals, such as {'12.50' if digits else '12'}."
            )
            return 0

    def number(self, name: str) -> int:
        """A whole number; an empty field is 0."""
        text = self.text(name).strip()
        if text.removeprefix("-").isascii() and text.removeprefix("-").isdigit() and len(text) < 10:
            return int(text)
        if text:
            self.complain(name, "Write a whole number.")
        return 0

    def complain(self, name: str, message: str) -> None:
        self.wrong.setdefault(name, []).append(message)

    def take(self, refusal: Refused, fields: Mapping[str, str]) -> None:
        """Put each offender beside its field; what belongs to none is kept for the top of the page.

        `fields`: the field by the subject or the code of an offender, or by the code of the refusal itself.
        """
        rest: list[Offender] = []
        for each in refusal.offenders:
            name = fields.get(each.subject) or fields.get(each.code)
            if name is None:
                rest.append(each)
            else:
                named = "" if each.subject in fields else f"{each.subject}: "
                self.complain(name, named + each.message)
        own = fields.get(refusal.code)
        if own is not None:
            self.complain(own, refusal.message)
        elif rest or not refusal.offenders:
            self.refusal = Refused(refusal.code, refusal.message, rest)
