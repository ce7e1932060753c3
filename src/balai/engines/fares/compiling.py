"""The kernel compiled by Numba from the very source that runs as Python: nothing is written twice.

Compiled code is kept on disk (Numba's cache), so that only the first run of a version waits for it.
"""

from __future__ import annotations

from functools import cache
from types import FunctionType, SimpleNamespace
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from balai.engines.fares import kernel, kernel_comparing, kernel_runs
from balai.engines.fares.tables import Compiled

MODULES = frozenset({kernel.__name__, kernel_runs.__name__, kernel_comparing.__name__})
Arrays = tuple[NDArray[np.int64], ...]


@cache
def compiled_kernel() -> Any:
    """Every function of `kernel`, `kernel_runs` and `kernel_comparing`, for int64 arrays. They release the interpreter's lock."""
    shared: dict[str, Any] = {**vars(kernel), **vars(kernel_runs), **vars(kernel_comparing)}
    own = {
        name: value for name, value in shared.items() if isinstance(value, FunctionType) and value.__module__ in MODULES
    }
    for name, function in own.items():
        copied = FunctionType(function.__code__, shared, function.__name__)
        copied.__module__, copied.__qualname__ = function.__module__, function.__qualname__
        # Numba looks a called function up when it first compiles the caller: by then all of them stand here.
        shared[name] = numba.njit(cache=True, nogil=True)(copied)
    return SimpleNamespace(**{name: shared[name] for name in own})


def arrays_of(compiled: Compiled) -> Arrays:
    """A tariff's rows as int64 arrays, in the order that the kernel takes them."""
    return tuple(np.asarray(row, dtype=np.int64) for row in compiled.rows)
