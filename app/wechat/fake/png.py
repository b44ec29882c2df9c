"""A small real PNG with a text chunk, from the standard library alone."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

SIGNATURE = b"\x89PNG\r\n\x1a\n"
QUIET = 4  # modules of white around a QR


def png_of_matrix(matrix: Sequence[bytes], side: int, keyword: str, text: str) -> bytes:
    """A square picture of ``side`` pixels: the matrix (1: black) in its middle, as large as whole pixels allow.

    Its ``tEXt`` chunk holds ``keyword`` and ``text`` (Latin-1).
    """
    modules = len(matrix) + 2 * QUIET
    scale = max(1, side // modules)
    before = (side - scale * len(matrix)) // 2
    white = _packed([0] * side)
    rows = [white] * before
    for line in matrix:
        dark = [0] * before + [dot for dot in line for _ in range(scale)]
        rows += [_packed(dark + [0] * (side - len(dark)))] * scale
    rows += [white] * (side - len(rows))
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    label = keyword.encode("latin-1") + b"\x00" + text.encode("latin-1")
    parts = ((b"IHDR", header), (b"tEXt", label), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b""))
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


def _packed(dark: list[int]) -> bytes:
    """One row of one bit a pixel, 1 for white, after the byte that says "no filter"."""
    width = -(-len(dark) // 8) * 8
    bits = "".join("0" if dot else "1" for dot in dark).ljust(width, "1")
    return b"\x00" + int(bits, 2).to_bytes(width // 8, "big")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
