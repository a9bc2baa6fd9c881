"""What was counted before, and by which papers a count was put right, stays as it was told."""

from django.db import migrations

from everyunit.base.guards import Step, append_only


class Migration(migrations.Migration):
    dependencies = [("counting", "0001_initial")]

    operations = [
        Step(append_only("counting_earliercount")),
        Step(append_only("counting_countpaper")),
    ]
