"""What is worked out for supervisors in the background."""

from __future__ import annotations
