"""What every page knows: the city, the languages, the navigation. Nothing here asks the database by itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from balai.base.city import current_city
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
    return bool(settings.CONFIGURATION.demo)


def city_words() -> dict[str, Any]:
    """The city's name in the active language, and whom to call."""
    city = current_city()
    language = translation.get_language() or city.languages[0]
    return {
        "name": city.text(city.names, language),
        "government": city.text(city.government, language),
        "prefix": city.reference_prefix,
        "secretariat": city.secretariat,
        "contacts": [
            {
                "name": city.text(contact.names, language),
                "phone": contact.phone,
                "web": contact.web,
                "email": contact.email,
            }
            for contact in city.contacts
        ],
    }
