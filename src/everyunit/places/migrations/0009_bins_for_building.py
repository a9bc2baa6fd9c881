"""A company that was founded before has the bins that building takes."""

from django.db import migrations

NEW = (
    ("SHOP-FLOOR", "Set aside for building", "stock", "shop_floor", "in_process"),
    ("IN-PROCESS", "Work in process", "stock", "work_in_process", "in_process"),
    ("DEFECTIVE", "Defective", "stock", "defective", "defective"),
    ("CONSUMED", "Built into other goods", "out", "consumed", "normal"),
    ("IN-THE-MAKING", "Numbered, not yet built", "out", "being_built", "normal"),
    ("TAKEN-APART", "Taken apart", "out", "taken_apart", "normal"),
)


def forward(apps, editor):
    company = apps.get_model("places", "Company").objects.first()
    if company is None:
        return
    bins, defaults = apps.get_model("places", "Bin").objects, apps.get_model("places", "DefaultBin").objects
    here = company.default_location_id
    for position, (code, name, bin_type, purpose, stock_type) in enumerate(NEW, bins.count()):
        while bins.filter(code=code).exists():
            code += "-2"
        made = bins.create(
            code=code, name=name, bin_type=bin_type, stock_type=stock_type, location_id=here, position=position
        )
        defaults.create(location_id=here, purpose=purpose, bin=made)
    main = defaults.filter(location_id=here, workstation=None, purpose__in=("main", "receiving")).order_by("purpose")
    if main:
        defaults.create(location_id=here, purpose="finished_goods", bin_id=main[0].bin_id)


class Migration(migrations.Migration):
    dependencies = [("places", "0008_transit")]

    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
