"""The documentation keeps up with the code: rules, verbs, kinds, settings and links are all there."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import everyunit
from everyunit.base.operation import Operation
from everyunit.cli.main import COMMANDS
from everyunit.documents.kinds import KINDS, NEGATIVE
from everyunit.places.models import PURPOSES
from everyunit.preferences.table import PREFERENCES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
RULE = re.compile(r"\b(SAL|WHS|PUR|POS|SET)-(\d+)(?:\.\.(\d+))?")
SETTING = re.compile(r"\bEVERYUNIT_[A-Z_]+\b")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def rules_in(text: str) -> set[str]:
    """The rule ids that a text names; a range such as AAA-1..3 names each of its rules."""
    return {
        f"{area}-{number}"
        for area, first, last in RULE.findall(text)
        for number in range(int(first), int(last or first) + 1)
    }


def read(*files: Path) -> str:
    return "\n".join(file.read_text() for file in files)


def code_files() -> list[Path]:
    tests = [file for file in (ROOT / "tests").rglob("*.py") if file != Path(__file__)]
    return [*(ROOT / "src").rglob("*.py"), *tests]


def markdown_files() -> list[Path]:
    return [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "examples").rglob("*.md")]


def all_verbs() -> Iterator[Operation]:
    """Every operation of the package, once, where it is defined."""
    for module in pkgutil.walk_packages(everyunit.__path__, "everyunit."):
        if ".migrations" in module.name or module.name.startswith("everyunit.project"):
            continue
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, Operation) and value.__module__ == module.name:
                yield value


def anchors_of(file: Path) -> set[str]:
    headings = re.findall(r"^#+ +(.+?) *$", FENCE.sub("", file.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


VERBS = list(all_verbs())


def test_a_range_of_rules_names_each_of_them():
    assert rules_in("SA" + "L-9..11 and SE" + "T-30") == {"SA" + "L-9", "SA" + "L-10", "SA" + "L-11", "SE" + "T-30"}


def test_every_rule_that_the_code_cites_is_explained():
    cited = rules_in(read(*code_files()))
    explained = rules_in(read(*(DOCS / "rules").glob("*.md")))
    assert cited
    assert not cited - explained, f"explain these in docs/rules/: {sorted(cited - explained)}"


def test_verbs_are_found():
    assert {"attach", "post", "save_item"} <= {verb.__name__ for verb in VERBS}


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_every_verb_has_a_page_with_all_fields_and_refusals(verb):
    page = DOCS / "verbs" / f"{verb.__name__}.md"
    assert page.exists(), f"describe the verb {verb.name} in docs/verbs/{page.name}"
    text = page.read_text()
    command = verb.commands._type
    fields = {field.name for field in dataclasses.fields(command)}
    docstring = verb.__doc__ or ""
    refusals = set(re.findall(r"`([a-z_]+)`", docstring.partition("efuse")[2]))
    missing = {name for name in fields | refusals | {command.__name__} if f"`{name}`" not in text}
    assert not missing, f"{page.name} does not mention {sorted(missing)}"


def test_no_page_describes_a_verb_that_is_gone():
    pages = {page.stem for page in (DOCS / "verbs").glob("*.md")} - {"README"}
    assert not pages - {verb.__name__ for verb in VERBS}


def test_the_glossary_lists_exactly_the_kinds_there_are():
    listed = dict(re.findall(r"^\| `([A-Z]+)` \| ([^|]+?) \|", (DOCS / "glossary.md").read_text(), re.MULTILINE))
    assert listed == {kind.code: kind.name.lower() for kind in KINDS.values()}


def test_every_default_bin_that_a_kind_asks_for_is_explained_and_can_be_set():
    text = (DOCS / "rules" / "bins.md").read_text()
    rows = [*KINDS.values(), *NEGATIVE.values()]
    ends = [(row.route.source_default, row.route.source) for row in rows]
    ends += [(row.route.target_default, row.route.target) for row in rows]
    ends += [(row.route.pick_default, row.route.source) for row in rows]
    ends += [(row.release, row.route.target) for row in rows]
    asked = {(purpose, bin_type) for purpose, bin_type in ends if purpose and bin_type}
    assert not {purpose for purpose, _ in asked if f"`{purpose}`" not in text}
    assert asked == {(purpose, str(bin_type)) for purpose, bin_type in PURPOSES.items()}


def test_every_preference_is_explained_with_its_ways_and_rule():
    text = (DOCS / "rules" / "preferences.md").read_text()
    for each in PREFERENCES.values():
        ways = ", ".join(f"`{option.value}`" for option in each.options)
        assert f"| {each.rule} | `{each.key}` | {ways} | {'yes' if each.by_workstation else '–'} |" in text
        assert f"**{each.rule}" in text


def test_every_setting_is_in_the_operations_manual():
    settings = set(SETTING.findall(read(*(ROOT / "src").rglob("*.py"))))
    assert not settings - set(SETTING.findall((DOCS / "operations.md").read_text()))


def test_every_command_is_in_the_readme():
    assert not {name for name in COMMANDS if f"| `{name}` |" not in (ROOT / "README.md").read_text()}


@pytest.mark.parametrize("file", markdown_files(), ids=lambda file: str(file.relative_to(ROOT)))
def test_links_lead_somewhere(file):
    broken = []
    for target in LINK.findall(FENCE.sub("", file.read_text())):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (file.parent / path).resolve() if path else file
        if not there.exists() or (anchor and anchor not in anchors_of(there)):
            broken.append(target)
    assert not broken
