"""What a field is never changes, and who wrote what is never rewritten."""

from django.db import migrations

from everyunit.base.guards import Step, append_only, byte_order, fixed_columns


class Migration(migrations.Migration):
    dependencies = [("fields", "0001_initial")]

    operations = [
        Step(fixed_columns("fields_ownfield", ("about", "code", "type"))),
        Step(append_only("fields_ownvalueedit")),
        Step(byte_order("fields_ownvalue", "text")),
    ]
