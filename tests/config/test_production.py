"""本番の設定: 足りなければ起動せず、起動すれば、どの答えにも守りの見出しが付く。"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.config.production import run

# Its site stands on a database file of its own, whichever engine runs.
pytestmark = [pytest.mark.slow, pytest.mark.pure]


# --- starting --------------------------------------------------------------------
@pytest.mark.parametrize(
    "name",
    ["TSUNAGI_SECRET_KEY", "TSUNAGI_HOSTS", "TSUNAGI_DATABASE", "TSUNAGI_DATA_KEYS"],
)
def test_the_command_line_says_in_one_line_what_to_set(name: str) -> None:
    stopped = run("manage.py", "check", **{name: None})
    assert stopped.returncode == 2
    assert stopped.stdout == ""
    lines = stopped.stderr.strip().splitlines()
    assert len(lines) == 1, stopped.stderr
    assert lines[0].startswith(f"設定を確かめてください: {name}")


@pytest.mark.parametrize("name", ["TSUNAGI_SECRET_KEY", "TSUNAGI_DATA_KEYS"])
def test_the_server_does_not_start_either(name: str) -> None:
    stopped = run("-c", "import config.wsgi", **{name: None})
    assert stopped.returncode != 0
    assert name in stopped.stderr.splitlines()[-1]


def test_the_server_does_not_start_without_its_key_file() -> None:
    stopped = run("-c", "import config.wsgi")
    assert stopped.returncode != 0
    assert "暗号鍵のファイルがありません" in stopped.stderr.splitlines()[-1]


def test_with_good_values_every_check_of_a_deployment_is_clean() -> None:
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout + done.stderr


def test_a_secret_is_never_printed() -> None:
    stopped = run("manage.py", "check", TSUNAGI_SECRET_KEY="himitsu-" * 4)
    assert "himitsu" not in stopped.stdout + stopped.stderr


def test_the_demo_is_no_command_of_a_server() -> None:
    listed = run("manage.py", "--help")
    assert listed.returncode == 0, listed.stderr
    assert re.search(r"^  audit ", listed.stdout, re.MULTILINE)
    assert not re.search(r"^  demo ", listed.stdout, re.MULTILINE)


# --- answers ---------------------------------------------------------------------
@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("production")
    keys = folder / "data.keys"
    made = run("manage.py", "keys", "create", str(keys), TSUNAGI_DATA_KEYS=str(keys))
    assert made.returncode == 0, made.stderr
    done = run(
        "-m", "tests.config.production_site", str(folder / "static"), str(folder / "found"),
        TSUNAGI_DATABASE=f"sqlite://{folder}/tsunagi.sqlite3", TSUNAGI_DATA_KEYS=str(keys),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads((folder / "found").read_text(encoding="utf-8"))
    return found


STATUS = {
    "the login page": 200,
    "a visitor is sent to the login": 302,
    "a wrong password": 200,
    "a login": 302,
    "a page": 200,
    "a person's page": 200,
    "an export": 200,
    "not permitted": 403,
    "not there": 404,
    "not there for a visitor": 404,
    "a wrong method": 405,
    "a form with a mistake": 422,
    "no content": 204,
    "without its token": 403,
    "another host": 400,
    "plain http": 301,
    "a display setting": 302,
    "an error of ours": 500,
    "a file ui/base.css": 200,
    "a file ui/app.js": 200,
    "a file ui/mark.svg": 200,
    "a missing file": 404,
    "a logout": 302,
}
FILES = [name for name in STATUS if name.startswith("a file")]
PAGES = [name for name in STATUS if name not in FILES]


def test_there_is_an_answer_of_every_kind(site: dict[str, Any]) -> None:
    found = {name: answer["status"] for name, answer in site["answers"].items()}
    assert found == STATUS


def headers(site: dict[str, Any], name: str) -> dict[str, str]:
    found: dict[str, str] = site["answers"][name]["headers"]
    return found


@pytest.mark.parametrize("name", STATUS)
def test_every_answer_carries_the_headers_that_protect(
    name: str, site: dict[str, Any]
) -> None:
    sent = headers(site, name)
    assert sent["x-content-type-options"] == "nosniff"
    assert sent["x-frame-options"] == "DENY"
    assert sent["referrer-policy"] == "same-origin"
    assert sent["cross-origin-opener-policy"] == "same-origin"
    assert sent["cross-origin-resource-policy"] == "same-origin"
    assert sent["permissions-policy"].count("=()") >= 4
    if name != "plain http":
        assert sent["strict-transport-security"] == (
            "max-age=31536000; includeSubDomains; preload"
        )


@pytest.mark.parametrize("name", STATUS)
def test_every_answer_carries_the_strict_content_policy(
    name: str, site: dict[str, Any]
) -> None:
    policy = headers(site, name)["content-security-policy"]
    parts = {part.split()[0]: part.split()[1:] for part in policy.split("; ")}
    assert "unsafe" not in policy
    assert "http" not in policy, "no address but our own"
    assert "*" not in policy
    assert parts["default-src"] == ["'none'"]
    assert parts["script-src"] == ["'self'"]
    assert parts["style-src"] == ["'self'"]
    for closed in ("object-src", "base-uri", "frame-ancestors"):
        assert parts[closed] == ["'none'"]
    assert parts["form-action"] == ["'self'"]


@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_stored_by_the_browser(name: str, site: dict[str, Any]) -> None:
    assert "no-store" in headers(site, name)["cache-control"]


@pytest.mark.parametrize("name", FILES)
def test_our_own_files_may_be_kept(name: str, site: dict[str, Any]) -> None:
    """Their names hold a hash of their content."""
    assert "max-age=" in headers(site, name)["cache-control"]
    assert "no-store" not in headers(site, name)["cache-control"]
    assert "set-cookie" not in headers(site, name)


def test_plain_http_is_sent_to_https(site: dict[str, Any]) -> None:
    assert (
        headers(site, "plain http")["location"]
        == "https://tsunagi.example.lg.jp/login/"
    )


def test_logging_out_clears_the_browser(site: dict[str, Any]) -> None:
    assert headers(site, "a logout")["clear-site-data"] == '"cache", "storage"'


def test_no_answer_tells_what_runs_here(site: dict[str, Any]) -> None:
    for name in STATUS:
        assert headers(site, name).keys().isdisjoint({"server", "x-powered-by"})


# --- cookies ---------------------------------------------------------------------
SECRET_COOKIES = {"__Host-session", "__Host-csrf", "__Host-known_device"}
PREFERENCES = {"__Host-display_size", "__Host-display_keys"}


def test_these_are_all_our_cookies(site: dict[str, Any]) -> None:
    assert site["cookies"].keys() == SECRET_COOKIES | PREFERENCES


def test_every_cookie_is_for_https_and_for_this_server_only(
    site: dict[str, Any],
) -> None:
    for name, flags in site["cookies"].items():
        assert flags.get("secure") is True, name
        assert flags.get("samesite") in ("Lax", "Strict"), name
        assert flags["path"] == "/", name
        assert "domain" not in flags, name


def test_no_script_reads_a_cookie_that_is_a_secret(site: dict[str, Any]) -> None:
    for name in SECRET_COOKIES:
        assert site["cookies"][name].get("httponly") is True, name


def test_the_session_cookie_goes_with_the_browser(site: dict[str, Any]) -> None:
    assert "max-age" not in site["cookies"]["__Host-session"]
    assert "expires" not in site["cookies"]["__Host-session"]
