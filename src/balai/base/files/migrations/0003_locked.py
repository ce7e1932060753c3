"""A file that is under lock is given to no browser, whoever asks."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0002_documents")]

    operations = [
        migrations.AddField(
            model_name="storedfile",
            name="locked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
