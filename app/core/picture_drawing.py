"""Uploads drawn anew: only pixels pass, so whatever else a file carries stays behind.

EXIF with the place it was taken, colour profiles, comments, previews, and the tails of files that are two things at
once (GIFAR, HTML, PDF, ZIP). The answer is always a JPEG of at most 1,600 pixels, turned the way it was held.
"""

from __future__ import annotations

import io
import struct
import threading
import zlib
from typing import TYPE_CHECKING

from app.core import picture_rules as rules
from app.core.picture_rules import Header, PictureBroken

if TYPE_CHECKING:
    from PIL.Image import Image

MEDIA_TYPE = "image/jpeg"
SIDE = 1600  # pixels, of the longer side
QUALITY = 85
ORIENTATION = 0x0112  # the EXIF tag; 1 is upright
PLUGINS = {"jpeg": "JpegImagePlugin", "png": "PngImagePlugin", "webp": "WebPImagePlugin"}

_one_at_a_time = threading.Lock()  # a decoded picture is the largest thing a process holds
# what Pillow's decoders raise for files that are not what they say
_FAULTS = (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError, EOFError)
_FAULTS_TOO = (struct.error, zlib.error, MemoryError)


def clean(raw: bytes) -> bytes:
    """An upload as a JPEG of our own making. Call it outside transactions: it may take a second.

    Raises ``PictureTooLarge``, ``NotAPicture``, ``HeicPicture``, ``TooManyPixels``, ``PictureBroken``.
    """
    header = rules.check(raw)
    with _one_at_a_time:
        return redraw(raw, header)


def redraw(raw: bytes, header: Header) -> bytes:
    """The picture drawn anew; of an animation its first frame. Raises ``PictureBroken``."""
    from importlib import import_module

    from PIL import Image

    import_module(f"PIL.{PLUGINS[header.kind]}")  # no other decoder may ever see the file
    try:
        with Image.open(io.BytesIO(raw), formats=[header.kind.upper()]) as opened:
            if opened.size != (header.width, header.height):
                raise PictureBroken
            opened.draft(None, (SIDE, SIDE))  # no mode: the colours stay as they are
            opened.load()
            drawn = _small(opened)
            orientation = _orientation(opened)
        return _written(_on_paper(_turned(drawn, orientation)))
    except (*_FAULTS, *_FAULTS_TOO, Image.DecompressionBombError):
        raise PictureBroken from None


def _small(image: Image) -> Image:
    """The picture in eight bits a colour, at most ``SIDE`` long."""
    if image.mode.startswith("I"):  # sixteen bits: others would be cut off at 255
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    small = image.convert("RGBA" if image.has_transparency_data else "RGB")
    small.thumbnail((SIDE, SIDE))
    return small


def _turned(image: Image, orientation: object) -> Image:
    """Upright, as EXIF says that it was held."""
    from PIL.Image import Transpose

    how = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    method = how.get(orientation) if isinstance(orientation, int) else None
    return image if method is None else image.transpose(method)


def _orientation(image: Image) -> object:
    """What EXIF says of it; a picture whose EXIF cannot be read is as good as any."""
    try:
        return image.getexif().get(ORIENTATION)
    except (*_FAULTS, *_FAULTS_TOO):
        return None


def _on_paper(image: Image) -> Image:
    """Copied onto a white sheet: nothing shines through, and no remark of the old file comes along."""
    from PIL.Image import new

    paper = new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    return paper


def _written(image: Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
