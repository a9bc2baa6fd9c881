"""A bin keeps its code and its type."""

from django.db import migrations

from everyunit.base.guards import Step, fixed_columns


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [Step(fixed_columns("places_bin", ("id", "code", "bin_type", "location_id")))]
