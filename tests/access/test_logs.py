"""記録用の出力（ログ）に、名前も検索の言葉も出ない。"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client

from tests.factories.region import Region
from tsunagi.access.logs import WithoutPersonalData
from tsunagi.organisations.staff.models import Staff

NAME = "架空 秘密太郎"


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """What the product's own handler writes, by its own filter and formatter."""
    out = StringIO()
    handler = logging.StreamHandler(out)
    plain = settings.LOGGING["formatters"]["plain"]
    handler.setFormatter(logging.Formatter(plain["format"], style=plain["style"]))
    handler.addFilter(WithoutPersonalData())
    root = logging.getLogger()
    root.addHandler(handler)
    yield out
    root.removeHandler(handler)


def test_the_handler_of_the_product_has_the_filter() -> None:
    assert settings.LOGGING["root"]["handlers"] == ["stderr"]
    stderr = settings.LOGGING["handlers"]["stderr"]
    assert stderr["filters"] == ["no_query"]
    no_query = settings.LOGGING["filters"]["no_query"]
    assert no_query == {"()": "tsunagi.access.logs.WithoutPersonalData"}


def save_the_same_name_twice(region: Region) -> None:
    """The database's own words quote the row: 'Key (login_name)=(…) already exists'."""
    for _ in range(2):
        Staff.objects.create(login_name=NAME, name=NAME)


def test_an_error_of_the_database_tells_where_but_not_whom(
    region: Region, client_for: Any, lines: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            save_the_same_name_twice(region)

    monkeypatch.setattr("tsunagi.access.audit_queries.own_logins", broken)
    client = client_for("manager")
    client.raise_request_exception = False
    answer = client.get(f"/account/?q={NAME}")
    assert answer.status_code == 500
    assert NAME not in answer.content.decode()
    text = lines.getvalue()
    assert "IntegrityError" in text
    assert "save_the_same_name_twice" in text
    assert "/account/" in text
    assert "秘密" not in text
    assert "%E7%A7%98" not in text.upper()


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite's message does not quote the row"
)
def test_the_words_of_postgresql_do_quote_the_row(region: Region) -> None:
    """Control of the test above: what must not reach the log."""
    with pytest.raises(IntegrityError, match="秘密"), transaction.atomic():
        save_the_same_name_twice(region)


def test_a_query_is_cut_from_every_message(lines: StringIO) -> None:
    logging.getLogger("django.request").error("Not Found: %s", f"/search/?q={NAME}&x=1")
    assert lines.getvalue().endswith("Not Found: /search/?…\n")


def test_a_chained_error_leaves_its_words_out(lines: StringIO) -> None:
    logger = logging.getLogger("tsunagi.test")
    try:
        try:
            raise ValueError(NAME)
        except ValueError as error:
            raise KeyError(NAME) from error
    except KeyError:
        logger.exception("could not save")
        logger.error("again", exc_info=True, stack_info=True)
    text = lines.getvalue()
    assert text.count("[KeyError]") == 2
    assert "could not save" in text
    assert "test_logs.py" in text
    assert "秘密" not in text


def test_a_text_kept_by_another_handler_is_dropped() -> None:
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "failed", (), None)
    record.exc_text = f"Traceback … {NAME}"
    assert WithoutPersonalData().filter(record) is True
    assert NAME not in logging.Formatter().format(record)


def test_a_wrong_host_and_a_refused_form_leave_no_words(
    region: Region, lines: StringIO
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.post(f"/login/?q={NAME}", {"login": NAME, "password": NAME})
    client.get(f"/login/?q={NAME}", headers={"Host": "example.invalid"})
    assert "秘密" not in lines.getvalue()
