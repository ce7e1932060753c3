"""What can happen is the engine's list: a new kind of event needs no migration."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_public_by_kind_and_cell")]

    operations = [
        migrations.AlterField(model_name="event", name="kind", field=models.CharField(max_length=30)),
    ]
