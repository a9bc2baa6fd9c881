"""A number series never goes back."""

from django.db import migrations

from everyunit.base.guards import Step, when


class Migration(migrations.Migration):
    dependencies = [("base", "0001_initial")]

    operations = [
        Step(
            when(
                "base_series",
                ("UPDATE",),
                "NEW.next_number < OLD.next_number",
                "",
                "a number series never goes back",
            )
        ),
        Step(when("base_series", ("DELETE",), "1 = 1", "", "a number series stays, or its numbers would come again")),
    ]
