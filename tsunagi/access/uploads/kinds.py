"""受け取るファイルの種類。拡張子と、中身の始まりの両方で決める。純粋関数だけを置く。"""

from __future__ import annotations

import unicodedata
from enum import Enum
from pathlib import PurePosixPath

MOST_BYTES = 20 * 1024 * 1024
LONGEST_NAME = 120
ZIP = b"PK\x03\x04"
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")


class FileKind(Enum):
    """value: the content type under which a file is handed out again."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    HEIC = "image/heic"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    CSV = "text/csv"
    TEXT = "text/plain"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def is_picture(self) -> bool:
        return self in (FileKind.JPEG, FileKind.PNG, FileKind.HEIC)


_LABELS = {
    FileKind.PDF: "PDF",
    FileKind.JPEG: "写真（JPEG）",
    FileKind.PNG: "画像（PNG）",
    FileKind.HEIC: "写真（HEIC）",
    FileKind.DOCX: "Word の文書",
    FileKind.XLSX: "Excel の表",
    FileKind.CSV: "CSV の表",
    FileKind.TEXT: "文字のファイル",
}
ENDINGS = {
    ".pdf": FileKind.PDF,
    ".jpg": FileKind.JPEG,
    ".jpeg": FileKind.JPEG,
    ".png": FileKind.PNG,
    ".heic": FileKind.HEIC,
    ".heif": FileKind.HEIC,
    ".docx": FileKind.DOCX,
    ".xlsx": FileKind.XLSX,
    ".csv": FileKind.CSV,
    ".txt": FileKind.TEXT,
}


def kind_named(name: str) -> FileKind | None:
    """What the ending promises."""
    return ENDINGS.get(PurePosixPath(name.lower()).suffix)


def begins_as(kind: FileKind, data: bytes) -> bool:
    """Does the content begin as the kind must? Texts have no beginning of their own."""
    match kind:
        case FileKind.PDF:
            return data.startswith(b"%PDF-")
        case FileKind.JPEG:
            return data.startswith(b"\xff\xd8\xff")
        case FileKind.PNG:
            return data.startswith(b"\x89PNG\r\n\x1a\n")
        case FileKind.HEIC:
            return data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS
        case FileKind.DOCX | FileKind.XLSX:
            return data.startswith(ZIP)
        case _:
            return not data.startswith((b"%PDF-", ZIP, b"\xff\xd8\xff", b"\x89PNG"))


def tidy_name(name: str) -> str:
    """The name without folders, control marks and marks that turn the reading order.

    A name that hides its ending (`foto‮gpj.exe`) shows itself again; a long one is cut
    before its ending. Nothing left: 「名前のないファイル」.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(
        mark for mark in last if unicodedata.category(mark) not in ("Cc", "Cf", "Cs")
    ).strip(" .")
    path = PurePosixPath(shown or "名前のないファイル")
    ending = path.suffix[:12]
    stem = path.name[: len(path.name) - len(path.suffix)]
    return stem[: LONGEST_NAME - len(ending)] + ending
