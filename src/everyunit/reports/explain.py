"""The figures that can be explained, by name: which events each comes from, and what pages say of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from everyunit.base import sql
from everyunit.documents.on_orders import kinds_counted, left_on_orders
from everyunit.money.queries import trial_balance
from everyunit.reports.as_of import flowed, happened
from everyunit.reports.explain_goods import cost_of_work, units_that_fit
from everyunit.reports.figures import OF_POSTING, Figure, Head, Start
from everyunit.reports.items import quantities_of
from everyunit.reports.profit import ProfitFilter, profit_by_posting, profit_of
from everyunit.rules.moments import HOW, parse_moment, written
from everyunit.rules.refusals import Refused

Asked = Mapping[str, str]
PIECES, VALUE = Head(label="Pieces"), Head(label="Value", money=True)


def figure(name: str, asked: Asked) -> Figure:
    """The figure of this name. Refused: `unknown_figure`, `unknown_item`, `unknown_bin`, `unknown_unit`,
    `unknown_account`, `unknown_document`, `bad_date`, `bad_group`, `bad_filter`, `too_many_units`, and what a search
    for units refuses.
    """
    if name not in FIGURES:
        raise Refused("unknown_figure", f"There is no figure “{name}”. There are {', '.join(FIGURES)}.")
    return FIGURES[name](asked)


def _stock(asked: Asked) -> Figure:
    """Pieces in stock and what they are worth: of an item, in a bin, at the end of a day as known at the end of one."""
    on, known = _day(asked, "on"), _moment(asked, "known")
    conditions, about, in_bin = flowed(on, known), ["In stock"], bool(asked.get("bin"))
    item_id = bin_id = None
    counted = False
    if asked.get("item"):
        item_id, counted = _item(asked["item"])
        conditions.add("f.item_id = %s", item_id)
        about.append(asked["item"])
    if in_bin:
        bin_id = _id("places_bin", asked["bin"], "unknown_bin", "bin")
        conditions.add("f.bin_id = %s", bin_id)
        about.append(f"in {asked['bin']}")
    heads = (PIECES,) if in_bin and (counted or item_id is None) else (PIECES, VALUE)
    sums = "sum(f.quantity) AS amount1, sum(f.value_minor) AS amount2"
    events = sql.Fragment(
        f"SELECT f.date AS day, f.posting_id AS nr, f.posting_id, {OF_POSTING}, {sums} FROM stock_flow f"
        f" WHERE {conditions.sql} GROUP BY f.date, f.posting_id"
        " HAVING sum(f.quantity) <> 0 OR sum(f.value_minor) <> 0"
        " ORDER BY f.date DESC, f.posting_id DESC",  # so that PostgreSQL walks an index backwards, as far as the page
        conditions.params,
    )
    parts = sql.Fragment(
        "SELECT f.date AS day, f.posting_id AS nr, f.quantity AS amount1, f.value_minor AS amount2"
        f" FROM stock_flow f WHERE {conditions.sql}",
        conditions.params,
    )
    stated = _owned(item_id, bin_id) if on is None and known is None else None
    return Figure(
        title=_title(" ".join(about), on, known),
        heads=heads,
        events=events,
        parts=parts,
        stated=(stated or _flowed(conditions))[: len(heads)],
        divided="Average cost" if len(heads) == 2 and item_id is not None else "",
    )


def _owned(item_id: int | None, bin_id: int | None) -> tuple[int, int]:
    """What pages say, from the caches and the units."""
    conditions = sql.Conditions()
    if item_id is not None:
        conditions.add("item_id = %s", item_id)
    if bin_id is None:
        found = sql.row(
            "SELECT coalesce(sum(quantity), 0), coalesce(sum(value_minor), 0) FROM stock_valuation"
            f" WHERE {conditions.sql}",
            conditions.params,
        )
    else:
        conditions.add("bin_id = %s", bin_id)
        found = sql.row(
            f"SELECT coalesce((SELECT sum(quantity) FROM stock_balance WHERE {conditions.sql}), 0),"
            f" coalesce((SELECT sum(cost_minor) FROM stock_unit WHERE {conditions.sql}), 0)",
            [*conditions.params, *conditions.params],
        )
    assert found is not None
    return int(found[0]), int(found[1])


def _flowed(conditions: sql.Conditions) -> tuple[int, int]:
    found = sql.row(
        "SELECT coalesce(sum(f.quantity), 0), coalesce(sum(f.value_minor), 0) FROM stock_flow f"
        f" WHERE {conditions.sql}",
        conditions.params,
    )
    assert found is not None
    return int(found[0]), int(found[1])


def _cost(asked: Asked) -> Figure:
    """What a unit costs: what it was born at, and each change since."""
    found = sql.row("SELECT id, home, cost_minor FROM stock_unit WHERE serial = %s", [asked.get("serial", "")])
    if found is None:
        raise Refused("unknown_unit", f"There is no unit {asked.get('serial', '')}.")
    unit_id, home, cost = found
    events = sql.Fragment(
        "SELECT p.date AS day, 0 AS nr, p.id AS posting_id, p.document_id, 'Generated' AS text,"
        " m.cost_minor AS amount1 FROM stock_movement m JOIN stock_posting p ON p.id = m.posting_id"
        " WHERE m.unit_id = %s AND m.home = %s AND m.step = 1 UNION ALL"
        " SELECT p.date, c.id, p.id, p.document_id, c.reason, c.new_minor - c.old_minor FROM stock_costchange c"
        " JOIN stock_posting p ON p.id = c.posting_id WHERE c.unit_id = %s AND c.home = %s",
        [unit_id, home, unit_id, home],
    )
    heads = (Head(label="Cost", money=True),)
    return Figure(title=f"Cost of {asked['serial']}", heads=heads, events=events, stated=(int(cost),))


def _balance(asked: Asked) -> Figure:
    """What stands on an account: debit positive."""
    on, known, code = _day(asked, "on"), _moment(asked, "known"), asked.get("account", "")
    found = next((each for each in trial_balance(on, known).accounts if each.code == code), None)
    if found is None:
        raise Refused("unknown_account", f"There is no account “{code}”.")
    conditions = happened(on, known)
    conditions.add("a.code = %s", code)
    events = sql.Fragment(
        "SELECT p.date AS day, p.id AS nr, p.id AS posting_id, p.document_id, e.memo AS text,"
        " l.amount_minor AS amount1 FROM money_entryline l JOIN money_account a ON a.id = l.account_id"
        " JOIN money_entry e ON e.posting_id = l.entry_id JOIN stock_posting p ON p.id = l.entry_id"
        f" WHERE {conditions.sql}",
        conditions.params,
    )
    return Figure(
        title=_title(f"Balance of {code} {found.name}", on, known),
        heads=(Head(label="Amount", money=True),),
        events=events,
        stated=(found.balance_minor,),
    )


def _available(asked: Asked) -> Figure:
    """Pieces that nobody has been promised: those in stock less what waits on open orders."""
    item_id, _ = _item(asked.get("item", ""))
    stands = quantities_of(item_id)
    start = Start(text="In stock", amounts=(stands.in_stock,), name="stock", asked={"item": asked["item"]})
    events = _waiting(item_id, "-", "promised", "going_back", "away")
    return Figure(
        title=f"Available {asked['item']}", heads=(PIECES,), events=events, stated=(stands.available,), start=start
    )


def _on_order(asked: Asked) -> Figure:
    """Pieces that vendors have not delivered yet, and that open work orders have not built yet."""
    return _orders(asked, "On order", "ordered")


def _promised(asked: Asked) -> Figure:
    """Pieces that customers ordered and did not get yet, and that go into open work orders."""
    return _orders(asked, "Promised", "promised")


def _orders(asked: Asked, title: str, field: str) -> Figure:
    item_id, _ = _item(asked.get("item", ""))
    stated = int(getattr(quantities_of(item_id).orders, field))
    return Figure(
        title=f"{title} {asked['item']}", heads=(PIECES,), events=_waiting(item_id, "", field), stated=(stated,)
    )


def _waiting(item_id: int, sign: str, *fields: str) -> sql.Fragment:
    """What waits on each line of open orders."""
    left = left_on_orders(sql.Fragment("l.item_id = %s", [item_id]))
    kinds = sql.among("w.kind", kinds_counted(*fields), "text")
    return sql.Fragment(
        "SELECT o.date AS day, w.line_id AS nr, CAST(NULL AS bigint) AS posting_id, w.document_id, 'waiting' AS text,"
        f" {sign}w.waiting AS amount1 FROM {left.sql} w JOIN documents_document o ON o.id = w.document_id"
        f" WHERE {kinds.sql}",
        [*left.params, *kinds.params],
    )


def _profit(asked: Asked) -> Figure:
    """What one row of the profit report comes from, posting by posting."""
    first, last, by, key = _day(asked, "from"), _day(asked, "to"), asked.get("by", "item"), asked.get("key", "")
    wanted = ProfitFilter(by=by, date_from=first, date_to=last)
    row, each = profit_of(wanted, key), profit_by_posting(wanted, key)
    events = sql.Fragment(
        f"SELECT p.date AS day, p.id AS nr, p.id AS posting_id, {OF_POSTING}, g.sales AS amount1,"
        f" g.cost AS amount2, g.sales - g.cost AS amount3 FROM {each.sql} g"
        " JOIN stock_posting p ON p.id = g.posting_id",
        each.params,
    )
    heads = tuple(Head(label=label, money=True) for label in ("Sales", "Cost", "Profit"))
    stated = (row.sales_minor, row.cost_minor, row.profit_minor) if row else (0, 0, 0)
    return Figure(title=f"Profit by {by}: {row.code if row else key}", heads=heads, events=events, stated=stated)


FIGURES: dict[str, Callable[[Asked], Figure]] = {
    "stock": _stock,
    "cost": _cost,
    "balance": _balance,
    "available": _available,
    "on-order": _on_order,
    "promised": _promised,
    "profit": _profit,
    "units": units_that_fit,
    "built": cost_of_work,
}


def _title(text: str, on: dt.date | None, known: dt.date | None) -> str:
    then = f" at the end of {on}" if on else ""
    if not known:
        return f"{text}{then}"
    preposition = "at" if isinstance(known, dt.datetime) else "on"
    return f"{text}{then}, as known {preposition} {written(known).replace('T', ' ')}"


def _day(asked: Asked, name: str) -> dt.date | None:
    text = asked.get(name, "")
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refused("bad_date", "Write the date as 2026-01-31.") from error


def _moment(asked: Asked, name: str) -> dt.date | None:
    try:
        return parse_moment(asked[name]) if asked.get(name) else None
    except ValueError as error:
        raise Refused("bad_date", HOW) from error


def _item(code: str) -> tuple[int, bool]:
    """Its id, and whether its pieces are only counted."""
    found = sql.row("SELECT id, tracking FROM catalog_item WHERE code = %s", [code])
    if found is None:
        raise Refused("unknown_item", f"There is no item “{code}”.")
    return int(found[0]), found[1] == "quantity"


def _id(table: str, code: str, refusal: str, noun: str) -> int:
    found = sql.scalar(f"SELECT id FROM {table} WHERE code = %s", [code])
    if found is None:
        raise Refused(refusal, f"There is no {noun} “{code}”.")
    return int(found)
