"""How processes that live long keep what memory they need, and no more."""

from __future__ import annotations

import ctypes
import gc
from typing import Any

OBJECTS_BETWEEN_LOOKS = 20_000
"""A page makes some thousand objects and lets almost all of them go by counting; few are left for the collector."""

M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8
"""Of mallopt(3)."""
MAPPED_FROM_BYTES = 128 * 1024


def keep_heaps_few() -> None:
    """Let threads share two heaps instead of one each, and give large pieces back as soon as they are free (glibc)."""
    library: Any = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        library.mallopt(M_ARENA_MAX, 2)
        library.mallopt(M_MMAP_THRESHOLD, MAPPED_FROM_BYTES)


def give_memory_back() -> None:
    """Free what nobody needs any more, and hand it to the system (glibc)."""
    gc.collect()
    library: Any = ctypes.CDLL(None)
    if hasattr(library, "malloc_trim"):
        library.malloc_trim(0)


def keep_memory_as_it_is() -> None:
    """What was loaded until now stays for ever and is not looked at again; look at the rest less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS, 10, 10)
