"""A small real PNG with a text chunk, from the standard library alone."""

from __future__ import annotations

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png_with_text(side: int, keyword: str, text: str) -> bytes:
    """A square black-on-white picture of ``side`` pixels whose ``tEXt`` chunk holds ``keyword`` and ``text``."""
    row_bytes = (side + 7) // 8
    ring, field = b"\x00" + b"\x00" * row_bytes, b"\x00" + b"\xff" * row_bytes
    rows = b"".join(ring if y % 40 < 8 else field for y in range(side))
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    label = keyword.encode("latin-1") + b"\x00" + text.encode("latin-1")
    parts = ((b"IHDR", header), (b"tEXt", label), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(kind, data) for kind, data in parts)


def text_of_png(data: bytes, keyword: str) -> str | None:
    """The text of the first ``tEXt`` chunk with this keyword."""
    at = len(SIGNATURE)
    while at + 8 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, content = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if kind == b"tEXt" and content.startswith(keyword.encode("latin-1") + b"\x00"):
            return content.split(b"\x00", 1)[1].decode("latin-1")
        at += 12 + length
    return None


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
