"""A company that was founded before has bins for what is in repair and on loan."""

from django.db import migrations

NEW = (
    ("REPAIR", "Our own goods in repair", "stock", "repair", "repair"),
    ("ON-LOAN", "Lent to customers", "stock", "on_loan", "exchange"),
    ("IN-REPAIR", "Customers' goods in repair", "out", "in_repair", "repair"),
)


def forward(apps, editor):
    company = apps.get_model("places", "Company").objects.first()
    if company is None:
        return
    bins, defaults = apps.get_model("places", "Bin").objects, apps.get_model("places", "DefaultBin").objects
    location = company.default_location_id
    for code, name, bin_type, purpose, stock_type in NEW:
        if defaults.filter(location_id=location, workstation=None, purpose=purpose).exists():
            continue
        made, _ = bins.get_or_create(
            code=code,
            defaults={"name": name, "bin_type": bin_type, "stock_type": stock_type, "location_id": location},
        )
        if made.bin_type == bin_type:
            defaults.create(location_id=location, purpose=purpose, bin=made)


class Migration(migrations.Migration):
    dependencies = [("places", "0005_search_order")]

    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
