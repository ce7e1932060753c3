"""What this city said of itself stands for ever."""

from __future__ import annotations

from django.db import migrations

from balai.base.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("network", "0001_initial")]

    operations = [append_only("network_descriptor")]
