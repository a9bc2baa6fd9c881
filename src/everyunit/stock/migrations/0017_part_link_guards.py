"""Links of parts are only ever inserted, as what ends them is."""

from django.db import migrations

from everyunit.base.guards import Step, append_only


class Migration(migrations.Migration):
    dependencies = [("stock", "0016_part_links")]

    operations = [
        Step(append_only("stock_partlink")),
        Step(append_only("stock_partlinkend")),
    ]
