"""Cost history and revaluations are only ever inserted."""

from django.db import migrations

from everyunit.base.guards import append_only, nothing


class Migration(migrations.Migration):
    dependencies = [("stock", "0003_revaluation_hold_from_line_id_costchange_and_more")]

    operations = [
        migrations.RunPython(append_only(table), nothing) for table in ("stock_costchange", "stock_revaluation")
    ]
