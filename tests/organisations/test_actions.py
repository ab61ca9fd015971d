from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tests.conftest import NOW, TODAY
from tests.factories.region import LONG_AGO, Region
from tsunagi.access.actor import AccessDenied
from tsunagi.access.models import AuditEvent, GrantRow
from tsunagi.access.permissions import Role
from tsunagi.common.errors import UserError
from tsunagi.organisations.area import actions as area_actions
from tsunagi.organisations.area.rules import AreaKind
from tsunagi.organisations.office import actions as office_actions
from tsunagi.organisations.office.models import FreePlaces, Office, OfficeRevision
from tsunagi.organisations.office.rules import OfficeKind
from tsunagi.organisations.staff import actions as staff_actions
from tsunagi.organisations.staff import training_actions
from tsunagi.organisations.staff.actor import load_actor
from tsunagi.organisations.staff.models import (
    ChiefAppointment,
    Post,
    Qualification,
    Staff,
)
from tsunagi.organisations.staff.rules import PostKind, QualificationKind

pytestmark = pytest.mark.django_db


def edit(region: Region, who: str, office: str, **values):
    target = Office.objects.select_related("area").get(pk=region.offices[office].pk)
    return office_actions.edit_office(
        office=target,
        values=values,
        version=target.version,
        by=region.actor(who),
        now=NOW,
    )


def test_editing_saves_a_version_a_revision_and_an_audit_row(region: Region) -> None:
    assert edit(region, "manager", "hikari", phone="000-111-2222")
    office = Office.objects.get(pk=region.offices["hikari"].pk)
    assert (office.phone, office.version) == ("000-111-2222", 2)
    revision = OfficeRevision.objects.get(office=office, version=2)
    assert revision.changes == {"phone": ["", "000-111-2222"]}
    event = AuditEvent.objects.filter(action="office.edit").get()
    assert event.target_public_id == office.public_id
    assert event.details == {"fields": ["phone"]}


def test_an_unchanged_form_writes_nothing(region: Region) -> None:
    before = AuditEvent.objects.count()
    assert not edit(region, "manager", "hikari", phone="")
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize(
    ("who", "office", "allowed"),
    [
        pytest.param("manager", "hikari", True, id="自分の事業所の管理者"),
        pytest.param("manager", "alone", False, id="ほかの事業所の管理者"),
        pytest.param("specialist", "hikari", False, id="専門員"),
        pytest.param("officer", "hikari", True, id="市の担当者"),
        pytest.param("ward_officer", "hikari", True, id="その区の担当者"),
        pytest.param("ward_officer", "alone", False, id="別の区"),
        pytest.param("minato_officer", "hikari", False, id="別の市町村"),
        pytest.param("administrator", "hikari", False, id="システム管理者"),
    ],
)
def test_who_may_edit_an_office(region: Region, who, office, allowed) -> None:
    if allowed:
        assert edit(region, who, office, phone="000-1")
    else:
        with pytest.raises(AccessDenied):
            edit(region, who, office, phone="000-1")
        assert Office.objects.get(pk=region.offices[office].pk).version == 1


def test_the_second_of_two_editors_is_told(region: Region) -> None:
    office = Office.objects.select_related("area").get(pk=region.offices["hikari"].pk)
    edit(region, "manager", "hikari", phone="000-1")
    with pytest.raises(UserError, match="ACC-008"):
        office_actions.edit_office(
            office=office, values={"phone": "000-2"}, version=1,
            by=region.actor("manager"), now=NOW,
        )  # fmt: skip
    assert Office.objects.get(pk=office.pk).phone == "000-1"


def test_names_are_stored_code_point_for_code_point(region: Region) -> None:
    name = "\u3000𠮷髙﨑\U000e0100葛\ufa19 ｶﾞ "
    edit(region, "manager", "hikari", name=name)
    assert Office.objects.get(pk=region.offices["hikari"].pk).name == name


def test_the_same_new_office_sent_twice_is_one_office(region: Region) -> None:
    key = uuid4()

    def send(name: str) -> Office:
        return office_actions.register_office_once(
            key=key,
            area=region.areas["east"],
            values={"name": name},
            kinds=[office_actions.NewKind(OfficeKind.INFORMAL, TODAY)],
            by=region.actor("officer"),
            now=NOW,
        )

    assert send("架空の会").pk == send("架空の会").pk
    assert Office.objects.filter(name="架空の会").count() == 1
    with pytest.raises(UserError, match="ACC-003"):
        send("別の会")


def test_a_kind_counts_from_its_day_only(region: Region) -> None:
    """OSK-CITY-14: 指定から基幹に変わると、その日からだけ変わる。"""
    from tsunagi.organisations.area.queries import area_picture

    office = region.offices["hikari"]
    by = region.actor("officer")
    start = TODAY + timedelta(days=10)
    office_actions.open_kind(
        office=office, new=office_actions.NewKind(OfficeKind.CORE_CENTRE, start), by=by
    )
    period = office.kind_periods.get(kind=OfficeKind.DESIGNATED_PLAN)
    office_actions.end_kind(period=period, valid_before=start, by=by)

    def layers(day: date) -> set[int]:
        picture = area_picture(actor=by, area=region.areas["east"], on=day)
        return {layer.layer for layer in picture.layers if office in layer.offices}

    assert layers(start - timedelta(days=1)) == {1}
    assert layers(start) == {1, 3}  # 指定障害児 remains


def test_the_same_kind_cannot_run_twice(region: Region) -> None:
    with pytest.raises(UserError, match="OFF-001"):
        office_actions.open_kind(
            office=region.offices["hikari"],
            new=office_actions.NewKind(OfficeKind.DESIGNATED_PLAN, TODAY),
            by=region.actor("officer"),
        )


def test_a_kind_cannot_end_before_it_began(region: Region) -> None:
    period = region.offices["hikari"].kind_periods.first()
    with pytest.raises(UserError, match="OFF-002"):
        office_actions.end_kind(
            period=period, valid_before=LONG_AGO, by=region.actor("officer")
        )


def test_free_places_keep_their_history(region: Region) -> None:
    for places in (3, 1):
        office_actions.report_free_places(
            office=region.offices["hikari"], accepts_new=True, free_places=places,
            capacity=70, note="", by=region.actor("specialist"), now=NOW, today=TODAY,
        )  # fmt: skip
    rows = FreePlaces.objects.filter(office=region.offices["hikari"])
    assert sorted((row.free_places, row.is_current) for row in rows) == [
        (1, True),
        (3, False),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        FreePlaces.objects.filter(free_places=3).update(is_current=True)


def test_closing_waits_for_the_staff(region: Region) -> None:
    office = region.offices["alone"]
    by = region.actor("officer")
    with pytest.raises(UserError, match="OFF-006"):
        office_actions.close_office(office=office, closed_on=TODAY, by=by)
    staff_actions.leave(
        staff=region.staff["alone"], last_day=TODAY - timedelta(days=1), reason="",
        by=by, today=TODAY,
    )  # fmt: skip
    office_actions.close_office(office=office, closed_on=TODAY, by=by)
    office.refresh_from_db()
    assert office.closed_on == TODAY
    with pytest.raises(UserError, match="OFF-005"):
        edit(region, "officer", "alone", phone="000-1")


# --- staff ---------------------------------------------------------------------------


def new_person(region: Region, by: str, office: str, kind: PostKind, login="atarashii"):
    return staff_actions.register_staff(
        login_name=login,
        name="架空 新人",
        name_kana="かくう しんじん",
        posts=[staff_actions.NewPost(region.offices[office], kind, TODAY)],
        by=region.actor(by),
        now=NOW,
    )


def test_registering_opens_post_grant_and_invitation(region: Region) -> None:
    staff, issued = new_person(region, "manager", "hikari", PostKind.SPECIALIST)
    assert staff.is_invited and not staff.has_usable_password()
    grant = GrantRow.objects.get(staff_id=staff.pk)
    assert (grant.role, grant.office_id) == (
        Role.SPECIALIST,
        region.offices["hikari"].pk,
    )
    assert issued.row.staff_id == staff.pk and len(issued.text) == 14


def test_a_manager_cannot_make_an_officer(region: Region) -> None:
    with pytest.raises(UserError, match="STA-005"):
        new_person(region, "manager", "hikari", PostKind.MUNICIPAL_OFFICER)
    assert not Staff.objects.filter(login_name="atarashii").exists()


def test_a_manager_cannot_register_elsewhere(region: Region) -> None:
    with pytest.raises(AccessDenied):
        new_person(region, "manager", "alone", PostKind.SPECIALIST)


def test_login_names_ignore_case(region: Region) -> None:
    with pytest.raises(UserError, match="STA-001"):
        new_person(region, "manager", "hikari", PostKind.SPECIALIST, login="MANAGER")


def test_prefectural_posts_reach_every_municipality(region: Region) -> None:
    rows = GrantRow.objects.filter(staff_id=region.staff["prefectural_officer"].pk)
    assert {row.municipality_id for row in rows} == {
        municipality.pk for municipality in region.municipalities.values()
    }


def test_more_than_full_time_is_refused(region: Region) -> None:
    with pytest.raises(UserError, match="STA-003"):
        staff_actions.open_post(
            staff=region.staff["specialist"],
            new=staff_actions.NewPost(
                region.offices["hikari"], PostKind.ASSISTANT, TODAY, 10
            ),
            by=region.actor("manager"),
        )


def test_a_transfer_leaves_no_gap(region: Region) -> None:
    staff = region.staff["specialist"]
    old = Post.objects.select_related("office__area").get(staff=staff)
    day = date(2027, 4, 1)
    new = staff_actions.transfer_staff(
        staff=staff,
        old_post=old,
        new=staff_actions.NewPost(region.offices["core"], PostKind.CORE_STAFF, day),
        reason="人事異動",
        by=region.actor("officer"),
    )
    old.refresh_from_db()
    assert (old.valid_before, new.valid_from) == (day, day)
    eve = NOW.replace(year=2027, month=3, day=31, hour=23, minute=59)
    assert region.actor("specialist", now=eve).roles == {Role.SPECIALIST}
    morning = NOW.replace(year=2027, month=4, day=1, hour=0, minute=0)
    assert region.actor("specialist", now=morning).roles == {Role.CORE_STAFF}


def test_leaving_ends_posts_grants_chief_and_login(region: Region) -> None:
    staff = region.staff["specialist"]
    make_chief(region)
    ended = staff_actions.leave(
        staff=staff, last_day=TODAY - timedelta(days=1), reason="退職",
        by=region.actor("manager"), today=TODAY,
    )  # fmt: skip
    staff.refresh_from_db()
    assert ended == 1 and not staff.is_active
    assert load_actor(staff.pk, now=NOW) is None
    assert not ChiefAppointment.objects.filter(staff=staff, valid_before=None).exists()
    with pytest.raises(UserError, match="STA-010"):
        staff_actions.leave(
            staff=staff,
            last_day=TODAY,
            reason="",
            by=region.actor("manager"),
            today=TODAY,
        )


def test_moving_away_ends_the_appointment_with_the_post(region: Region) -> None:
    appointment = make_chief(region)
    staff = region.staff["specialist"]
    day = TODAY + timedelta(days=30)
    staff_actions.transfer_staff(
        staff=staff,
        old_post=Post.objects.select_related("office__area").get(staff=staff),
        new=staff_actions.NewPost(region.offices["core"], PostKind.CORE_STAFF, day),
        reason="",
        by=region.actor("officer"),
    )
    appointment.refresh_from_db()
    assert appointment.valid_before == day
    later = NOW + timedelta(days=31)
    assert region.actor("specialist", now=later).roles == {Role.CORE_STAFF}


def test_leaving_in_the_future_keeps_the_login_until_then(region: Region) -> None:
    staff = region.staff["specialist"]
    staff_actions.leave(
        staff=staff, last_day=TODAY, reason="", by=region.actor("manager"), today=TODAY
    )
    assert load_actor(staff.pk, now=NOW) is not None
    assert load_actor(staff.pk, now=NOW + timedelta(days=1)) is None


def record(
    region: Region, by="manager", kind=QualificationKind.CHIEF, day=date(2025, 1, 22)
):
    return training_actions.record_qualification(
        staff=region.staff["specialist"],
        office=region.offices["hikari"],
        new=training_actions.NewQualification(kind=kind, completed_on=day),
        by=region.actor(by),
        today=TODAY,
    )


def make_chief(region: Region) -> ChiefAppointment:
    record(region)
    return training_actions.appoint_chief(
        staff=region.staff["specialist"],
        office=region.offices["hikari"],
        area=region.areas["east"],
        mandate_by="架空の委嘱",
        how_to_ask="電話",
        valid_from=TODAY,
        by=region.actor("officer"),
    )


def test_a_completion_is_recorded_once(region: Region) -> None:
    record(region)
    with pytest.raises(UserError, match="STA-007"):
        record(region)


def test_a_completion_in_the_future_is_refused(region: Region) -> None:
    with pytest.raises(UserError, match="STA-006"):
        record(region, day=TODAY + timedelta(days=1))


def test_withdrawing_keeps_the_row_and_needs_a_reason(region: Region) -> None:
    row = record(region)
    office, by = region.offices["hikari"], region.actor("manager")
    with pytest.raises(UserError, match="STA-011"):
        training_actions.withdraw_qualification(
            row=row, office=office, reason=" ", by=by
        )
    training_actions.withdraw_qualification(
        row=row, office=office, reason="別の人", by=by
    )
    kept = Qualification.objects.unscoped("test").get(pk=row.pk)
    assert kept.is_withdrawn and kept.withdrawn_reason == "別の人"


def test_a_chief_needs_the_training_and_the_officer(region: Region) -> None:
    with pytest.raises(UserError, match="STA-008"):
        training_actions.appoint_chief(
            staff=region.staff["specialist"], office=region.offices["hikari"],
            area=region.areas["east"], mandate_by="x", how_to_ask="x",
            valid_from=TODAY, by=region.actor("officer"),
        )  # fmt: skip
    record(region)
    with pytest.raises(AccessDenied):
        training_actions.appoint_chief(
            staff=region.staff["specialist"], office=region.offices["hikari"],
            area=region.areas["east"], mandate_by="x", how_to_ask="x",
            valid_from=TODAY, by=region.actor("manager"),
        )  # fmt: skip


def test_being_chief_is_a_role_in_addition(region: Region) -> None:
    appointment = make_chief(region)
    assert region.actor("specialist").roles == {Role.SPECIALIST, Role.CHIEF}
    training_actions.end_chief(
        appointment=appointment, last_day=TODAY - timedelta(days=1),
        by=region.actor("officer"),
    )  # fmt: skip
    assert region.actor("specialist").roles == {Role.SPECIALIST}


# --- areas ---------------------------------------------------------------------------


def test_an_area_stands_only_where_it_may(region: Region) -> None:
    with pytest.raises(UserError, match="ARE-001"):
        area_actions.register_area(
            kind=AreaKind.WARD, name="架空区", parent=region.areas["east"],
            municipality=region.municipalities["tsunagi"], valid_from=TODAY,
            by=region.actor("officer"),
        )  # fmt: skip


def test_a_wrong_code_is_refused_with_its_reason(region: Region) -> None:
    with pytest.raises(UserError, match="ARE-002"):
        area_actions.register_area(
            kind=AreaKind.WARD, name="架空区", parent=region.areas["tsunagi"],
            municipality=region.municipalities["tsunagi"], valid_from=TODAY,
            code="131017", by=region.actor("officer"),
        )  # fmt: skip


def test_only_its_own_municipality_edits_an_area(region: Region) -> None:
    with pytest.raises(AccessDenied):
        area_actions.edit_area(
            area=region.areas["east"], name="x", name_kana="", version=1,
            by=region.actor("minato_officer"),
        )  # fmt: skip
