"""What the ledger never does: change or delete what was written."""

from django.db import migrations

from everyunit.base.guards import append_only, byte_order, fixed_columns, nothing


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
        migrations.RunPython(byte_order("stock_unit", "serial", "maker_serial"), nothing),
        *(
            migrations.RunPython(append_only(table), nothing)
            for table in (
                "stock_posting",
                "stock_movement",
                "stock_quantitymovement",
                "stock_unitedit",
                "stock_seal",
            )
        ),
        migrations.RunPython(
            fixed_columns(
                "stock_unit",
                ("id", "home", "serial", "item_id", "origin_bin_id", "generated_in_id", "entered_at"),
            ),
            nothing,
        ),
    ]
