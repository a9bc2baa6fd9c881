"""Which item a lot is of, and its number, never change (WHS-212)."""

from django.db import migrations

from everyunit.base.guards import Step, fixed_columns


class Migration(migrations.Migration):
    dependencies = [("catalog", "0008_lots")]

    operations = [Step(fixed_columns("catalog_lot", ["item_id", "number"]))]
