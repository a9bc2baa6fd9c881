"""A process killed in the middle of a large posting leaves nothing half done, and the posting can be repeated."""

import os
import random
import signal
import subprocess
import sys
import time
from urllib.parse import quote

import pytest
from django.db import connection
from tests.trade import Trade

from everyunit.base import sql
from everyunit.documents.attach import Attach, attach
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Post, post
from everyunit.reports.verify import verify

UNITS = 100_000
KILLS = 2
PATIENCE_S = 60

CHILD = """
import sys, django
django.setup()
from everyunit.documents.post import Post, post
from everyunit.people.tokens import actor_named
owner = actor_named("owner")
print("ready", flush=True)
print(post(owner, Post(document_id=int(sys.argv[1]))).units, flush=True)
"""

pytestmark = pytest.mark.scale


def database_url() -> str:
    """The database under test, for another process."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(str(settings['NAME']))}"
    user = f"{quote(settings['USER'])}:{quote(settings['PASSWORD'])}"
    return f"postgres://{user}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"


def start_posting(document_id: int) -> subprocess.Popen[str]:
    """A process that is about to post the document."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(document_id)],
        env=os.environ
        | {
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "everyunit.project.settings",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def kill_while_posting(document_id: int, after_s: float) -> bool:
    """Kill it so long after it began; whether the posting was done all the same."""
    child = start_posting(document_id)
    time.sleep(after_s)
    child.send_signal(signal.SIGKILL)
    child.wait(PATIENCE_S)
    assert child.stdout is not None
    child.stdout.close()
    return bool(
        sql.scalar("SELECT count(*) FROM documents_document WHERE id = %s AND status = 'posted'", [document_id])
    )


def posted_in_one_go(document_id: int) -> float:
    """How long the whole posting takes."""
    started = time.monotonic()
    with start_posting(document_id) as child:
        started = time.monotonic()
        printed, _ = child.communicate(timeout=PATIENCE_S)
        assert printed == f"{UNITS}\n"
    return time.monotonic() - started


def counts() -> tuple[int, ...]:
    """How much there is of what a posting writes."""
    tables = ("stock_unit", "stock_movement", "stock_posting", "money_entry", "stock_seal", "stock_hold")
    return tuple(int(sql.scalar(f"SELECT count(*) FROM {table}")) for table in tables)


def broken() -> list[str]:
    return [truth.name for truth in verify().truths if truth.broken]


def receipt(trade: Trade) -> int:
    return trade.draft("PR", NewLine(item="DRIVE", quantity=UNITS)).document_id


def test_a_killed_receipt_leaves_nothing_and_can_be_posted_again(committed: Trade):
    whole = posted_in_one_go(receipt(committed))
    interrupted = 0
    for moment in (0.2, *(random.uniform(0.05, 0.9) for _ in range(KILLS))):
        paper, before = receipt(committed), counts()
        if kill_while_posting(paper, moment * whole):
            continue
        interrupted += 1
        assert counts() == before
    assert interrupted > 0, "no kill came in time"
    last = receipt(committed)
    kill_while_posting(last, 0.3 * whole)
    assert broken() == []
    if sql.scalar("SELECT status FROM documents_document WHERE id = %s", [last]) == "draft":
        assert post(committed.owner, Post(document_id=last)).units == UNITS
    serials = int(sql.scalar("SELECT count(DISTINCT serial) FROM stock_unit"))
    assert serials == counts()[0]
    assert serials % UNITS == 0


def test_a_killed_sale_leaves_the_units_attached_and_can_be_posted_again(committed: Trade):
    received = post(committed.owner, Post(document_id=receipt(committed)))
    paper = committed.draft("SI").document_id
    scanned = attach(
        committed.owner, Attach(document_id=paper, scans=(received.serials[1].replace("–", "-"),), by="range")
    )
    assert scanned.counts == {"added": UNITS}
    before = counts()

    if not kill_while_posting(paper, random.uniform(0.05, 0.6)):
        assert counts() == before
        assert broken() == []
        assert post(committed.owner, Post(document_id=paper)).units == UNITS

    assert broken() == []
    assert counts() == (UNITS, 2 * UNITS, 2, 2, 2, 0)
