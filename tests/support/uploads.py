"""Files as people, and others, upload them: made here, so that nothing depends on a camera."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image

MAKE, GPS, ORIENTATION, COMMENT = 0x010F, 0x8825, 0x0112, 0x9286
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(64)
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), mode: str = "RGB", **options: Any) -> bytes:
    """A picture whose left half is red and whose right half is blue, as far as its mode knows colours."""
    image = Image.new("RGB", size, "red")
    image.paste((0, 0, 255), (size[0] // 2, 0, size[0], size[1]))
    return saved(image if mode == "RGB" else image.convert(mode), kind, **options)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    """An image as a file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def read(raw: bytes) -> Image.Image:
    """A file as Pillow reads it, whole."""
    image = Image.open(io.BytesIO(raw))
    image.load()
    return image


def with_exif(kind: str = "JPEG", orientation: int = 1) -> bytes:
    """A picture that says where it was taken, by what, and how it was held."""
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION] = "SecretPhone", orientation
    exif.get_ifd(GPS).update({1: "N", 2: (44.0, 54.0, 13.6), 3: "E", 4: (82.0, 4.0, 14.9)})
    return picture(kind, exif=exif.tobytes())


def png(width: int, height: int, packed: bytes, *, depth: int = 8, colour: int = 2, between: bytes = b"") -> bytes:
    """A PNG with this header and this packed data, whatever it unpacks to. ``between``: chunks before the data."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    parts = png_chunk(b"IHDR", header), between, png_chunk(b"IDAT", packed), png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def png_chunk(name: bytes, data: bytes) -> bytes:
    """One chunk with its length and sum."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def zeros(count: int) -> bytes:
    """Zeros, packed: a thousandth of their number."""
    packer = zlib.compressobj(9)
    parts = [packer.compress(bytes(1 << 20)) for _ in range(count >> 20)]
    return b"".join([*parts, packer.flush()])


def jpeg_of_size(width: int, height: int) -> bytes:
    """A small JPEG that claims to be large."""
    raw = bytearray(picture())
    at = raw.index(b"\xff\xc0")
    raw[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(raw)


def jpeg_of_scans(count: int) -> bytes:
    """A progressive JPEG with one of its scans repeated over and over."""
    raw = picture(progressive=True)
    start = raw.rindex(b"\xff\xda")
    return raw[:start] + raw[start:-2] * count + raw[-2:]
