"""A posted document and its lines never change."""

from django.db import migrations

from everyunit.base.guards import Step, byte_order, when

POSTED = "EXISTS (SELECT 1 FROM documents_document d WHERE d.id = {row}.document_id AND d.status = 'posted')"
MESSAGE = "a posted document never changes; correct it with another"


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = [
        Step(byte_order("documents_document", "number")),
        Step(when("documents_document", ("UPDATE", "DELETE"), "OLD.status = 'posted'", "", MESSAGE)),
        Step(
            when(
                "documents_line",
                ("INSERT", "DELETE"),
                POSTED.format(row="OLD"),
                POSTED.format(row="NEW"),
                MESSAGE,
            )
        ),
        Step(
            when(
                "documents_line",
                ("UPDATE",),
                f"{POSTED.format(row='OLD')} OR {POSTED.format(row='NEW')}",
                "",
                MESSAGE,
            )
        ),
    ]
