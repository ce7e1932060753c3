"""Static files under names that carry their hash, so that browsers may keep them for ever."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFilesStorage(CompressedManifestStaticFilesStorage):
    """Names in `import` statements are hashed too: a page never mixes two versions of our modules."""

    support_js_module_import_aggregation = True
