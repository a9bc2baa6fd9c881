"""Who changed what of a document is neither changed nor deleted."""

from django.db import migrations

from everyunit.base.guards import Step, append_only


class Migration(migrations.Migration):
    dependencies = [("documents", "0017_changes")]

    operations = [Step(append_only("documents_change"))]
