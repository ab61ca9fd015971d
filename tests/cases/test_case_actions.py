"""ケースを始め、担当を替え、関わり方を変え、終え、再開する。"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.cases.case.actions import (
    assign,
    bulk_assign,
    change_mode,
    close_case,
    move_responsibility,
    open_case,
    reopen_case,
)
from tsunagi.cases.case.models import Case, CaseMode, CaseResponsibility
from tsunagi.cases.case.rules import (
    ClosingReason,
    DifficultyGroup,
    Mode,
    retention_until,
)
from tsunagi.cases.case.team_actions import (
    add_collaborator,
    add_difficulty,
    end_collaborator,
    end_exclusion,
    exclude,
    resolve_difficulty,
)
from tsunagi.cases.scope import sight_of
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db


def refused(error: pytest.ExceptionInfo[UserError]) -> str:
    return error.value.message.code


def last_audit() -> AuditEvent:
    return AuditEvent.objects.order_by("-id")[0]


@pytest.mark.parametrize(
    ("closed_on", "expected"),
    [
        (date(2026, 11, 22), date(2031, 11, 22)),
        (date(2024, 2, 29), date(2029, 2, 28)),
    ],
)
def test_records_are_kept_for_five_years(closed_on: date, expected: date) -> None:
    assert retention_until(closed_on) == expected


def test_a_new_case_has_its_office_its_history_and_its_reasons(room: CaseRoom) -> None:
    case = room.case()
    assert case.responsible_office == room.region.offices["hikari"]
    assert CaseResponsibility._base_manager.filter(case=case, valid_before=None).count()
    assert CaseMode._base_manager.get(case=case).mode == Mode.PLAN
    event = last_audit()
    assert event.action == "case.open"
    assert event.subjects.get().subject_public_id == case.person.public_id


def test_a_case_without_an_office_cannot_be_stored(room: CaseRoom) -> None:
    case = room.case()
    with pytest.raises(IntegrityError), transaction.atomic():
        Case._base_manager.filter(pk=case.pk).update(responsible_office=None)


def test_a_second_open_case_is_refused_by_rule_and_by_constraint(
    room: CaseRoom,
) -> None:
    case = room.case()
    with pytest.raises(UserError) as error:
        open_case(
            person=case.person, office=room.region.offices["hikari"], staff=None,
            mode=Mode.PLAN, opened_on=TODAY, by=room.actor("manager"), now=NOW,
            today=TODAY,
        )  # fmt: skip
    assert refused(error) == "CAS-001"
    assert Case._base_manager.count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"opened_on": TODAY + timedelta(days=1)}, "CAS-004"),
        ({"staff": "consultant"}, "CAS-002"),
    ],
)
def test_a_case_is_not_opened_with_a_wrong_value(
    changes: dict[str, object], code: str, room: CaseRoom
) -> None:
    with pytest.raises(UserError) as error:
        room.case(**changes)  # type: ignore[arg-type]
    assert refused(error) == code
    assert not Case._base_manager.exists()


@pytest.mark.parametrize("who", ["core_staff", "trainee", "secretary", "alone"])
def test_nobody_opens_a_case_for_another_office(who: str, room: CaseRoom) -> None:
    case = room.case()
    with pytest.raises(AccessDenied):
        open_case(
            person=case.person, office=room.region.offices["hikari"], staff=None,
            mode=Mode.PLAN, opened_on=TODAY, by=room.actor(who), now=NOW, today=TODAY,
        )  # fmt: skip


def test_the_manager_gives_the_case_to_a_colleague(room: CaseRoom) -> None:
    case = room.case()
    assign(
        case=case, staff=room.region.staff["assistant"], reason="異動", version=1,
        by=room.actor("manager"), now=NOW, today=TODAY,
    )  # fmt: skip
    case.refresh_from_db()
    assert case.responsible_staff == room.region.staff["assistant"]
    assert case.version == 2
    rows = CaseResponsibility._base_manager.filter(case=case).order_by("id")
    assert [row.valid_before for row in rows] == [TODAY, None]
    assert last_audit().action == "case.assign"


def test_without_a_name_the_team_waits(room: CaseRoom) -> None:
    case = room.case()
    assign(
        case=case, staff=None, reason="", version=1, by=room.actor("manager"), now=NOW,
        today=TODAY,
    )  # fmt: skip
    case.refresh_from_db()
    assert case.responsible_staff is None
    assert case.responsible_office_id == room.region.offices["hikari"].pk


def test_two_people_who_assign_at_once_do_not_overwrite_each_other(
    room: CaseRoom,
) -> None:
    case = room.case()
    seen_twice = Case._base_manager.get(pk=case.pk)
    for_a = {"reason": "", "version": 1, "by": room.actor("manager"), "now": NOW}
    assign(case=case, staff=None, today=TODAY, **for_a)  # type: ignore[arg-type]
    with pytest.raises(UserError) as error:
        assign(
            case=seen_twice, staff=room.region.staff["assistant"], today=TODAY, **for_a
        )  # type: ignore[arg-type]
    assert refused(error) == "ACC-008"


@pytest.mark.parametrize(
    ("who", "problem"),
    [("specialist", AccessDenied), ("officer", AccessDenied), ("alone", NotVisible)],
)
def test_only_whoever_answers_for_the_office_assigns(
    who: str, problem: type[Exception], room: CaseRoom
) -> None:
    case = room.case()
    with pytest.raises(problem):
        assign(
            case=case, staff=None, reason="", version=1, by=room.actor(who), now=NOW,
            today=TODAY,
        )  # fmt: skip


def test_many_cases_move_together_or_not_at_all(room: CaseRoom) -> None:
    cases = [room.case(name=f"架空 {n}") for n in range(3)]
    cases[2].version = 99  # somebody else has changed it meanwhile
    with pytest.raises(UserError):
        bulk_assign(
            cases=cases, staff=room.region.staff["assistant"], reason="",
            by=room.actor("manager"), now=NOW, today=TODAY,
        )  # fmt: skip
    moved = Case._base_manager.filter(responsible_staff=room.region.staff["assistant"])
    assert not moved.exists()


def test_when_the_office_changes_the_old_one_stops_seeing(room: CaseRoom) -> None:
    case = room.case()
    builder = room.region.builder()
    move_responsibility(
        case=case, office=room.region.offices["core"], staff=None, reason="引継ぎ",
        version=1, by=builder, now=NOW, today=TODAY,
    )  # fmt: skip
    assert not sight_of(case, actor=room.actor("specialist"), now=NOW).classes
    assert sight_of(case, actor=room.actor("core_staff"), now=NOW).sees_narrative
    assert CaseResponsibility._base_manager.filter(case=case).count() == 2


def test_the_mode_changes_and_the_old_one_stays_with_its_dates(room: CaseRoom) -> None:
    case = room.case()
    change_mode(
        case=case, mode=Mode.TRANSITION, reason="退院", on=date(2026, 10, 1), version=1,
        by=room.actor("specialist"), now=NOW, today=TODAY,
    )  # fmt: skip
    rows = CaseMode._base_manager.filter(case=case).order_by("id")
    assert [(row.mode, row.valid_before) for row in rows] == [
        (Mode.PLAN, date(2026, 10, 1)), (Mode.TRANSITION, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("mode", "on", "code"),
    [
        (Mode.PLAN, TODAY, "CAS-007"),
        (Mode.ENTRUSTED, date(2026, 3, 31), "CAS-003"),
        (Mode.ENTRUSTED, TODAY + timedelta(days=1), "CAS-004"),
    ],
)
def test_a_mode_that_cannot_be_is_refused(
    mode: Mode, on: date, code: str, room: CaseRoom
) -> None:
    case = room.case()
    with pytest.raises(UserError) as error:
        change_mode(
            case=case, mode=mode, reason="", on=on, version=1,
            by=room.actor("specialist"), now=NOW, today=TODAY,
        )  # fmt: skip
    assert refused(error) == code
    assert CaseMode._base_manager.filter(case=case).count() == 1


def close(
    room: CaseRoom, case: Case, *, on: date = TODAY, who: str = "specialist"
) -> None:
    close_case(
        case=case, reason=ClosingReason.ACHIEVED, note="", on=on, follow_up_on=None,
        version=case.version, by=room.actor(who), now=NOW, today=TODAY,
    )  # fmt: skip


def test_closing_keeps_the_record_and_its_sight_and_can_be_undone(
    room: CaseRoom,
) -> None:
    case = room.case()
    close(room, case)
    assert case.retention_until == date(2031, 11, 22)
    assert sight_of(case, actor=room.actor("specialist"), now=NOW).sees_narrative
    with pytest.raises(UserError) as error:
        close(room, case)
    assert refused(error) == "CAS-005"
    reopen_case(
        case=case, reason="電話があった", version=case.version,
        by=room.actor("specialist"), now=NOW, today=TODAY,
    )  # fmt: skip
    case.refresh_from_db()
    assert case.is_open and case.retention_until is None
    with pytest.raises(UserError) as error:
        reopen_case(
            case=case, reason="", version=case.version, by=room.actor("specialist"),
            now=NOW, today=TODAY,
        )  # fmt: skip
    assert refused(error) == "CAS-006"


def test_a_closed_case_does_not_reopen_beside_a_newer_open_one(room: CaseRoom) -> None:
    case = room.case()
    close(room, case)
    open_case(
        person=case.person, office=room.region.offices["hikari"], staff=None,
        mode=Mode.PLAN, opened_on=TODAY, by=room.actor("manager"), now=NOW, today=TODAY,
    )  # fmt: skip
    with pytest.raises(UserError) as error:
        reopen_case(
            case=case, reason="", version=case.version, by=room.actor("specialist"),
            now=NOW, today=TODAY,
        )  # fmt: skip
    assert refused(error) == "CAS-001"


@pytest.mark.parametrize(
    ("on", "code"),
    [(date(2026, 3, 1), "CAS-003"), (TODAY + timedelta(days=1), "CAS-004")],
)
def test_a_case_does_not_close_on_an_impossible_day(
    on: date, code: str, room: CaseRoom
) -> None:
    case = room.case()
    with pytest.raises(UserError) as error:
        close(room, case, on=on)
    assert refused(error) == code


def test_a_reader_by_consent_cannot_close_the_case(room: CaseRoom) -> None:
    """To be shown a case does not mean to keep it."""
    from tsunagi.cases.case.access_rows import open_access
    from tsunagi.cases.case.rules import Relation

    case = room.case()
    open_access(
        case=case, relation=Relation.CONSENT, classes="12347", valid_from=NOW,
        source_ref="test", by=room.region.builder(),
        office=room.region.offices["alone"],
    )  # fmt: skip
    with pytest.raises(AccessDenied):
        close(room, case, who="alone")


def test_a_partner_sees_from_the_first_to_the_last_day(room: CaseRoom) -> None:
    case = room.case()
    row = add_collaborator(
        case=case, office=room.region.offices["core"], part="同行", on=TODAY,
        by=room.actor("specialist"), now=NOW,
    )  # fmt: skip
    assert sight_of(case, actor=room.actor("core_staff"), now=NOW).sees_narrative
    with pytest.raises(UserError) as error:
        add_collaborator(
            case=case, office=room.region.offices["core"], part="", on=TODAY,
            by=room.actor("specialist"), now=NOW,
        )  # fmt: skip
    assert refused(error) == "CAS-009"
    with pytest.raises(UserError) as error:
        end_collaborator(
            case=case, row=row, last_day=TODAY - timedelta(days=1),
            by=room.actor("specialist"), now=NOW,
        )  # fmt: skip
    assert refused(error) == "CAS-003"
    end_collaborator(
        case=case, row=row, last_day=TODAY, by=room.actor("specialist"), now=NOW
    )
    assert not sight_of(case, actor=room.actor("core_staff"), now=NOW).classes


def test_a_partner_of_tomorrow_does_not_see_today(room: CaseRoom) -> None:
    case = room.case()
    add_collaborator(
        case=case, office=room.region.offices["core"], part="同行",
        on=TODAY + timedelta(days=1), by=room.actor("specialist"), now=NOW,
    )  # fmt: skip
    core = room.actor("core_staff")
    assert not sight_of(case, actor=core, now=NOW).classes
    assert sight_of(case, actor=core, now=NOW + timedelta(days=1)).classes


def test_a_partner_does_not_bring_further_partners(room: CaseRoom) -> None:
    case = room.case()
    add_collaborator(
        case=case, office=room.region.offices["core"], part="同行", on=TODAY,
        by=room.actor("specialist"), now=NOW,
    )  # fmt: skip
    with pytest.raises(AccessDenied):
        add_collaborator(
            case=case, office=room.region.offices["alone"], part="同行", on=TODAY,
            by=room.actor("core_staff"), now=NOW,
        )  # fmt: skip


def test_the_responsible_cannot_be_excluded(room: CaseRoom) -> None:
    case = room.case()
    for staff, office in (
        (room.region.staff["specialist"], None),
        (None, room.region.offices["hikari"]),
    ):
        with pytest.raises(UserError) as error:
            exclude(
                case=case, staff=staff, office=office, reason="x",
                by=room.actor("manager"), now=NOW,
            )  # fmt: skip
        assert refused(error) == "CAS-010"
    with pytest.raises(AccessDenied):
        exclude(
            case=case, staff=room.region.staff["alone"], office=None, reason="x",
            by=room.actor("specialist"), now=NOW,
        )  # fmt: skip


def test_an_exclusion_that_ended_no_longer_hides(room: CaseRoom) -> None:
    case = room.case()
    row = exclude(
        case=case, staff=room.region.staff["assistant"], office=None, reason="家族",
        by=room.actor("officer"), now=NOW,
    )  # fmt: skip
    assert not sight_of(case, actor=room.actor("assistant"), now=NOW).classes
    end_exclusion(case=case, row=row, by=room.actor("officer"), now=NOW)
    assert sight_of(case, actor=room.actor("assistant"), now=NOW).classes


def test_a_difficulty_has_its_place_and_its_end(room: CaseRoom) -> None:
    case = room.case()
    row = add_difficulty(
        case=case, group=DifficultyGroup.ENVIRONMENT, text="段差", noticed_on=TODAY,
        by=room.actor("specialist"), now=NOW,
    )  # fmt: skip
    with pytest.raises(UserError):
        resolve_difficulty(
            case=case, row=row, on=TODAY - timedelta(days=1),
            by=room.actor("specialist"), now=NOW,
        )  # fmt: skip
    resolve_difficulty(
        case=case, row=row, on=TODAY, by=room.actor("specialist"), now=NOW
    )
    row.refresh_from_db()
    assert row.resolved_on == TODAY


def test_no_audit_detail_carries_a_name(room: CaseRoom) -> None:
    case = room.case(name="架空 秘密子")
    assign(
        case=case, staff=None, reason="秘密の事情", version=1, by=room.actor("manager"),
        now=NOW, today=TODAY,
    )  # fmt: skip
    for event in AuditEvent.objects.all():
        assert "秘密" not in str(event.details)
        assert isinstance(event.target_public_id, UUID | None)
