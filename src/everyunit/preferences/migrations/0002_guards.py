"""Who chose what is never rewritten."""

from django.db import migrations

from everyunit.base.guards import append_only, nothing


class Migration(migrations.Migration):
    dependencies = [("preferences", "0001_initial")]

    operations = [migrations.RunPython(append_only("preferences_choice"), nothing)]
