"""How far imports have come."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=40)),
                ("file_hash", models.CharField(max_length=64)),
                ("map_hash", models.CharField(max_length=64)),
                ("position", models.PositiveBigIntegerField(default=0)),
                ("tally", models.JSONField(default=dict)),
                ("started_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["source", "file_hash", "map_hash"], name="exchange_import_once"
                    )
                ],
            },
        ),
    ]
