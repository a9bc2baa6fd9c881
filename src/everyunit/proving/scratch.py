"""Throw-away databases: beside the one that DATABASE_URL names, of the same engine, and gone afterwards."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from django.core.management import call_command
from django.db import connection

from everyunit.base import sql


class Scratch:
    """Makes fresh databases for one run, all of them migrated copies of one."""

    def __init__(self, purpose: str) -> None:
        self.purpose = purpose
        self.given = str(connection.settings_dict["NAME"])
        self.folder: Path | None = None
        self.template = ""

    @contextmanager
    def fresh(self) -> Iterator[None]:
        """Inside the block every connection of this process works on a fresh database."""
        name = self._copy()
        try:
            self._turn_to(name)
            yield
        finally:
            self._turn_to(self.given)
            self._drop(name)

    @contextmanager
    def kept(self, name: str) -> Iterator[None]:
        """Inside the block every connection works on the PostgreSQL database of this name. It is made where there is
        none, and stays.
        """
        if sql.row("SELECT 1 FROM pg_database WHERE datname = %s", [name]) is None:
            sql.execute(f'CREATE DATABASE "{name}"')
        self._turn_to(name)
        try:
            call_command("migrate", verbosity=0)
            yield
        finally:
            self._turn_to(self.given)

    def open(self) -> None:
        """Migrate the database that the fresh ones are copies of."""
        if not sql.on_postgres():
            self.folder = Path(tempfile.mkdtemp(prefix=f"everyunit-{self.purpose}-", dir=self._beside()))
        self.template = self._name()
        if sql.on_postgres():
            sql.execute(f'CREATE DATABASE "{self.template}"')
        self._turn_to(self.template)
        call_command("migrate", verbosity=0)
        self._turn_to(self.given)

    def close(self) -> None:
        self._turn_to(self.given)
        if self.template:
            self._drop(self.template)
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _beside(self) -> str | None:
        parent = Path(self.given).resolve().parent
        return str(parent) if parent.is_dir() and not self.given.startswith((":memory:", "file:")) else None

    def _name(self) -> str:
        name = f"everyunit_{self.purpose}_{token_hex(6)}"
        return name if self.folder is None else str(self.folder / f"{name}.sqlite3")

    def _copy(self) -> str:
        name = self._name()
        if sql.on_postgres():
            sql.execute(f'CREATE DATABASE "{name}" TEMPLATE "{self.template}"')
        else:
            shutil.copyfile(self.template, name)
        return name

    def _drop(self, name: str) -> None:
        if sql.on_postgres():
            sql.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        else:
            for ending in ("", "-wal", "-shm"):
                Path(name + ending).unlink(missing_ok=True)

    def _turn_to(self, name: str) -> None:
        """New connections of all threads follow, for they share these settings."""
        connection.close()
        connection.settings_dict["NAME"] = name


@contextmanager
def scratch(purpose: str) -> Iterator[Scratch]:
    """A maker of throw-away databases; everything it made is gone when the block ends."""
    maker = Scratch(purpose)
    try:
        maker.open()
        yield maker
    finally:
        maker.close()
