"""`everyunit serve`: starts, says where, refuses a taken port, and ends cleanly."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from everyunit.company.demo import PASSWORD
from tests.installed import COMMAND, process

START_TIMEOUT_S = 30


@pytest.fixture
def demo(installed: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The environment of an installation with the demo company, and a free port."""
    return installed | {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "PORT": str(free_port()), "HOST": ""}


@pytest.fixture
def server(demo: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    started = subprocess.Popen(
        [*COMMAND, "serve"],
        env=os.environ | demo,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        wait_until_ready(demo["PORT"])
        yield started
    finally:
        if started.poll() is None:
            started.kill()
        started.communicate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(port: str) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                assert answer.status == 200
                return
        except OSError:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.1)


def test_it_says_where_it_is_and_how_to_sign_in_and_ends_cleanly(
    server: subprocess.Popen[str], demo: dict[str, str], tmp_path: Path
) -> None:
    rival = process("serve", **demo)
    assert (rival.returncode, rival.stdout) == (1, "")
    assert f"Port {demo['PORT']} is taken" in rival.stderr
    server.send_signal(signal.SIGINT)
    out, err = server.communicate(timeout=20)
    assert server.returncode == 0
    assert out.startswith(f"Everyunit is at http://localhost:{demo['PORT']}\n")
    assert f"  owner    {PASSWORD}" in out
    assert "Traceback" not in err
    assert not list(tmp_path.rglob("*.ctl"))


def test_the_demo_sign_in_is_not_told_once_the_password_is_another(demo: dict[str, str]) -> None:
    changed = process("user", "owner", "--password", "a-password-of-my-own", **demo)
    assert changed.returncode == 0, changed.stderr
    shown = subprocess.Popen(
        [*COMMAND, "serve"], env=os.environ | demo, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        wait_until_ready(demo["PORT"])
        shown.send_signal(signal.SIGTERM)
        out, _ = shown.communicate(timeout=20)
    finally:
        shown.kill()
    assert "  owner " not in out
    assert "  counter " in out


def test_an_address_that_is_not_ours_is_refused(demo: dict[str, str]) -> None:
    done = process("serve", "--host", "203.0.113.1", **demo)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Cannot listen on 203.0.113.1")
