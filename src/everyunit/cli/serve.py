"""Start the web server. HOST and PORT say where it listens; Ctrl-C ends it."""

from __future__ import annotations

import argparse
import errno
import os
import signal
import socket
from contextlib import suppress
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from gunicorn.app.base import BaseApplication

from everyunit.cli import terminal
from everyunit.company.demo import sign_ins
from everyunit.company.queries import company_name
from everyunit.exports.keeping import begin_keeping
from everyunit.rules.refusals import Refused

EVERY_ADDRESS = {"0.0.0.0", "::"}


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn in this process, configured here and nowhere else."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> WSGIHandler:
        return get_wsgi_application()


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1", help="default: HOST, else 127.0.0.1")
    parser.add_argument("--port", type=_port, default=os.environ.get("PORT") or "8000", help="default: PORT, else 8000")
    parser.add_argument("--workers", type=_count, default=2, help="processes; default: %(default)s")
    parser.add_argument("--threads", type=_count, default=4, help="threads in each process; default: %(default)s")


def run(options: argparse.Namespace) -> int:
    _refuse_taken(options.host, options.port)
    welcome = _welcome(options.host, options.port)
    connections.close_all()  # the workers open their own
    keeper = begin_keeping()
    try:
        _serve(options, welcome)
    finally:
        _end(keeper)
    return 0


def _serve(options: argparse.Namespace, welcome: str) -> None:
    Server(
        {
            "bind": [f"[{options.host}]:{options.port}" if ":" in options.host else f"{options.host}:{options.port}"],
            "workers": options.workers,
            "threads": options.threads,
            "worker_class": "gthread",
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": lambda server: terminal.answer(welcome),
        }
    ).run()


def _end(keeper: int) -> None:
    """What is being written goes back in line, for whoever serves next."""
    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(keeper, signal.SIGTERM)
        os.waitpid(keeper, 0)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"“{text}” is not a port; it is a number from 1 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= 64:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number from 1 to 64")
    return int(text)


def _refuse_taken(host: str, port: int) -> None:
    """Refused: `port_taken`, `cannot_listen`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Refused(
                    "port_taken",
                    f"Port {port} is taken: another program listens there, perhaps another Everyunit."
                    " End it, or choose another port: PORT=8001",
                ) from error
            raise Refused(
                "cannot_listen", f"Cannot listen on {host}, port {port}: {error.strerror or error}."
            ) from error


def _welcome(host: str, port: int) -> str:
    shown = "localhost" if host in EVERY_ADDRESS | {"127.0.0.1", "::1"} else host
    lines = [f"Everyunit is at http://{f'[{shown}]' if ':' in shown else shown}:{port}"]
    if company_name() is None:
        lines.append("There is no company yet: everyunit found, or everyunit demo.")
    signs = sign_ins()
    if signs:
        lines.append("Demo data; sign in with")
        lines += [f"  {username:8} {password}    {purpose}" for username, password, purpose in signs]
    lines.append("Ctrl-C ends it.")
    return "\n".join(lines)
