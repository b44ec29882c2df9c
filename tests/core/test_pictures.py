"""Uploads, F1 of RELIABILITY 10: each is refused by name or drawn anew; never a fault, never much memory."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.core import picture_rules as rules
from app.core.picture_drawing import SIDE, clean
from app.core.problems import Problem
from tests.support import uploads
from tests.support.uploads import picture, png, png_chunk, read, zeros

ROOT = Path(__file__).resolve().parents[2]
RED, BLUE = (255, 0, 0), (0, 0, 255)
MiB = 1024 * 1024


def near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(pixel, colour, strict=True))


def is_our_own(raw: bytes) -> bool:
    """A JPEG of ours: coloured, small, and nothing in it but what drawing it needs."""
    image = read(raw)
    markers = set(re.findall(rb"\xff([\xe1-\xef\xfe])", raw[: raw.index(b"\xff\xda")]))
    plain = not markers and not image.getexif() and "comment" not in image.info and "icc_profile" not in image.info
    return image.format == "JPEG" and image.mode == "RGB" and max(image.size) <= SIDE and plain


# --- what is read before anything is decoded ---


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (picture(), ("jpeg", 64, 48)),
        (picture(progressive=True), ("jpeg", 64, 48)),
        (picture("PNG"), ("png", 64, 48)),
        (picture("WEBP"), ("webp", 64, 48)),
        (picture("WEBP", lossless=True), ("webp", 64, 48)),
        (uploads.with_exif("WEBP"), ("webp", 64, 48)),
    ],
)
def test_kind_and_size_are_read_from_the_header(raw, expected):
    header = rules.check(raw)
    assert (header.kind, header.width, header.height) == expected


REFUSED = {
    "nothing": (b"", rules.NotAPicture),
    "text": ("你好".encode(), rules.NotAPicture),
    "svg": (uploads.SVG, rules.NotAPicture),
    "html": (b"<html><script>alert(1)</script></html>", rules.NotAPicture),
    "pdf": (b"%PDF-1.7\n" + bytes(100), rules.NotAPicture),
    "zip": (b"PK\x03\x04" + bytes(100), rules.NotAPicture),
    "gif": (picture("GIF"), rules.NotAPicture),
    "bmp": (picture("BMP"), rules.NotAPicture),
    "tiff": (picture("TIFF"), rules.NotAPicture),
    "icon": (picture("ICO"), rules.NotAPicture),
    "heic": (uploads.HEIC, rules.HeicPicture),
    "one byte too many": (picture() + bytes(rules.MOST_BYTES + 1 - len(picture())), rules.PictureTooLarge),
    "jpeg of 60,000 px": (uploads.jpeg_of_size(60_000, 60_000), rules.TooManyPixels),
    "a line of 60,000 px": (uploads.jpeg_of_size(60_000, 1), rules.TooManyPixels),
    "png of 60,000 px": (png(60_000, 60_000, zeros(MiB)), rules.TooManyPixels),
    "png of 4,000 million px": (png(2**31 - 1, 2, zeros(MiB)), rules.TooManyPixels),
    "a pixel more than a png may have": (png(12_000, 1_084, b""), rules.TooManyPixels),
    "webp of 16,000 px": (b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\x7f\x3e\0" * 2, rules.TooManyPixels),
    "jpeg of 100 scans": (uploads.jpeg_of_scans(100), rules.TooManyPixels),
    "no pixels": (png(0, 7, b""), rules.PictureBroken),
    "jpeg without a frame": (b"\xff\xd8\xff\xe0\x00\x02\xff\xd9", rules.PictureBroken),
    "signature alone": (rules.PNG_SIGNATURE, rules.PictureBroken),
    "truncated jpeg": (picture(size=(400, 300))[:-400], rules.PictureBroken),
    "truncated png": (picture("PNG", (400, 300))[:-40], rules.PictureBroken),
    "truncated webp": (picture("WEBP", (400, 300))[:-40], rules.PictureBroken),
    "png larger than its data": (png(3_000, 3_000, zeros(MiB)), rules.PictureBroken),
    "a remark that unpacks to 200 MB": (
        png(8, 8, zeros(MiB), between=png_chunk(b"zTXt", b"x\0\0" + zeros(200 * MiB))),
        rules.PictureBroken,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_f1_what_is_no_picture_of_ours_is_refused_by_name(name):
    raw, problem = REFUSED[name]
    with pytest.raises(Problem) as refused:
        clean(raw)
    assert type(refused.value) is problem


def test_exactly_2_mib_are_read():
    raw = picture()
    assert is_our_own(clean(raw + bytes(rules.MOST_BYTES - len(raw))))


# --- what is drawn anew ---

CLEANED = {
    "jpeg": picture(),
    "progressive": picture(progressive=True),
    "grey": picture(mode="L"),
    "cmyk": picture(mode="CMYK"),
    "png": picture("PNG"),
    "palette": picture("PNG", mode="P"),
    "two colours": picture("PNG", mode="1"),
    "see-through": picture("PNG", mode="RGBA"),
    "grey, see-through": picture("PNG", mode="LA"),
    "sixteen bits": uploads.saved(Image.new("I;16", (64, 48), 40_000), "PNG"),
    "webp": picture("WEBP"),
    "animated webp": picture("WEBP", save_all=True, append_images=[Image.new("RGB", (64, 48), "green")]),
    "animated png": picture("PNG", save_all=True, append_images=[Image.new("RGB", (64, 48), "green")]),
    "several in one": picture("MPO", save_all=True, append_images=[Image.new("RGB", (64, 48), "green")]),
    "with a remark": picture(comment=b"<script>alert(1)</script>"),
    "with a colour profile": picture(icc_profile=b"profile" * 30),
    "jpeg that is a zip too": picture() + b"PK\x03\x04" + bytes(200) + b"PK\x05\x06" + bytes(18),
    "jpeg that is a page too": picture() + b"<html><script>alert(1)</script></html>",
    "png that is a pdf too": picture("PNG") + b"%PDF-1.7 1 0 obj",
    "data that unpacks to 300 MB more": png(8, 8, zeros(300 * MiB)),
    "one pixel": picture("PNG", (2, 1)),
    "jpeg larger than its data, whose rest is grey": uploads.jpeg_of_size(4_000, 4_000),
    "a strip": picture("PNG", (6_000, 2)),
}


@pytest.mark.parametrize("name", CLEANED)
def test_f1_only_pixels_pass(name):
    drawn = clean(CLEANED[name])
    assert is_our_own(drawn)
    assert not re.search(rb"script|%PDF|PK\x03\x04|profile", drawn)


@pytest.mark.parametrize(
    "name", ["jpeg", "progressive", "cmyk", "png", "palette", "webp", "animated webp", "several in one"]
)
def test_what_is_seen_stays_what_it_was(name):
    image = read(clean(CLEANED[name]))
    assert image.size == (64, 48)
    assert near(image.getpixel((8, 24)), RED)
    assert near(image.getpixel((56, 24)), BLUE)


def test_sixteen_bits_become_eight_and_are_not_cut_off():
    assert near(read(clean(CLEANED["sixteen bits"])).getpixel((5, 5)), (156, 156, 156))


def test_nothing_shines_through():
    clear = uploads.saved(Image.new("RGBA", (40, 40), (255, 0, 0, 0)), "PNG")
    assert near(read(clean(clear)).getpixel((20, 20)), (255, 255, 255))


def test_large_pictures_become_small_ones_of_the_same_shape():
    assert read(clean(picture(size=(4_000, 3_000)))).size == (1600, 1200)
    assert read(clean(picture("PNG", (1_000, 4_000)))).size == (400, 1600)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_f1_where_it_was_taken_is_gone(kind):
    raw = uploads.with_exif(kind)
    assert read(raw).getexif().get_ifd(uploads.GPS)
    drawn = clean(raw)
    assert is_our_own(drawn)
    assert b"Exif" not in drawn
    assert b"SecretPhone" not in drawn


@pytest.mark.parametrize(
    ("orientation", "size", "red"),
    [(1, (64, 48), (8, 24)), (2, (64, 48), (56, 24)), (3, (64, 48), (56, 24)), (4, (64, 48), (8, 24)),
     (5, (48, 64), (24, 8)), (6, (48, 64), (24, 8)), (7, (48, 64), (24, 56)), (8, (48, 64), (24, 56)),
     (9, (64, 48), (8, 24))],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_it_is_turned_the_way_it_was_held(kind, orientation, size, red):
    image = read(clean(uploads.with_exif(kind, orientation)))
    assert image.size == size
    assert near(image.getpixel(red), RED)


def test_exif_that_cannot_be_read_costs_nothing():
    raw = uploads.with_exif()
    torn = raw.replace(b"Exif\0\0MM\0*\0\0\0\x08", b"Exif\0\0MM\0*\xff\xff\xff\xf0").replace(
        b"Exif\0\0II*\0\x08\0\0\0", b"Exif\0\0II*\0\xf0\xff\xff\xff"
    )
    assert torn != raw
    assert is_our_own(clean(torn))


def test_the_same_file_is_drawn_to_the_same_bytes():
    assert clean(picture()) == clean(picture())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_whatever_is_wrong_with_a_file_the_answer_is_a_picture_or_a_problem(
    kind: str, record_property: Callable[[str, object], None]
):
    tried: list[int] = []

    @given(data=st.data())
    @settings(max_examples=150, deadline=None)
    def spoil(data: Any) -> None:
        raw = bytearray(picture(kind, (32, 24)) if data.draw(st.booleans()) else uploads.with_exif(kind))
        for _ in range(data.draw(st.integers(1, 12))):
            raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
        cut = data.draw(st.integers(0, len(raw)))
        for mutated in (bytes(raw), bytes(raw[:cut])):
            tried.append(len(mutated))
            try:
                assert is_our_own(clean(mutated))
            except Problem as refused:
                assert refused.status in {413, 415, 422}

    spoil()
    record_property("mutated pictures", len(tried))


MEASURE = """
import re, sys
from app.core import picture_drawing
from app.core.problems import Problem
try:
    picture_drawing.clean(open(sys.argv[1], "rb").read())
except Problem as refused:
    print(refused.slug, file=sys.stderr)
status = open("/proc/self/status").read()  # the peak since this program began; getrusage counts its parent's, too
print(int(re.search(r"VmHWM:\\s*(\\d+) kB", status)[1]) // 1024)
"""
HEAVIEST = {
    "jpeg": lambda: uploads.saved(
        Image.new("CMYK", (5_000, 5_000)), "JPEG", progressive=True, subsampling=0, quality=20
    ),
    "wide jpeg": lambda: uploads.saved(Image.new("RGB", (12_000, 2_080)), "JPEG", progressive=True, quality=20),
    "png": lambda: uploads.saved(Image.new("RGBA", (4_160, 3_120)), "PNG"),
    "sixteen bits": lambda: png(4_160, 3_120, zeros(104 * MiB), depth=16, colour=6),
    "webp": lambda: uploads.saved(Image.new("RGBA", (3_840, 2_160)), "WEBP"),
    "jpeg bomb": lambda: uploads.jpeg_of_size(60_000, 60_000),
    "png bomb": lambda: png(30_000, 30_000, zeros(1_000 * MiB)),
    "remark bomb": lambda: png(8, 8, zeros(MiB), between=png_chunk(b"iTXt", b"x\0\1\0\0\0" + zeros(900 * MiB))),
    "data bomb": lambda: png(1_000, 1_000, zeros(1_000 * MiB)),
}


@pytest.mark.parametrize("name", HEAVIEST)
def test_f1_no_file_costs_more_than_300_mb_in_a_process_of_its_own(name, tmp_path):
    file = tmp_path / "upload"
    file.write_bytes(HEAVIEST[name]())
    assert file.stat().st_size <= rules.MOST_BYTES
    command = [sys.executable, "-c", MEASURE, str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 300
