"""一つの暗号: AES-256-GCM。鍵はデータベースの外の一つのファイルにある。

A token is `v1.<key id>.<base64(nonce ‖ ciphertext)>`. The binding (table, column,
public id, municipality …) is authenticated: a value moved to another row does not open.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from tsunagi.common.frozen import Frozen

KEY_BYTES = 32
NONCE_BYTES = 12
VERSION = "v1"
NO_FILE = "暗号鍵のファイルがありません。TSUNAGI_DATA_KEYS を確かめてください。"


class KeyProblem(Exception):
    """The key file is missing, unreadable or lacks the key of a value."""


def _decoded(text: str) -> bytes:
    """Base64 or nothing: what is damaged fails the check that follows."""
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""


class KeyRing(Frozen):
    """All keys by id; the last line of the file is the one that writes."""

    keys: dict[str, bytes]
    current: str

    @classmethod
    def read(cls, path: Path) -> KeyRing:
        try:
            lines = path.read_text(encoding="ascii").split()
        except (OSError, UnicodeDecodeError) as error:
            raise KeyProblem(
                "暗号鍵のファイルを読めません。TSUNAGI_DATA_KEYS のパスを確かめてください。"
            ) from error
        keys: dict[str, bytes] = {}
        for line in lines:
            key_id, _, encoded = line.partition(":")
            key = _decoded(encoded)
            if len(key) != KEY_BYTES or not key_id.isalnum() or key_id in keys:
                raise KeyProblem("暗号鍵のファイルの形式が正しくありません。")
            keys[key_id] = key
        if not keys:
            raise KeyProblem("暗号鍵のファイルに鍵がありません。")
        return cls(keys, current=lines[-1].partition(":")[0])


def add_key(path: Path) -> str:
    """Append a new key (it writes from now on) and return its id. Mode 0600."""
    key_id = secrets.token_hex(4)
    encoded = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="ascii") as file:
        file.write(f"{key_id}:{encoded}\n")
    return key_id


@lru_cache(maxsize=4)
def _ring(path: str, modified: int) -> KeyRing:
    return KeyRing.read(Path(path))


def key_ring() -> KeyRing:
    path = str(settings.DATA_KEY_FILE)
    try:
        return _ring(path, os.stat(path).st_mtime_ns)  # noqa: PTH116 — asked often
    except FileNotFoundError as error:
        if settings.IS_PRODUCTION:
            raise KeyProblem(NO_FILE) from error
    except OSError as error:
        raise KeyProblem(NO_FILE) from error
    add_key(Path(path))
    return _ring(path, os.stat(path).st_mtime_ns)  # noqa: PTH116


def _bound(binding: tuple[str, ...]) -> bytes:
    return "\x1f".join(binding).encode()


def is_token(text: str) -> bool:
    """Does this look like what `encrypt` returns? It says nothing about opening it."""
    version, _, rest = text.partition(".")
    key_id, _, encoded = rest.partition(".")
    return version == VERSION and key_id.isalnum() and bool(_decoded(encoded))


def encrypt(text: str, *, binding: tuple[str, ...]) -> str:
    ring = key_ring()
    sealed = _seal(ring.keys[ring.current], text.encode(), binding)
    return f"{VERSION}.{ring.current}.{base64.b64encode(sealed).decode()}"


def decrypt(token: str, *, binding: tuple[str, ...]) -> str:
    version, _, rest = token.partition(".")
    key_id, _, encoded = rest.partition(".")
    return _opened(version, key_id, _decoded(encoded), binding).decode()


def encrypt_bytes(data: bytes, *, binding: tuple[str, ...]) -> bytes:
    """The same for a file: `v1.<key id>.` and then the bytes as they are."""
    ring = key_ring()
    sealed = _seal(ring.keys[ring.current], data, binding)
    return f"{VERSION}.{ring.current}.".encode() + sealed


def decrypt_bytes(token: bytes, *, binding: tuple[str, ...]) -> bytes:
    version, _, rest = token.partition(b".")
    key_id, _, data = rest.partition(b".")
    return _opened(version.decode("latin-1"), key_id.decode("latin-1"), data, binding)


def _seal(key: bytes, plain: bytes, binding: tuple[str, ...]) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, _bound(binding))


def _opened(version: str, key_id: str, data: bytes, binding: tuple[str, ...]) -> bytes:
    ring = key_ring()
    if version != VERSION or key_id not in ring.keys:
        raise KeyProblem("この値を開く鍵がありません。")
    if len(data) <= NONCE_BYTES:
        raise KeyProblem("この値は途中で切れているか、壊れています。")
    try:
        return AESGCM(ring.keys[key_id]).decrypt(
            data[:NONCE_BYTES], data[NONCE_BYTES:], _bound(binding)
        )
    except InvalidTag as error:
        raise KeyProblem(
            "この値は書き換えられているか、別の行から移されています。"
        ) from error
