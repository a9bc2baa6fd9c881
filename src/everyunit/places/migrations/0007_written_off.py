"""A company that was founded before has a bin for what is written off."""

from django.db import migrations

CODE, NAME = "WRITTEN-OFF", "Written off: damaged, lost, used up"


def forward(apps, editor):
    company = apps.get_model("places", "Company").objects.first()
    defaults = apps.get_model("places", "DefaultBin").objects
    if company is None or defaults.filter(purpose="written_off").exists():
        return
    made, _ = apps.get_model("places", "Bin").objects.get_or_create(
        code=CODE, defaults={"name": NAME, "bin_type": "out", "stock_type": "write_off", "location_id": company.default_location_id}
    )
    if made.bin_type == "out":
        defaults.create(location_id=company.default_location_id, purpose="written_off", bin=made)


class Migration(migrations.Migration):
    dependencies = [("places", "0006_service_bins")]

    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
