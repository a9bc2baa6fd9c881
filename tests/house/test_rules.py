"""The rules are pure: they import the standard library and each other, nothing else."""

import ast
import sys
from pathlib import Path

RULES = Path(__file__).parents[2] / "src/everyunit/rules"


def imported(file: Path) -> set[str]:
    """The absolute names of the modules that this file imports."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module or "")
    return names


def test_rules_import_the_standard_library_only():
    strangers = {
        f"{file.name}: {name}"
        for file in RULES.rglob("*.py")
        for name in imported(file)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("everyunit.rules")
    }
    assert not strangers
