"""Who chose what is never rewritten."""

from django.db import migrations

from everyunit.base.guards import Step, append_only


class Migration(migrations.Migration):
    dependencies = [("preferences", "0001_initial")]

    operations = [Step(append_only("preferences_choice"))]
