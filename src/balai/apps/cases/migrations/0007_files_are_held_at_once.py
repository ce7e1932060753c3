"""A file belongs to a case from the moment it is put there, so that nobody sweeps it away before the commit."""

from __future__ import annotations

from django.db import migrations

from balai.base.immediate import checked_at_once


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_drafts_by_owner"), ("files", "0001_initial")]

    operations = [checked_at_once("cases_content", pointed="files_storedfile")]
