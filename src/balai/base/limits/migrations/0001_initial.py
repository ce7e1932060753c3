"""Unlogged: written on every form that is sent, and empty after a crash, which harms nobody."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        migrations.CreateModel(
            name="Bucket",
            fields=[
                ("key", models.BinaryField(max_length=16, primary_key=True, serialize=False)),
                ("full_at", models.DateTimeField()),
                ("latest", models.DateTimeField()),
                ("refused", models.BooleanField(default=False)),
            ],
        ),
        migrations.RunSQL("ALTER TABLE limits_bucket SET UNLOGGED", "ALTER TABLE limits_bucket SET LOGGED"),
    ]
