"""Links of parts are only ever inserted, as what ends them is."""

from django.db import migrations

from everyunit.base.guards import append_only, nothing


class Migration(migrations.Migration):
    dependencies = [("stock", "0016_part_links")]

    operations = [
        migrations.RunPython(append_only("stock_partlink"), nothing),
        migrations.RunPython(append_only("stock_partlinkend"), nothing),
    ]
