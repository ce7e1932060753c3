"""The key from originals to files is made at the end of the migration that makes their table: so here, a step later."""

from __future__ import annotations

from django.db import migrations

from balai.base.immediate import checked_at_once


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_promises_on_whole_cases")]

    operations = [checked_at_once("cases_original", pointed="files_storedfile")]
