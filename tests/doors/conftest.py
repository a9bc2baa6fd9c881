"""An installation of its own: an SQLite file with the demo company, made once and copied for each test."""

import shutil
from pathlib import Path

import pytest

from tests.installed import process


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that each installation begins with."""
    var = tmp_path_factory.mktemp("made")
    for command in ("migrate", "demo"):
        assert process(command, **_environment(var)).returncode == 0
    return var / "own.sqlite3"


@pytest.fixture
def installed(made: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of an installation with the demo company."""
    shutil.copy(made, tmp_path)
    return _environment(tmp_path)


def _environment(var: Path) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{var / 'own.sqlite3'}", "EVERYUNIT_VAR": str(var)}
