"""What was counted before, and by which papers a count was put right, stays as it was told."""

from django.db import migrations

from everyunit.base.guards import append_only, nothing


class Migration(migrations.Migration):
    dependencies = [("counting", "0001_initial")]

    operations = [
        migrations.RunPython(append_only("counting_earliercount"), nothing),
        migrations.RunPython(append_only("counting_countpaper"), nothing),
    ]
