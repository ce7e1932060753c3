"""Decodes one HEIC file from stdin, alone in a process of its own: see `heic.decode_apart`.

A script that imports nothing of this project, so that it starts soon. Arguments: most pixels, longest side.
Writes width, height and the length of the colour profile (three 32-bit numbers), the profile, then RGB pixels.
Leaves with one of the codes below when it cannot.
"""

from __future__ import annotations

import resource
import struct
import sys

TOO_MANY_PIXELS = 3
DAMAGED = 4
SECONDS = 10  # of processor time; 50 megapixels need about three
MEMORY = 2 * 2**30  # bytes of address space; 50 megapixels need about a quarter of it


def main() -> int:
    """Decode, and say by the exit code what was wrong."""
    for limit, most in ((resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, MEMORY)):
        try:
            resource.setrlimit(limit, (most, most))
        except (ValueError, OSError):  # macOS knows the limit on memory by name only
            continue
    from pi_heif import open_heif, options  # noqa: PLC0415 (under the limits set above)
    from PIL import Image  # noqa: PLC0415 (the same)

    options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False
    options.DECODE_THREADS = 2
    pixels, longest_side = int(sys.argv[1]), int(sys.argv[2])
    try:
        found = open_heif(sys.stdin.buffer.read(), convert_hdr_to_8bit=True)
        if found.size[0] * found.size[1] > pixels:
            return TOO_MANY_PIXELS
        image = found.to_pillow()
        profile = image.info.get("icc_profile") or b""
        if image.has_transparency_data:
            layer = image.convert("RGBA")
            image = Image.new("RGBA", layer.size, "white")
            image.alpha_composite(layer)
        image = image.convert("RGB")
        image.thumbnail((longest_side, longest_side), Image.Resampling.BICUBIC, reducing_gap=2.0)
    except Exception:  # noqa: BLE001 (a decoder of hostile bytes raises anything; the parent knows one answer)
        return DAMAGED
    sys.stdout.buffer.write(struct.pack(">III", *image.size, len(profile)) + profile + image.tobytes())
    return 0


if __name__ == "__main__":
    sys.exit(main())
