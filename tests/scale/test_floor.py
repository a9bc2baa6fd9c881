"""What the benchmark compares with is honest: bare SQL writes just the rows that the verbs write, in the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from django.apps import apps

from everyunit.base import sql
from everyunit.proving.bench import begin
from everyunit.proving.cases import WAYS
from everyunit.proving.floor import TABLES
from everyunit.proving.ways import Way

UNITS = 3
Tables = dict[str, dict[tuple[object, ...], sql.Row]]
Net = tuple[Counter[str], Counter[str], Counter[str]]


@pytest.fixture
def emptied(transactional_db: None) -> Iterator[None]:
    yield
    for table in reversed(TABLES):
        sql.execute(f"DROP TABLE IF EXISTS floor_{table}{' CASCADE' if sql.on_postgres() else ''}")


def test_the_floor_writes_the_rows_that_each_verb_writes_no_more_and_no_less(emptied: None) -> None:
    owner, floor = begin(0)
    wrong = []
    for steps in WAYS.values():
        for count in (1, UNITS):  # the first time opens series and balances
            way, batch = Way(owner, count), floor.batch(count)
            for step in steps:
                looks = bool(step.name) and count == UNITS
                before = _all_tables("") if looks else {}
                step.verb(way)
                after = _all_tables("") if looks else {}
                few = floor.prepare(batch, step.rows)
                bare = _all_tables("floor_") if looks else {}
                floor.write(batch, step.rows, few)
                if looks:
                    wanted = tuple(+each for each in step.rows.counts(count))
                    found = {"verb": _net(before, after), "floor": _net(bare, _all_tables("floor_"))}
                    wrong += [(step.name, who, net, wanted) for who, net in found.items() if net != wanted]
    assert wrong == []


def _all_tables(prefix: str) -> Tables:
    """Every row of every table, by its key."""
    found: Tables = {}
    for model in apps.get_models():
        table = model._meta.db_table
        if prefix and table not in TABLES:
            continue
        columns = [field.column for field in model._meta.concrete_fields]
        places = [columns.index(field.column) for field in model._meta.pk_fields]
        named = ", ".join(f'"{column}"' for column in columns)
        rows = sql.rows(f"SELECT {named} FROM {prefix}{table}")
        found[table] = {tuple(row[place] for place in places): row for row in rows}
    return found


def _net(before: Tables, after: Tables) -> Net:
    """How many rows of which table were made, changed and gone."""
    made, changed, gone = Counter[str](), Counter[str](), Counter[str]()
    for table, rows in after.items():
        there = before[table]
        made[table] = len(rows.keys() - there.keys())
        gone[table] = len(there.keys() - rows.keys())
        changed[table] = sum(1 for key in rows.keys() & there.keys() if rows[key] != there[key])
    return +made, +changed, +gone
