from __future__ import annotations

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "balai.apps.supervision"
    label = "supervision"
