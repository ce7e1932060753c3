"""Disputes of charges, and what became of the money."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("mobility", "0003_card_owned_since")]

    operations = [
        migrations.CreateModel(
            name="Dispute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("granted", "Granted"),
                            ("returned", "Returned"),
                            ("refused", "Refused"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("amount", models.PositiveIntegerField(default=0)),
                ("asked_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="disputes", to="mobility.card"
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("asked", "granted"))),
                        fields=["id"],
                        name="mobility_dispute_under_way",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("card", "key"), name="mobility_dispute_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("asked", "granted", "returned", "refused"))),
                        name="mobility_dispute_state",
                    ),
                ],
            },
        ),
    ]
