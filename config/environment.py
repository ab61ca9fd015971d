"""Reading the environment. A value that makes no sense stops the start and says so.

Every secret may also be given as a file: NAME_FILE=/run/credentials/name.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

DATABASE_FORM = (
    "TSUNAGI_DATABASE は sqlite:///絶対パス または "
    "postgresql://利用者:パスワード@ホスト/データベース名 の形で設定してください。"
)
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")


class EnvironmentProblem(Exception):
    """A setting is missing or makes no sense. The text says what to set, and how."""


def env_choice(name: str, choices: tuple[str, ...], default: str) -> str:
    value = os.environ.get(name, default)
    if value not in choices:
        raise EnvironmentProblem(
            f"{name}={value!r} は使えません。{' / '.join(choices)} のどれかを設定してください。"
        )
    return value


def env_int(name: str, default: int, *, lowest: int, highest: int) -> int:
    text = os.environ.get(name, str(default))
    if not text.isascii() or not text.isdigit():
        raise EnvironmentProblem(f"{name}={text!r} は整数ではありません。")
    number = int(text)
    if not lowest <= number <= highest:
        raise EnvironmentProblem(
            f"{name}={number} は範囲の外です。{lowest} から {highest} の整数を設定してください。"
        )
    return number


def env_bool(name: str, default: bool) -> bool:
    text = env_choice(name, ("yes", "no"), "yes" if default else "no")
    return text == "yes"


def env_list(name: str) -> list[str]:
    return [
        part.strip() for part in os.environ.get(name, "").split(",") if part.strip()
    ]


def env_text(name: str, default: str = "") -> str:
    """The value itself, or the content of the file that NAME_FILE names."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise EnvironmentProblem(
                f"{name}_FILE のファイルを読めません。"
                "パス、読取り権限、文字コード（UTF-8）を確かめてください。"
            ) from error
    return os.environ.get(name, default)


def env_secret(name: str, *, shortest: int) -> str:
    """A secret that must exist and be long enough to be one."""
    secret = env_text(name)
    if len(secret) < shortest or len(set(secret)) < 10:
        raise EnvironmentProblem(
            f"{name} が設定されていないか、弱すぎます。{shortest} 文字以上の乱数を設定してください。"
            f"作り方: python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"
        )
    return secret


def database_settings(address: str) -> dict[str, Any]:
    """`sqlite:///絶対パス` or `postgresql://user:password@host:port/name`, nothing else."""
    parts = _split(address)
    # A "?sslmode=…" that is silently left out would be worse than a refusal.
    is_plain = not (parts.query or parts.fragment)
    if is_plain and parts.scheme == "sqlite" and parts.path.startswith("/"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path),
            # Opening, setting up and closing (which empties the WAL) cost more than
            # the light pages themselves.
            "CONN_MAX_AGE": 60,
            # FULL: an acknowledged save survives a power cut. IMMEDIATE: two writers
            # wait for each other instead of failing half-way (ADR 0008).
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                    "PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    if is_plain and parts.scheme == "postgresql" and parts.path.strip("/"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.strip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": _port(parts),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            # jit costs more than it saves on short queries with a long WHERE. Only the
            # statements of `access/planned.py` are kept by the server, and those are
            # to be planned once, not whenever a guess promises a little more.
            "OPTIONS": {
                "options": "-c jit=off -c plan_cache_mode=force_generic_plan"
                " -c timezone=UTC",
                # Planned once is only what asks for it (access/planned.py).
                "prepare_threshold": 1_000_000,
            },
        }
    raise EnvironmentProblem(DATABASE_FORM)


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError as error:
        raise EnvironmentProblem(DATABASE_FORM) from error


def _port(parts: SplitResult) -> str:
    try:
        return str(parts.port or "")
    except ValueError as error:
        raise EnvironmentProblem(DATABASE_FORM) from error


def host_names(name: str) -> list[str]:
    """The names under which people open the product: exact ones, no patterns."""
    hosts = env_list(name)
    if not hosts or not all(HOST.fullmatch(host) for host in hosts):
        raise EnvironmentProblem(
            f"{name} に、利用者が開くサーバー名を設定してください"
            "（例: tsunagi.example.lg.jp。*、先頭の「.」、https:// は使えません）。"
        )
    return hosts
