"""Flows so far tell on which day they were recorded."""

from typing import Any

from django.db import migrations

from everyunit.base.guards import nothing
from everyunit.base.sql import day


def fill(apps: Any, editor: Any) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE stock_flow SET recorded = (SELECT {day('p.posted_at')} FROM stock_posting p"
            " WHERE p.id = stock_flow.posting_id)"
        )


class Migration(migrations.Migration):
    dependencies = [("stock", "0018_flow_recorded")]

    operations = [migrations.RunPython(fill, nothing)]
