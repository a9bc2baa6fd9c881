"""Which item a lot is of, and its number, never change (WHS-212)."""

from django.db import migrations

from everyunit.base.guards import fixed_columns, nothing


class Migration(migrations.Migration):
    dependencies = [("catalog", "0008_lots")]

    operations = [migrations.RunPython(fixed_columns("catalog_lot", ["item_id", "number"]), nothing)]
