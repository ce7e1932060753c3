"""HEIC pictures, decoded in a process of their own.

The decoders of this format are the least hardened of the four: a file with a few wrong bytes can end the process
that reads it, and an upload must not be able to end a web worker. The child has limits on memory and time, an
empty environment, and nothing but a pipe to answer through.
"""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path
from typing import Final

from PIL import Image

from balai.engines.pictures.errors import DamagedPicture, TooManyPixels
from balai.engines.pictures.heic_child import TOO_MANY_PIXELS

_CHILD: Final = Path(__file__).with_name("heic_child.py")
_PATIENCE: Final = 12  # seconds of waiting; the child's own limit is on processor time
_HEAD: Final = struct.Struct(">III")


def decode_apart(data: bytes, *, pixels: int, longest_side: int) -> tuple[Image.Image, bytes]:
    """The primary picture, upright, on white, in RGB, at most `longest_side` long; and its colour profile or nothing.

    Raises:
        TooManyPixels: more than `pixels`.
        DamagedPicture: it cannot be decoded, or not within the limits of the child.
    """
    command = [sys.executable, "-I", str(_CHILD), str(pixels), str(longest_side)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_PATIENCE, check=False, env={})  # noqa: S603 (our own script, numbers as arguments)
    except subprocess.TimeoutExpired as error:
        raise DamagedPicture("the heic picture takes too long to decode") from error
    if done.returncode == TOO_MANY_PIXELS:
        raise TooManyPixels(f"the picture has more than {pixels} pixels")
    if done.returncode or len(done.stdout) < _HEAD.size:
        raise DamagedPicture(f"the heic picture cannot be decoded: exit code {done.returncode}")
    width, height, profile_length = _HEAD.unpack_from(done.stdout)
    start = _HEAD.size + profile_length
    if max(width, height) > longest_side or len(done.stdout) != start + width * height * 3 or not width * height:
        raise DamagedPicture("the heic picture is not what its head says")
    return Image.frombytes("RGB", (width, height), done.stdout[start:]), done.stdout[_HEAD.size : start]
