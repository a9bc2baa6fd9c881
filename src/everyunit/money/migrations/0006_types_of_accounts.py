"""Accounts that were opened before have the type that their purpose says."""

from django.db import migrations

TYPES = {
    "cash": "asset",
    "receivables": "asset",
    "inventory": "asset",
    "payables": "liability",
    "accrued_purchases": "liability",
    "opening_balance": "equity",
    "sales": "income",
    "sales_returns": "income",
    "cost_of_goods_sold": "expense",
    "purchase_price_variance": "expense",
    "purchase_returns": "expense",
    "inventory_adjustment": "expense",
}


def forward(apps, editor):
    accounts = apps.get_model("money", "Account").objects
    for purpose, kind in TYPES.items():
        accounts.filter(purpose=purpose).update(type=kind)


class Migration(migrations.Migration):
    dependencies = [("money", "0005_account_rules")]

    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
