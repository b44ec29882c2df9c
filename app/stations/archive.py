"""A ZIP archive from a stranger: its directory is judged before anything is unpacked (RELIABILITY 10, F1)."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

MOST_PARTS = 500
MOST_UNPACKED = 64 * 1024 * 1024
MOST_RATIO = 150  # honest sheets pack to a tenth, very regular ones to a fiftieth
SMALL = 4 * 1024 * 1024  # below this no ratio is dangerous

_PIECE = 64 * 1024
_TOO_BIG = "压缩包解开后太大，不予打开"
_TORN = "不是完好的 .xlsx 文件"
_DIRECTORY_END = b"PK\x05\x06"
_LARGE = b"PK\x06\x07"  # ZIP64 has a second, hidden directory; no sheet needs it


class Unreadable(Exception):
    """The file as a whole, or from ``row`` on, cannot be read. The text is Chinese, for whoever keeps the sheet."""

    def __init__(self, message: str, row: int = 0) -> None:
        super().__init__(message)
        self.row = row


class Archive:
    """An archive whose directory is small, plain and no bomb. Names of parts are compared without case."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self._entries = {entry.filename.lower(): entry for entry in file.infolist()}
        self._left = MOST_UNPACKED

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def unpack(self, name: str) -> bytes:
        """A part's content. All parts together are never more than ``MOST_UNPACKED``; raises :class:`Unreadable`."""
        if name not in self:
            raise Unreadable("工作簿缺少内容，读不出来")
        content = bytearray()
        with _torn_is_unreadable(), self._file.open(self._entries[name.lower()]) as part:
            while piece := part.read(_PIECE):  # the directory may lie: one big read would unpack as much as it can
                content += piece
                if len(content) > self._left:
                    raise Unreadable(_TOO_BIG)
        self._left -= len(content)
        return bytes(content)


def open_archive(raw: bytes) -> Archive:
    """The archive in these bytes. Raises :class:`Unreadable`."""
    end = raw.rfind(_DIRECTORY_END, max(0, len(raw) - 65_557))
    if end < 0 or len(raw) < end + 22 or raw[max(0, end - 20) : end].startswith(_LARGE):
        raise Unreadable(_TORN)
    count, directory_size = struct.unpack("<HI", raw[end + 10 : end + 16])
    if count > MOST_PARTS or directory_size > MOST_PARTS * 400:
        raise Unreadable("压缩包里的文件太多，不像工作簿")
    with _torn_is_unreadable():
        file = zipfile.ZipFile(io.BytesIO(raw))
    _judge(file.infolist(), len(raw))
    return Archive(file)


def _judge(entries: list[zipfile.ZipInfo], packed: int) -> None:
    """Refuse what no spreadsheet program writes. ``packed``: the size of the whole file."""
    names = {entry.filename for entry in entries}
    if len(entries) > MOST_PARTS or len(names) != len(entries):
        raise Unreadable("压缩包目录不正常，不像工作簿")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unreadable("文件有密码：请取消密码后再导入")
    if any(entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for entry in entries):
        raise Unreadable("压缩方式不常见，不像工作簿")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_UNPACKED or (unpacked > SMALL and unpacked > MOST_RATIO * packed):
        raise Unreadable(_TOO_BIG)


@contextmanager
def _torn_is_unreadable() -> Iterator[None]:
    """Everything the archive reader says of bytes that are no good archive, as one refusal."""
    try:
        yield
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error, OSError, ValueError,
    ):  # fmt: skip
        raise Unreadable(_TORN) from None
