"""作り置きの一文が読む行は、いつもの読み方と同じ行。"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.core.signals import request_started
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.conftest import NOW, TODAY
from tsunagi.access import sessions
from tsunagi.access.models import AuditEvent, GrantRow
from tsunagi.access.planned import planned_once
from tsunagi.access.prepared import row_of, row_where, save_columns
from tsunagi.access.sessions import LoginBackend, SessionStore
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.actor import load_actor, staff_signed_in
from tsunagi.organisations.staff.models import Post, Staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [Staff, Office, Post, GrantRow, AuditEvent])
def test_every_column_is_what_get_reads(region: Any, model: type[models.Model]) -> None:
    """Dates, instants, UUIDs and JSON on both engines."""
    rows = list(model._base_manager.order_by("pk")[:5])
    assert rows
    for row in rows:
        found = row_of(model, row.pk)
        assert found is not None
        assert not found._state.adding
        for field in model._meta.concrete_fields:
            read, expected = (getattr(one, field.attname) for one in (found, row))
            assert (read, type(read)) == (expected, type(expected)), field.name


def test_a_row_is_found_by_what_is_unique_together(region: Any) -> None:
    post = Post.objects.order_by("pk").first()
    assert post is not None
    found = row_where(
        Post, public_id=post.public_id, staff=post.staff_id, valid_from=post.valid_from
    )
    assert found == post
    assert row_where(Post, public_id=post.public_id, staff=0) is None


def test_columns_are_written_as_save_writes_them_and_no_others(region: Any) -> None:
    event = AuditEvent(details={"a": ["値"]})
    assert not save_columns(event, "details"), "a row that is not there"
    staff = region.staff["specialist"]
    staff.name, staff.phone, staff.joined_at = "架空 改め", "000", NOW
    assert save_columns(staff, "name", "joined_at")
    read = Staff.objects.get(pk=staff.pk)
    assert (read.name, read.joined_at) == ("架空 改め", NOW)
    assert read.phone != "000"


def test_no_row_is_none(region: Any) -> None:
    assert row_of(Staff, 0) is None
    assert row_of(Session, uuid4().hex) is None


def test_a_session_that_is_over_is_empty(db: None) -> None:
    store = SessionStore()
    store["who"] = "だれか"
    store.create()
    assert SessionStore(store.session_key)["who"] == "だれか"
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    over = SessionStore(store.session_key)
    assert over.get("who") is None
    assert over.session_key is None


def test_a_session_is_kept_again_and_one_that_is_gone_says_so(db: None) -> None:
    store = SessionStore()
    store["who"] = "だれか"
    store.create()
    store["who"] = "ほかのだれか"
    store.save()
    again = SessionStore(store.session_key)
    assert again["who"] == "ほかのだれか"
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        again.save()


def test_somebody_who_left_does_not_come_back(region: Any) -> None:
    staff = region.staff["specialist"]
    assert LoginBackend().get_user(staff.pk) == staff
    Staff.objects.filter(pk=staff.pk).update(is_active=False)
    assert LoginBackend().get_user(staff.pk) is None


def asked_by(client: Client) -> list[str]:
    with CaptureQueriesContext(connection) as sent:
        client.get(reverse("own-account"))
    return [query["sql"] for query in sent]


def test_who_asks_is_one_statement_once_the_session_is_known(
    region: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The session; the person with the grants in force and the names of their places.
    The third is of the page itself."""
    client.force_login(region.staff["specialist"])
    client.get(reverse("own-account"))
    monkeypatch.setattr(sessions, "_LAST", {})
    assert len(asked_by(client)) == 3
    assert len(asked_by(client)) == 2


def test_a_session_says_itself_whose_it_is(
    region: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever was guessed before: another person, nobody, somebody who left."""
    client.force_login(region.staff["specialist"])
    key = str(client.session.session_key)
    for guessed in (region.staff["officer"].pk, 0):
        monkeypatch.setattr(sessions, "_LAST", {key: guessed})
        page = client.get(reverse("own-account"))
        assert page.wsgi_request.user == region.staff["specialist"]
        assert page.wsgi_request.actor.name == region.staff["specialist"].name
        assert {key: region.staff["specialist"].pk} == sessions._LAST
    Staff.objects.filter(pk=region.staff["specialist"].pk).update(is_active=False)
    assert client.get(reverse("own-account")).status_code == 302


def test_a_session_that_was_ended_elsewhere_is_over(
    region: Any, client: Client
) -> None:
    client.force_login(region.staff["specialist"])
    assert client.get(reverse("own-account")).status_code == 200
    Session.objects.all().delete()
    assert client.get(reverse("own-account")).status_code == 302


def test_what_is_known_of_sessions_has_an_end(
    region: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "_LAST", {"a": 1, "b": 2})
    monkeypatch.setattr(sessions, "MOST_KNOWN", 2)
    client.force_login(region.staff["specialist"])
    assert client.get(reverse("own-account")).status_code == 200
    assert list(sessions._LAST) == [client.session.session_key]


@pytest.mark.parametrize("who", ["specialist", "officer", "alone"])
def test_read_together_or_one_by_one_it_is_the_same_actor(
    region: Any, who: str, clock: Any
) -> None:
    pk = region.staff[who].pk
    signed_in = staff_signed_in(pk)
    assert signed_in is not None and signed_in.read_with_grants is not None
    together = load_actor(pk, now=clock.now, signed_in=signed_in)
    assert together is not None
    assert together == load_actor(pk, now=clock.now)


def test_grants_read_with_the_person_are_used_once_and_on_their_day(
    region: Any, clock: Any
) -> None:
    pk = region.staff["specialist"].pk
    signed_in, of_a_day = staff_signed_in(pk), staff_signed_in(pk)
    assert load_actor(pk, now=clock.now, signed_in=signed_in) is not None
    GrantRow.objects.filter(staff_id=pk).update(valid_before=TODAY)
    assert load_actor(pk, now=clock.now, signed_in=signed_in) is None
    tomorrow = clock.now + timedelta(days=1)
    assert load_actor(pk, now=tomorrow, signed_in=of_a_day) is None


def test_somebody_without_a_grant_is_found_and_is_no_actor(
    region: Any, clock: Any
) -> None:
    pk = region.staff["specialist"].pk
    GrantRow.objects.filter(staff_id=pk).update(valid_before=TODAY)
    signed_in = staff_signed_in(pk)
    assert signed_in == region.staff["specialist"]
    assert load_actor(pk, now=clock.now, signed_in=signed_in) is None
    assert staff_signed_in(0) is None


def test_one_statement_inside_another_has_a_cursor_of_its_own(region: Any) -> None:
    with planned_once() as outer, planned_once() as inner:
        outer.execute("SELECT 1 UNION SELECT 2 ORDER BY 1")
        inner.execute("SELECT 3")
        assert [*outer.fetchall(), *inner.fetchall()] == [(1,), (2,), (3,)]


def test_a_cursor_is_lent_again_after_a_mistake(region: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), planned_once() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")
    with planned_once() as cursor:
        cursor.execute("SELECT %s + 0", [5])
        assert cursor.fetchone() == (5,)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no connection to lose"
)
def test_a_page_opens_although_the_database_had_been_away(
    region: Any, client: Client
) -> None:
    client.force_login(region.staff["specialist"])
    assert client.get(reverse("own-account")).status_code == 200
    connection.health_check_enabled = True  # as a server's connection has it
    request_started.send(sender=None)  # another request begins
    pid = connection.connection.info.backend_pid
    with connection.copy().cursor() as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        other.connection.close()
    assert client.get(reverse("own-account")).status_code == 200
    assert connection.connection.info.backend_pid != pid


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("SELECT %s || %s, 'ab' LIKE '%%b'", ["甲", "乙"]),
        ("SELECT %(a)s || %(b)s, %(a)s LIKE '%%' || %(a)s", {"b": "乙", "a": "甲"}),
        ("SELECT '甲乙', 'a%b' LIKE '%b'", None),
    ],
)
def test_a_statement_says_the_same_with_its_marks_numbered(
    region: Any, text: str, values: Any
) -> None:
    typed = text
    if connection.vendor == "postgresql":  # which kind a mark is, it asks to be told
        typed = re.sub(r"%(\(\w\))?s", r"\g<0>::text", text)
    for _ in range(2):
        with planned_once() as cursor:
            cursor.execute(typed, values)
            assert cursor.fetchone() == ("甲乙", True)


def test_a_long_statement_is_numbered_to_its_end(region: Any) -> None:
    many = list(range(300))
    with planned_once() as cursor:
        cursor.execute(f"SELECT {', '.join(['%s + 0'] * len(many))}", many)
        assert list(cursor.fetchone()) == many
