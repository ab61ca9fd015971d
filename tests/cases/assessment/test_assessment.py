"""アセスメントとニーズ: 規則、版、再アセスメントとの比較、整理票、見られる人。"""

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
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.cases.assessment.actions import (
    add_need,
    correct_assessment,
    edit_need,
    record_assessment,
    withdraw_assessment,
)
from tsunagi.cases.assessment.models import Assessment, Need, NeedRevision
from tsunagi.cases.assessment.rules import (
    compared_domains,
    missing_parts,
    needs_in,
    written_domains,
)
from tsunagi.cases.case.models import Case, CaseEvent
from tsunagi.cases.case.rules import Mode
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
VALUES: dict[str, Any] = {
    "assessed_on": date(2026, 11, 1), "place": "home", "present": "母",
    "wishes_person": "海の近くで暮らしたい", "wishes_family": "近くにいてほしい",
    "strengths": "絵がうまい", "overall": "",
    "domains": {
        "daily": {
            "state": "洗濯は母がしている", "wish": "自分でやりたい", "view": "",
            "need": "洗濯の練習の場", "causes": ["environment"],
        },
        "health": {"state": " ", "wish": "", "view": "", "need": "", "causes": []},
    },
}  # fmt: skip


def write(
    room: CaseRoom, case: Case, by: str = "specialist", **more: Any
) -> Assessment:
    return record_assessment(
        case=case, office=room.region.offices["hikari"], staff=room.region.staff[by],
        values={**VALUES, **more}, by=room.actor(by), now=NOW, today=TODAY,
    )  # fmt: skip


def test_empty_parts_are_not_kept() -> None:
    kept = written_domains(VALUES["domains"])
    assert kept == {
        "daily": {
            "state": "洗濯は母がしている", "wish": "自分でやりたい",
            "need": "洗濯の練習の場", "causes": ["environment"],
        }
    }  # fmt: skip
    assert written_domains({"nonsense": {"state": "x"}}) == {}


@pytest.mark.parametrize(
    ("wishes", "strengths", "domains", "count"),
    [
        pytest.param("", "", {}, 3, id="何も聞けていない"),
        pytest.param("海", "絵", {"emergency": {"state": "x"}}, 0, id="そろっている"),
        pytest.param(
            "海", "絵", {"emergency": {"state": "x"}, "daily": {"need": "練習"}}, 1,
            id="望みを聞かずにニーズがある",
        ),
    ],
)  # fmt: skip
def test_what_is_still_to_be_asked(
    wishes: str, strengths: str, domains: dict[str, Any], count: int
) -> None:
    found = missing_parts(wishes_person=wishes, strengths=strengths, domains=domains)
    assert len(found) == count


def test_two_assessments_side_by_side() -> None:
    before = {"daily": {"state": "母がする"}, "health": {"state": "元気"}}
    after = {
        "daily": {"state": "自分でする", "wish": "続けたい"},
        "health": {"state": "元気"},
    }
    found = dict(compared_domains(before, after))
    assert [one.is_changed for one in found["健康・からだ"]] == [False]
    assert [(one.before, one.after) for one in found["日常生活"]] == [
        ("母がする", "自分でする"),
        ("", "続けたい"),
    ]


def test_it_is_kept_with_an_event_and_its_needs(room: CaseRoom) -> None:
    case = room.case(mode=Mode.ENTRUSTED)
    row = write(room, case)
    need = Need._base_manager.get()
    assert (need.need, need.expressed, need.evidence) == (
        "洗濯の練習の場", "自分でやりたい", "洗濯は母がしている",
    )  # fmt: skip
    assert (need.voiced_by, need.priority) == ("person", 1)
    assert [d.value for d, _ in needs_in(row.domains)] == ["daily"]
    event = CaseEvent._base_manager.filter(kind="assessment").get()
    assert event.on == date(2026, 11, 1)
    audit = AuditEvent.objects.order_by("-id")[0]
    assert audit.action == "assessment.record"
    assert "海" not in str(audit.details)


def test_a_reassessment_does_not_repeat_its_needs(room: CaseRoom) -> None:
    case = room.case()
    write(room, case)
    write(room, case, assessed_on=TODAY)
    assert Need._base_manager.count() == 1
    assert Assessment._base_manager.count() == 2


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"assessed_on": TODAY + timedelta(days=1)}, "ASM-002"),
        (
            {
                "wishes_person": " ", "wishes_family": "", "strengths": "",
                "overall": "", "domains": {},
            },
            "ASM-001",
        ),
        ({"domains": {"daily": {"state": "あ" * 4_001}}}, "ASM-006"),
    ],
)  # fmt: skip
def test_bad_input_changes_nothing(
    more: dict[str, Any], code: str, room: CaseRoom
) -> None:
    case = room.case()
    with pytest.raises(UserError) as error:
        write(room, case, **more)
    assert error.value.message.code == code
    assert not Assessment._base_manager.exists() and not Need._base_manager.exists()


def test_a_correction_is_a_new_version_and_asks_others_why(room: CaseRoom) -> None:
    row = write(room, room.case())

    def correct(by: str, reason: str, version: int) -> Assessment:
        return correct_assessment(
            assessment=row, values={**VALUES, "overall": "直した"}, reason=reason,
            version=version, by=room.actor(by), now=NOW, today=TODAY,
        )  # fmt: skip

    newer = correct("specialist", "", 1)
    assert (newer.version, newer.is_current, newer.supersedes_id) == (2, True, row.pk)
    with pytest.raises(UserError):
        correct("specialist", "", 1)
    with pytest.raises(UserError) as error:
        correct("manager", "", 2)
    assert error.value.message.code == "ASM-003"
    correct("manager", "聞きまちがい", 2)
    current = Assessment._base_manager.get(is_current=True)
    withdraw_assessment(
        assessment=current, reason="別の人", version=3, by=room.actor("manager"),
        now=NOW,
    )  # fmt: skip
    with pytest.raises(UserError):
        withdraw_assessment(
            assessment=Assessment._base_manager.get(is_current=True), reason="x",
            version=4, by=room.actor("manager"), now=NOW,
        )  # fmt: skip


def test_a_need_gets_its_goal_and_keeps_its_history(room: CaseRoom) -> None:
    case = room.case()
    by = room.actor("specialist")
    values = {
        "domain": "society", "voiced_by": "person", "expressed": "友だちがほしい",
        "evidence": "", "need": "話せる場所", "goal": "", "priority": 1, "state": "open",
    }  # fmt: skip
    row = add_need(case=case, values=values, by=by, now=NOW)
    edit_need(
        need=row,
        values={**values, "goal": "月に一度出かける"},
        version=1,
        by=by,
        now=NOW,
    )
    assert NeedRevision._base_manager.get().changes == {
        "goal": ["", "月に一度出かける"]
    }
    with pytest.raises(UserError):
        edit_need(need=row, values=values, version=1, by=by, now=NOW)
    with pytest.raises(UserError):
        add_need(case=case, values={**values, "need": " "}, by=by, now=NOW)


@pytest.mark.parametrize("who", ["alone", "core_staff", "minato_specialist"])
def test_others_see_and_write_nothing(
    who: str, room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    row = write(room, case)
    with pytest.raises(NotVisible):
        write(room, case, by=who)
    client = client_for(who)
    for name in ("case-assessments", "assessment-new", "case-needs", "need-new"):
        assert client.get(reverse(name, args=[case.public_id])).status_code == 404
    one = [case.public_id, row.record_id]
    for name in ("assessment-page", "assessment-correct", "assessment-withdraw"):
        assert client.get(reverse(name, args=one)).status_code == 404


def test_the_officer_reads_and_does_not_write(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    row = write(room, case)
    with pytest.raises(AccessDenied):
        write(room, case, by="officer")
    page = client_for("officer").get(
        reverse("assessment-page", args=[case.public_id, row.record_id])
    )
    assert "海の近くで暮らしたい" in page.content.decode()


def test_written_on_screen_once_compared_and_corrected(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    write(room, case)
    client = client_for("specialist")
    url = reverse("assessment-new", args=[case.public_id])
    page = client.get(url)
    form = page.context["form"]
    assert form["daily_state"].value() == "洗濯は母がしている", (
        "begins with the last one"
    )
    data = {
        "assessed_on": "令和8年11月20日", "wishes_person": "町で暮らしたい",
        "daily_state": "自分でする", "daily_causes": ["person"],
        "key": str(form["key"].value()),
    }  # fmt: skip
    refused = client.post(url, {**data, "assessed_on": "令和9年1月1日"})
    assert refused.status_code == 422
    assert "町で暮らしたい" in refused.content.decode()
    first, second = client.post(url, data), client.post(url, data)
    assert first.status_code == 302 and first["Location"] == second["Location"]
    assert Assessment._base_manager.count() == 2
    text = client.get(first["Location"]).content.decode()
    assert "町で暮らしたい" in text and "前回" in text and "あとで聞きたいこと" in text
    compare = client.get(first["Location"] + "compare/").content.decode()
    assert "変わった" in compare and "海の近くで暮らしたい" in compare
    correct = first["Location"] + "correct/"
    edited = {**data, "overall": "見立て", "version": 1}
    edited.pop("key")
    assert client.post(correct, edited).status_code == 302
    assert "第2版" in client.get(first["Location"]).content.decode()
    sheet = client.get(reverse("case-needs", args=[case.public_id])).content.decode()
    assert "洗濯の練習の場" in sheet and "目標がまだ" in sheet
    withdraw = first["Location"] + "withdraw/"
    client.post(withdraw, {"reason": "別の人", "version": 2})
    listed = client.get(reverse("case-assessments", args=[case.public_id]))
    assert "取り消し" in listed.content.decode()


def test_a_need_is_written_and_edited_on_screen(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    client = client_for("specialist")
    url = reverse("need-new", args=[case.public_id])
    data = {
        "domain": "society", "voiced_by": "person", "need": "話せる場所",
        "priority": "1", "state": "open",
        "key": str(client.get(url).context["form"]["key"].value()),
    }  # fmt: skip
    for _ in range(2):
        assert client.post(url, data).status_code == 302
    row = Need._base_manager.get()
    edit = reverse("need-edit", args=[case.public_id, row.public_id])
    data = {**data, "goal": "月に一度", "version": "1"}
    assert client.post(edit, data).status_code == 302
    page = client.get(reverse("case-needs", args=[case.public_id])).content.decode()
    assert "月に一度" in page and "目標がまだ" not in page


def test_the_number_of_queries_does_not_grow(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    client = client_for("specialist")
    counts: list[int] = []
    for number in range(2):
        row = write(room, case, assessed_on=date(2026, 10, 1 + number))
        write(room, case, assessed_on=date(2026, 10, 11 + number))
        for url in (
            reverse("case-assessments", args=[case.public_id]),
            reverse("assessment-page", args=[case.public_id, row.record_id]),
            reverse("case-needs", args=[case.public_id]),
        ):
            client.get(url)
            with CaptureQueriesContext(connection) as found:
                client.get(url)
            counts.append(len(found))
    assert counts[:3] == counts[3:]
