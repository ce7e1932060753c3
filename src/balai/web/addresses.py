"""Addresses of pages that take no arguments, each worked out once: every page shows some thirty of them."""

from __future__ import annotations

from functools import lru_cache

from django.urls import URLResolver, get_resolver, get_script_prefix, get_urlconf, reverse


def address(name: str, *, current_app: str | None = None) -> str:
    """As Django's `reverse` of a name alone.

    Raises:
        NoReverseMatch: there is no such page.
    """
    return _address(get_resolver(get_urlconf()), get_script_prefix(), name, current_app)


@lru_cache(maxsize=1024)
def _address(_resolver: URLResolver, _prefix: str, name: str, current_app: str | None) -> str:
    """Kept by what `reverse` looks at besides: other addresses, or another prefix, are other keys."""
    return reverse(name, current_app=current_app)
