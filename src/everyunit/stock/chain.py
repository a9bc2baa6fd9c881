"""The audit chain: each posting is sealed over all that it wrote and over the seal before it.

Changing any sealed field later, by whatever means, breaks the chain from there on.
"""

from __future__ import annotations

from hashlib import sha256

from everyunit.base import sql

BEGINNING = "0" * 64


def seal(posting_id: int, content: str) -> str:
    """Append the posting to the chain; its seal. Last thing before commit: postings queue here."""
    sql.execute(
        "INSERT INTO stock_chainhead (id, position, digest) VALUES (1, 0, %s) ON CONFLICT DO NOTHING",
        [BEGINNING],
    )
    lock = " FOR UPDATE" if sql.on_postgres() else ""
    head = sql.row(f"SELECT position, digest FROM stock_chainhead WHERE id = 1{lock}")
    assert head is not None
    position, digest = int(head[0]) + 1, link(str(head[1]), content)
    sql.execute(
        "INSERT INTO stock_seal (posting_id, position, digest) VALUES (%s, %s, %s)",
        [posting_id, position, digest],
    )
    sql.execute("UPDATE stock_chainhead SET position = %s, digest = %s WHERE id = 1", [position, digest])
    return digest


def link(previous: str, content: str) -> str:
    """The seal that follows `previous` for this content."""
    return sha256(f"{previous}\n{content}".encode()).hexdigest()
