"""What every page knows: the city, the languages, the navigation. Nothing here asks the database by itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from balai.web import languages, navigation


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor. `navigation` is worked out only when a template shows it."""
    return {
        "city": city_words(),
        "demo": is_demo(),
        "languages": languages.choices(),
        "here": request.get_full_path() if request.method in {"GET", "HEAD"} else request.path,
        "navigation": SimpleLazyObject(lambda: navigation.links(request)),
    }


def is_demo() -> bool:
    configuration = getattr(settings, "CONFIGURATION", None)
    return bool(configuration is not None and configuration.demo)


def city_words() -> dict[str, Any]:
    """The city's name and how to reach its help."""
    return {"name": "Jakarta", "contact": {}}
