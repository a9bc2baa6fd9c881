"""What was kept at a closing is never rewritten."""

from django.db import migrations

from everyunit.base.guards import append_only, nothing


class Migration(migrations.Migration):
    dependencies = [("money", "0008_kept_balance")]

    operations = [migrations.RunPython(append_only("money_keptbalance"), nothing)]
