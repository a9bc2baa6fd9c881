"""What was posted so far happened on the day of its paper or entry, else on the day on which it was recorded."""

from typing import Any

from django.db import migrations

from everyunit.base.guards import Step, nothing, put_back, set_aside
from everyunit.base.sql import day
from everyunit.stock.flows import FLOWED


def fill(apps: Any, editor: Any) -> None:
    postgres = editor.connection.vendor == "postgresql"
    with editor.connection.cursor() as cursor:
        if postgres:
            cursor.execute("ALTER TABLE stock_posting DISABLE TRIGGER guard_stock_posting")
        cursor.execute(
            "UPDATE stock_posting SET date = coalesce("
            "(SELECT d.date FROM documents_document d WHERE d.id = stock_posting.document_id AND d.status = 'posted'),"
            " (SELECT e.date FROM money_entry e WHERE e.posting_id = stock_posting.id),"
            f" {day('posted_at')})"
        )
        cursor.execute(
            "INSERT INTO stock_flow (posting_id, date, item_id, bin_id, quantity, value_minor) SELECT f.posting_id, p.date, f.item_id, f.bin_id, f.quantity, f.value_minor"
            f" FROM ({FLOWED}) f JOIN stock_posting p ON p.id = f.posting_id ORDER BY f.posting_id"
        )
        if postgres:
            cursor.execute("ALTER TABLE stock_posting ENABLE TRIGGER guard_stock_posting")


class Migration(migrations.Migration):
    dependencies = [
        ("stock", "0010_days_and_flows"),
        ("documents", "0008_cancelled_index"),
        ("money", "0007_tax_accounts"),
        ("places", "0005_search_order"),
    ]

    operations = [
        Step(set_aside),
        migrations.RunPython(fill, nothing),
        Step(put_back),
    ]
