"""What a posting's seal covers: the posting, its movements, the units it made, its journal entry, its document, and
what it says otherwise of one.

An order may still change while units are committed to it, so only posted documents are part of it. Texts that people
typed are preceded by their length, so that none can pass for its neighbour. The same text is built when the posting
is sealed and when the chain is verified, for many postings at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from everyunit.base import sql

PARTS = (
    (
        "document",
        "SELECT p.id, d.kind || '|' || d.number || '|' || d.location_id || '|' || coalesce(d.party_id, 0) || '|'"
        " || d.date || '|' || coalesce(d.from_bin_id, 0) || '|' || coalesce(d.to_bin_id, 0) || '|'"
        " || coalesce(d.source_id, 0) || '|' || d.created_by || '|' || length(d.reference) || ':' || d.reference"
        " || '|' || length(d.notes) || ':' || d.notes"
        " FROM stock_posting p JOIN documents_document d ON d.id = p.document_id AND d.status = 'posted'"
        " WHERE {posting}",
    ),
    (
        "line",
        "SELECT p.id, l.position || '|' || l.item_id || '|' || l.quantity || '|' || l.price_minor || '|'"
        " || coalesce(l.amount_minor, -1) || '|' || coalesce(l.source_line_id, 0) || '|' || l.id"
        " || '|' || coalesce(l.from_bin_id, 0) || '|' || l.attached"
        " || '|' || CASE WHEN l.follows_units THEN 1 ELSE 0 END"
        " || '|' || coalesce(l.spread, '') || '|' || coalesce(l.to_generate, 0)"
        " || '|' || coalesce(l.generate_cost_minor, 0)"
        " FROM stock_posting p JOIN documents_document d ON d.id = p.document_id AND d.status = 'posted'"
        " JOIN documents_line l ON l.document_id = p.document_id WHERE {posting}"
        " ORDER BY p.id, l.position",
    ),
    (
        "header",  # of papers that say more than the first ones could
        "SELECT p.id, length(d.their_number) || ':' || d.their_number || '|' || length(d.contact) || ':' || d.contact"
        " || '|' || length(d.bill_to) || ':' || d.bill_to || '|' || length(d.ship_to) || ':' || d.ship_to"
        " || '|' || length(d.terms) || ':' || d.terms || '|' || length(d.ship_via) || ':' || d.ship_via"
        " || '|' || length(d.tracking_number) || ':' || d.tracking_number || '|' || coalesce('' || d.due_on, '')"
        " || '|' || coalesce('' || d.deliver_on, '') || '|' || coalesce('' || d.expires_on, '')"
        " || '|' || coalesce(d.representative_id, 0) || '|' || d.currency || '|' || d.rate"
        " || '|' || CASE WHEN d.tax_included THEN 1 ELSE 0 END"
        " FROM stock_posting p JOIN documents_document d ON d.id = p.document_id AND d.status = 'posted'"
        " WHERE {posting} AND EXISTS (SELECT 1 FROM documents_line l WHERE l.document_id = d.id"
        " AND l.worth_minor IS NOT NULL)",
    ),
    (
        "line worth",
        "SELECT p.id, l.id || '|' || l.discount || '|' || coalesce(l.tax_code_id, 0) || '|' || l.tax_rate"
        " || '|' || l.worth_minor || '|' || l.tax_minor || '|' || length(l.note) || ':' || l.note"
        " FROM stock_posting p JOIN documents_document d ON d.id = p.document_id AND d.status = 'posted'"
        " JOIN documents_line l ON l.document_id = p.document_id WHERE {posting} AND l.worth_minor IS NOT NULL"
        " ORDER BY p.id, l.position",
    ),
    (
        "reason",
        "SELECT p.id, '' || d.reason_id FROM stock_posting p JOIN documents_document d ON d.id = p.document_id"
        " AND d.status = 'posted' WHERE {posting} AND d.reason_id IS NOT NULL",
    ),
    (
        "destination",
        "SELECT p.id, '' || d.destination_id FROM stock_posting p JOIN documents_document d ON d.id = p.document_id"
        " AND d.status = 'posted' WHERE {posting} AND d.destination_id IS NOT NULL",
    ),
    (
        "approval",
        "SELECT p.id, a.approved_by || '|' || a.worth_minor FROM stock_posting p"
        " JOIN documents_approval a ON a.document_id = p.document_id WHERE {posting}",
    ),
    (
        "line target",
        "SELECT p.id, l.id || '|' || coalesce(l.to_bin_id, 0) || '|' || coalesce(l.kit_id, 0)"
        " FROM stock_posting p JOIN documents_document d ON d.id = p.document_id AND d.status = 'posted'"
        " JOIN documents_line l ON l.document_id = p.document_id WHERE {posting}"
        " AND (l.to_bin_id IS NOT NULL OR l.kit_id IS NOT NULL) ORDER BY p.id, l.position",
    ),
    (
        "line lot",
        "SELECT p.id, l.id || '|' || n.lot_id FROM stock_posting p"
        " JOIN documents_document d ON d.id = p.document_id AND d.status = 'posted'"
        " JOIN documents_line l ON l.document_id = p.document_id JOIN documents_linelot n ON n.line_id = l.id"
        " WHERE {posting} ORDER BY p.id, l.position",
    ),
    (
        "amendment",
        "SELECT p.posting_id, p.document_id || '|' || p.field || '|' || length(p.old) || ':' || p.old"
        " || '|' || length(p.new) || ':' || p.new || '|' || p.actor_id FROM documents_amendment p WHERE {movement}"
        " ORDER BY p.posting_id, p.id",
    ),
    (
        "movement",  # a unit's first movement tells what was born with it
        "SELECT p.posting_id, p.unit_id || '|' || p.step || '|' || p.home || '|' || p.line_id || '|' || p.from_bin_id"
        " || '|' || p.to_bin_id || '|' || p.cost_minor || CASE WHEN p.step > 1 THEN '' ELSE coalesce("
        " (SELECT '|' || u.serial || '|' || u.item_id || '|' || u.origin_bin_id || '|' || u.generated_in_id"
        " FROM stock_unit u WHERE u.id = p.unit_id AND u.home = p.home), '|') END"
        " || coalesce('|' || p.from_line_id, '')"
        " FROM stock_movement p WHERE {movement} ORDER BY p.posting_id, p.unit_id",
    ),
    (
        "quantity",
        "SELECT p.posting_id, p.line_id || '|' || p.item_id || '|' || p.from_bin_id || '|' || p.to_bin_id || '|'"
        " || p.quantity || '|' || p.value_minor FROM stock_quantitymovement p WHERE {movement}"
        " ORDER BY p.posting_id, p.id",
    ),
    (
        "lot",
        "SELECT p.posting_id, p.line_id || '|' || p.item_id || '|' || p.lot_id || '|' || p.from_bin_id || '|'"
        " || p.to_bin_id || '|' || p.quantity FROM stock_lotmovement p WHERE {movement} ORDER BY p.posting_id, p.id",
    ),
    (
        "cost",
        "SELECT p.posting_id, p.unit_id || '|' || p.step || '|' || p.old_minor || '|' || p.new_minor"
        " || '|' || length(p.reason) || ':' || p.reason || coalesce('|' || p.line_id, '')"
        " FROM stock_costchange p WHERE {movement} ORDER BY p.posting_id, p.id",
    ),
    (
        "revaluation",
        "SELECT p.posting_id, p.item_id || '|' || p.value_minor FROM stock_revaluation p WHERE {movement}"
        " ORDER BY p.posting_id, p.id",
    ),
    (
        "replacement",
        "SELECT p.posting_id, p.unit_id || '|' || p.replaced_id FROM stock_replacement p WHERE {movement}"
        " ORDER BY p.posting_id, p.id",
    ),
    (
        "part link",
        "SELECT p.posting_id, p.unit_id || '|' || p.whole_id || '|' || p.cost_minor FROM stock_partlink p"
        " WHERE {movement} ORDER BY p.posting_id, p.id",
    ),
    (
        "part link end",
        "SELECT p.posting_id, '' || p.link_id FROM stock_partlinkend p WHERE {movement}"
        " ORDER BY p.posting_id, p.link_id",
    ),
    (
        "entry",
        "SELECT p.posting_id, p.memo || coalesce('\n[entry date]\n' || p.date, '') FROM money_entry p WHERE {movement}"
        " ORDER BY p.posting_id",
    ),
    (
        "entry line",
        "SELECT p.entry_id, p.account_id || '|' || p.amount_minor FROM money_entryline p WHERE {entry}"
        " ORDER BY p.entry_id, p.id",
    ),
)


ALONE = {"movement", "cost"}  # of which there may be as many as units; the few rows of all others come together


def _placed(nth: int, statement: str) -> str:
    """The statement of a part, with its number and the place of each row before them, instead of an order."""
    body, _, order = statement.rpartition(" ORDER BY ") if " ORDER BY " in statement else (statement, "", "")
    over = f"ORDER BY {order}" if order else ""
    return f"SELECT {nth}, row_number() OVER ({over}), {body.removeprefix('SELECT ')}"


TOGETHER = [_placed(nth, statement) for nth, (name, statement) in enumerate(PARTS) if name not in ALONE]


def contents_of(posting_ids: Sequence[int]) -> dict[int, str]:
    """The sealed text of each of these postings."""
    by_id = sql.among("p.id", posting_ids)
    texts: dict[int, list[str]] = {}
    for posting_id, key, fingerprint, actor, document, at, reverses, reason, day in sql.rows(
        "SELECT p.id, p.key, p.fingerprint, p.actor_id, p.document_id, p.posted_at, p.reverses_id, p.reason,"
        # the day, where neither its paper nor its entry nor the moment of recording tells it
        f" CASE WHEN p.date <> coalesce(d.date, e.date, {sql.day('p.posted_at')}) THEN p.date END"
        " FROM stock_posting p LEFT JOIN documents_document d ON d.id = p.document_id AND d.status = 'posted'"
        f" LEFT JOIN money_entry e ON e.posting_id = p.id WHERE {by_id.sql}",
        by_id.params,
    ):
        moment = sql.moment(at)
        assert moment is not None
        stamp = moment.isoformat(timespec="microseconds")
        texts[posting_id] = [
            f"posting|{posting_id}|{fingerprint}|{actor}|{document}|{stamp}|{reverses}|{len(key)}:{key}|{reason}",
            *([] if day is None else ["[day]", str(day)]),
        ]
    conditions = {
        "posting": by_id.sql,
        "movement": sql.among("p.posting_id", posting_ids).sql,
        "entry": sql.among("p.entry_id", posting_ids).sql,
    }
    few: dict[int, list[sql.Row]] = {}
    together = " UNION ALL ".join(TOGETHER).format(**conditions)
    for nth, _, *found in sorted(sql.rows(together, by_id.params * len(TOGETHER))):
        few.setdefault(nth, []).append(tuple(found))
    for nth, (name, statement) in enumerate(PARTS):
        many = sql.rows(statement.format(**conditions), by_id.params) if name in ALONE else few.get(nth, [])
        for posting_id, rows in groupby(many, key=itemgetter(0)):
            texts[posting_id] += [f"[{name}]", *(text for _, text in rows)]
    return {posting_id: "\n".join(lines) for posting_id, lines in texts.items()}
