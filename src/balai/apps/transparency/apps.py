from __future__ import annotations

from django.apps import AppConfig


class TransparencyConfig(AppConfig):
    name = "balai.apps.transparency"
    label = "transparency"
