"""What stands in the log stands for ever: the running city may add entries and checkpoints, and read them."""

from __future__ import annotations

from django.db import migrations

from balai.base.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("transparency", "0001_initial")]

    operations = [append_only("transparency_entry"), append_only("transparency_checkpoint")]
