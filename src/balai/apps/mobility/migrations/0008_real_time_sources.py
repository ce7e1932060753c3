from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mobility", "0007_no_realtime_source")]

    operations = [
        migrations.CreateModel(
            name="RealTimeSource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, unique=True)),
                ("address", models.CharField(max_length=1000)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("made_at", models.DateTimeField(blank=True, null=True)),
                ("next_at", models.DateTimeField()),
                ("failure", models.CharField(blank=True, max_length=60)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("etag", models.CharField(blank=True, max_length=200)),
                ("modified", models.CharField(blank=True, max_length=200)),
            ],
        ),
    ]
