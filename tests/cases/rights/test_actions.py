"""知らせる、対応する、見てよい人を加える: だれに何が見えるか。"""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from tests.cases.conftest import CaseRoom
from tests.cases.rights.conftest import (
    FACTS,
    RECEIVED,
    REPORTER,
    RightsRoom,
    new_concern,
)
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible, Subject
from tsunagi.access.models import AuditEvent, AuditSubject, GrantRow
from tsunagi.access.permissions import Role
from tsunagi.cases.case.models import CaseEvent
from tsunagi.cases.case.queries import case_by_public_id, team_of
from tsunagi.cases.case.rules import Relation
from tsunagi.cases.case.team_actions import exclude
from tsunagi.cases.models import CaseAccess, Concern, ConcernStep, Exclusion
from tsunagi.cases.rights import actions, officer_actions, queries
from tsunagi.cases.rights.policy import CAN_SEE_CONCERN, sight_of_concern
from tsunagi.cases.rights.rules import AbuseKind, ConcernKind, StepKind
from tsunagi.cases.rights.sealed import Content, Reporter
from tsunagi.cases.scope import sight_of
from tsunagi.common.errors import UserError
from tsunagi.organisations.staff.actions import leave

pytestmark = pytest.mark.django_db
EVERYBODY = (
    "officer", "second_officer", "information_officer", "administrator", "adviser",
    "prefectural_officer", "ward_officer", "secretary", "member", "core_manager",
    "core_staff", "consultant", "manager", "specialist", "assistant", "trainee", "alone",
    "minato_officer", "minato_specialist",
)  # fmt: skip


def classes(concern: Concern, room: CaseRoom, who: str) -> str:
    sight = sight_of_concern(concern, actor=room.actor(who), now=NOW)
    return "".join(sorted(sight.classes))


@pytest.mark.parametrize("has_case", [True, False])
def test_only_the_author_and_the_named_officers_see_it(
    has_case: bool, room: CaseRoom, rights: RightsRoom
) -> None:
    rights.name("officer")
    rights.name("core_staff")
    concern = rights.tell(room.case() if has_case else None)
    seen = {who: classes(concern, room, who) for who in EVERYBODY}
    expected = dict.fromkeys(EVERYBODY, "")
    expected |= {"specialist": "156", "officer": "156", "core_staff": "156"}
    assert seen == expected
    for who in EVERYBODY:
        actor = room.actor(who)
        by_query = Concern.objects.visible_to(actor, now=NOW).exists()
        by_check = CAN_SEE_CONCERN.holds(Subject(actor, NOW), concern)
        assert by_query == by_check == bool(expected[who]), who


def test_the_author_sees_the_reporter_only_when_the_author_wrote_one(
    room: CaseRoom, rights: RightsRoom
) -> None:
    concern = rights.tell(room.case(), reporter=Reporter())
    assert classes(concern, room, "specialist") == "15"


def test_it_opens_nothing_of_the_case_and_the_case_opens_nothing_of_it(
    room: CaseRoom, rights: RightsRoom
) -> None:
    rights.name("core_staff")
    case = room.case()
    concern = rights.tell(case)
    assert not sight_of(case, actor=room.actor("core_staff"), now=NOW).classes
    assert "5" not in sight_of(case, actor=room.actor("specialist"), now=NOW).classes
    assert sight_of(case, actor=room.actor("manager"), now=NOW).sees_narrative
    assert classes(concern, room, "manager") == ""


def test_a_reason_for_a_concern_names_no_case_and_every_other_names_one(
    room: CaseRoom, rights: RightsRoom
) -> None:
    case = room.case()
    rights.tell(case)
    rows = CaseAccess.objects.unscoped("test")
    assert not rows.filter(relation=Relation.RIGHTS).exclude(case=None).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.filter(case=case).update(case=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.filter(relation=Relation.RIGHTS).update(case=case)


def test_nobody_else_finds_a_trace_of_it(room: CaseRoom, rights: RightsRoom) -> None:
    case = room.case()
    manager = room.actor("manager")
    before = team_of(
        actor=manager, now=NOW,
        seen=case_by_public_id(actor=manager, public_id=case.public_id, now=NOW),
    )  # fmt: skip
    events = CaseEvent.objects.unscoped("test").count()
    rights.name("officer")
    concern = rights.tell(case)
    rights.respond(concern)
    seen = case_by_public_id(actor=manager, public_id=case.public_id, now=NOW)
    after = team_of(actor=manager, seen=seen, now=NOW)
    assert [row.pk for row in after.reasons] == [row.pk for row in before.reasons]
    assert CaseEvent.objects.unscoped("test").count() == events
    logged = AuditEvent.objects.filter(action__startswith="rights.")
    assert {event.action for event in logged} >= {"rights.report", "rights.step"}
    person = case.person.public_id
    named = AuditSubject.objects.filter(event__in=logged, subject_public_id=person)
    assert not named.exists()
    for event in logged:
        assert event.target_public_id != case.public_id
        text = json.dumps(event.details, ensure_ascii=False)
        assert str(case.public_id) not in text and FACTS not in text


def test_content_and_reporter_are_stored_sealed(
    room: CaseRoom, rights: RightsRoom
) -> None:
    rights.name("officer")
    concern = rights.tell(room.case())
    rights.respond(concern, text="姉の家に移った。")
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, reporter FROM cases_concern")
        stored = "".join(cursor.fetchone())
        cursor.execute("SELECT text FROM cases_concernstep")
        stored += "".join(row[0] for row in cursor.fetchall())
    for plain in (FACTS, REPORTER, "姉の家"):
        assert plain not in stored
    page = queries.concern_page(actor=room.actor("officer"), concern=concern, now=NOW)
    assert page.content and page.content.facts == FACTS
    assert page.reporter and page.reporter.name == REPORTER
    assert [text for _, text in page.steps] == ["姉の家に移った。"]


def test_an_exclusion_beats_the_naming_and_the_authorship(
    room: CaseRoom, rights: RightsRoom
) -> None:
    case = room.case()
    rights.name("core_staff")
    concern = rights.tell(case)
    assert classes(concern, room, "core_staff")
    exclude(
        case=case, staff=None, office=room.region.offices["core"], reason="x",
        by=room.actor("manager"), now=NOW,
    )  # fmt: skip
    assert classes(concern, room, "core_staff") == ""
    assert not Concern.objects.visible_to(room.actor("core_staff"), now=NOW).exists()
    with pytest.raises(NotVisible):
        rights.respond(concern, by="core_staff")


def test_somebody_can_be_hidden_from_while_telling(
    room: CaseRoom, rights: RightsRoom
) -> None:
    case = room.case()
    staff = room.region.staff["assistant"]
    rights.tell(case, by="manager", hide_staff=staff)
    assert not sight_of(case, actor=room.actor("assistant"), now=NOW).classes
    row = Exclusion.objects.unscoped("test").get()
    assert row.reason == actions.WITHOUT_WORDS
    with pytest.raises(AccessDenied):
        rights.tell(case, by="specialist", hide_staff=room.region.staff["alone"])
    assert Concern.objects.unscoped("test").count() == 1
    with pytest.raises(UserError, match="RIG-013"):
        rights.tell(case, by="manager", hide_office=room.region.offices["hikari"])


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"content": Content(facts=" ")}, "RIG-001"),
        ({"received_at": NOW + timedelta(minutes=1)}, "RIG-002"),
        ({"told_city_at": NOW + timedelta(minutes=1)}, "RIG-002"),
        (
            {"kind": ConcernKind.PROPERTY, "abuse_kinds": [AbuseKind.ECONOMIC]},
            "RIG-005",
        ),
    ],
)
def test_what_is_refused(
    values: dict[str, object], code: str, room: CaseRoom, rights: RightsRoom
) -> None:
    with pytest.raises(UserError, match=code):
        rights.tell(room.case(), **values)
    assert not Concern.objects.unscoped("test").exists()


def test_without_a_case_it_says_who_it_is_about(rights: RightsRoom) -> None:
    with pytest.raises(UserError, match="RIG-004"):
        rights.tell(None, content=Content(facts=FACTS))


def test_whoever_is_not_shown_the_case_cannot_tell_of_it(
    room: CaseRoom, rights: RightsRoom
) -> None:
    with pytest.raises(NotVisible):
        rights.tell(room.case(), by="alone")
    with pytest.raises(AccessDenied):
        rights.tell(None, by="member")


def test_a_form_sent_twice_tells_once(room: CaseRoom) -> None:
    case, key = room.case(), uuid4()
    common = {"case": case, "by": room.actor("specialist"), "now": NOW}
    first, second = (
        actions.report_concern_once(key=key, new=new_concern(), **common)
        for _ in range(2)
    )
    assert first.pk == second.pk
    assert Concern.objects.unscoped("test").count() == 1


def test_the_first_response_is_written_once_by_a_named_officer(
    room: CaseRoom, rights: RightsRoom
) -> None:
    rights.name("officer")
    concern = rights.tell(room.case())
    with pytest.raises(UserError, match="RIG-006"):
        rights.respond(concern, by="specialist")
    with pytest.raises(UserError, match="RIG-006"):
        rights.respond(concern, kind=StepKind.CLOSING)
    with pytest.raises(UserError, match="RIG-003"):
        rights.respond(concern, at=RECEIVED - timedelta(minutes=1))
    rights.respond(concern, at=RECEIVED + timedelta(hours=2))
    with pytest.raises(UserError, match="RIG-006"):
        rights.respond(concern)
    page = queries.concern_page(actor=room.actor("officer"), concern=concern, now=NOW)
    assert page.response.words == "2時間"
    rights.respond(concern, kind=StepKind.CLOSING)
    with pytest.raises(UserError, match="RIG-006"):
        rights.respond(concern, kind=StepKind.DECISION)


def test_the_author_adds_what_they_see_and_reads_only_that(
    room: CaseRoom, rights: RightsRoom
) -> None:
    rights.name("officer")
    concern = rights.tell(room.case())
    rights.respond(concern)
    rights.respond(concern, by="specialist", kind=StepKind.STEP, text="けさも休み。")
    steps = ConcernStep.objects
    author = steps.visible_to(room.actor("specialist"), now=NOW)
    assert [row.open_sealed("text") for row in author] == ["けさも休み。"]
    assert steps.visible_to(room.actor("officer"), now=NOW).count() == 2
    assert not steps.visible_to(room.actor("manager"), now=NOW).exists()


def test_people_are_named_one_by_one_and_ended(
    room: CaseRoom, rights: RightsRoom
) -> None:
    rights.name("officer")
    concern = rights.tell(room.case())
    other = rights.tell(None)
    naming = {
        "concern": concern, "staff": room.region.staff["consultant"],
        "reason": "分離先をさがすため", "sees_reporter": False, "now": NOW,
    }  # fmt: skip
    for who, error in (("specialist", AccessDenied), ("manager", NotVisible)):
        with pytest.raises(error):
            actions.name_viewer(by=room.actor(who), **naming)
    viewer = actions.name_viewer(by=room.actor("officer"), **naming)
    assert classes(concern, room, "consultant") == "15"
    assert classes(other, room, "consultant") == ""
    with pytest.raises(UserError, match="RIG-008"):
        actions.name_viewer(by=room.actor("officer"), **naming)
    actions.end_viewer(viewer=viewer, by=room.actor("officer"), now=NOW)
    assert classes(concern, room, "consultant") == ""


def test_who_is_excluded_cannot_be_named(room: CaseRoom, rights: RightsRoom) -> None:
    case = room.case()
    rights.name("officer")
    concern = rights.tell(case)
    exclude(
        case=case, staff=room.region.staff["alone"], office=None, reason="x",
        by=room.actor("manager"), now=NOW,
    )  # fmt: skip
    with pytest.raises(UserError, match="RIG-010"):
        actions.name_viewer(
            concern=concern, staff=room.region.staff["alone"], reason="r",
            sees_reporter=False, by=room.actor("officer"), now=NOW,
        )  # fmt: skip


# --- 担当 ---------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["specialist", "information_officer", "minato_officer"])
def test_only_a_desk_and_a_core_centre_give_officers(
    who: str, room: CaseRoom, rights: RightsRoom
) -> None:
    with pytest.raises(UserError, match="RIG-011"):
        rights.name(who)


def test_only_the_municipality_names_them(room: CaseRoom) -> None:
    for who in ("core_staff", "manager", "ward_officer", "information_officer"):
        with pytest.raises(AccessDenied):
            officer_actions.name_officer(
                staff=room.region.staff["officer"], valid_from=TODAY,
                by=room.actor(who), today=TODAY,
            )  # fmt: skip


def test_a_naming_ends_by_hand_and_with_the_post(
    room: CaseRoom, rights: RightsRoom
) -> None:
    concern = rights.tell(room.case())
    rights.name("officer")
    rights.name("core_staff")
    with pytest.raises(UserError, match="RIG-012"):
        rights.name("officer")
    ref = GrantRow.objects.get(
        staff_id=room.region.staff["officer"].pk, role=Role.RIGHTS_STAFF
    ).source_ref
    officer_actions.end_officer(
        source_ref=ref, by=room.actor("second_officer"), today=TODAY
    )
    leave(
        staff=room.region.staff["core_staff"], last_day=TODAY, reason="退職",
        by=room.actor("core_manager"), today=TODAY,
    )  # fmt: skip
    tomorrow = NOW + timedelta(days=1)
    officer = room.region.actor("officer", now=tomorrow)
    assert not sight_of_concern(concern, actor=officer, now=tomorrow).classes
    rows = GrantRow.objects.filter(role=Role.RIGHTS_STAFF)
    assert set(rows.values_list("valid_before", flat=True)) == {
        TODAY + timedelta(days=1)
    }


def test_what_waits_is_counted_for_the_named_only(
    room: CaseRoom, rights: RightsRoom
) -> None:
    rights.name("officer")
    rights.tell(room.case())
    rights.tell(None, received_at=NOW - timedelta(hours=49))
    waiting = queries.waiting_concerns(actor=room.actor("officer"), now=NOW)
    assert (waiting.count, waiting.late) == (2, 1)
    assert queries.waiting_concerns(actor=room.actor("specialist"), now=NOW).count == 0
    figures = queries.concern_figures(actor=room.actor("officer"), year=None, now=NOW)
    assert (figures.count, figures.late, figures.responded) == (2, 1, 0)
    assert figures.totals["noticed"] == 2
    with pytest.raises(AccessDenied):
        queries.concern_figures(actor=room.actor("specialist"), year=None, now=NOW)
