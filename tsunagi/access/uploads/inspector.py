"""ファイルの中身を調べる。別のプロセスの中だけで動く（`python -m …inspector KIND`）。

The bytes come on stdin; on stdout stands one line of JSON and, for pictures, the
picture drawn anew behind it. Parsers of foreign formats have faults of their own: here
they may crash, loop or eat memory, and the web server does not notice.
"""

from __future__ import annotations

import ctypes
import io
import json
import re
import resource
import stat
import sys
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from lzma import LZMAError

from tsunagi.access.uploads.kinds import FileKind

CPU_SECONDS, MEMORY = 10, 512 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_ENTRIES, MOST_UNPACKED, MOST_RATIO = 2_000, 200 * 1024 * 1024, 100
LARGEST_PART = 100 * 1024 * 1024
NEW_NETWORK, NEW_USER = 0x40000000, 0x10000000


class Refused(Exception):
    """code: a key of `messages.REFUSALS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def confine() -> bool:
    """No more CPU, memory or files than a parser needs. True: no network either."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A namespace without network cards. Some systems forbid it; none of the parsers
    # opens a connection by itself.
    return bool(ctypes.CDLL(None).unshare(NEW_USER | NEW_NETWORK) == 0)


def inspect(kind: FileKind, data: bytes) -> bytes | None:
    """The bytes to keep instead of these, or None to keep these. Refused: not at all."""
    if kind.is_picture:
        return redrawn(kind, data)
    if kind is FileKind.PDF:
        look_into_pdf(data)
    elif kind in (FileKind.DOCX, FileKind.XLSX):
        look_into_office_file(kind, data)
    else:
        look_into_text(data)
    return None


def redrawn(kind: FileKind, data: bytes) -> bytes:
    """The same picture from its pixels: no place, no camera, nothing behind its end."""
    from PIL import Image, ImageOps

    if kind is FileKind.HEIC:
        from pillow_heif import register_heif_opener

        register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    formats = {FileKind.JPEG: "JPEG", FileKind.PNG: "PNG", FileKind.HEIC: "HEIF"}
    # What is odd beside the pixels (a note of the camera that is cut off) goes anyway.
    quiet = warnings.catch_warnings(action="ignore", category=UserWarning)
    try:
        with quiet, Image.open(io.BytesIO(data), formats=[formats[kind]]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refused("too_many_pixels")
            image.load()
            upright = ImageOps.exif_transpose(image)
            target = "PNG" if kind is FileKind.PNG else "JPEG"
            modes = ("RGB", "L") if target == "JPEG" else ("RGB", "RGBA", "L", "LA")
            if upright.mode not in modes:
                upright = upright.convert("RGB" if target == "JPEG" else "RGBA")
            clean = Image.new(upright.mode, upright.size)
            clean.paste(upright)
            out = io.BytesIO()
            clean.save(out, target, **({"quality": 90} if target == "JPEG" else {}))
            return out.getvalue()
    except Image.DecompressionBombError as error:
        raise Refused("too_many_pixels") from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise Refused("damaged") from error


# Keys of a PDF object behind which something runs, starts or hides.
ACTIVE_KEYS = {
    "/JS", "/JavaScript", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia",
    "/GoToE", "/ImportData", "/SubmitForm", "/XFA",
}  # fmt: skip


def look_into_pdf(data: bytes) -> None:
    """Every object of the file, those in compressed streams too."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for thing in pdf.objects:
                _look_at(thing)
    except pikepdf.PasswordError as error:
        raise Refused("locked") from error
    except (pikepdf.PdfError, RecursionError, ValueError, TypeError) as error:
        raise Refused("damaged") from error


def _look_at(thing: object) -> None:
    import pikepdf

    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting += list(one)
        elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            values = one.stream_dict if isinstance(one, pikepdf.Stream) else one
            for key, value in values.items():
                is_name = isinstance(value, pikepdf.Name)
                if key in ACTIVE_KEYS or (is_name and str(value) in ACTIVE_KEYS):
                    raise Refused("active")
                # What is elsewhere in the file comes by itself.
                if not getattr(value, "is_indirect", False):
                    waiting.append(value)


REQUIRED = {
    FileKind.DOCX: {"[Content_Types].xml", "word/document.xml"},
    FileKind.XLSX: {"[Content_Types].xml", "xl/workbook.xml"},
}
ACTIVE_PARTS = re.compile(
    r"vbaproject|/activex/|/embeddings/|/externallinks/|oleobject|\.exe$|\.js$", re.I
)
EXTERNAL = re.compile(rb"<[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.I)


def look_into_office_file(kind: FileKind, data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            _check_sizes(entries, len(data))
            names = {entry.filename for entry in entries}
            if not names >= REQUIRED[kind]:
                raise Refused("not_what_it_says")
            for name, part in _parts(package, entries):
                _check_part(name, part)
    except (zipfile.BadZipFile, zlib.error, LZMAError, NotImplementedError) as error:
        raise Refused("damaged") from error
    except (RuntimeError, EOFError, ValueError, OSError) as error:
        raise Refused("damaged") from error


def _check_sizes(entries: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED:
        raise Refused("bomb")
    if unpacked > MOST_RATIO * max(packed, 1):
        raise Refused("bomb")
    for entry in entries:
        name = entry.filename
        is_link = stat.S_ISLNK(entry.external_attr >> 16)
        is_outside = name.startswith(("/", "\\")) or ".." in name or ":" in name
        if is_link or is_outside or entry.flag_bits & 0x1:
            raise Refused("locked" if entry.flag_bits & 0x1 else "active")
        if ACTIVE_PARTS.search(f"/{name}"):
            raise Refused("active")


def _parts(
    package: zipfile.ZipFile, entries: list[zipfile.ZipInfo]
) -> Iterator[tuple[str, bytes]]:
    """What is really inside, counted while unpacking: the list at the end may lie."""
    left = MOST_UNPACKED
    for entry in entries:
        with package.open(entry) as file:
            part = file.read(min(left, LARGEST_PART) + 1)
        if len(part) > min(left, LARGEST_PART):
            raise Refused("bomb")
        left -= len(part)
        yield entry.filename, part


def _check_part(name: str, part: bytes) -> None:
    if part.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Refused("active")  # a package or an old document inside
    if not name.lower().endswith((".xml", ".rels", ".vml")):
        return
    if (
        b"<!DOCTYPE" in part
        or b"<!ENTITY" in part
        or part[:2] in (b"\xff\xfe", b"\xfe\xff")
    ):
        raise Refused("active")
    if b"macroEnabled" in part:
        raise Refused("active")
    for link in EXTERNAL.findall(part):
        if not re.search(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']", link):
            raise Refused("external")


def look_into_text(data: bytes) -> None:
    """Readable as UTF-8 or CP932, without control marks and without tags that run."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(ord(mark) < 32 and mark not in "\t\r\n\f" for mark in text):
            raise Refused("not_what_it_says")
        if re.match(r"\s*<(!doctype|html|svg|\?xml|script)", text, re.I):
            raise Refused("not_what_it_says")
        return
    raise Refused("not_what_it_says")


def main() -> int:
    kind = FileKind(sys.argv[1])
    data = sys.stdin.buffer.read()
    confine()
    answer: dict[str, object] = {"ok": True}
    kept: bytes | None = None
    try:
        kept = inspect(kind, data)
    except Refused as refusal:
        answer = {"ok": False, "code": refusal.code}
    except MemoryError:
        answer = {"ok": False, "code": "bomb"}
    answer["redrawn"] = kept is not None
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + (kept or b""))
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
