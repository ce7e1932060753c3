"""Compilation by numba: machine code at first use, kept on disk, and free of Python's lock while it runs.

Where the code is kept is numba's own setting (NUMBA_CACHE_DIR; beside the sources by default).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import numba
import numpy as np
import numpy.typing as npt

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Shorts = npt.NDArray[np.uint16]
Singles = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
NEVER = 1 << 30
"""Seconds: a time that does not come. Adding two of them stays within 32 bits."""
UNCOUNTED: dict[str, Any] = {"_nrt": False}
"""Numba's own option, which its type hints do not know."""


def compiled(function: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """The function as machine code."""
    made: Callable[Arguments, Answer] = numba.njit(cache=True, nogil=True, boundscheck=False)(function)
    return made


def borrowing(function: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """The function as machine code that makes no arrays and counts no references to those it is given.

    Whoever is handed two tuples of arrays otherwise counts each array up and down, atomically, at every call: a fifth
    of a search. Callers hold the arrays.
    """
    made: Callable[Arguments, Answer] = numba.njit(cache=True, nogil=True, boundscheck=False, **UNCOUNTED)(function)
    return made
