"""Texts in tables that people open in a spreadsheet, which would run some of them as formulas."""

from __future__ import annotations

RISKY = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
"""What a spreadsheet takes for the beginning of a formula, the full-width forms included (OWASP, CSV Injection)."""
UNSEEN = " \u00a0\u200b\ufeff"


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would calculate it. NUL has no place in any file of ours."""
    text = text.replace("\0", "")
    return f"'{text}" if text.lstrip(UNSEEN).startswith(tuple(RISKY)) else text
