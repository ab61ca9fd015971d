"""暗号: 開くのは正しい鍵と正しい場所だけ。鍵を替えても、前の値は読める。"""

from __future__ import annotations

import base64
import os
import stat
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.management import call_command

from tsunagi.access import encryption
from tsunagi.access.encryption import KeyProblem, KeyRing, decrypt, encrypt

HERE = ("cases_draft", "body", "11111111-1111-4111-8111-111111111111", "479918")
TEXT = "架空の住所 𠮷田町1-2-3\N{IDEOGRAPHIC SPACE}神\n葛\U000e0100"


@pytest.fixture
def key_file(tmp_path: Path, settings: Any) -> Path:
    path = tmp_path / "data.keys"
    encryption.add_key(path)
    settings.DATA_KEY_FILE = str(path)
    return path


@pytest.mark.parametrize("text", ["", "あ", TEXT, "あ" * 20_000])
def test_what_was_written_is_read_code_point_for_code_point(
    text: str, key_file: Path
) -> None:
    token = encrypt(text, binding=HERE)
    assert decrypt(token, binding=HERE) == text
    assert text == "" or text not in token


def test_a_known_answer(key_file: Path) -> None:
    """The format is fixed: version, key id, nonce and ciphertext of AES-256-GCM."""
    key = bytes(range(32))
    key_file.write_text(f"abcd1234:{base64.b64encode(key).decode()}\n")
    nonce = bytes(range(12))
    bound = "\x1f".join(HERE).encode()
    sealed = AESGCM(key).encrypt(nonce, "架空".encode(), bound)
    token = f"v1.abcd1234.{base64.b64encode(nonce + sealed).decode()}"
    assert token == "v1.abcd1234.AAECAwQFBgcICQoL" + token[28:]
    assert decrypt(token, binding=HERE) == "架空"


def test_the_same_text_is_never_written_the_same_way(key_file: Path) -> None:
    tokens = {encrypt("架空", binding=HERE) for _ in range(1_000)}
    nonces = {base64.b64decode(token.split(".")[2])[:12] for token in tokens}
    assert len(nonces) == 1_000


@pytest.mark.parametrize("place", range(len(HERE)))
def test_a_value_moved_elsewhere_does_not_open(place: int, key_file: Path) -> None:
    token = encrypt("架空", binding=HERE)
    elsewhere = tuple(
        part + "x" if number == place else part for number, part in enumerate(HERE)
    )
    with pytest.raises(KeyProblem, match="別の行"):
        decrypt(token, binding=elsewhere)
    with pytest.raises(KeyProblem):
        decrypt(token, binding=HERE[:-1])


def test_parts_of_a_binding_do_not_run_together(key_file: Path) -> None:
    token = encrypt("架空", binding=("ab", "c"))
    with pytest.raises(KeyProblem):
        decrypt(token, binding=("a", "bc"))


def test_every_changed_byte_is_noticed(key_file: Path) -> None:
    head, _, encoded = encrypt("架空", binding=HERE).rpartition(".")
    data = base64.b64decode(encoded)
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises(KeyProblem):
            decrypt(f"{head}.{base64.b64encode(changed).decode()}", binding=HERE)


@pytest.mark.parametrize(
    "damage",
    [
        lambda token: "",
        lambda token: "plain text",
        lambda token: token[:-6],
        lambda token: token[: len("v1.12345678.") + 8],
        lambda token: token + "!",
        lambda token: token.replace("v1.", "v2."),
        lambda token: token.replace(".", "", 1),
        lambda token: "v1.ffffffff." + token.split(".")[2],
        lambda token: ".".join(token.split(".")[:2]) + ".",
    ],
)
def test_a_damaged_value_is_a_key_problem_and_nothing_else(
    damage: Any, key_file: Path
) -> None:
    token = encrypt("架空", binding=HERE)
    with pytest.raises(KeyProblem):
        decrypt(damage(token), binding=HERE)


# --- keys ------------------------------------------------------------------------
def test_a_new_key_writes_and_the_old_one_still_opens(key_file: Path) -> None:
    old = encrypt("前の値", binding=HERE)
    new_id = encryption.add_key(key_file)
    new = encrypt("新しい値", binding=HERE)
    assert new.split(".")[1] == new_id != old.split(".")[1]
    assert decrypt(old, binding=HERE) == "前の値"
    assert decrypt(new, binding=HERE) == "新しい値"


def test_without_the_old_key_only_the_new_values_open(key_file: Path) -> None:
    old = encrypt("前の値", binding=HERE)
    encryption.add_key(key_file)
    new = encrypt("新しい値", binding=HERE)
    lines = key_file.read_text().splitlines()
    key_file.write_text(lines[1] + "\n")
    assert decrypt(new, binding=HERE) == "新しい値"
    with pytest.raises(KeyProblem, match="開く鍵がありません"):
        decrypt(old, binding=HERE)


def test_the_file_is_read_by_its_owner_only(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        encryption.add_key(tmp_path / "data.keys")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "data.keys").stat().st_mode) == 0o600


def test_the_command_makes_and_adds_a_key(tmp_path: Path) -> None:
    path = tmp_path / "data.keys"
    for count in (1, 2):
        out = StringIO()
        call_command("keys", "create", str(path), stdout=out)
        ring = KeyRing.read(path)
        assert len(ring.keys) == count
        assert ring.current in out.getvalue()
        secret = path.read_text().splitlines()[-1].split(":")[1]
        assert secret not in out.getvalue()


KEY = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(None, "読めません", id="missing"),
        pytest.param(b"", "鍵がありません", id="empty"),
        pytest.param(b"\xe9\x8d\xb5", "読めません", id="not ASCII"),
        pytest.param(b"abcd", "形式", id="no key"),
        pytest.param(b"abcd:AAAA", "形式", id="too short"),
        pytest.param(b"abcd:%%%%", "形式", id="not base64"),
        pytest.param(f":{KEY}".encode(), "形式", id="no id"),
        pytest.param(f"ab.cd:{KEY}".encode(), "形式", id="a dot in the id"),
        pytest.param(f"ab:{KEY}\nab:{KEY}".encode(), "形式", id="the same id twice"),
    ],
)
def test_a_bad_key_file_says_so_in_japanese(
    content: bytes | None, problem: str, tmp_path: Path
) -> None:
    path = tmp_path / "data.keys"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(KeyProblem, match=problem):
        KeyRing.read(path)


def test_production_never_makes_a_key_by_itself(tmp_path: Path, settings: Any) -> None:
    settings.DATA_KEY_FILE = str(tmp_path / "none")
    settings.IS_PRODUCTION = True
    with pytest.raises(KeyProblem, match="TSUNAGI_DATA_KEYS"):
        encrypt("架空", binding=HERE)
    assert not (tmp_path / "none").exists()


def test_the_server_does_not_start_without_its_keys(
    tmp_path: Path, settings: Any
) -> None:
    from django.core.handlers.base import BaseHandler

    settings.DATA_KEY_FILE = str(tmp_path / "none")
    settings.IS_PRODUCTION = True
    with pytest.raises(KeyProblem, match="TSUNAGI_DATA_KEYS"):
        BaseHandler().load_middleware()
