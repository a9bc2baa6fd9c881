"""What was attached, by whom and when, never changes; only that it was taken off is added."""

from django.db import migrations

from everyunit.base.guards import Step, append_only, fixed_columns


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial")]

    operations = [
        Step(append_only("files_storedfile")),
        Step(fixed_columns("files_attachment", ("about", "target_id", "file_id", "name", "added_by", "added_at"))),
    ]
