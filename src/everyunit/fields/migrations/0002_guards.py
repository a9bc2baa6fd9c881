"""What a field is never changes, and who wrote what is never rewritten."""

from django.db import migrations

from everyunit.base.guards import append_only, byte_order, fixed_columns, nothing


class Migration(migrations.Migration):
    dependencies = [("fields", "0001_initial")]

    operations = [
        migrations.RunPython(fixed_columns("fields_ownfield", ("about", "code", "type")), nothing),
        migrations.RunPython(append_only("fields_ownvalueedit"), nothing),
        migrations.RunPython(byte_order("fields_ownvalue", "text"), nothing),
    ]
