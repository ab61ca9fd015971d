"""監査の記録: 書けば残り、変えられず、行為と運命をともにする。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from tests.access.one_event import write_event
from tests.conftest import TODAY
from tests.factories.region import LONG_AGO, Region
from tsunagi.access import audit, seal
from tsunagi.access.actor import system_actor
from tsunagi.access.audit import AuditUnavailable, Origin
from tsunagi.access.models import AppendOnlyError, AuditEvent, AuditSeal, AuditSubject
from tsunagi.access.triggers import TABLES
from tsunagi.organisations.area import actions as areas
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.area.rules import AreaKind

PROGRAM = system_actor("試験")
CHANGES = {
    "access_auditevent": [
        "UPDATE access_auditevent SET action = 'other'",
        "UPDATE access_auditevent SET at = at WHERE id = (SELECT max(id) FROM access_auditevent)",
        "DELETE FROM access_auditevent",
    ],
    "access_auditsubject": [
        "UPDATE access_auditsubject SET event_id = event_id",
        "DELETE FROM access_auditsubject",
    ],
    "access_auditseal": [
        "UPDATE access_auditseal SET hash = 'x'",
        "DELETE FROM access_auditseal WHERE number = 1",
    ],
}


@pytest.fixture
def one_of_each(db: None) -> AuditEvent:
    event = write_event(subjects=[uuid4()])
    seal.seal()
    return event


def test_the_triggers_stand_on_every_append_only_table() -> None:
    assert set(TABLES) == CHANGES.keys()
    append_only = {AuditEvent, AuditSubject, AuditSeal}
    assert {model._meta.db_table for model in append_only} == set(TABLES)


@pytest.mark.parametrize(
    "statement", [one for statements in CHANGES.values() for one in statements]
)
def test_the_database_refuses_to_change_the_log(
    statement: str, one_of_each: AuditEvent
) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEvent.objects.get().action == one_of_each.action
    assert (AuditSubject.objects.count(), AuditSeal.objects.count()) == (1, 1)


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no TRUNCATE statement"
)
@pytest.mark.parametrize("table", TABLES)
def test_postgresql_refuses_to_empty_the_log(
    table: str, one_of_each: AuditEvent
) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        # Otherwise the waiting checks of the foreign key would refuse it first.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {table} CASCADE")
    assert AuditEvent.objects.count() == 1


def test_our_own_code_cannot_change_a_row(one_of_each: AuditEvent) -> None:
    for row in (one_of_each, AuditSubject.objects.get(), AuditSeal.objects.get()):
        with pytest.raises(AppendOnlyError):
            row.save()
        with pytest.raises(AppendOnlyError):
            row.delete()
    for model in (AuditEvent, AuditSubject, AuditSeal):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEvent.objects.update(action="other")


def test_a_new_row_with_a_known_number_does_not_overwrite(
    one_of_each: AuditEvent,
) -> None:
    old = AuditSeal.objects.get()
    new = AuditSeal(
        number=old.number, event_id=999, hash="f" * 64, sealed_at=old.sealed_at
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        new.save()
    assert AuditSeal.objects.get().hash == old.hash


# --- one transaction with the act ------------------------------------------------
def register(name: str, region: Region) -> Area:
    return areas.register_area(
        kind=AreaKind.WARD, name=name, parent=region.areas["tsunagi"],
        municipality=region.municipalities["tsunagi"], valid_from=LONG_AGO,
        by=region.builder(),
    )  # fmt: skip


def test_an_act_that_fails_leaves_no_record(region: Region) -> None:
    before = AuditEvent.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        register("架空の区", region)
        assert AuditEvent.objects.count() == before + 1
        _ = 1 / 0
    assert AuditEvent.objects.count() == before
    assert not Area.objects.filter(name="架空の区").exists()


def test_an_act_whose_record_fails_is_not_done(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("disk is full")

    monkeypatch.setattr("tsunagi.access.audit.insert_row", refuse)
    with pytest.raises(DatabaseError):
        register("架空の区", region)
    assert not Area.objects.filter(name="架空の区").exists()


@pytest.mark.django_db(transaction=True)
def test_a_record_outside_a_transaction_is_a_programming_error() -> None:
    with pytest.raises(RuntimeError, match="one transaction"):
        audit.record("test.act", by=PROGRAM)
    assert AuditEvent.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_look_is_committed_before_the_answer_leaves() -> None:
    audit.looked_at("test.look", by=PROGRAM, subjects=[uuid4()])
    assert not connection.in_atomic_block
    assert (AuditEvent.objects.count(), AuditSubject.objects.count()) == (1, 1)


# --- what a record says ----------------------------------------------------------
@pytest.fixture
def origin() -> Iterator[Origin]:
    job = Origin("job", uuid4())
    audit.set_origin(job)
    yield job
    audit.set_origin(Origin("command"))


def test_a_record_says_who_what_where_and_on_whom(
    region: Region, origin: Origin
) -> None:
    subjects = [uuid4(), uuid4()]
    manager = region.actor("manager")
    with transaction.atomic():
        event = audit.record(
            "test.act", by=manager, target=region.offices["hikari"], subjects=subjects,
            count=3, kinds=["a", "b"], numbers=[1, 2], done=True, missing=None,
        )  # fmt: skip
    event.refresh_from_db()
    assert (event.action, event.outcome) == ("test.act", "done")
    assert (event.actor_staff_id, event.actor_name) == (manager.staff_id, "")
    assert (event.municipality_id, event.office_id) == (
        manager.municipality_id, manager.office_id,
    )  # fmt: skip
    assert (event.target_kind, event.target_public_id) == (
        "organisations.office", region.offices["hikari"].public_id,
    )  # fmt: skip
    assert (event.source, event.request_ref) == ("job", origin.request_ref)
    assert event.details == {
        "count": 3, "kinds": ["a", "b"], "numbers": [1, 2], "done": True, "missing": None,
    }  # fmt: skip
    assert {s.subject_public_id for s in event.subjects.all()} == set(subjects)


@pytest.mark.django_db
def test_a_program_is_named_and_a_person_is_not() -> None:
    assert write_event(by=PROGRAM).actor_name == "試験"


@pytest.mark.parametrize(
    "detail",
    [
        pytest.param("あ" * 201, id="long text"),
        pytest.param(["ok", "あ" * 201], id="long text in a list"),
        pytest.param(["a"] * 201, id="long list"),
        pytest.param([["nested"]], id="list in a list"),
        pytest.param({"name": "架空"}, id="a mapping"),
        pytest.param(date(2026, 4, 1), id="an object"),
        pytest.param(1.5, id="a binary float"),
        pytest.param(uuid4(), id="an id that is not text"),
        pytest.param(b"bytes", id="bytes"),
    ],
)
@pytest.mark.django_db
def test_details_are_codes_counts_and_ids(detail: Any) -> None:
    with pytest.raises(ValueError, match="not a code"), transaction.atomic():
        audit.record("test.act", by=PROGRAM, detail=detail)
    assert AuditEvent.objects.count() == 0


@pytest.mark.django_db
def test_details_at_the_limit_are_kept() -> None:
    text = "あ" * 200
    with transaction.atomic():
        event = audit.record("test.act", by=PROGRAM, detail=text, many=[text] * 200)
    event.refresh_from_db()
    assert event.details["detail"] == text


@pytest.mark.django_db
def test_what_was_asked_may_be_named_like_an_argument() -> None:
    asked = {"by": "x", "action": "y", "target": "z", "subjects": 1, "outcome": NOBODY}
    audit.refused(
        "test.act", by=PROGRAM, outcome=AuditEvent.Outcome.DENIED, requested=asked
    )
    event = AuditEvent.objects.get()
    assert event.details == {key: str(value) for key, value in asked.items()}
    assert (event.action, event.outcome, event.actor_name) == (
        "test.act",
        "denied",
        "試験",
    )


NOBODY = UUID("00000000-0000-4000-8000-000000000000")


@pytest.mark.parametrize("call", ["looked_at", "refused"])
@pytest.mark.django_db
def test_a_log_that_cannot_be_written_says_so(
    call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("disk is full")

    monkeypatch.setattr("tsunagi.access.audit.insert_row", refuse)
    with pytest.raises(AuditUnavailable):
        if call == "looked_at":
            audit.looked_at("test.look", by=PROGRAM, subjects=())
        else:
            audit.refused(
                "test.act", by=PROGRAM, outcome=AuditEvent.Outcome.DENIED, requested={}
            )


# --- the screen of the information officer ---------------------------------------
def test_the_search_shows_one_s_own_city_only(region: Region, client_for: Any) -> None:
    here, there = (region.municipalities[key].pk for key in ("tsunagi", "minato"))
    write_event("test.here", by=system_actor("試験", municipality_id=here))
    write_event("test.there", by=system_actor("試験", municipality_id=there))
    page = client_for("information_officer").get("/audit/").content.decode()
    assert "test.here" in page
    assert "test.there" not in page


def test_looking_at_the_log_is_in_the_log(region: Region, client_for: Any) -> None:
    client = client_for("information_officer")
    client.get("/audit/")
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.actor_staff_id) == (
        "audit.view", region.staff["information_officer"].pk,
    )  # fmt: skip
    client.get(f"/audit/{event.pk}/")
    newest = AuditEvent.objects.latest("id")
    assert (newest.action, newest.details) == ("audit.event", {"event": event.pk})


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param({"action": "office.close"}, {"事業所を廃止にした"}, id="action"),
        pytest.param({"outcome": "failed"}, {"主任の位置づけを終えた"}, id="outcome"),
        pytest.param({"target": str(NOBODY)}, {"事業所を廃止にした"}, id="a person"),
        pytest.param({"target": "ほげ"}, set(), id="nonsense matches nothing"),
    ],
)
def test_the_search_finds_by(
    asked: dict[str, str], found: set[str], region: Region, client_for: Any
) -> None:
    by = system_actor("試験", municipality_id=region.municipalities["tsunagi"].pk)
    write_event("office.close", by=by, subjects=[NOBODY])
    write_event("chief.end", by=by, outcome=AuditEvent.Outcome.FAILED)
    page = client_for("information_officer").post("/audit/", asked).content.decode()
    all_words = ("事業所を廃止にした", "主任の位置づけを終えた")
    shown = {words for words in all_words if f'data-label="操作">{words}<' in page}
    assert shown == found


def test_the_search_by_name_leaves_no_name_in_the_address(
    region: Region, client_for: Any
) -> None:
    client = client_for("information_officer")
    for number in range(55):
        write_event(f"test.{number}", by=region.actor("manager"))
    page = client.post("/audit/", {"staff": "架空 manager"}).content.decode()
    assert "?more=1" not in page
    assert "before=" in page
    assert "架空 manager" in page
    assert "staff=" not in page
    more = page.split('href="?')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(f"/audit/?{more}").content.decode()
    assert "test.0<" in second
    assert "information_officer</td>" not in second, "the name still limits the search"


def test_a_day_of_the_search_is_a_day_in_japan(
    clock: Any, region: Region, client_for: Any
) -> None:
    by = system_actor("試験", municipality_id=region.municipalities["tsunagi"].pk)
    clock.now = clock.now.replace(hour=0, minute=0)
    write_event("test.midnight", by=by)
    clock.forward(seconds=-1)
    write_event("test.second_before", by=by)
    clock.forward(hours=10)
    day = TODAY.isoformat()
    page = client_for("information_officer").post(
        "/audit/", {"since": day, "until": day}
    )
    assert "test.midnight" in page.content.decode()
    assert "test.second_before" not in page.content.decode()
