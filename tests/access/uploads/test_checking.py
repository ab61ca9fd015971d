from __future__ import annotations

import io
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.access.uploads.corpus import BAD, GOOD, located_photo, picture
from tests.conftest import LONG
from tsunagi.access.uploads import inspector
from tsunagi.access.uploads.checking import check_upload
from tsunagi.access.uploads.kinds import (
    MOST_BYTES,
    FileKind,
    kind_named,
    tidy_name,
)
from tsunagi.common.errors import UserError

PROJECT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", GOOD)
def test_ordinary_files_are_taken(name: str) -> None:
    checked = check_upload(name, GOOD[name])
    assert checked.data
    if not checked.kind.is_picture:
        assert checked.data == GOOD[name]


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_taken_and_why(name: str) -> None:
    content, code = BAD[name]
    data = content() if callable(content) else content
    with pytest.raises(UserError) as refused:
        check_upload(name, data)
    assert refused.value.message.code == code
    assert refused.value.field == "file"


def test_too_many_bytes() -> None:
    with pytest.raises(UserError) as refused:
        check_upload("大きい.txt", b"a" * (MOST_BYTES + 1))
    assert refused.value.message.code == "UPL-001"


def test_a_photo_loses_its_place_and_stands_upright() -> None:
    assert b"KAKUU-CAMERA" in located_photo()
    checked = check_upload("写真.jpg", located_photo())
    assert b"KAKUU-CAMERA" not in checked.data
    image = Image.open(io.BytesIO(checked.data))
    assert not image.getexif()
    assert image.size == (30, 40)


def test_what_hangs_behind_a_picture_is_gone() -> None:
    checked = check_upload("写真.jpg", picture() + b"<script>alert(1)</script>")
    assert b"script" not in checked.data


def test_a_picture_of_a_phone_becomes_one_that_every_browser_shows() -> None:
    checked = check_upload("写真.heic", GOOD["写真.heic"])
    assert (checked.name, checked.kind) == ("写真.jpg", FileKind.JPEG)
    assert Image.open(io.BytesIO(checked.data)).size == (64, 48)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("C:\\Users\\花子\\同意書.pdf", "同意書.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("改\r\n行\x00.pdf", "改行.pdf"),
        ("  点. .pdf ", "点. .pdf"),
        ("", "名前のないファイル"),
        ("...", "名前のないファイル"),
        ("長" * 300 + ".docx", "長" * 115 + ".docx"),
    ],
)
def test_names(typed: str, shown: str) -> None:
    assert tidy_name(typed) == shown


def test_a_parser_that_eats_or_loops_is_stopped() -> None:
    """The child's own limits, seen to hold: memory, time, and no file written."""
    script = (
        "from tsunagi.access.uploads import inspector; inspector.CPU_SECONDS = 1;"
        "inspector.confine(); {}"
    )
    for act, ends in (
        ("bytearray(2_000_000_000)", b"MemoryError"),
        ("open('/tmp/tsunagi-upload-test', 'wb', 0).write(b'x')", b"OSError"),
    ):
        done = subprocess.run(
            [sys.executable, "-c", script.format(act)], cwd=PROJECT,
            capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode != 0, act
        assert ends in done.stderr or done.returncode < 0, act
    done = subprocess.run(
        [sys.executable, "-c", script.format("\nwhile True: pass")], cwd=PROJECT,
        capture_output=True, timeout=20, check=False,
    )  # fmt: skip
    assert done.returncode < 0


def test_a_parser_reaches_no_network() -> None:
    """A door that is open to this process is closed to the confined one."""
    script = (
        "import socket, sys; from tsunagi.access.uploads import inspector\n"
        "if {} and not inspector.confine(): sys.exit(3)\n"
        "socket.create_connection(('127.0.0.1', {}), 2)"
    )
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        ends = [
            subprocess.run(
                [sys.executable, "-c", script.format(confined, port)], cwd=PROJECT,
                capture_output=True, check=False,
            ).returncode
            for confined in (False, True)
        ]  # fmt: skip
    assert ends[0] == 0
    if ends[1] == 3:
        pytest.skip("this system gives no namespace without a network")
    assert ends[1] == 1


@settings(max_examples=2_000 if LONG else 150, deadline=None)
@given(
    name=st.sampled_from(sorted(GOOD)),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=8)), max_size=6),
    end=st.floats(0, 1),
)
@example(name="手紙.docx", cuts=[(0.5, b"\x00")], end=1.0)
@example(name="訪問.JPEG", cuts=[(0.0703125, b"\x01")], end=1.0)
def test_damaged_files_are_refused_or_still_harmless(
    name: str, cuts: list[tuple[float, bytes]], end: float
) -> None:
    """Any change: either a refusal with its code or a file, never another error."""
    data = bytearray(GOOD[name])
    for place, put in cuts:
        at = int(place * len(data))
        data[at : at + len(put)] = put
    data = data[: max(1, int(len(data) * (0.3 + 0.7 * end)))]
    kind = kind_named(name)
    assert kind is not None
    try:
        kept = inspector.inspect(kind, bytes(data))
    except inspector.Refused as refused:
        assert refused.code in {
            "not_what_it_says", "damaged", "locked", "active", "external",
            "too_many_pixels", "bomb",
        }  # fmt: skip
    else:
        assert kept is None or kept.startswith((b"\xff\xd8\xff", b"\x89PNG"))
