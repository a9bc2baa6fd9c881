"""What was kept at a closing is never rewritten."""

from django.db import migrations

from everyunit.base.guards import Step, append_only


class Migration(migrations.Migration):
    dependencies = [("money", "0008_kept_balance")]

    operations = [Step(append_only("money_keptbalance"))]
