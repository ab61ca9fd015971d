"""Files for the tests of uploads: good ones of every kind, and attacks on them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable

import pikepdf
import pillow_heif
from pikepdf import Array, Dictionary, Name
from PIL import Image

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
RELS = '<Relationships><Relationship Id="r1" Type="{type}" Target="{to}" TargetMode="External"/></Relationships>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def picture(
    form: str = "JPEG", size: tuple[int, int] = (40, 30), **more: object
) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form, **more)
    return out.getvalue()


def located_photo() -> bytes:
    """A JPEG with the place where it was taken, and turned on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (35.0, 1.0, 2.0), 3: "E", 4: (139.0, 1.0, 2.0)}
    )
    exif[0x010F] = "KAKUU-CAMERA"
    return picture(exif=exif)


def heic() -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 48), "teal")).save(out)
    return out.getvalue()


def pdf(change: Callable[[pikepdf.Pdf], None] | None = None, **save: object) -> bytes:
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 200))
    if change is not None:
        change(document)
    out = io.BytesIO()
    document.save(out, **save)  # type: ignore[arg-type]
    return out.getvalue()


def _script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def _deep_script(document: pikepdf.Pdf) -> None:
    action = document.make_indirect(Dictionary(S=Name("/Named"), Next=Array([])))
    action.Next.append(Dictionary(S=Name.JavaScript, JS="x"))
    document.pages[0].obj.AA = Dictionary(O=action)


def _launch(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.Launch, F="calc.exe")


def _attached(document: pikepdf.Pdf) -> None:
    document.attachments["hidden.exe"] = b"MZ"


def _form_sends(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Dictionary(
        S=Name.SubmitForm, F="http://example.invalid/"
    )


def package(
    parts: Iterable[tuple[str, bytes]] = (), *, main: str = "word/document.xml"
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr(main, "<document>架空</document>")
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


def _linked(entry: str = "word/link") -> bytes:
    out = io.BytesIO(package())
    with zipfile.ZipFile(out, "a") as archive:
        info = zipfile.ZipInfo(entry)
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return out.getvalue()


def _bomb() -> bytes:
    return package([("word/a.xml", b"0" * (150 * 1024 * 1024))])


def _crowd() -> bytes:
    return package((f"word/{n}.xml", b"") for n in range(2_100))


def _lying_bomb() -> bytes:
    """Its list says one byte, its stream holds 300 MB."""
    data = bytearray(package([("word/media.xml", b"0" * (300 * 1024 * 1024))]))
    size = struct.pack("<I", 300 * 1024 * 1024)
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = struct.pack("<I", 1)
    return bytes(data)


def _vast_png() -> bytes:
    """30,000 × 30,000 pixels in a few bytes."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)

    def chunk(kind: bytes, body: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + crc

    packed = zlib.compress(b"\x00" * 1_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed)
        + chunk(b"IEND", b"")
    )  # fmt: skip


def _relation(kind: str, to: str) -> tuple[str, bytes]:
    text = RELS.format(type=f"{OFFICE}/{kind}", to=to)
    return "word/_rels/document.xml.rels", text.encode()


GOOD = {
    "同意書.pdf": pdf(),
    "訪問.jpg": picture(),
    "訪問.JPEG": located_photo(),
    "図.png": picture("PNG"),
    "写真.heic": heic(),
    "手紙.docx": package([_relation("hyperlink", "https://example.invalid/")]),
    "表.xlsx": package(main="xl/workbook.xml"),
    "一覧.csv": "氏名,日\r\n架空 花子,4/1\r\n".encode("cp932"),
    "メモ.txt": "架空のメモ\n".encode(),
}
# name → (content, the code of the refusal)
BAD: dict[str, tuple[bytes | Callable[[], bytes], str]] = {
    "空.pdf": (b"", "UPL-010"),
    "実行.exe": (b"MZ", "UPL-002"),
    "絵.svg": (b"<svg onload='x'/>", "UPL-002"),
    "頁.html": (b"<html>", "UPL-002"),
    "古い.doc": (b"\xd0\xcf\x11\xe0", "UPL-002"),
    "マクロ.docm": (package(), "UPL-002"),
    "固まり.zip": (package(), "UPL-002"),
    "終わりなし": (pdf(), "UPL-002"),
    "foto\u202egpj.exe": (picture(), "UPL-002"),
    "頁.jpg": (b"<html><script>alert(1)</script>", "UPL-003"),
    "絵.pdf": (picture(), "UPL-003"),
    "前置き.pdf": (b"GIF89a" + pdf(), "UPL-003"),
    "表.pdf": (package(), "UPL-003"),
    "頁.txt": (b" \n<!DOCTYPE html><script>", "UPL-003"),
    "絵.txt": (b"<svg xmlns='x'>", "UPL-003"),
    "混ざり.txt": (b"abc\x00def", "UPL-003"),
    "機械.csv": (bytes(range(256)), "UPL-003"),
    "文書.xlsx": (package(), "UPL-003"),
    "途中.jpg": (picture()[:200], "UPL-004"),
    "途中.pdf": (b"%PDF-1.7\n%%EOF", "UPL-004"),
    "途中.docx": (package()[:60], "UPL-004"),
    "鍵.pdf": (pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "UPL-005"),
    "動く.pdf": (pdf(_script), "UPL-006"),
    "深い.pdf": (
        pdf(_deep_script, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "UPL-006",
    ),
    "始める.pdf": (pdf(_launch), "UPL-006"),
    "隠れた.pdf": (pdf(_attached), "UPL-006"),
    "送る.pdf": (pdf(_form_sends), "UPL-006"),
    "マクロ.docx": (package([("word/vbaProject.bin", b"x")]), "UPL-006"),
    "部品.docx": (package([("word/embeddings/a.bin", b"x")]), "UPL-006"),
    "外へ.docx": (package([("../../etc/cron.d/x", b"x")]), "UPL-006"),
    "根へ.docx": (package([("/etc/x", b"x")]), "UPL-006"),
    "結び.docx": (_linked(), "UPL-006"),
    "入れ子.docx": (package([("word/a.bin", package())]), "UPL-006"),
    "実体.docx": (
        package([("word/a.xml", b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>")]),
        "UPL-006",
    ),
    "別の字.docx": (package([("word/a.xml", "<!DOCTYPE a>".encode("utf-16"))]), "UPL-006"),
    "雛形.docx": (package([_relation("attachedTemplate", "http://x.invalid/")]), "UPL-007"),
    "外の絵.docx": (package([_relation("image", "http://x.invalid/a.png")]), "UPL-007"),
    "広い.png": (_vast_png(), "UPL-008"),
    # Made when they are asked for: hundreds of megabytes would burden every collection.
    "爆弾.docx": (_bomb, "UPL-009"),
    "多い.docx": (_crowd, "UPL-009"),
    "嘘.docx": (_lying_bomb, "UPL-004"),
}  # fmt: skip
