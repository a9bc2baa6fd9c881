"""The fields of a command as options, told by their annotations alone, and what was typed as the command's data."""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import inspect
import json
import types
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from everyunit.cli.naming import LINE, NAMED, WRITTEN, Names
from everyunit.cli.scanned import scans
from everyunit.rules.refusals import Offender


@dataclasses.dataclass(frozen=True)
class Field:
    """One field of a command or of its rows. `row`: the dataclass that it holds one or, with `many`, several of."""

    name: str
    type: Any
    many: bool
    row: Any
    required: bool

    @property
    def option(self) -> str:
        return "--" + self.spoken.replace("_", "-")

    @property
    def spoken(self) -> str:
        """The name without what says that it is an id: people name things otherwise."""
        if self.name not in NAMED:
            return self.name
        return self.name.removesuffix("_id") if not self.name.endswith("_ids") else self.name.removesuffix("_ids") + "s"

    @property
    def is_mapping(self) -> bool:
        return get_origin(self.type) is Mapping

    @property
    def names(self) -> str:
        """What its texts name, where the command wants ids."""
        return NAMED.get(self.name, "") if self.type is int else ""


def fields_of(command: Any) -> list[Field]:
    hints = get_type_hints(command)
    return [_field(each.name, hints[each.name], _is_required(each)) for each in dataclasses.fields(command)]


def _is_required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def parameters_of(function: Any) -> list[Field]:
    """What a function takes, but who asks."""
    hints = get_type_hints(function)
    given = inspect.signature(function).parameters.values()
    return [_field(each.name, hints[each.name], each.default is each.empty) for each in given if each.name != "actor"]


def _field(name: str, hint: Any, required: bool) -> Field:
    inner = _bare(hint)
    many = get_origin(inner) is tuple
    if many:
        inner = _bare(get_args(inner)[0])
    return Field(name, inner, many, inner if dataclasses.is_dataclass(inner) else None, required)


def _bare(hint: Any) -> Any:
    """The annotation without None, and without the empty text that clears a date."""
    if get_origin(hint) not in (Union, types.UnionType):
        return hint
    first, *_ = [each for each in get_args(hint) if each is not type(None)]
    return first


def add_option(parser: argparse._ActionsContainer, field: Field) -> None:
    options: dict[str, Any] = {"dest": f"field {field.name}", "default": None, "help": _help(field)}
    if field.row:
        parser.add_argument(field.option, nargs="+", action="append", metavar="FIELD=VALUE", **options)
    elif field.is_mapping:
        parser.add_argument(field.option, nargs="+", action="extend", metavar="NAME=VALUE", **options)
    elif field.many:
        parser.add_argument(field.option, nargs="*", action="extend", metavar=_metavar(field), **options)
    elif field.type is bool:
        parser.add_argument(field.option, action=argparse.BooleanOptionalAction, **options)
    else:
        parser.add_argument(field.option, metavar=_metavar(field), **options)


def _metavar(field: Field) -> str:
    if field.names:
        return field.names.upper()
    if get_origin(field.type) is Literal:
        return "|".join(map(str, get_args(field.type)))
    return {int: "N", dt.date: "DATE", bool: "yes|no"}.get(field.type, "TEXT")


def _help(field: Field) -> str:
    said = ["needed"] if field.required else []
    if field.row:
        told = (f"{each.spoken}={_metavar(each)}{'…' if each.many else ''}" for each in fields_of(field.row))
        said.append(" ".join(told))
        said += ["may come several times"] if field.many else []
    elif field.names:
        said.append(WRITTEN[field.names])
    elif field.many:
        said.append("several, or “-” for standard input")
    elif field.name.endswith("_minor"):
        said.append("in minor units: 1250 is 12.50")
    return "; ".join(said).replace("%", "%%")


class Typed:
    """Makes data of what was typed, and keeps all that cannot be meant."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.wrong: list[Offender] = []

    def data(self, fields: Sequence[Field], options: Mapping[str, Any], begun: Mapping[str, Any]) -> dict[str, Any]:
        """What a command is made of: what the file of JSON says, and over it what the options say."""
        asked = {each.name: self._value(each, options[f"field {each.name}"]) for each in fields}
        written = {**begun, **{name: value for name, value in asked.items() if value is not None}}
        return self._resolved(fields, written, "")

    def _value(self, field: Field, typed: Any) -> Any:
        if typed is None:
            return None
        if field.row:
            rows = [self._row(field, texts) for texts in typed]
            return rows if field.many else {name: value for row in rows for name, value in row.items()}
        if field.many:
            return list(scans(typed))
        if isinstance(typed, list):
            return dict(self._pairs(field.option, typed))
        return typed

    def _pairs(self, option: str, texts: Iterable[str]) -> Iterable[tuple[str, str]]:
        for text in texts:
            name, equals, value = text.partition("=")
            if equals:
                yield name, value
            else:
                self.wrong.append(Offender(option, "bad_shape", f"“{text}” is not FIELD=VALUE."))

    def _row(self, field: Field, texts: list[str]) -> dict[str, Any]:
        known = {name: each for each in fields_of(field.row) for name in (each.name, each.spoken)}
        row: dict[str, Any] = {}
        for name, text in self._pairs(field.option, texts):
            each = known.get(name)
            if each is None:
                self.wrong.append(Offender(f"{field.option} {name}", "bad_shape", "There is no such field."))
            elif each.row or each.is_mapping:
                row[each.name] = self._json(f"{field.option} {name}", text)
            elif each.many:
                row.setdefault(each.name, []).append(text)
            else:
                row[each.name] = text
        return row

    def _json(self, where: str, text: str) -> Any:
        try:
            return json.loads(text)
        except ValueError:
            self.wrong.append(Offender(where, "bad_shape", 'Write it as JSON: \'[{"item": "CABLE"}]\'.'))
            return None

    def _resolved(self, fields: Sequence[Field], data: Mapping[str, Any], where: str) -> dict[str, Any]:
        """The data with ids in the place of names; lines come last, for they may be named within the document."""
        known = {each.name: each for each in fields}
        strange = [name for name in data if name not in known]
        self.wrong += [Offender(f"{where}{name}", "bad_shape", "There is no such field.") for name in strange]
        resolved: dict[str, Any] = {}
        for name in sorted(set(data) - set(strange), key=lambda name: bool(known[name].row or NAMED.get(name) == LINE)):
            resolved[name] = self._held(known[name], data[name], f"{where}{name}")
            self.names.about(name, resolved[name])
        return resolved

    def _held(self, field: Field, value: Any, where: str) -> Any:
        if field.many and isinstance(value, list):
            return [self._one(field, each, f"{where} {at}") for at, each in enumerate(value, start=1)]
        return self._one(field, value, where)

    def _one(self, field: Field, value: Any, where: str) -> Any:
        if field.row and isinstance(value, dict):
            return self._resolved(fields_of(field.row), value, f"{where} ")
        return self.names.id_of(field.names, value) if field.names else value
