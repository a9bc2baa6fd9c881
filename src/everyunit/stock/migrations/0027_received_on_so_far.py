"""Units that were received already say on which day."""

from typing import Any

from django.db import migrations

from everyunit.base.guards import nothing


def fill(apps: Any, editor: Any) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute(
            "UPDATE stock_unit SET received_on = r.day FROM (SELECT m.unit_id, m.home, max(p.date) AS day"
            " FROM stock_movement m JOIN stock_posting p ON p.id = m.posting_id AND p.reverses_id IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM stock_posting undo WHERE undo.reverses_id = p.id)"
            " JOIN places_bin f ON f.id = m.from_bin_id AND f.bin_type = 'out'"
            " JOIN places_bin t ON t.id = m.to_bin_id AND t.bin_type = 'stock'"
            " GROUP BY m.unit_id, m.home) r WHERE stock_unit.id = r.unit_id AND stock_unit.home = r.home"
        )


class Migration(migrations.Migration):
    dependencies = [("stock", "0026_received_on"), ("places", "0001_initial")]

    operations = [migrations.RunPython(fill, nothing)]
