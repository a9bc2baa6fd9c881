"""A company that was founded before has the accounts that have come since."""

from django.db import migrations

NEW = (
    ("3000", "Opening balance", "opening_balance"),
    ("5100", "Purchase price variance", "purchase_price_variance"),
    ("5200", "Gain and loss on purchase returns", "purchase_returns"),
    ("5300", "Inventory adjustment", "inventory_adjustment"),
)


def forward(apps, editor):
    accounts = apps.get_model("money", "Account").objects
    if not accounts.exists():
        return
    for code, name, purpose in NEW:
        accounts.get_or_create(purpose=purpose, defaults={"code": code, "name": name})


class Migration(migrations.Migration):
    dependencies = [("money", "0002_guards")]

    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
