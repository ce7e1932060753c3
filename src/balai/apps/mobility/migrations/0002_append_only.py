"""Tariffs, taps and accounts: the running city may add to them and read them, never change them."""

from __future__ import annotations

from django.db import migrations

from balai.base.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("mobility", "0001_initial")]

    operations = [
        append_only("mobility_tarifffile"),
        append_only("mobility_tap"),
        append_only("mobility_clockfix"),
        append_only("mobility_posting"),
    ]
