"""件数の上限: 知らせ、わけ、減らす計画の画面。名前は、その事業所だけが見る。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.handover.conftest import HandRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.activity.catalogue import actions as catalogues
from tsunagi.cases.case.models import Case, CaseResponsibility
from tsunagi.cases.case.rules import DifficultyGroup, Mode
from tsunagi.cases.case.team_actions import add_difficulty
from tsunagi.cases.handover.answer_actions import Said, accept
from tsunagi.cases.handover.rules import Purpose
from tsunagi.cases.limits import counts
from tsunagi.cases.limits.actions import state_reason
from tsunagi.cases.limits.burn_down_rules import count_on
from tsunagi.cases.limits.queries import notice_of_more
from tsunagi.common.errors import UserError
from tsunagi.organisations.office.actions import report_free_places

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
PAGE = "limit-page"


@pytest.fixture
def hands(room: CaseRoom) -> HandRoom:
    return HandRoom(room)


def adopt(room: CaseRoom) -> None:
    """つなぎ市 takes over the catalogue that the limits of centres belong to."""
    catalogues.adopt(
        name="kumamoto-services", base_version="R3", effective_from=date(2026, 4, 1),
        by=room.actor("officer"), now=NOW,
    )  # fmt: skip


def say_capacity(room: CaseRoom, office: str, capacity: int, by: str) -> None:
    report_free_places(
        office=room.region.offices[office], accepts_new=True, free_places=1,
        capacity=capacity, note="", by=room.actor(by), now=NOW, today=TODAY,
    )  # fmt: skip


def hold(room: CaseRoom, count: int, **more: Any) -> list[Case]:
    return [room.case(name=f"架空 続く{number}", **more) for number in range(count)]


def at_core(room: CaseRoom, count: int, **more: Any) -> list[Case]:
    values = {"office": "core", "staff": "core_staff", "by": "core_manager", **more}
    return hold(room, count, **values)


def notice(room: CaseRoom, office: str, by: str, *, is_plan: bool = True) -> Any:
    return notice_of_more(
        actor=room.actor(by), office_id=room.region.offices[office].pk,
        is_plan=is_plan, today=TODAY,
    )  # fmt: skip


def test_nothing_is_said_without_a_limit_or_far_below_it(room: CaseRoom) -> None:
    assert notice(room, "hikari", "specialist") is None
    say_capacity(room, "hikari", 20, "manager")
    assert notice(room, "hikari", "specialist") is None


def test_the_own_word_of_an_office_warns_and_then_asks_why(room: CaseRoom) -> None:
    say_capacity(room, "hikari", 2, "manager")
    hold(room, 1)
    near = notice(room, "hikari", "specialist")
    assert not near.asks_reason and "2件になります" in near.text
    hold(room, 1, mode=Mode.ENTRUSTED)
    over = notice(room, "hikari", "specialist", is_plan=False)
    assert over.asks_reason and "わけを書いて" in over.text
    assert "受けることはできます" in over.text


def test_a_centre_is_asked_why_from_the_first_plan_case(room: CaseRoom) -> None:
    assert notice(room, "core", "core_staff") is None, "not adopted here"
    adopt(room)
    asked = notice(room, "core", "core_staff")
    assert asked.asks_reason and "原則として" in asked.text and "50件" in asked.text
    assert "未確認" in asked.text, "the paper ended in March 2024"
    assert notice(room, "core", "core_staff", is_plan=False) is None
    assert notice(room, "hikari", "specialist") is None, "no centre"


def test_taking_over_keeps_the_reason_with_the_responsibility(
    room: CaseRoom, hands: HandRoom, client_for: ClientFor
) -> None:
    say_capacity(room, "alone", 0, "alone")
    case = room.case()
    hands.consent(case, "alone")
    ask = hands.ask(hands.prepare(case, purpose=Purpose.OVER_LIMIT))
    url = reverse("handover-accept", args=[ask.public_id])
    place = client_for("alone")
    page = place.get(url)
    assert "これで受け持ちは1件になります" in page.content.decode()
    key = page.context["form"]["key"].value()
    place.post(
        url,
        {"key": key, "staff": "", "mode": "", "note": "", "reason": "近くに他がない"},
    )
    row = CaseResponsibility.objects.unscoped("test").get(case=case, valid_before=None)
    assert (row.office, row.reason) == (room.region.offices["alone"], "近くに他がない")


def test_no_reason_refuses_nobody(
    room: CaseRoom, hands: HandRoom, client_for: ClientFor
) -> None:
    say_capacity(room, "alone", 0, "alone")
    case = room.case()
    hands.consent(case, "alone")
    ask = hands.ask(hands.prepare(case))
    accept(
        ask=hands.fresh(ask), said=Said(on=TODAY), staff=None, mode=None,
        by=room.actor("alone"), now=NOW, today=TODAY, reason="  ",
    )  # fmt: skip
    row = CaseResponsibility.objects.unscoped("test").get(case=case, valid_before=None)
    assert row.reason == "引継ぎ"


def test_a_form_far_below_the_limit_asks_nothing(
    room: CaseRoom, hands: HandRoom, client_for: ClientFor
) -> None:
    ask = hands.ask(hands.prepare(room.case()))
    page = client_for("alone").get(reverse("handover-accept", args=[ask.public_id]))
    assert "reason" not in page.context["form"].fields


def test_changing_to_a_plan_tells_of_the_limit(
    room: CaseRoom, client_for: ClientFor
) -> None:
    adopt(room)
    case = at_core(room, 1, mode=Mode.ENTRUSTED)[0]
    page = client_for("core_staff").get(reverse("case-mode", args=[case.public_id]))
    assert "上限は50件です" in page.content.decode()
    planned = room.case(name="架空 計画")
    own = client_for("specialist").get(reverse("case-mode", args=[planned.public_id]))
    assert "上限は" not in own.content.decode()


# --- わけ ----------------------------------------------------------------------------
def test_a_reason_is_a_new_row_and_the_former_stays(room: CaseRoom) -> None:
    case = at_core(room, 1)[0]
    state_reason(
        case=case, reason=" 受けられる所がない ", version=case.version,
        by=room.actor("core_staff"), now=NOW, today=TODAY,
    )  # fmt: skip
    rows = CaseResponsibility.objects.unscoped("test").filter(case=case).order_by("pk")
    assert [(row.reason, row.valid_before) for row in rows] == [
        ("", TODAY), ("受けられる所がない", None),
    ]  # fmt: skip
    event = AuditEvent.objects.filter(action="limit.reason").get()
    assert event.actor_staff_id == room.region.staff["core_staff"].pk


@pytest.mark.parametrize(
    ("by", "values", "error"),
    [
        ("alone", {}, NotVisible), ("officer", {}, AccessDenied),
        ("core_staff", {"reason": " "}, UserError),
        ("core_staff", {"version": 99}, UserError),
    ],
)  # fmt: skip
def test_who_may_state_a_reason(
    room: CaseRoom, by: str, values: dict[str, Any], error: type[Exception]
) -> None:
    case = at_core(room, 1)[0]
    given = {"reason": "複雑", "version": case.version, **values}
    with pytest.raises(error):
        state_reason(case=case, by=room.actor(by), now=NOW, today=TODAY, **given)


def test_only_a_plan_case_needs_a_reason(room: CaseRoom) -> None:
    case = at_core(room, 1, mode=Mode.ENTRUSTED)[0]
    with pytest.raises(UserError, match="LIM-002"):
        state_reason(
            case=case, reason="複雑", version=case.version,
            by=room.actor("core_staff"), now=NOW, today=TODAY,
        )  # fmt: skip


def test_held_without_a_reason_is_listed_until_it_is_written(
    room: CaseRoom, client_for: ClientFor
) -> None:
    adopt(room)
    case = at_core(room, 1)[0]
    client = client_for("core_staff")
    listed = client.get(reverse(PAGE)).context["held"].without_reason
    assert [one.pk for one in listed] == [case.pk]
    url = reverse("case-holding-reason", args=[case.public_id])
    version = client.get(url).context["form"]["version"].value()
    refused = client.post(url, {"reason": "", "version": version})
    assert refused.status_code == 422
    client.post(url, {"reason": "病状が重い", "version": version})
    page = client.get(reverse(PAGE))
    assert page.context["held"].without_reason == []
    assert "病状が重い" in page.content.decode()


# --- 減らす計画 ------------------------------------------------------------------------
def test_the_plan_of_an_office_over_its_limit(
    room: CaseRoom, hands: HandRoom, client_for: ClientFor
) -> None:
    say_capacity(room, "hikari", 1, "manager")
    old = room.case(name="架空 前から", opened_on=date(2024, 4, 1))
    hard = room.case(name="架空 むずかしい", opened_on=date(2026, 11, 1))
    add_difficulty(
        case=hard, group=DifficultyGroup.ENVIRONMENT, text="住まいが決まらない",
        noticed_on=TODAY, by=room.actor("specialist"), now=NOW,
    )  # fmt: skip
    moving = room.case(name="架空 動いている", opened_on=date(2020, 4, 1))
    handover = hands.prepare(moving)
    client = client_for("specialist")
    page = client.get(reverse(PAGE), {"by": "2027-03"})
    text = page.content.decode()
    lines = page.context["held"].lines
    assert [line.case.pk for line in lines] == [moving.pk, old.pk, hard.pk]
    assert [bool(line.step.month) for line in lines] == [True, True, False]
    assert lines[1].place.office == room.region.offices["alone"]
    assert "2件こえています" in text
    prepare = reverse("handover-new", args=[old.public_id])
    assert f"{prepare}?purpose=over_limit" in text
    assert reverse("handover-page", args=[moving.public_id, handover.public_id]) in text


def test_others_see_counts_and_no_names(room: CaseRoom, client_for: ClientFor) -> None:
    say_capacity(room, "hikari", 1, "manager")
    hold(room, 3)
    office = {"office": str(room.region.offices["hikari"].public_id)}
    for who in ("officer", "core_staff"):
        text = client_for(who).get(reverse(PAGE), office).content.decode()
        assert "2件こえています" in text and "架空 続く" not in text, who
    far = client_for("alone").get(reverse(PAGE), office).content.decode()
    assert "こえています" not in far and "架空 hikari" not in far
    assert client_for("member").get(reverse(PAGE)).status_code == 403


def test_an_officer_first_sees_all_offices(
    room: CaseRoom, client_for: ClientFor
) -> None:
    hold(room, 1)
    text = client_for("officer").get(reverse(PAGE)).content.decode()
    assert "事業所ごとの件数と上限" in text and "架空 hikari" in text


def test_the_verdict_reads_the_history(room: CaseRoom, client_for: ClientFor) -> None:
    adopt(room)
    client = client_for("core_staff")
    at_core(room, 1)
    assert "期限の日の記録がない" in client.get(reverse(PAGE)).content.decode()
    room.case(
        name="架空 昔から", office="core", staff="core_staff", by="core_manager",
        opened_on=date(2022, 4, 1),
    )  # fmt: skip
    text = client.get(reverse(PAGE)).content.decode()
    assert "期限の日に、上限に収まっていた" in text and "その日の終わりに1件" in text


def test_the_history_counts_months_back(room: CaseRoom) -> None:
    hold(room, 2, opened_on=date(2026, 5, 10))
    hold(room, 1, opened_on=date(2026, 7, 10), mode=Mode.ENTRUSTED)
    found = counts.plan_histories(
        office_id=room.region.offices["hikari"].pk,
        municipality_id=room.actor("specialist").here, plans_only=True,
    )  # fmt: skip
    days = (date(2026, 4, 30), date(2026, 5, 31), TODAY)
    assert [count_on(found, day) for day in days] == [0, 2, 2]


def test_the_page_asks_a_constant_number_of_questions(
    room: CaseRoom, client_for: ClientFor
) -> None:
    say_capacity(room, "hikari", 1, "manager")
    client, url = client_for("specialist"), reverse(PAGE)
    hold(room, 2)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    hold(room, 4)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)
