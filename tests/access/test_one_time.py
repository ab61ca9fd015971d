"""招待と、二人で行うログインの再設定。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.test import Client

from tests.conftest import NOW
from tests.factories.region import PASSWORD, Region
from tsunagi.access import one_time
from tsunagi.access.actor import AccessDenied, Actor, NotVisible
from tsunagi.access.models import AuditEvent, OneTimeCode
from tsunagi.access.one_time import IssuedCode
from tsunagi.common.errors import UserError
from tsunagi.organisations.staff import actions as people
from tsunagi.organisations.staff.models import Staff
from tsunagi.organisations.staff.rules import PostKind

NEW = "atarashii-himitsu-2027"


@pytest.fixture
def invited(region: Region) -> tuple[Staff, IssuedCode]:
    return people.register_staff(
        login_name="shinjin", name="架空 新人", name_kana="かくう しんじん",
        posts=[people.NewPost(region.offices["hikari"], PostKind.ASSISTANT, NOW.date())],
        by=region.actor("manager"), now=NOW,
    )  # fmt: skip


def use(name: str, code: str, *, now: Any = NOW, password: str = NEW) -> None:
    one_time.use_code(login_name=name, code=code, new_password=password, now=now)


def refused(name: str, code: str, *, now: Any = NOW) -> bool:
    with pytest.raises(UserError) as error:
        use(name, code, now=now)
    return error.value.message.code == "ACC-004"


def actions() -> list[str]:
    wanted = ("staff.invite", "invitation.use", "code.use")
    rows = AuditEvent.objects.filter(action__in=wanted) | AuditEvent.objects.filter(
        action__startswith="recovery."
    )
    return list(rows.order_by("id").values_list("action", flat=True))


def works(name: str, password: str) -> bool:
    answer = Client().post("/login/", {"login": name, "password": password})
    return bool(answer.status_code == 302)


# --- invitation ------------------------------------------------------------------
def test_an_invitation_leads_to_a_login(invited: tuple[Staff, IssuedCode]) -> None:
    _, issued = invited
    client = Client()
    assert client.get("/invitation/").status_code == 200
    answer = client.post(
        "/invitation/",
        {
            "login_name": "shinjin",
            "code": issued.text,
            "password1": NEW,
            "password2": NEW,
        },
    )
    assert answer["Location"] == "/login/"
    assert works("shinjin", NEW)
    staff = Staff.objects.get(login_name="shinjin")
    assert staff.is_invited is False
    event = AuditEvent.objects.get(action="invitation.use")
    assert (event.actor_staff_id, event.municipality_id) == (
        staff.pk, issued.row.municipality_id,
    )  # fmt: skip


def test_the_code_is_stored_as_a_keyed_hash_only(
    invited: tuple[Staff, IssuedCode],
) -> None:
    row = OneTimeCode.objects.filter(pk=invited[1].row.pk).values().get()
    plain = invited[1].text.replace("-", "")
    assert all(plain not in str(value) for value in row.values())
    assert len(plain) == 12
    assert set(plain) <= set(one_time.ALPHABET)
    assert set("01OIL").isdisjoint(one_time.ALPHABET)


def test_the_code_may_be_typed_loosely(invited: tuple[Staff, IssuedCode]) -> None:
    use("SHINJIN", invited[1].text.lower().replace("-", " "))
    assert works("shinjin", NEW)


def test_an_invitation_works_once(invited: tuple[Staff, IssuedCode]) -> None:
    use("shinjin", invited[1].text)
    with pytest.raises(UserError):
        use("shinjin", invited[1].text, password="yokodori-no-himitsu-1")
    assert works("shinjin", NEW)


def test_an_invitation_ends_after_fourteen_days(
    invited: tuple[Staff, IssuedCode],
) -> None:
    end = NOW + timedelta(days=14)
    assert refused("shinjin", invited[1].text, now=end)
    use("shinjin", invited[1].text, now=end - timedelta(seconds=1))


def test_a_new_invitation_ends_the_former(
    region: Region, invited: tuple[Staff, IssuedCode]
) -> None:
    staff, first = invited
    second = people.invite_again(
        staff=staff,
        office=region.offices["hikari"],
        by=region.actor("manager"),
        now=NOW,
    )
    assert first.text != second.text
    assert refused("shinjin", first.text)
    use("shinjin", second.text)


def test_one_person_alone_cannot_take_over_a_login_by_inviting_again(
    region: Region, invited: tuple[Staff, IssuedCode]
) -> None:
    """招待は、まだ使い始めていない人だけ。ほかは二人で行う再設定になる。"""
    with pytest.raises(UserError) as error:
        people.invite_again(
            staff=region.staff["specialist"], office=region.offices["hikari"],
            by=region.actor("manager"), now=NOW,
        )  # fmt: skip
    assert error.value.message.code == "ACC-009"
    staff, issued = invited
    Staff.objects.filter(pk=staff.pk).update(is_invited=False)
    assert refused("shinjin", issued.text), "an old invitation has no power either"


def test_a_code_opens_only_its_own_login(
    region: Region, invited: tuple[Staff, IssuedCode]
) -> None:
    assert refused("specialist", invited[1].text)
    assert refused("dare-mo-inai", invited[1].text)
    assert works("specialist", PASSWORD)


def test_the_code_of_an_ended_account_is_dead(
    invited: tuple[Staff, IssuedCode],
) -> None:
    Staff.objects.filter(login_name="shinjin").update(is_active=False)
    assert refused("shinjin", invited[1].text)


# --- the page --------------------------------------------------------------------
def send(client: Client, name: str, code: str, password: str = NEW) -> Any:
    return client.post(
        "/invitation/",
        {
            "login_name": name,
            "code": code,
            "password1": password,
            "password2": password,
        },
    )


def test_every_wrong_code_gets_the_same_words(
    clock: Any, invited: tuple[Staff, IssuedCode]
) -> None:
    texts = set()
    for name in ("shinjin", "specialist", "dare-mo-inai"):
        answer = send(Client(), name, "AAAA-BBBB-CCCC")
        assert answer.status_code == 422
        text = answer.content.decode()
        assert "番号が違うか、期限が過ぎたか、すでに使われています" in text
        texts.add(text.count("ACC-004"))
    assert len(texts) == 1
    failed = AuditEvent.objects.filter(action="code.use").order_by("id")
    assert [row.outcome for row in failed] == ["failed"] * 3
    assert [row.target_public_id is not None for row in failed] == [True, True, False]


def test_guessing_codes_is_slowed_down_also_from_many_places(
    clock: Any, invited: tuple[Staff, IssuedCode]
) -> None:
    for number in range(5):
        send(Client(REMOTE_ADDR=f"203.0.113.{number}"), "shinjin", "AAAA-BBBB-CCCC")
    waiting = send(Client(), "shinjin", invited[1].text)
    assert waiting.status_code == 422
    assert "ACC-002" in waiting.content.decode()
    assert works("specialist", PASSWORD), "others sign in meanwhile"
    clock.forward(seconds=2)
    assert send(Client(), "shinjin", invited[1].text).status_code == 302


def test_a_weak_password_is_refused_and_the_code_stays_good(
    invited: tuple[Staff, IssuedCode],
) -> None:
    for password in ("mijikai", "qwertyqwerty"):
        assert send(Client(), "shinjin", invited[1].text, password).status_code == 422
    assert send(Client(), "shinjin", invited[1].text).status_code == 302


# --- recovery by two people ------------------------------------------------------
def ask(region: Region, by: str = "manager", whom: str = "specialist") -> OneTimeCode:
    office = region.offices["hikari"]
    return one_time.request_recovery(
        staff_id=region.staff[whom].pk, municipality_id=office.municipality_id,
        office_id=office.pk, by=region.actor(by), now=NOW,
    )  # fmt: skip


def approve(region: Region, row: OneTimeCode, by: str, now: Any = NOW) -> IssuedCode:
    return one_time.approve_recovery(
        public_id=row.public_id, by=region.actor(by), now=now
    )


@pytest.mark.parametrize(
    ("asks", "approves", "whom", "outcome"),
    [
        ("manager", "officer", "specialist", "approved"),
        ("manager", "information_officer", "specialist", "approved"),
        ("officer", "second_officer", "specialist", "approved"),
        ("officer", "information_officer", "specialist", "approved"),
        ("administrator", "officer", "specialist", "approved"),
        ("officer", "second_officer", "manager", "approved"),
        ("officer", "officer", "specialist", "not two people"),
        ("second_officer", "officer", "officer", "not two people"),
        ("officer", "officer", "officer", "not two people"),
        ("officer", "second_officer", "officer", "not two people"),
        ("manager", "manager", "specialist", "denied"),
        ("manager", "administrator", "specialist", "not visible"),
        ("manager", "specialist", "specialist", "not visible"),
        ("manager", "ward_officer", "specialist", "not visible"),
        ("manager", "minato_officer", "specialist", "not visible"),
    ],
)
def test_who_may_approve_what_another_asked(
    asks: str, approves: str, whom: str, outcome: str, region: Region
) -> None:
    try:
        row = ask(region, by=asks, whom=whom)
        approve(region, row, by=approves)
        found = "approved"
    except UserError as error:
        assert error.message.code == "ACC-005"
        found = "not two people"
    except AccessDenied:
        found = "denied"
    except NotVisible:
        found = "not visible"
    assert found == outcome


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("manager", True), ("officer", True), ("administrator", True),
        ("specialist", False), ("alone", False), ("ward_officer", False),
        ("information_officer", False), ("member", False), ("minato_officer", False),
    ],
)  # fmt: skip
def test_who_may_ask(name: str, expected: bool, region: Region) -> None:
    if expected:
        assert ask(region, by=name).requested_by_id == region.staff[name].pk
    else:
        with pytest.raises(AccessDenied):
            ask(region, by=name)
        assert not OneTimeCode.objects.filter(kind="recovery").exists()


def test_the_database_refuses_the_same_person_twice(region: Region) -> None:
    row = ask(region)
    with pytest.raises(IntegrityError), transaction.atomic():
        OneTimeCode.objects.filter(pk=row.pk).update(
            approved_by_id=row.requested_by_id, approved_at=NOW
        )


def test_a_recovery_gives_a_new_password_and_removes_the_second_factor(
    region: Region,
) -> None:
    staff = region.staff["specialist"]
    Authenticator.objects.create(user=staff, type="totp", data={"secret": "v1.x.y"})
    Authenticator.objects.create(
        user=region.staff["manager"], type="totp", data={"secret": "v1.x.y"}
    )
    session = Client()
    session.force_login(staff)
    row = ask(region)
    with pytest.raises(UserError):
        use("specialist", "")
    issued = approve(region, row, "officer")
    use("specialist", issued.text)
    assert works("specialist", NEW)
    assert not works("specialist", PASSWORD)
    assert not Authenticator.objects.filter(user=staff).exists()
    assert Authenticator.objects.count() == 1, "nobody else's"
    assert session.get("/account/").status_code == 302, "other sessions end"
    recovery = [name for name in actions() if name.startswith("recovery.")]
    assert recovery == ["recovery.request", "recovery.approve", "recovery.use"]


def test_a_recovery_works_for_a_day_and_once(region: Region) -> None:
    issued = approve(region, ask(region), "officer")
    end = NOW + timedelta(hours=24)
    assert refused("specialist", issued.text, now=end)
    use("specialist", issued.text, now=end - timedelta(seconds=1))
    assert refused("specialist", issued.text)


def test_a_code_without_an_approval_opens_nothing(region: Region) -> None:
    """Even if somebody wrote a code into the table."""
    row = ask(region)
    OneTimeCode.objects.filter(pk=row.pk).update(
        code_hash=one_time._hash("AAAABBBBCCCC")
    )
    assert refused("specialist", "AAAABBBBCCCC")
    OneTimeCode.objects.filter(pk=row.pk).update(approved_at=NOW)
    use("specialist", "AAAABBBBCCCC")


def test_an_old_request_is_not_approved_any_more(region: Region) -> None:
    row = ask(region)
    with pytest.raises(UserError) as error:
        approve(region, row, "officer", now=NOW + timedelta(hours=24))
    assert error.value.message.code == "ACC-006"


def test_a_request_is_approved_once(region: Region) -> None:
    row = ask(region)
    first = approve(region, row, "officer")
    with pytest.raises(UserError) as error:
        approve(region, row, "second_officer")
    assert error.value.message.code == "ACC-006"
    use("specialist", first.text)


def test_a_cancelled_request_gives_no_code_and_kills_the_code(region: Region) -> None:
    first, second = ask(region), ask(region)
    issued = approve(region, second, "officer")
    for row in (first, second):
        one_time.cancel_recovery(
            public_id=row.public_id, by=region.actor("manager"), now=NOW
        )
    with pytest.raises(UserError):
        approve(region, first, "officer")
    assert refused("specialist", issued.text)
    assert actions().count("recovery.cancel") == 2


def test_who_cannot_approve_sees_and_cancels_only_their_own(region: Region) -> None:
    mine, others = ask(region, by="manager"), ask(region, by="officer")

    def listed(actor: Actor) -> set[Any]:
        return {row.pk for row in one_time.open_recoveries(actor=actor, now=NOW)}

    assert listed(region.actor("manager")) == {mine.pk}
    assert listed(region.actor("information_officer")) == {mine.pk, others.pk}
    assert listed(region.actor("minato_officer")) == set()
    with pytest.raises(NotVisible):
        one_time.cancel_recovery(
            public_id=others.public_id, by=region.actor("manager"), now=NOW
        )
    with pytest.raises(NotVisible):
        one_time.cancel_recovery(public_id=uuid4(), by=region.actor("officer"), now=NOW)


# --- the pages of recovery -------------------------------------------------------
def test_two_people_at_the_screen(clock: Any, region: Region, client_for: Any) -> None:
    staff = region.staff["specialist"]
    asked = client_for("manager").post(f"/staff/{staff.public_id}/recovery/")
    assert asked["Location"] == "/recovery/"
    row = OneTimeCode.objects.get(kind="recovery")
    where = f"/recovery/{row.public_id}/approve/"
    assert client_for("manager").post(where).status_code == 403
    officer = client_for("information_officer")
    assert "架空 specialist" in officer.get("/recovery/").content.decode()
    sheet = officer.post(where)
    assert sheet.status_code == 200
    text = sheet.content.decode()
    code = next(
        part for part in text.replace("<", " ").replace(">", " ").replace('"', " ").split()
        if len(part) == 14 and part.count("-") == 2
    )  # fmt: skip
    use("specialist", code, now=clock.now)
    assert works("specialist", NEW)


def test_who_asked_cannot_approve_at_the_screen(
    clock: Any, region: Region, client_for: Any
) -> None:
    row = ask(region, by="officer")
    client = client_for("officer")
    assert "認めて番号を作る" not in client.get("/recovery/").content.decode()
    answer = client.post(f"/recovery/{row.public_id}/approve/")
    assert answer.status_code == 302
    assert "別の人である必要があります" in client.get("/recovery/").content.decode()
    row.refresh_from_db()
    assert (row.approved_at, row.code_hash) == (None, "")
