"""Reading the environment: what makes no sense stops the start and says what to set."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from config.environment import (
    EnvironmentProblem,
    database_settings,
    env_bool,
    env_choice,
    env_int,
    env_list,
    env_secret,
    env_text,
    host_names,
)
from tests.config.production import GOOD, ROOT

NAME = "TSUNAGI_TEST_VALUE"


@pytest.fixture
def value(monkeypatch: pytest.MonkeyPatch) -> Any:
    def give(text: str | None) -> None:
        if text is None:
            monkeypatch.delenv(NAME, raising=False)
        else:
            monkeypatch.setenv(NAME, text)

    return give


def refusal(read: Any, *arguments: Any, **options: Any) -> str:
    with pytest.raises(EnvironmentProblem) as problem:
        read(NAME, *arguments, **options)
    assert NAME in str(problem.value)
    return str(problem.value)


# --- single values ---------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "expected"), [("yes", True), ("no", False), (None, True)]
)
def test_a_truth_value(text: str | None, expected: bool, value: Any) -> None:
    value(text)
    assert env_bool(NAME, True) is expected


@pytest.mark.parametrize("text", ["true", "1", "YES", "", " yes"])
def test_a_truth_value_is_yes_or_no_and_nothing_else(text: str, value: Any) -> None:
    value(text)
    assert "yes / no" in refusal(env_bool, True)


def test_a_choice(value: Any) -> None:
    value("b")
    assert env_choice(NAME, ("a", "b"), "a") == "b"
    value("c")
    assert "a / b" in refusal(env_choice, ("a", "b"), "a")


@pytest.mark.parametrize(
    ("text", "expected"), [("5", 5), ("60", 60), ("007", 7), (None, 15)]
)
def test_a_number(text: str | None, expected: int, value: Any) -> None:
    value(text)
    assert env_int(NAME, 15, lowest=5, highest=60) == expected


@pytest.mark.parametrize(
    "text", ["", "4", "61", "-5", "5.5", "１０", "٣٠", "ten", "1e1"]
)
def test_a_number_out_of_range_or_no_number(text: str, value: Any) -> None:
    value(text)
    assert "整数" in refusal(env_int, 15, lowest=5, highest=60)


def test_a_list(value: Any) -> None:
    value(" a , b,,")
    assert env_list(NAME) == ["a", "b"]
    value(None)
    assert env_list(NAME) == []


def test_text_from_a_file(
    value: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("中身\n", encoding="utf-8")
    value("not this")
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "secret"))
    assert env_text(NAME) == "中身"


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv(f"{NAME}_FILE", str(path))
    assert "読めません" in refusal(env_text)


@pytest.mark.parametrize(
    "text", [None, "", "short", "x" * 60, "abababab" * 8, "secret" * 10]
)
def test_a_weak_secret_is_refused_and_not_repeated(
    text: str | None, value: Any
) -> None:
    value(text)
    message = refusal(env_secret, shortest=50)
    assert "secrets.token_urlsafe" in message
    assert not text or text == "secret" * 10 or text not in message


def test_a_good_secret(value: Any) -> None:
    value(GOOD["TSUNAGI_SECRET_KEY"])
    assert env_secret(NAME, shortest=50) == GOOD["TSUNAGI_SECRET_KEY"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tsunagi.example.lg.jp", ["tsunagi.example.lg.jp"]),
        ("a.example, b.example", ["a.example", "b.example"]),
        ("localhost", ["localhost"]),
        ("10.1.2.3", ["10.1.2.3"]),
    ],
)
def test_host_names(text: str, expected: list[str], value: Any) -> None:
    value(text)
    assert host_names(NAME) == expected


@pytest.mark.parametrize(
    "text", ["", "*", ".example.lg.jp", "https://example.lg.jp", "a.example,*",
             "example.lg.jp:8000", "example.lg.jp/", "つなぎ.example", "a b"]
)  # fmt: skip
def test_host_names_are_exact(text: str, value: Any) -> None:
    value(text)
    assert "サーバー名" in refusal(host_names)


# --- the database ----------------------------------------------------------------
def test_sqlite_is_durable_and_lets_writers_wait() -> None:
    database = database_settings("sqlite:////srv/tsunagi/data/t%20t.sqlite3")
    assert database["NAME"] == "//srv/tsunagi/data/t t.sqlite3"
    options = database["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] >= 10
    assert "journal_mode=WAL" in options["init_command"]
    assert "synchronous=FULL" in options["init_command"]


def test_postgresql() -> None:
    database = database_settings(
        "postgresql://tsu%40nagi:p%3Aw%2F@db.example:5433/nagi"
    )
    assert database["ENGINE"].endswith("postgresql")
    parts = [database[k] for k in ("USER", "PASSWORD", "HOST", "PORT", "NAME")]
    assert parts == ["tsu@nagi", "p:w/", "db.example", "5433", "nagi"]
    assert "jit=off" in database["OPTIONS"]["options"]
    assert "plan_cache_mode=force_generic_plan" in database["OPTIONS"]["options"]
    assert database.get("ATOMIC_REQUESTS", False) is False


@pytest.mark.parametrize(
    "address",
    [
        "", "tsunagi", "sqlite://relative.sqlite3", "sqlite:relative", "mysql://a/b",
        "postgresql://host", "postgresql://host/", "postgresql://host:port/name",
        "postgresql://host:99999999/name", "postgresql://[::1/name",
        "postgresql://host/name?sslmode=require", "sqlite:////a/b?mode=ro",
        "postgres://host/name",
    ],
)  # fmt: skip
def test_another_address_of_a_database_is_refused_without_repeating_it(
    address: str,
) -> None:
    with pytest.raises(EnvironmentProblem) as problem:
        database_settings(address)
    assert "TSUNAGI_DATABASE は" in str(problem.value)
    assert "sslmode" not in str(problem.value)


# --- all settings together -------------------------------------------------------
def settings_with(
    monkeypatch: pytest.MonkeyPatch, **changes: str | None
) -> dict[str, Any]:
    for name, text in {**GOOD, **changes}.items():
        if text is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, text)
    return runpy.run_path(str(ROOT / "config" / "settings.py"))


def test_production_starts_with_good_values(monkeypatch: pytest.MonkeyPatch) -> None:
    made = settings_with(monkeypatch)
    assert made["IS_PRODUCTION"] is True
    assert made["DEBUG"] is False
    assert made["ALLOWED_HOSTS"] == ["tsunagi.example.lg.jp"]
    assert made["IDLE_MINUTES"] == 15
    assert made["ABSOLUTE_HOURS"] == 10
    assert made["PASSWORD_HASHERS"] == [
        "django.contrib.auth.hashers.Argon2PasswordHasher"
    ]
    assert "demo" not in made["INSTALLED_APPS"]
    assert made["ATOMIC_REQUESTS"] is False
    assert made["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"] is False


WEAK = {
    "TSUNAGI_SECRET_KEY": [None, "", "short", "x" * 80],
    "TSUNAGI_HOSTS": [None, "", "*", ".example.lg.jp"],
    "TSUNAGI_DATABASE": [None, "", "sqlite://t.sqlite3"],
    "TSUNAGI_DATA_KEYS": [None, "", "keys", "../keys"],
    "TSUNAGI_IDLE_MINUTES": ["0", "61", "abc"],
    "TSUNAGI_ABSOLUTE_HOURS": ["0", "25"],
    "TSUNAGI_TRUSTED_PROXIES": ["-1", "9"],
    "TSUNAGI_HTTPS_REDIRECT": ["true", ""],
    "TSUNAGI_MODE": ["prod", "Production", ""],
}


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in WEAK.items() for text in texts]
)
def test_production_refuses_a_missing_or_weak_value(
    name: str, text: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(EnvironmentProblem, match=name):
        settings_with(monkeypatch, **{name: text})


def test_without_a_mode_it_is_production(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forgetting the mode must never open the weaker settings."""
    assert settings_with(monkeypatch, TSUNAGI_MODE=None)["IS_PRODUCTION"] is True
    with pytest.raises(EnvironmentProblem, match="TSUNAGI_SECRET_KEY"):
        settings_with(monkeypatch, TSUNAGI_MODE=None, TSUNAGI_SECRET_KEY=None)


def test_the_header_of_the_proxy_counts_only_behind_a_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    behind = settings_with(monkeypatch, TSUNAGI_TRUSTED_PROXIES="1")
    alone = settings_with(monkeypatch, TSUNAGI_TRUSTED_PROXIES="0")
    assert behind["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert "SECURE_PROXY_SSL_HEADER" not in alone


@pytest.mark.parametrize("mode", ["demo", "test", "bench"])
def test_the_other_modes_need_nothing(
    mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = dict.fromkeys(GOOD)
    made = settings_with(
        monkeypatch,
        **{**nothing, "TSUNAGI_MODE": mode, "TSUNAGI_WORK_DIR": str(tmp_path)},
    )
    assert made["IS_PRODUCTION"] is False
    assert made["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "testserver"]
    assert "SECURE_SSL_REDIRECT" not in made
    assert "demo" in made["INSTALLED_APPS"]
    assert made["PASSWORD_HASHERS"] == [
        {
            "demo": "demo.hasher.PublishedPasswordHasher",
            "test": "django.contrib.auth.hashers.MD5PasswordHasher",
            "bench": "django.contrib.auth.hashers.Argon2PasswordHasher",
        }[mode]
    ]
