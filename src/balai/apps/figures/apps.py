from __future__ import annotations

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "balai.apps.figures"
    label = "figures"
