"""Cost history and revaluations are only ever inserted."""

from django.db import migrations

from everyunit.base.guards import Step, append_only


class Migration(migrations.Migration):
    dependencies = [("stock", "0003_revaluation_hold_from_line_id_costchange_and_more")]

    operations = [Step(append_only(table)) for table in ("stock_costchange", "stock_revaluation")]
