"""The sums follow the cases, minute by minute; once a night they are counted again."""

from __future__ import annotations
