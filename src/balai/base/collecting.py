"""How a process that answers requests lets Python look for memory to free."""

from __future__ import annotations

import gc

OBJECTS_BETWEEN_LOOKS = 20_000
"""A page makes some thousand objects and lets almost all of them go by counting; few are left for the collector."""


def keep_memory_as_it_is() -> None:
    """What was loaded until now stays for ever and is not looked at again; look at the rest less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS, 10, 10)
