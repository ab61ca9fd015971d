"""事業所への支援の書込み: 担当地域の中だけ、台帳に一度、二つの事業所だけに見える。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.activity.office_support.conftest import SupportRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied
from tsunagi.access.models import AuditEvent
from tsunagi.activity.office_support import actions, queries
from tsunagi.activity.office_support.models import OfficeSupport, VisitPlan
from tsunagi.activity.office_support.rules import PlanState, State, Topic, Way, Why
from tsunagi.activity.record.models import Activity
from tsunagi.activity.record.rules import ActivityKind
from tsunagi.common.errors import UserError
from tsunagi.organisations.models import Office
from tsunagi.organisations.office.models import OfficeKindPeriod

pytestmark = pytest.mark.django_db


def code(act: Callable[[], object]) -> tuple[str, str | None]:
    with pytest.raises(UserError) as caught:
        act()
    return caught.value.message.code, caught.value.field


def in_ledger(row: OfficeSupport) -> Activity:
    return Activity.objects.unscoped("test").get(
        record_key=row.record_id, is_current=True
    )


def test_a_visit_is_one_row_of_the_ledger_without_anybody(support: SupportRoom) -> None:
    row = support.give()
    entry = in_ledger(row)
    assert entry.kind == ActivityKind.OFFICE_SUPPORT and entry.method == Way.VISIT
    assert (entry.minutes, entry.served_count) == (60, 0)
    assert entry.office == support.region.offices["core"]
    assert entry.area == support.region.areas["east"]
    event = AuditEvent.objects.get(action="office_support.give")
    assert "請求" not in str(event.details) and not event.subjects.exists()


def test_it_is_seen_by_the_two_offices_and_nobody_else(support: SupportRoom) -> None:
    row = support.give()

    def sees(name: str) -> bool:
        actor = support.region.actor(name)
        return (
            OfficeSupport.objects.visible_to(actor, now=NOW).filter(pk=row.pk).exists()
        )

    for name in ("core_staff", "core_manager", "consultant", "specialist", "manager"):
        assert sees(name), name
    for name in ("alone", "officer", "ward_officer", "secretary", "minato_officer"):
        assert not sees(name), name


@pytest.mark.parametrize("name", ["specialist", "assistant", "secretary", "member"])
def test_who_has_no_such_task_is_denied(support: SupportRoom, name: str) -> None:
    with pytest.raises(AccessDenied):
        support.give("alone", by=name)


def test_an_ordinary_office_does_not_support_others(support: SupportRoom) -> None:
    support.answer_for("hikari", "west")
    assert code(lambda: support.give("alone", by="manager")) == ("OFS-001", None)


@pytest.mark.parametrize("name", ["core_staff", "consultant", "core_manager"])
def test_only_offices_of_the_own_areas(support: SupportRoom, name: str) -> None:
    assert code(lambda: support.give("alone", by=name)) == ("OFS-002", "target")
    assert code(lambda: support.give("shiokaze", by=name))[0] == "OFS-002"
    assert code(lambda: support.give("core", by=name)) == ("OFS-003", "target")
    actor = support.region.actor(name)

    def offered() -> set[Office]:
        return set(queries.offices_to_support(actor=actor, today=TODAY))

    offices = support.region.offices
    assert offices["hikari"] in offered() and offices["alone"] not in offered()
    support.answer_for("core", "west", "minato")
    assert support.give("alone", by=name).target == offices["alone"]
    assert offices["alone"] in offered() and offices["hikari"] not in offered()
    assert offices["shiokaze"] not in offered(), "another municipality"


def test_the_municipality_supports_all_its_offices(support: SupportRoom) -> None:
    assert support.give("alone", by="officer").office == support.region.offices["desk"]
    assert support.give("hikari", by="ward_officer")
    assert code(lambda: support.give("alone", by="ward_officer"))[0] == "OFS-002"


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"subject": "　"}, ("OFS-004", "subject")),
        ({"occurred_on": TODAY + timedelta(days=1)}, ("OFS-005", "occurred_on")),
        ({"follow_on": TODAY - timedelta(days=1)}, ("OFS-006", "follow_on")),
        ({"minutes": 1441}, ("LED-003", "minutes")),
    ],
)
def test_what_is_refused_leaves_nothing(
    support: SupportRoom, values: dict[str, object], refusal: tuple[str, str]
) -> None:
    assert code(lambda: support.give(**values)) == refusal
    assert not OfficeSupport.objects.unscoped("test").exists()
    assert not Activity.objects.unscoped("test").exists()


def test_a_correction_keeps_what_stood_and_corrects_the_ledger(
    support: SupportRoom,
) -> None:
    row = support.fresh(support.give())
    by = support.region.actor("core_staff")

    def correct(reason: str) -> OfficeSupport:
        return actions.correct_support(
            support=row, new=support.new(minutes=30, follow_on=TODAY), reason=reason,
            version=1, by=by, now=NOW, today=TODAY,
        )  # fmt: skip

    assert code(lambda: correct(""))[0] == "OFS-007"
    new = correct("時間をまちがえた")
    assert (new.version, new.state) == (2, State.GOING)
    assert in_ledger(row).minutes == 30
    with pytest.raises(UserError):
        correct("ほかの人が先に")


def test_only_the_author_and_their_manager_correct_it(support: SupportRoom) -> None:
    row = support.fresh(support.give())
    for name, may in (
        ("core_staff", True), ("core_manager", True), ("consultant", False),
        ("manager", False), ("specialist", False),
    ):  # fmt: skip
        assert actions.may_correct(row, by=support.region.actor(name)) is may, name


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("core_staff", True), ("consultant", True), ("manager", True),
        ("specialist", False), ("alone", False), ("officer", False),
    ],
)  # fmt: skip
def test_either_side_ends_it(support: SupportRoom, name: str, may: bool) -> None:
    row = support.fresh(support.give(follow_on=TODAY))
    by = support.region.actor(name)
    if not may:
        with pytest.raises(AccessDenied):
            actions.end_support(support=row, version=1, by=by, now=NOW)
        return
    done = actions.end_support(support=row, version=1, by=by, now=NOW)
    assert done.state == State.DONE and in_ledger(row).version == 1
    again = code(lambda: actions.end_support(support=done, version=2, by=by, now=NOW))
    assert again[0] == "OFS-009"


def test_what_is_withdrawn_stays_and_counts_nothing(support: SupportRoom) -> None:
    row = support.fresh(support.give(follow_on=TODAY))
    by = support.region.actor("core_staff")
    gone = actions.withdraw_support(
        support=row, reason="別の事業所", version=1, by=by, now=NOW
    )
    assert gone.is_withdrawn and in_ledger(row).is_withdrawn
    span = {"first": TODAY, "last": TODAY}
    counts = queries.counts_per_office(actor=by, now=NOW, received=False, **span)
    assert counts == []
    assert queries.supports_to_follow(actor=by, now=NOW, today=TODAY) == []


def test_the_day_to_ask_comes_to_both_sides(support: SupportRoom) -> None:
    row = support.give(follow_on=TODAY)
    for name, expected in (
        ("core_staff", [row]), ("manager", [row]), ("consultant", []), ("alone", []),
    ):  # fmt: skip
        actor = support.region.actor(name)
        found = queries.supports_to_follow(actor=actor, now=NOW, today=TODAY)
        assert found == expected, name


def test_counts_per_office_and_topic(support: SupportRoom) -> None:
    support.answer_for("core", "east", "west")
    support.give()
    support.give(topic=Topic.MANAGEMENT, minutes=None)
    support.give("alone", topic=Topic.MANAGEMENT)
    support.give("alone", occurred_on=TODAY - timedelta(days=400))
    span = {"now": NOW, "first": TODAY - timedelta(days=1), "last": TODAY}
    found = queries.counts_per_office(
        actor=support.region.actor("core_staff"), received=False, **span
    )
    topics = list(Topic)
    told = {
        one.office_name: (
            one.topics[topics.index(Topic.CLAIMS)],
            one.topics[topics.index(Topic.MANAGEMENT)], one.total, one.minutes,
        )
        for one in found
    }  # fmt: skip
    assert told == {"架空 hikari": (1, 1, 2, 60), "架空 alone": (0, 1, 1, 60)}
    received = queries.counts_per_office(
        actor=support.region.actor("alone"), received=True, **span
    )
    assert [(one.office_name, one.total) for one in received] == [("架空 core", 1)]


# --- 訪問の予定 ---------------------------------------------------------------------------
def proposed(support: SupportRoom, by: str = "core_staff") -> dict[str, Why | None]:
    found = queries.visits_proposed(
        actor=support.region.actor(by), now=NOW, today=TODAY
    )
    return {one.office.name: one.why for one in found}


def test_new_alone_and_long_unvisited_offices_are_proposed(
    support: SupportRoom,
) -> None:
    support.answer_for("core", "east", "west")
    assert proposed(support) == {"架空 hikari": Why.NEVER, "架空 alone": Why.NEVER}
    OfficeKindPeriod.objects.filter(office=support.region.offices["hikari"]).update(
        valid_from=date(2026, 9, 1)
    )
    assert proposed(support)["架空 hikari"] == Why.NEW
    support.give("hikari")
    support.give("alone", occurred_on=TODAY - timedelta(days=100))
    assert proposed(support) == {"架空 alone": Why.ALONE}
    support.give("alone", way=Way.PHONE)
    assert proposed(support) == {"架空 alone": Why.ALONE}, "a call is no visit"
    support.give("alone")
    assert proposed(support) == {}


def test_only_the_own_areas_are_proposed(support: SupportRoom) -> None:
    assert proposed(support) == {"架空 hikari": Why.NEVER}
    assert proposed(support, "officer").keys() == {"架空 hikari", "架空 alone"}


def test_a_planned_day_is_kept_changed_and_done_with_the_visit(
    support: SupportRoom,
) -> None:
    by, target = support.region.actor("core_staff"), support.region.offices["hikari"]

    def plan(days: int) -> VisitPlan:
        return actions.plan_visit(
            target=target, planned_on=TODAY + timedelta(days=days), note="", by=by,
            now=NOW, today=TODAY,
        )  # fmt: skip

    assert code(lambda: plan(-1)) == ("OFS-011", "planned_on")
    plan(3)
    plan(9)
    states = VisitPlan.objects.unscoped("test").order_by("id")
    assert list(states.values_list("state", flat=True)) == ["changed", "planned"]
    until = TODAY + timedelta(days=9)
    assert len(queries.planned_visits(actor=by, now=NOW, until=until)) == 1
    support.give(way=Way.PHONE)
    assert states.filter(state=PlanState.PLANNED).count() == 1
    support.give()
    assert list(states.values_list("state", flat=True)) == ["changed", "visited"]
    plan(5)
    actions.drop_visit(target=target, by=by, today=TODAY)
    assert states.filter(state=PlanState.DROPPED).count() == 1
    names = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"office_visit.plan", "office_visit.drop"} <= names
