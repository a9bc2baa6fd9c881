"""What the ledger never does: change or delete what was written."""

from django.db import migrations

from everyunit.base.guards import Step, append_only, byte_order, fixed_columns


def unit_ids(apps, editor):
    if editor.connection.vendor == "postgresql":
        with editor.connection.cursor() as cursor:
            cursor.execute("CREATE SEQUENCE stock_unit_ids AS bigint")


def no_unit_ids(apps, editor):
    if editor.connection.vendor == "postgresql":
        with editor.connection.cursor() as cursor:
            cursor.execute("DROP SEQUENCE stock_unit_ids")


class Migration(migrations.Migration):
    dependencies = [("stock", "0001_initial")]

    operations = [
        migrations.RunPython(unit_ids, no_unit_ids),
        Step(byte_order("stock_unit", "serial", "maker_serial")),
        *(
            Step(append_only(table))
            for table in (
                "stock_posting",
                "stock_movement",
                "stock_quantitymovement",
                "stock_unitedit",
                "stock_seal",
            )
        ),
        Step(
            fixed_columns(
                "stock_unit",
                ("id", "home", "serial", "item_id", "origin_bin_id", "generated_in_id", "entered_at"),
            )
        ),
    ]
