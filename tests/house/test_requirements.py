"""The locks hold what is asked for, each package with its hashes, and nothing that ties them to one place."""

import re
import tomllib
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
LOCKS = ["run", "test"]


def asked(name: str) -> list[str]:
    """The requirements in a hand-written file, without comments and references to other files."""
    lines = (HOUSE / "requirements" / f"{name}.in").read_text().splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-"))]


def locked(name: str) -> dict[str, str]:
    """Each locked package with everything its entry says."""
    entries = re.split(r"\n(?=\S)", (HOUSE / "requirements" / f"{name}.txt").read_text().strip())
    return {entry.split("==")[0]: entry for entry in entries}


def test_the_package_asks_for_what_the_lock_holds():
    package = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]["dependencies"]
    to_build_with = {"setuptools", "wheel"}
    assert sorted(package) == sorted(set(asked("run")) - to_build_with)


@pytest.mark.parametrize("name", LOCKS)
def test_all_that_is_asked_for_is_locked_by_hash(name):
    packages = locked(name)
    assert {re.split(r"[<>=\[]", line)[0] for line in asked(name)} <= packages.keys()
    assert all("--hash=sha256:" in entry for entry in packages.values())


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_place(name):
    text = (HOUSE / "requirements" / f"{name}.txt").read_text()
    assert "/" not in text
    assert "--index" not in text


def test_what_runs_is_what_was_tested():
    run, test = locked("run"), locked("test")
    assert {name: test[name] for name in run} == run
