"""What the citizen's views share, by the names that they use."""

from __future__ import annotations

from balai.web.private_pages import INVALID, REFERRER_POLICY, active_language, keep_private

__all__ = ["INVALID", "REFERRER_POLICY", "active_language", "keep_private"]
