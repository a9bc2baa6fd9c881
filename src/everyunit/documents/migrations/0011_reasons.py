"""An approval stays with what was posted by it; a company that was founded before has the first reasons."""

from django.db import migrations

from everyunit.base.guards import Step, when

FIRST = (
    ("DAMAGED", "Damaged"),
    ("LOST", "Lost or stolen"),
    ("FOUND", "Found"),
    ("COUNTED", "Counted"),
    ("SAMPLE", "Sample or own use"),
)
POSTED = "EXISTS (SELECT 1 FROM documents_document d WHERE d.id = {row}.document_id AND d.status = 'posted')"
MESSAGE = "what was approved of a posted document never changes"


def forward(apps, editor):
    reasons = apps.get_model("documents", "Reason").objects
    if not apps.get_model("places", "Company").objects.exists():
        return
    for code, name in FIRST:
        reasons.get_or_create(code=code, defaults={"name": name})


class Migration(migrations.Migration):
    dependencies = [("documents", "0010_adjusting")]

    operations = [
        Step(
            when(
                "documents_approval",
                ("INSERT", "UPDATE", "DELETE"),
                POSTED.format(row="OLD"),
                POSTED.format(row="NEW"),
                MESSAGE,
            )
        ),
        migrations.RunPython(forward, migrations.RunPython.noop),
    ]
