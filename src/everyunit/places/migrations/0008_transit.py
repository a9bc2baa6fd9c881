"""A company that was founded before has a bin for what is on the way to another location."""

from django.db import migrations

CODE, NAME = "TRANSIT", "On the way to another location"


def forward(apps, editor):
    company = apps.get_model("places", "Company").objects.first()
    defaults = apps.get_model("places", "DefaultBin").objects
    if company is None or defaults.filter(purpose="transit").exists():
        return
    location = company.default_location_id
    made, _ = apps.get_model("places", "Bin").objects.get_or_create(
        code=CODE, defaults={"name": NAME, "bin_type": "stock", "stock_type": "in_process", "location_id": location}
    )
    if made.bin_type == "stock":
        defaults.create(location_id=location, purpose="transit", bin=made)


class Migration(migrations.Migration):
    dependencies = [("places", "0007_written_off")]

    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
