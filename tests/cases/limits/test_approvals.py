"""市の承認: 求める時、市の答え、答えの前後に主担当が変わらないこと、決まりの入・切。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
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
from tsunagi.cases.case.actions import change_mode
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import DifficultyGroup, Mode
from tsunagi.cases.case.team_actions import add_difficulty
from tsunagi.cases.limits import approval_queries as queries
from tsunagi.cases.limits.actions import state_reason
from tsunagi.cases.limits.approval_actions import decide_approval, set_approval_rule
from tsunagi.cases.limits.approval_rules import (
    Decision,
    Standing,
    is_rule_on,
    needs_approval,
)
from tsunagi.cases.limits.limit_rules import tables
from tsunagi.cases.limits.models import ApprovalRule, LimitApproval
from tsunagi.common.errors import UserError
from tsunagi.organisations.office.rules import OfficeKind

ClientFor = Callable[[str], Client]
CENTRE = frozenset({OfficeKind.CORE_CENTRE})
PLAN_OFFICE = frozenset({OfficeKind.DESIGNATED_PLAN})
RULE = next(one for one in tables().limits if one.code == "kumamoto-other")
SURE, UNSURE = date(2023, 6, 1), date(2026, 11, 22)


@pytest.mark.parametrize(
    ("switch", "rule", "day", "is_on"),
    [
        pytest.param(None, None, UNSURE, False, id="はじめは求めない"),
        pytest.param(None, RULE, SURE, True, id="採用した決まりが言う間は求める"),
        pytest.param(None, RULE, UNSURE, False, id="確かめていない日からは求めない"),
        pytest.param(True, None, UNSURE, True, id="市町村が入れた"),
        pytest.param(False, RULE, SURE, False, id="市町村が切った"),
    ],
)
def test_when_the_rule_is_on(
    switch: bool | None, rule: Any, day: date, is_on: bool
) -> None:
    assert is_rule_on(switch, rule, day=day) is is_on


@pytest.mark.parametrize(
    ("values", "needed"),
    [
        ({}, True), ({"is_on": False}, False), ({"is_plan": False}, False),
        ({"difficulties": 1}, False), ({"kinds": PLAN_OFFICE}, False),
    ],
)  # fmt: skip
def test_only_a_centre_with_a_plan_case_that_is_not_difficult_asks(
    values: dict[str, Any], needed: bool
) -> None:
    given = {"is_plan": True, "kinds": CENTRE, "difficulties": 0, "is_on": True}
    assert needs_approval(**{**given, **values}) is needed


@pytest.fixture
def hands(room: CaseRoom) -> HandRoom:
    return HandRoom(room)


def switch(room: CaseRoom, *, on: bool = True, day: date = TODAY) -> ApprovalRule:
    return set_approval_rule(
        municipality=room.region.municipalities["tsunagi"], is_on=on,
        reason="（架空）委託の仕様書", valid_from=day, by=room.actor("officer"), now=NOW,
    )  # fmt: skip


def at_core(room: CaseRoom, number: int = 0, mode: Mode = Mode.PLAN) -> Case:
    return room.case(
        name=f"架空 センター{number}", office="core", staff="core_staff",
        by="core_manager", mode=mode,
    )  # fmt: skip


def only() -> LimitApproval:
    return LimitApproval.objects.unscoped("test").get()


def count() -> int:
    return LimitApproval.objects.unscoped("test").count()


def difficult(room: CaseRoom, case: Case) -> None:
    add_difficulty(
        case=case, group=DifficultyGroup.ENVIRONMENT, text="住まいが決まらない",
        noticed_on=TODAY, by=room.actor("core_staff"), now=NOW,
    )  # fmt: skip


def decide(
    room: CaseRoom, decision: Decision, word: str = "", by: str = "officer"
) -> LimitApproval:
    return decide_approval(
        approval=only(), decision=decision, word=word, by=room.actor(by), now=NOW,
        today=TODAY,
    )  # fmt: skip


pytestmark = pytest.mark.django_db


def test_a_centre_that_opens_a_plan_case_asks_the_city(room: CaseRoom) -> None:
    at_core(room)
    assert count() == 0, "nobody has switched the rule on"
    switch(room)
    room.case(name="架空 事業所")
    at_core(room, 1, mode=Mode.ENTRUSTED)
    assert count() == 0
    case = at_core(room, 2)
    assert (only().case, only().standing) == (case, Standing.WAITING)
    event = AuditEvent.objects.get(action="approval.ask")
    assert list(event.subjects.values_list("subject_public_id", flat=True)) == [
        case.person.public_id
    ]


def test_changing_to_a_plan_asks_with_the_reason_that_was_written(
    room: CaseRoom,
) -> None:
    switch(room)
    cases = [at_core(room, number, mode=Mode.ENTRUSTED) for number in range(2)]
    difficult(room, cases[1])
    for case in cases:
        change_mode(
            case=case, mode=Mode.PLAN, reason="近くに受ける所がない", on=TODAY,
            version=case.version, by=room.actor("core_staff"), now=NOW, today=TODAY,
        )  # fmt: skip
    assert (only().case, only().reason) == (cases[0], "近くに受ける所がない")


def test_a_reason_written_later_reaches_the_same_request(room: CaseRoom) -> None:
    switch(room)
    case = at_core(room)
    assert only().reason == ""
    state_reason(
        case=case, reason="病状が重い", version=case.version,
        by=room.actor("core_staff"), now=NOW, today=TODAY,
    )  # fmt: skip
    assert only().reason == "病状が重い"


def test_taking_over_asks_for_the_reason_and_then_the_city(
    room: CaseRoom, hands: HandRoom, client_for: ClientFor
) -> None:
    switch(room)
    case = room.case()
    hands.consent(case, "core")
    ask = hands.ask(hands.prepare(case), "core")
    url = reverse("handover-accept", args=[ask.public_id])
    client = client_for("core_staff")
    page = client.get(url)
    assert "市の承認を求めます" in page.content.decode()
    values = {
        "key": page.context["form"]["key"].value(), "staff": "", "mode": "",
        "note": "よろしく", "reason": " ",
    }  # fmt: skip
    refused = client.post(url, values)
    assert refused.status_code == 422 and "よろしく" in refused.content.decode()
    assert count() == 0
    client.post(url, {**values, "reason": "近くに他がない"})
    assert only().office == room.region.offices["core"]
    assert only().reason == "近くに他がない"
    case.refresh_from_db()
    assert case.responsible_office == only().office, "it was taken all the same"


def test_the_city_answers_once_and_nobody_is_moved(room: CaseRoom) -> None:
    switch(room)
    case = at_core(room)
    with pytest.raises(UserError, match="LIM-003"):
        decide(room, Decision.NOT_APPROVED, "  ")
    assert only().standing is Standing.WAITING
    row = decide(room, Decision.NOT_APPROVED, "引継ぎを一緒に進めてください")
    assert row.standing is Standing.NOT_APPROVED
    assert row.decided_by == room.region.staff["officer"]
    case.refresh_from_db()
    assert case.responsible_office == room.region.offices["core"]
    with pytest.raises(UserError, match="LIM-004"):
        decide(room, Decision.APPROVED)
    event = AuditEvent.objects.get(action="approval.decide")
    assert "引継ぎ" not in str(event.details)


def test_who_has_the_citys_yes_is_not_asked_again(room: CaseRoom) -> None:
    switch(room)
    case = at_core(room)
    decide(room, Decision.APPROVED)
    state_reason(
        case=case, reason="近くに受けられる所がない", version=case.version,
        by=room.actor("core_manager"), now=NOW, today=TODAY,
    )  # fmt: skip
    assert count() == 1


def test_the_last_answer_counts(room: CaseRoom) -> None:
    switch(room)
    case = at_core(room)
    decide(room, Decision.NOT_APPROVED, "引継ぎを")
    actor = room.actor("core_staff")
    assert queries.answers_for_me(actor=actor, now=NOW) == (0, 1)
    state_reason(
        case=case, reason="近くに受けられる所がない", version=case.version,
        by=room.actor("core_manager"), now=NOW, today=TODAY,
    )  # fmt: skip
    decide_approval(
        approval=LimitApproval.objects.unscoped("test").latest("pk"), word="",
        decision=Decision.APPROVED, by=room.actor("officer"), now=NOW, today=TODAY,
    )  # fmt: skip
    assert queries.answers_for_me(actor=actor, now=NOW) == (1, 0)


def test_a_rule_that_has_begun_is_not_rewritten(room: CaseRoom) -> None:
    first = switch(room, day=TODAY - timedelta(days=90))
    with pytest.raises(UserError, match="LIM-006"):
        switch(room, on=False, day=TODAY - timedelta(days=100))
    first.refresh_from_db()
    assert not first.is_struck and first.valid_before is None
    switch(room, on=False)
    first.refresh_from_db()
    assert first.valid_before == TODAY


@pytest.mark.parametrize(
    ("by", "error"),
    [
        ("core_staff", AccessDenied), ("specialist", NotVisible),
        ("secretary", NotVisible), ("minato_officer", NotVisible),
    ],
)  # fmt: skip
def test_only_the_desk_of_the_city_answers(
    room: CaseRoom, by: str, error: type[Exception]
) -> None:
    switch(room)
    at_core(room)
    with pytest.raises(error):
        decide(room, Decision.APPROVED, by=by)
    assert only().standing is Standing.WAITING


def test_the_rule_is_dated_and_what_was_to_begin_is_struck(room: CaseRoom) -> None:
    later = switch(room, day=TODAY + timedelta(days=30))
    assert queries.rule_here(actor=room.actor("officer"), today=TODAY) is None
    first = switch(room)
    off = switch(room, on=False, day=TODAY + timedelta(days=1))
    later.refresh_from_db()
    first.refresh_from_db()
    assert later.is_struck and first.valid_before == off.valid_from
    actor = room.actor("officer")
    assert queries.rule_here(actor=actor, today=TODAY) == first
    assert queries.rule_here(actor=actor, today=off.valid_from) == off
    for name in ("core_manager", "minato_officer", "ward_officer"):
        with pytest.raises(AccessDenied):
            set_approval_rule(
                municipality=room.region.municipalities["tsunagi"], is_on=True,
                reason="x", valid_from=TODAY, by=room.actor(name), now=NOW,
            )  # fmt: skip
    with pytest.raises(UserError, match="LIM-005"):
        set_approval_rule(
            municipality=room.region.municipalities["tsunagi"], is_on=True,
            reason=" ", valid_from=TODAY, by=actor, now=NOW,
        )  # fmt: skip
    assert AuditEvent.objects.filter(action="approval.rule_set").count() == 3


def test_what_became_difficult_no_longer_waits(room: CaseRoom) -> None:
    switch(room)
    case = at_core(room)
    officer = room.actor("officer")
    assert queries.to_decide_count(actor=officer, now=NOW) == 1
    difficult(room, case)
    assert queries.to_decide_count(actor=officer, now=NOW) == 0
    assert queries.waiting(actor=officer, now=NOW) == []


def test_the_request_goes_to_the_desk_and_the_answer_to_the_centre(
    room: CaseRoom, client_for: ClientFor
) -> None:
    switch(room)
    case = at_core(room)
    desk, centre = client_for("officer"), client_for("core_staff")
    assert "センターの計画相談の承認の求めが1件" in desk.get("/").content.decode()
    assert "承認の求め" not in centre.get("/").content.decode()
    listed = reverse("approval-list")
    url = reverse("approval-decide", args=[only().public_id])
    assert url in desk.get(listed).content.decode()
    assert url not in centre.get(listed).content.decode()
    assert "市の承認待ち" in centre.get(reverse("limit-page")).content.decode()
    kept = desk.post(url, {"decision": "not_approved", "word": ""})
    assert kept.status_code == 422
    assert desk.post(
        url, {"decision": "not_approved", "word": "引継ぎを"}
    ).status_code == 302  # fmt: skip
    assert "承認の求め" not in desk.get("/").content.decode()
    assert "市が承認しなかった計画相談が1件" in centre.get("/").content.decode()
    handover = reverse("handover-new", args=[case.public_id])
    for page in (listed, reverse("limit-page")):
        text = centre.get(page).content.decode()
        assert f"{handover}?purpose=over_limit" in text and "引継ぎを" in text
    assert (
        "市が承認しなかった" not in client_for("specialist").get("/").content.decode()
    )


def test_others_find_nothing_there(room: CaseRoom, client_for: ClientFor) -> None:
    switch(room)
    case = at_core(room)
    url = reverse("approval-decide", args=[only().public_id])
    assert client_for("core_staff").get(url).status_code == 403
    assert client_for("minato_officer").get(url).status_code == 404
    text = client_for("alone").get(reverse("approval-list")).content.decode()
    assert case.person.name not in text
    assert client_for("core_staff").get(reverse("approval-rule-set")).status_code == 403


def test_the_rule_is_set_on_its_form(room: CaseRoom, client_for: ClientFor) -> None:
    client, url = client_for("officer"), reverse("approval-rule-set")
    key = client.get(url).context["form"]["key"].value()
    values = {"key": key, "is_on": "on", "valid_from": TODAY.isoformat(), "reason": " "}
    assert client.post(url, values).status_code == 422
    for _ in range(2):
        client.post(url, {**values, "reason": "（架空）連絡会議"})
    assert ApprovalRule.objects.get().is_on
    assert "（架空）連絡会議" in client.get(reverse("approval-list")).content.decode()


def test_the_list_asks_a_constant_number_of_questions(
    room: CaseRoom, client_for: ClientFor
) -> None:
    switch(room)
    client = client_for("officer")
    urls = [reverse("approval-list"), "/"]

    def counts() -> list[int]:
        found = []
        for url in urls:
            client.get(url)
            with CaptureQueriesContext(connection) as made:
                client.get(url)
            found.append(len(made))
        return found

    at_core(room, 0)
    before = counts()
    for number in range(1, 4):
        at_core(room, number)
    assert counts() == before
