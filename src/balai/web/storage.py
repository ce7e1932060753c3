"""Static files under names that carry their hash, so that browsers may keep them for ever."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class HashedFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Names in our modules' `import` statements are hashed too: a page never mixes two versions of them.

    Only in our own folders: other packages' files hold words that look like imports.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        _all_scripts, patterns = self._js_module_import_aggregation_patterns
        ours = [app.label for app in apps.get_app_configs() if app.name.startswith("balai.")]
        known: Any = self.patterns  # type: ignore[has-type]
        self.patterns = (*known, *((f"{label}/*.js", patterns) for label in ours))
        super().__init__(*args, **options)
