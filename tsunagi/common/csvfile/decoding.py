"""文字コードを見分ける。確かに読めるものだけを読み、あとは理由を添えて断る。

CP932 accepts almost any bytes, so "it decoded" proves little: UTF-8 lines inside a
CP932 file and EUC-JP files would come out as wrong letters. Both are looked for.
"""

from __future__ import annotations

import codecs
import re
from typing import Literal

from tsunagi.common.csvfile import messages
from tsunagi.common.csvfile.tables import FileRefusedError

Encoding = Literal["utf-8", "utf-8-sig", "cp932"]

_BINARY_HEADERS = (
    (b"PK\x03\x04", "Excel（.xlsx）などの圧縮形式"),
    (b"\xd0\xcf\x11\xe0", "Excel（.xls）"),
    (b"%PDF-", "PDF"),
)
_ASCII = bytes(range(0x80))
_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ISO_2022_JP = re.compile(rb"\x1b\$[@B]|\x1b\([BJI]")
_KANA_LETTERS = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_JAPANESE = re.compile("[\u3001-\u30ff\u3400-\u9fff\uff01-\uff9f]")
# Python reads five stray bytes as these; Windows has no letter there.
_STRAY = re.compile("[\x80\uf8f0-\uf8f3]")


def decode(data: bytes) -> tuple[str, Encoding]:
    """The text, and how it was written. Raises `FileRefusedError`."""
    _refuse_other_formats(data)
    if data.startswith(codecs.BOM_UTF8):
        return _decode_strictly(data[len(codecs.BOM_UTF8) :]), "utf-8-sig"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        utf8_line = _line_at(data, error.start)
    return _decode_cp932(data, utf8_line), "cp932"


def _refuse_other_formats(data: bytes) -> None:
    for header, kind in _BINARY_HEADERS:
        if data.startswith(header):
            raise FileRefusedError(messages.NOT_TEXT.format(kind=kind))
    if data.startswith(_UTF_16_MARKS):
        raise FileRefusedError(messages.UTF_16)
    if b"\x00" in data:
        line = _line_at(data, data.index(b"\x00"))
        raise FileRefusedError(messages.NUL.format(line=line), line=line)
    if _ISO_2022_JP.search(data):
        _refuse_encoding("ISO-2022-JP（JIS）")


def _decode_strictly(data: bytes) -> str:
    """The mark at the start promised UTF-8; anything else is a broken file."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = _line_at(data, error.start)
        raise FileRefusedError(
            messages.UNDECODABLE.format(line=line), line=line
        ) from error


def _decode_cp932(data: bytes, utf8_line: int) -> str:
    _refuse_damaged_utf8(data, utf8_line)
    if _is_euc(data):
        _refuse_encoding("EUC-JP")
    try:
        text = data.decode("cp932")
    except UnicodeDecodeError as error:
        line = _line_at(data, error.start)
        raise FileRefusedError(
            messages.UNDECODABLE.format(line=line), line=line
        ) from error
    stray = _STRAY.search(text)
    if stray is not None:
        line = text.count("\n", 0, stray.start()) + 1
        raise FileRefusedError(messages.UNDECODABLE.format(line=line), line=line)
    return text


def _refuse_damaged_utf8(data: bytes, utf8_line: int) -> None:
    """Refuse UTF-8 with broken bytes, and a file joined from two encodings."""
    first_of: dict[bool, int] = {}
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.isascii():
            continue
        first_of.setdefault(_looks_like_utf8(line), number)
        if len(first_of) == 2:
            raise FileRefusedError(messages.MIXED.format(line=number), line=number)
    if True in first_of:
        raise FileRefusedError(
            messages.UNDECODABLE.format(line=utf8_line), line=utf8_line
        )


def _looks_like_utf8(line: bytes) -> bool:
    """Japanese in UTF-8, whole, cut short at its end, or damaged here and there."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(line)
    except UnicodeDecodeError:
        letters = _JAPANESE.findall(line.decode("utf-8", errors="ignore"))
        beyond_ascii = len(line.translate(None, _ASCII))
        # Three bytes each. Rare kanji of CP932 reach three quarters by chance.
        return len(letters) * 3 * 5 > beyond_ascii * 4
    return _JAPANESE.search(text) is not None


def _is_euc(data: bytes) -> bool:
    """Kana in EUC-JP look like half-width signs in CP932, and only there."""
    try:
        return bool(_KANA_LETTERS.search(data.decode("euc_jp")))
    except UnicodeDecodeError:
        return False


def _refuse_encoding(name: str) -> None:
    raise FileRefusedError(messages.OTHER_ENCODING.format(encoding=name))


def _line_at(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1
