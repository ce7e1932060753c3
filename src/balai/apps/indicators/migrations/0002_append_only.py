"""What was published stands for ever; a correction is a publication of its own."""

from __future__ import annotations

from django.db import migrations

from balai.base.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial")]

    operations = [append_only("indicators_publication")]
