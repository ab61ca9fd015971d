"""助言・同行・後方支援の書込み: 責任は動かず、台帳には一度だけ、二つの側から見える。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.cases.backup.conftest import HelpRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.activity.record.models import Activity, ActivitySubject
from tsunagi.activity.record.queries import methods_by_month, monthly_figures
from tsunagi.activity.record.rules import ActivityKind
from tsunagi.cases.backup import actions, queries
from tsunagi.cases.backup.models import BackupSupport
from tsunagi.cases.backup.rules import Kind, State
from tsunagi.cases.case.actions import close_case
from tsunagi.cases.case.models import Case, CaseEvent, CaseResponsibility
from tsunagi.cases.case.rules import ClosingReason
from tsunagi.cases.case.team_actions import add_collaborator, exclude
from tsunagi.cases.consent.actions import withdraw_consent
from tsunagi.cases.field_classes import FieldClass
from tsunagi.common.dates import YearMonth
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db


def code(act: Callable[[], object]) -> tuple[str, str | None]:
    with pytest.raises(UserError) as caught:
        act()
    return caught.value.message.code, caught.value.field


def in_ledger(row: BackupSupport) -> Activity:
    return Activity.objects.unscoped("test").get(
        record_key=row.record_id, is_current=True
    )


def seen_by(helping: HelpRoom, name: str) -> list[BackupSupport]:
    return list(BackupSupport.objects.visible_to(helping.room.actor(name), now=NOW))


def test_help_is_written_once_and_moves_nothing(helping: HelpRoom) -> None:
    case = helping.shown()
    before = CaseResponsibility.objects.unscoped("test").filter(case=case).count()
    row = helping.give(case, kind=Kind.ACCOMPANY)
    region = helping.room.region
    assert (row.office, row.staff) == (
        region.offices["core"],
        region.staff["core_staff"],
    )
    assert row.receiver == region.offices["hikari"] and row.state == State.DONE
    entry = in_ledger(row)
    assert entry.kind == ActivityKind.BACKUP and entry.method == Kind.ACCOMPANY
    assert (entry.minutes, entry.served_count) == (40, 0)
    assert entry.office == region.offices["core"]
    assert not ActivitySubject.objects.unscoped("test").filter(activity=entry).exists()
    now = Case.objects.unscoped("test").get(pk=case.pk)
    assert now.responsible_office == region.offices["hikari"]
    assert now.responsible_staff == region.staff["specialist"]
    rows = CaseResponsibility.objects.unscoped("test").filter(case=case)
    assert rows.count() == before
    event = AuditEvent.objects.get(action="backup.give")
    assert "短い訪問" not in str(event.details)
    assert CaseEvent.objects.unscoped("test").filter(kind="backup").count() == 1


def test_both_sides_see_it_and_nobody_else(helping: HelpRoom) -> None:
    row = helping.give()
    for name in ("core_staff", "specialist", "manager"):
        assert seen_by(helping, name) == [row]
    for name in ("alone", "minato_specialist", "secretary"):
        assert seen_by(helping, name) == []


def test_without_a_reason_the_case_does_not_exist(helping: HelpRoom) -> None:
    case = helping.room.case()
    with pytest.raises(NotVisible):
        helping.give(case)
    helping.consent(case, classes=(FieldClass.IDENTITY,))
    with pytest.raises(AccessDenied):
        helping.give(case)
    exclude(
        case=case, staff=helping.room.region.staff["core_staff"], office=None,
        reason="家族", by=helping.room.actor("manager"), now=NOW,
    )  # fmt: skip
    helping.consent(case)
    with pytest.raises(NotVisible):
        helping.give(case)


def test_the_municipality_sees_and_does_not_write_it(helping: HelpRoom) -> None:
    case = helping.shown()
    with pytest.raises(AccessDenied):
        helping.give(case, by="officer")


def test_an_office_that_works_on_the_case_helps_too(helping: HelpRoom) -> None:
    case = helping.room.case()
    add_collaborator(
        case=case, office=helping.room.region.offices["alone"], part="通院",
        on=TODAY, by=helping.room.actor("specialist"), now=NOW,
    )  # fmt: skip
    assert helping.give(case, by="alone").office == helping.room.region.offices["alone"]


def test_the_own_work_is_not_help(helping: HelpRoom) -> None:
    case = helping.room.case()
    assert code(lambda: helping.give(case, by="specialist")) == ("BKU-001", None)
    assert helping.give(case, by="assistant").staff.login_name == "assistant"
    waiting = helping.room.case(name="架空 春", staff=None)
    assert code(lambda: helping.give(waiting, by="assistant"))[0] == "BKU-001"


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"advice": " 　"}, ("BKU-002", "advice")),
        ({"occurred_on": TODAY + timedelta(days=1)}, ("BKU-003", "occurred_on")),
        ({"follow_on": TODAY - timedelta(days=1)}, ("BKU-004", "follow_on")),
        ({"minutes": 1441}, ("LED-003", "minutes")),
    ],
)
def test_what_is_refused_leaves_nothing(
    helping: HelpRoom, values: dict[str, object], refusal: tuple[str, str]
) -> None:
    case = helping.shown()
    assert code(lambda: helping.give(case, **values)) == refusal
    assert not BackupSupport.objects.unscoped("test").exists()
    assert not Activity.objects.unscoped("test").filter(kind="backup").exists()


def test_a_closed_case_takes_no_more_help(helping: HelpRoom) -> None:
    case = helping.shown()
    close_case(
        case=case, reason=ClosingReason.WISH, note="", on=TODAY, follow_up_on=None,
        version=case.version, by=helping.room.actor("specialist"), now=NOW,
        today=TODAY,
    )  # fmt: skip
    with pytest.raises(UserError):
        helping.give(Case.objects.unscoped("test").get(pk=case.pk))


def test_a_correction_keeps_what_stood_and_corrects_the_ledger(
    helping: HelpRoom,
) -> None:
    row = helping.fresh(helping.give())
    by = helping.room.actor("core_staff")
    again = TODAY + timedelta(days=14)

    def correct(reason: str, version: int = 1) -> BackupSupport:
        return actions.correct_backup(
            backup=row, new=helping.new(minutes=70, follow_on=again), reason=reason,
            version=version, by=by, now=NOW, today=TODAY,
        )  # fmt: skip

    assert code(lambda: correct(" ")) == ("BKU-005", "reason")
    new = correct("時間をまちがえた")
    assert (new.version, new.minutes, new.state) == (2, 70, State.GOING)
    assert BackupSupport.objects.unscoped("test").count() == 2
    assert (in_ledger(row).minutes, in_ledger(row).version) == (70, 2)
    with pytest.raises(UserError):
        correct("ほかの人が先に直した")


def test_only_the_author_and_their_manager_correct_it(helping: HelpRoom) -> None:
    row = helping.fresh(helping.give())
    for name in ("specialist", "manager", "consultant"):
        assert not actions.may_correct(row, by=helping.room.actor(name))
    for name in ("core_staff", "core_manager"):
        assert actions.may_correct(row, by=helping.room.actor(name))
    by = helping.room.actor("specialist")
    refused = code(
        lambda: actions.withdraw_backup(
            backup=row, reason="わけ", version=1, by=by, now=NOW
        )
    )
    assert refused[0] == "BKU-006"


@pytest.mark.parametrize("side", ["core_staff", "specialist"])
def test_one_press_of_either_side_ends_it(helping: HelpRoom, side: str) -> None:
    row = helping.fresh(helping.give(follow_on=TODAY))
    by = helping.room.actor(side)
    ended = actions.end_backup(backup=row, version=1, by=by, now=NOW)
    assert ended.state == State.DONE and ended.staff_id == row.staff_id
    assert in_ledger(row).version == 1, "the time is the same"
    again = code(lambda: actions.end_backup(backup=ended, version=2, by=by, now=NOW))
    assert again[0] == "BKU-007"


def test_what_is_withdrawn_stays_and_counts_nothing(helping: HelpRoom) -> None:
    row = helping.fresh(helping.give(follow_on=TODAY))
    by = helping.room.actor("core_staff")
    gone = actions.withdraw_backup(
        backup=row, reason="別の方だった", version=1, by=by, now=NOW
    )
    assert gone.is_withdrawn and gone.advice == row.advice
    assert in_ledger(row).is_withdrawn
    assert queries.backups_to_follow(actor=by, now=NOW, today=TODAY) == []
    refused = code(lambda: actions.end_backup(backup=gone, version=2, by=by, now=NOW))
    assert refused[0] == "BKU-008"


def test_the_day_to_ask_comes_to_both_sides(helping: HelpRoom) -> None:
    row = helping.give(follow_on=TODAY)
    for name, expected in (
        ("core_staff", [row]), ("specialist", [row]), ("manager", []), ("alone", []),
    ):  # fmt: skip
        actor = helping.room.actor(name)
        found = queries.backups_to_follow(actor=actor, now=NOW, today=TODAY)
        assert found == expected, name
    earlier = TODAY - timedelta(days=1)
    actor = helping.room.actor("core_staff")
    assert queries.backups_to_follow(actor=actor, now=NOW, today=earlier) == []


def test_the_helper_sees_it_no_more_once_the_consent_is_withdrawn(
    helping: HelpRoom,
) -> None:
    case = helping.room.case()
    consent = helping.consent(case)
    row = helping.give(case, follow_on=TODAY)
    withdraw_consent(
        case=case, consent=consent, words="もういい",
        by=helping.room.actor("specialist"), now=NOW,
    )  # fmt: skip
    later = NOW + timedelta(minutes=1)
    core = helping.room.actor("core_staff")
    assert not BackupSupport.objects.visible_to(core, now=later).exists()
    assert queries.backups_to_follow(actor=core, now=later, today=TODAY) == []
    assert seen_by(helping, "specialist") == [row]


def test_given_and_received_are_counted_by_kind(helping: HelpRoom) -> None:
    case = helping.shown()
    helping.give(case, kind=Kind.MEETING)
    helping.give(case, kind=Kind.MEETING, minutes=None)
    helping.give(case, by="assistant")
    span = {"first": TODAY, "last": TODAY, "now": NOW}

    def counts(name: str, *, received: bool) -> dict[str, tuple[int, int]]:
        found = queries.counts_by_kind(
            actor=helping.room.actor(name), received=received, **span
        )
        return {one.kind.value: (one.count, one.minutes) for one in found if one.count}

    assert counts("core_staff", received=False) == {"meeting": (2, 40)}
    assert counts("specialist", received=True) == {"meeting": (2, 40)}
    assert counts("specialist", received=False) == {"advice": (1, 40)}
    assert counts("core_staff", received=True) == {}


def test_help_is_not_counted_as_a_contact(helping: HelpRoom) -> None:
    case = helping.shown()
    actor = helping.room.actor("core_staff")
    month = YearMonth.of(TODAY)
    offices = [helping.room.region.offices["core"].pk]
    before = monthly_figures(actor=actor, month=month, offices=offices)
    years = methods_by_month(actor=actor, months=[month], offices=offices)
    helping.give(case)
    assert monthly_figures(actor=actor, month=month, offices=offices) == before
    assert methods_by_month(actor=actor, months=[month], offices=offices) == years
