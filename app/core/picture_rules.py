"""What an upload must be before anything decodes it: its kind by its first bytes, its size by its header.

Nothing here trusts a file's name or declared type, and nothing is unpacked: a small file may claim, or open to, giant
dimensions. Sources: RELIABILITY 10 (F1, B7), WECHAT 9.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.core.problems import Invalid, TooLarge, WrongContentType

MOST_BYTES = 2 * 1024 * 1024
MOST_SIDE = 12_000  # pixels
MOST_PIXELS = {  # what one decoding may cost in memory; JPEG is halved and quartered while it is decoded
    "jpeg": 25_000_000,
    "png": 13_000_000,
    "webp": 8_400_000,
}
MOST_SCANS = 32  # of a progressive JPEG: each passes over the whole picture, and an empty one is a few bytes
HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif"})

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_JPEG_MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])", re.DOTALL)  # those with a length, and the end
_SOS, _EOI, _NO_FRAMES = 0xDA, 0xD9, frozenset({0xC4, 0xC8, 0xCC})


class PictureTooLarge(TooLarge):
    slug, title = "picture-too-large", "照片太大，最大 2 MB"


class NotAPicture(WrongContentType):
    slug, title = "not-a-picture", "请上传 JPEG、PNG 或 WebP 格式的照片"


class HeicPicture(WrongContentType):
    """HEIC needs a decoder that we do not run; phones can save JPEG instead."""

    slug, title = "heic-picture", "暂时看不了 HEIC 照片，请把相机格式改成“兼容性最佳”，或截图后再上传"


class TooManyPixels(Invalid):
    slug, title = "too-many-pixels", "照片尺寸太大，请缩小后再上传"


class PictureBroken(Invalid):
    slug, title = "picture-broken", "照片文件不完整或已损坏，请换一张"


@dataclass(frozen=True)
class Header:
    """What a file says it is. ``kind``: jpeg | png | webp; pixels."""

    kind: str
    width: int
    height: int


def check(raw: bytes) -> Header:
    """The header of an upload that may be decoded.

    Raises ``PictureTooLarge``, ``NotAPicture``, ``HeicPicture``, ``TooManyPixels``, ``PictureBroken``.
    """
    if len(raw) > MOST_BYTES:
        raise PictureTooLarge
    kind = kind_of(raw)
    if kind is None:
        raise HeicPicture if raw[4:8] == b"ftyp" and raw[8:12] in HEIF_BRANDS else NotAPicture
    width, height = {"jpeg": _jpeg, "png": _png, "webp": _webp}[kind](raw)
    if not width or not height:
        raise PictureBroken
    if max(width, height) > MOST_SIDE or width * height > MOST_PIXELS[kind]:
        raise TooManyPixels
    return Header(kind, width, height)


def kind_of(raw: bytes) -> str | None:
    """jpeg | png | webp by the first bytes, None for everything else."""
    if raw.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if raw.startswith(PNG_SIGNATURE):
        return "png"
    return "webp" if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP" else None


def _png(raw: bytes) -> tuple[int, int]:
    if raw[12:16] != b"IHDR":
        raise PictureBroken
    return _number(raw, 16, 4), _number(raw, 20, 4)


def _webp(raw: bytes) -> tuple[int, int]:
    """Of the three forms: lossy, lossless, extended (RFC 9649)."""
    form = raw[12:16]
    if form == b"VP8X":
        return 1 + _number(raw, 24, 3, "little"), 1 + _number(raw, 27, 3, "little")
    if form == b"VP8L":
        bits = _number(raw, 21, 4, "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if form == b"VP8 ":
        return _number(raw, 26, 2, "little") & 0x3FFF, _number(raw, 28, 2, "little") & 0x3FFF
    raise PictureBroken


def _jpeg(raw: bytes) -> tuple[int, int]:
    """The size of the first frame; all markers are walked, for their number is what a decoder's time depends on."""
    size, scans, at = None, 0, 2
    while (found := _JPEG_MARKER.search(raw, at)) is not None and found[1][0] != _EOI:
        marker, at = found[1][0], found.end()
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAMES and size is None:
            size = _number(raw, at + 5, 2), _number(raw, at + 3, 2)
        scans += marker == _SOS
        at += max(2, _number(raw, at, 2))
    if size is None or not scans:
        raise PictureBroken
    if scans > MOST_SCANS:
        raise TooManyPixels
    return size


def _number(raw: bytes, at: int, length: int, order: str = "big") -> int:
    """An unsigned number of a header. Raises ``PictureBroken`` where the file ends before it."""
    part = raw[at : at + length]
    if len(part) < length:
        raise PictureBroken
    return int.from_bytes(part, "little" if order == "little" else "big")
